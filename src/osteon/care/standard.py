"""Standard care: one slot per part of it, each filled with text, a rule, or nothing."""

from collections.abc import Mapping

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint, plain
from osteon.care.policy import REPORTING, Policy, Reporting, drugs_of
from osteon.care.setting import Setting
from osteon.care.slots import AS_STANDARD, NOTHING, STOCK, Slot, fill
from osteon.care.wakes import wakes_of
from osteon.library.library import Library
from osteon.library.prescription import Prescription


def standard_care(  # noqa: PLR0913 - one argument per slot
    bone_agent: Slot = None,
    *,
    bone_agent_use: str = AS_STANDARD,
    supplements: Slot = AS_STANDARD,
    monitoring: Slot = AS_STANDARD,
    hypercalcaemia: Slot = AS_STANDARD,
    cord: Slot = AS_STANDARD,
    fracture: Slot = AS_STANDARD,
    pain: Slot = AS_STANDARD,
    imaging: Slot = AS_STANDARD,
    dental: Slot = AS_STANDARD,
    triage: Slot = AS_STANDARD,
    safety_equipment: Slot = AS_STANDARD,
    reporting: str = AS_STANDARD,
    care: str = NOTHING,
    library: Library | None = None,
) -> Policy:
    """Put a policy together.

    Each slot takes the name of a stock rule, such as ``"usual"``; a rule of one's own; None or
    ``"none"`` for nothing; or ``"as standard"`` for what the standard named by `care` says.

    Parameters
    ----------
    bone_agent : str, function or None
        A prescription such as ``"denosumab 120 mg sc q4w"``; or a rule.
    bone_agent_use : str
        How the prescription is followed: ``"as prescribed"`` starts it at entry.
    supplements : str, function or None
        Such as ``"calcium 500 mg/d, vitamin D 400 IU/d"``; or a rule.
    monitoring : str, function or None
        Such as ``"calcium, untx every 4 weeks; bsap every 12 weeks"``; or a rule.
    hypercalcaemia, cord, fracture, pain, imaging, dental, triage, safety_equipment
        The name of a stock rule, or a rule; docs/care.md describes the stock rules.
    reporting : str
        How soon patients tell of symptoms: prompt, usual or late.
    care : str
        A standard of care, for the slots that are not given; ``"none"`` leaves them empty.
    library : Library, optional
        Where drugs and figures are looked up; the library that comes with osteon by default.

    Returns
    -------
    Policy
        Its `reacts` is False when everything is ordered at entry.

    Raises
    ------
    InputError
        When a text cannot be read or names an unknown drug; all slots at once.
    """
    own: dict[str, Slot] = {
        "supplements": supplements,
        "monitoring": monitoring,
        "hypercalcaemia": hypercalcaemia,
        "cord": cord,
        "fracture": fracture,
        "pain": pain,
        "imaging": imaging,
        "dental": dental,
        "triage": triage,
        "safety_equipment": safety_equipment,
    }
    library = library or Library.load()
    standard = _standard(care)
    slots = {name: _or_standard(slot, name, standard) for name, slot in own.items()}
    use = _or_standard(bone_agent_use, "bone_agent_use", standard) or "as prescribed"
    return _policy(bone_agent, use, slots, _or_standard(reporting, "reporting", standard), library)


def _policy(
    bone_agent: Slot, use: Slot, slots: Mapping[str, Slot], reporting: Slot, library: Library
) -> Policy:
    prescription, problems = _prescription(bone_agent, library)
    # Without a prescription there is nothing to use; a rule of one's own stands for itself.
    first = use if prescription else None if isinstance(bone_agent, str) else bone_agent
    first_name = "bone_agent_use" if prescription else "bone_agent"
    rules, faults = fill({first_name: first, **slots}, Setting(library, prescription))
    problems += faults
    how = _reporting(reporting, problems)
    if problems:
        raise InputError(problems)
    drugs = [prescription.drug] if prescription else []
    drugs += [drug for rule in rules for drug in drugs_of(rule)]
    reacts = not all(wakes_of(rule).only_at_entry for rule in rules)
    return Policy(tuple(rules), reacts, tuple(dict.fromkeys(drugs)), how)


def _prescription(slot: Slot, library: Library) -> tuple[Prescription | None, list[Problem]]:
    if not isinstance(slot, str) or plain(slot) == NOTHING:
        return None, []
    try:
        return Prescription.parse(slot, library.drugs), []
    except InputError as error:
        return None, [problem.inside("bone_agent") for problem in error.problems]


def _reporting(slot: Slot, problems: list[Problem]) -> Reporting:
    named = {how: how for how in REPORTING}
    if isinstance(slot, str) and slot in named:
        return named[slot]
    message = f'"{slot}" is no way of reporting{hint(str(slot), REPORTING)}'
    problems.append(Problem("reporting", message))
    return "usual"


def _or_standard(slot: Slot, name: str, standard: Mapping[str, str]) -> Slot:
    return standard.get(name) if slot == AS_STANDARD else slot


def _standard(care: str) -> Mapping[str, str]:
    """Return the texts of the slots in a named standard of care."""
    if plain(care) == NOTHING:
        return {"reporting": "usual"}
    if plain(care) == "usual":
        stocked = {name: "usual" for name, rules in STOCK.items() if "usual" in rules}
        return {**stocked, "reporting": "usual"}
    raise InputError(
        Problem("care", f'no standard of care "{care}"{hint(care, ["usual", "none"])}')
    )

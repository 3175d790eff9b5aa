"""Standard care: one slot per part of it, each filled with text, a rule, or nothing."""

from collections.abc import Mapping
from typing import TypeGuard

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint, plain
from osteon.care.policy import Policy, drugs_of
from osteon.care.setting import Setting
from osteon.care.slots import Slot, fill
from osteon.care.wakes import wakes_of
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.library.standards import NOTHING, REPORTING
from osteon.library.symptoms import Reporting

#: As the standard of care says.
AS_STANDARD = "as standard"


def standard_care(  # noqa: PLR0913 - one argument per slot
    bone_agent: Slot = None,
    *,
    dosing: str = AS_STANDARD,
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
    care: str = "usual",
    library: Library | None = None,
) -> Policy:
    """Put a policy together.

    Each slot takes the name of a stock rule, such as ``"usual"``; a rule of one's own; None or
    ``"none"`` for nothing; or ``"as standard"`` for what the standard named by `care` says.

    Parameters
    ----------
    bone_agent : str, function or None
        A prescription such as ``"denosumab 120 mg sc q4w"``; or a rule.
    dosing : str
        How the prescription is followed: ``"usual"``, ``"as prescribed"``, ``"12-weekly when
        stable"``, ``"12-weekly after a year"`` or ``"after the first event"``.
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
        "dosing": dosing,
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
        "reporting": reporting,
    }
    library = library or Library.load()
    standard = _standard(care, library)
    slots = {name: standard[name] if _as_standard(slot) else slot for name, slot in own.items()}
    return _policy(bone_agent, slots, library)


def _policy(bone_agent: Slot, slots: dict[str, Slot], library: Library) -> Policy:
    prescription, problems = _prescription(bone_agent, library)
    reporting = _reporting(slots.pop("reporting"), problems)
    dosing = slots.pop("dosing") or "as prescribed"
    texts = {name: plain(slot) for name, slot in slots.items() if isinstance(slot, str)}
    # A rule of one's own stands for itself; without a prescription there is nothing to dose.
    first: dict[str, Slot] = {}
    if prescription is not None:
        first = {"dosing": dosing}
    elif callable(bone_agent):
        first = {"bone_agent": bone_agent}
    rules, faults = fill({**first, **slots}, Setting(library, prescription, texts))
    problems += faults
    if problems:
        raise InputError(problems)
    drugs = [prescription.drug] if prescription else []
    drugs += [drug for rule in rules for drug in drugs_of(rule)]
    reacts = not all(wakes_of(rule).only_at_entry for rule in rules)
    return Policy(tuple(rules), reacts, tuple(dict.fromkeys(drugs)), reporting)


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


def _as_standard(slot: Slot) -> TypeGuard[str]:
    return isinstance(slot, str) and plain(slot) == plain(AS_STANDARD)


def _standard(care: str, library: Library) -> Mapping[str, str | None]:
    """Return the texts of the slots in a named standard of care."""
    try:
        return library.standard(care).slots()
    except InputError as error:
        raise InputError([problem.inside("care") for problem in error.problems]) from None

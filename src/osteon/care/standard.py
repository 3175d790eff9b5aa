"""Standard care: one slot per part of it, each filled with text, a rule, or nothing."""

from collections.abc import Callable

from osteon.base.errors import InputError, Problem
from osteon.care.monitoring import Monitoring
from osteon.care.policy import Policy, Rule
from osteon.care.rules import prescribe_bone_agent, prescribe_supplements, schedule_monitoring
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements

Slot = str | Rule | None


def standard_care(
    bone_agent: Slot = None,
    *,
    supplements: Slot = None,
    monitoring: Slot = None,
    library: Library | None = None,
) -> Policy:
    """Put a policy together.

    Parameters
    ----------
    bone_agent : str, function or None
        A prescription such as ``"denosumab 120 mg sc q4w"``, started at entry; or a rule.
    supplements : str, function or None
        Such as ``"calcium 500 mg/d, vitamin D 400 IU/d"``; or a rule.
    monitoring : str, function or None
        Such as ``"calcium, untx every 4 weeks; bsap every 12 weeks"``; or a rule.
    library : Library, optional
        Where drugs are looked up; the library that comes with osteon by default.

    Returns
    -------
    Policy
        Its `reacts` is False when no slot holds a rule: everything is then ordered at entry.

    Raises
    ------
    InputError
        When a text cannot be read or names an unknown drug; all slots at once.
    """
    library = library or Library.load()
    slots: tuple[tuple[str, Slot, Callable[[str], Rule]], ...] = (
        ("bone_agent", bone_agent, lambda text: _bone_agent(text, library)),
        ("supplements", supplements, lambda text: prescribe_supplements(Supplements.parse(text))),
        ("monitoring", monitoring, lambda text: schedule_monitoring(Monitoring.parse(text))),
    )
    rules, problems = _fill(slots)
    if problems:
        raise InputError(problems)
    reacts = any(callable(slot) for _name, slot, _read in slots)
    drugs = (
        (Prescription.parse(bone_agent, library.drugs).drug,) if isinstance(bone_agent, str) else ()
    )
    return Policy(tuple(rules), reacts=reacts, drugs=drugs)


def _bone_agent(text: str, library: Library) -> Rule:
    return prescribe_bone_agent(Prescription.parse(text, library.drugs), library)


def _drugs(bone_agent: Slot, library: Library) -> tuple[str, ...]:
    if isinstance(bone_agent, str):
        return (Prescription.parse(bone_agent, library.drugs).drug,)
    return ()


def _fill(
    slots: tuple[tuple[str, Slot, Callable[[str], Rule]], ...],
) -> tuple[list[Rule], list[Problem]]:
    rules: list[Rule] = []
    problems: list[Problem] = []
    for name, slot, read in slots:
        if callable(slot):
            rules.append(slot)
        elif slot is not None:
            try:
                rules.append(read(slot))
            except InputError as error:
                problems += [problem.inside(name) for problem in error.problems]
    return rules, problems

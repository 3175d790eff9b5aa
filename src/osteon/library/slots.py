"""The slots of a care policy, as text: which words each takes, and what contradicts what."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint, plain
from osteon.library.prescription import DAYS_IN_WEEK, Prescription
from osteon.library.schedule import Schedule
from osteon.library.standards import NOTHING, REPORTING
from osteon.library.supplements import Supplements

if TYPE_CHECKING:
    from osteon.library.library import Library

USUAL = "usual"
STRETCHED = ("12-weekly when stable", "12-weekly after a year")
STRETCHED_DAYS = 12 * DAYS_IN_WEEK

WORDS: Mapping[str, tuple[str, ...]] = {
    "dosing": (USUAL, "as prescribed", *STRETCHED, "after the first event"),
    "supplements": (NOTHING,),
    "monitoring": (NOTHING,),
    "imaging": (USUAL, "intense", "symptoms only", NOTHING),
    "pain": (USUAL, "analgesics only", NOTHING),
    "fracture": (USUAL, "no prevention", NOTHING),
    "cord": (USUAL, "radiotherapy only", NOTHING),
    "hypercalcaemia": (USUAL, "fluids only", NOTHING),
    "dental": (USUAL, "before the first dose", "symptoms only", NOTHING),
    "triage": (USUAL, NOTHING),
    "safety_equipment": (USUAL, NOTHING),
    "reporting": REPORTING,
}
"""Words that each slot takes; supplements, monitoring and imaging take a text of their own too."""

_SCHEDULES = ("monitoring", "imaging")


def check_slot(slot: str, text: str, library: "Library") -> None:
    """Do nothing where a slot can be filled with this text.

    Raises
    ------
    InputError
        It cannot; one problem for each fault.
    """
    if plain(text) in map(plain, WORDS[slot]):
        return
    if slot == "supplements":
        Supplements.parse(text)
    elif slot == "monitoring" or (slot == "imaging" and " every " in text):
        _check_schedule(slot, text, library)
    else:
        raise InputError(f'"{text}" is no way of filling this{hint(text, WORDS[slot])}')


def contradictions(slots: Mapping[str, str], library: "Library") -> Iterator[Problem]:
    """Yield the faults between the slots of one arm, which may each be right alone.

    Parameters
    ----------
    slots : mapping of str to str
        Text by slot, as far as it is given; `bone_agent` among them.
    """
    agent = slots.get("bone_agent")
    if "dosing" in slots and agent is None:
        yield Problem("dosing", "there is no bone_agent whose dosing it could be")
    elif plain(slots.get("dosing", "")) in map(plain, STRETCHED) and agent is not None:
        yield from _not_to_be_stretched(agent, library)
    known = {slot: _scheduled(slots[slot], library) for slot in _SCHEDULES if slot in slots}
    both = known.get("monitoring", set()) & known.get("imaging", set())
    for name in sorted(both):
        yield Problem("imaging", f'"{name}" is scheduled under monitoring too; leave one out')


def _check_schedule(slot: str, text: str, library: "Library") -> None:
    schedule = Schedule.parse(text, library)
    if slot == "imaging":
        wrong = [n for n, _ in schedule.interval_days if library.assessments[n].kind != "imaging"]
        if wrong:
            raise InputError(f"{', '.join(wrong)} is no imaging; put it under monitoring")


def _not_to_be_stretched(agent: str, library: "Library") -> Iterator[Problem]:
    try:
        days = Prescription.parse(agent, library.drugs).interval_days
    except InputError:
        return
    if days is None or days >= STRETCHED_DAYS:
        yield Problem("dosing", f'"{agent}" is not given more often, so it cannot be stretched')


def _scheduled(text: str, library: "Library") -> set[str]:
    try:
        return {name for name, _ in Schedule.parse(text, library).interval_days}
    except InputError:
        return set()

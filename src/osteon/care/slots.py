"""What each slot of standard care can be filled with, and how its text becomes rules."""

from collections.abc import Callable, Mapping

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import plain
from osteon.care.policy import Rule
from osteon.care.rules import (
    cord,
    dental,
    dosing,
    fracture,
    hypercalcaemia,
    imaging,
    pain,
    safety_equipment,
    triage,
)
from osteon.care.rules.monitoring import schedule_monitoring
from osteon.care.rules.supplements import prescribe_supplements
from osteon.care.setting import Setting
from osteon.library.schedule import Schedule
from osteon.library.slots import check_slot
from osteon.library.standards import NOTHING
from osteon.library.supplements import Supplements

Slot = str | Rule | None
Maker = Callable[[Setting], Rule | tuple[Rule, ...]]

#: Stock rules by slot and word, as `library.slots.WORDS` lists them.
STOCK: Mapping[str, Mapping[str, Maker]] = {
    "dosing": {
        "usual": dosing.usual,
        "as prescribed": dosing.as_prescribed,
        "12-weekly when stable": dosing.when_stable,
        "12-weekly after a year": dosing.after_a_year,
        "after the first event": dosing.after_first_event,
    },
    "supplements": {},
    "monitoring": {},
    "hypercalcaemia": {
        "usual": hypercalcaemia.usual,
        "fluids only": hypercalcaemia.fluids_only,
    },
    "cord": {"usual": cord.usual, "radiotherapy only": cord.radiotherapy_only},
    "fracture": {"usual": fracture.usual, "no prevention": fracture.no_prevention},
    "pain": {"usual": pain.usual, "analgesics only": pain.analgesics_only},
    "imaging": {
        "usual": imaging.usual,
        "intense": imaging.intense,
        "symptoms only": imaging.symptoms_only,
    },
    "dental": {
        "usual": dental.usual,
        "before the first dose": dental.before_first_dose,
        "symptoms only": dental.symptoms_only,
    },
    "triage": {"usual": triage.usual},
    "safety_equipment": {"usual": safety_equipment.usual},
}

#: Slots that also take a text of their own form.
_READERS: Mapping[str, Callable[[str, Setting], Rule | tuple[Rule, ...]]] = {
    "supplements": lambda text, _: prescribe_supplements(Supplements.parse(text)),
    "monitoring": lambda text, own: schedule_monitoring(Schedule.parse(text, own.library)),
    "imaging": imaging.scheduled,
}


def fill(slots: Mapping[str, Slot], setting: Setting) -> tuple[list[Rule], list[Problem]]:
    """Return the rules of the slots in their order, and every fault by slot."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for name, slot in slots.items():
        try:
            rules += _rules_of(name, slot, setting)
        except InputError as error:
            problems += [problem.inside(name) for problem in error.problems]
    return rules, problems


def _rules_of(name: str, slot: Slot, setting: Setting) -> tuple[Rule, ...]:
    if slot is None or (isinstance(slot, str) and plain(slot) == NOTHING):
        return ()
    if not isinstance(slot, str):
        return (slot,)
    stock = {plain(word): maker for word, maker in STOCK[name].items()}
    if plain(slot) in stock:
        made = stock[plain(slot)](setting)
    else:
        check_slot(name, slot, setting.library)
        made = _READERS[name](slot, setting)
    return made if isinstance(made, tuple) else (made,)

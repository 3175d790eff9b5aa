"""What each slot of standard care can be filled with, and how its text becomes a rule."""

from collections.abc import Callable, Mapping

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint, plain
from osteon.care.monitoring import Monitoring
from osteon.care.policy import Rule
from osteon.care.rules import bone_agent
from osteon.care.rules.monitoring import schedule_monitoring
from osteon.care.rules.supplements import prescribe_supplements
from osteon.care.setting import Setting
from osteon.library.supplements import Supplements

Slot = str | Rule | None
Maker = Callable[[Setting], Rule]

#: As the standard of care says.
AS_STANDARD = "as standard"
NOTHING = "none"

#: Stock rules by slot and name. The slot of the bone agent holds a prescription, and
#: `bone_agent_use` says which of these rules follows it.
STOCK: Mapping[str, Mapping[str, Maker]] = {
    "bone_agent_use": {"as prescribed": bone_agent.as_prescribed},
    "supplements": {},
    "monitoring": {},
    "hypercalcaemia": {},
    "cord": {},
    "fracture": {},
    "pain": {},
    "imaging": {},
    "dental": {},
    "triage": {},
    "safety_equipment": {},
}

#: Slots that also take a text of their own form.
_READERS: Mapping[str, Callable[[str], Rule]] = {
    "supplements": lambda text: prescribe_supplements(Supplements.parse(text)),
    "monitoring": lambda text: schedule_monitoring(Monitoring.parse(text)),
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


def _rules_of(name: str, slot: Slot, setting: Setting) -> list[Rule]:
    if slot is None:
        return []
    if not isinstance(slot, str):
        return [slot]
    if plain(slot) == NOTHING:
        return []
    stock = {plain(own): maker for own, maker in STOCK[name].items()}
    if plain(slot) in stock:
        return [stock[plain(slot)](setting)]
    if name in _READERS:
        return [_READERS[name](slot)]
    raise InputError(f'no rule "{slot}" for this slot{hint(slot, [*STOCK[name], NOTHING])}')

"""Standards of care: named fillings of the slots of a care policy."""

from typing import get_args

from osteon.library.facts import Facts
from osteon.library.symptoms import Reporting

NOTHING = "none"
REPORTING: tuple[Reporting, ...] = get_args(Reporting)


class StandardOfCare(Facts):
    """One way of caring for everybody alike; the bone drug is left to the arm.

    Every slot is the text that `standard_care` reads in its place; ``none`` leaves it empty.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    dosing: str
    supplements: str
    monitoring: str
    imaging: str
    pain: str
    fracture: str
    cord: str
    hypercalcaemia: str
    dental: str
    triage: str
    safety_equipment: str
    reporting: Reporting

    def slots(self) -> dict[str, str | None]:
        """Return the text of each slot by name; None where it stays empty."""
        words = {name: str(getattr(self, name)) for name in SLOTS}
        return {name: None if text == NOTHING else text for name, text in words.items()}


SLOTS: tuple[str, ...] = tuple(
    name for name in StandardOfCare.model_fields if name not in {"name", "title", "aliases", "note"}
)

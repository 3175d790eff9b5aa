"""Procedures as data: what is done to a bone or the jaw, after what wait, at what risk."""

from typing import Literal, Self

from pydantic import model_validator

from osteon.library.sourced import Value
from osteon.library.waits import Waits

Does = Literal[
    "radiotherapy",
    "fixation",
    "cement",
    "decompression",
    "extraction",
    "jaw_surgery",
    "dental_treatment",
    "hygiene",
]
ProcedureEvent = Literal["radiotherapy_to_bone", "surgery_to_bone", "dental_procedure", ""]
Where = Literal["any_bone", "long_bones", "spine", "jaw"]


class Procedure(Waits):
    """Something done to one bone, or to the jaw, on one day or on a few.

    Attributes
    ----------
    event : str
        Kind of event that it counts as; empty where it counts as none.
    does : str
        What it does to the model.
    where : str
        Bones on which it is possible.
    fractions, fraction_gy, fraction_interval_days : Sourced or None
        Of radiotherapy alone: how many fractions of what dose [Gy], at what distance [days].
    mortality : Sourced
        Share of patients who die of it within 30 days.
    complication_share : Sourced
        Share of patients with a complication within 30 days.
    hospital_days : Sourced
        Median stay [days]; 0 for an out-patient.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    event: ProcedureEvent
    does: Does
    where: Where
    fractions: Value | None = None
    fraction_gy: Value | None = None
    fraction_interval_days: Value | None = None
    mortality: Value
    complication_share: Value
    hospital_days: Value

    @property
    def fraction_days(self) -> tuple[float, ...]:
        """Days of the fractions, counted from the first; the one day where there are none."""
        if self.fractions is None or self.fraction_interval_days is None:
            return (0.0,)
        step = self.fraction_interval_days.value
        return tuple(step * number for number in range(round(self.fractions.value)))

    @model_validator(mode="after")
    def _doses_of_radiotherapy(self) -> Self:
        doses = (self.fractions, self.fraction_gy, self.fraction_interval_days)
        given = [dose is not None for dose in doses]
        if self.does == "radiotherapy" and not all(given):
            raise ValueError("radiotherapy needs fractions, fraction_gy and fraction_interval_days")
        if self.does != "radiotherapy" and any(given):
            raise ValueError(f"{self.does} has no fractions")
        return self

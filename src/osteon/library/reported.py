"""Numbers that a published trial reported, as rows of a trial file."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from osteon.base.units import to_unit
from osteon.library.endpoints import Measure
from osteon.library.sourced import check_reference, convert

UNVERIFIED = "unverified"


class ReportedRow(BaseModel):
    """One number of a paper.

    Attributes
    ----------
    arm, versus : str
        Ratios are `arm` over `versus`; `versus` is None for the number of one arm.
    value : float
        In the measure's own unit: a ratio, months, percent, or events per patient (and year);
        infinite for a median that was not reached.
    interval : tuple of float or None
        95 % confidence interval.
    at : str or None
        Time it was read at, such as ``13 weeks``.
    n, events : int or None
        Patients of the arm, and those with the event.
    source : str
        Key in references.bib; the trial's own where empty.
    checked : str
        Address of the page on which the number was read, or ``unverified``.
    population : str
        Part of the patients; empty for all of the arm.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    arm: str
    versus: str | None = None
    value: float
    interval: tuple[float, float] | None = None
    at: str | None = None
    n: Annotated[int, Field(gt=0)] | None = None
    events: Annotated[int, Field(ge=0)] | None = None
    source: str = ""
    checked: str
    population: str = ""
    note: str = ""

    @property
    def at_days(self) -> float | None:
        """Time it was read at [days]."""
        return None if self.at is None else to_unit(self.at, "days")

    @property
    def is_checked(self) -> bool:
        """Whether the number was read in its source."""
        return self.checked != UNVERIFIED

    @field_validator("at")
    @classmethod
    def _a_time(cls, text: str | None) -> str | None:
        if text is not None:
            convert(text, "days")
        return text

    @field_validator("source")
    @classmethod
    def _in_bibliography(cls, key: str, info: ValidationInfo) -> str:
        return check_reference(key, info) if key else key

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.interval and not self.interval[0] <= self.value <= self.interval[1]:
            raise ValueError(f"{self.value:g} lies outside its interval {list(self.interval)}")
        if self.n is not None and self.events is not None and self.events > self.n:
            raise ValueError(f"{self.events} patients with the event are more than all {self.n}")
        return self


class Reported(ReportedRow):
    """A number that a run of the trial answers: an endpoint and measure of the library.

    Attributes
    ----------
    weight : float
        How much it counts when the model is fitted.
    """

    endpoint: str
    measure: Measure
    weight: Annotated[float, Field(ge=0)] = 1.0


class AlsoReported(ReportedRow):
    """A number that a run does not answer, kept so that the record of the paper is whole.

    A part of the patients, or an event that is not simulated; never compared.
    """

    quantity: str
    statistic: str

"""Numbers that a published trial reported, as rows of a trial file."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from osteon.base.units import to_unit
from osteon.library.groups import check_group
from osteon.library.measures import UNITS, Measure
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
    """A number that a run of the trial answers: an endpoint, and a measure that it can answer.

    A number that is a time may be written as text with a unit, such as ``"64.9 weeks"``.

    Attributes
    ----------
    since : str or None
        Start of the time that counts, for a rate of part of the follow-up.
    group : str
        Part of the patients that counts, such as ``ecog = 2``; empty for all of the arm.
    weight : float
        How much it counts when the model is fitted.
    input : bool
        Whether the cohort's own numbers were set by it; then it is shown and decides nothing.
    """

    endpoint: str
    measure: Measure
    since: str | None = None
    group: str = ""
    weight: Annotated[float, Field(ge=0)] = 1.0
    input: bool = False

    @property
    def since_days(self) -> float:
        """Start of the time that counts [days]."""
        return 0.0 if self.since is None else to_unit(self.since, "days")

    @model_validator(mode="before")
    @classmethod
    def _times_in_their_unit(cls, raw: object) -> object:
        if not isinstance(raw, Mapping) or str(raw.get("measure")) not in UNITS:
            return raw
        unit = UNITS[str(raw["measure"])]
        read: dict[str, Any] = dict(raw)
        if isinstance(raw.get("value"), str):
            read["value"] = convert(raw["value"], unit)
        if isinstance(raw.get("interval"), list | tuple):
            ends = raw["interval"]
            read["interval"] = [convert(e, unit) if isinstance(e, str) else e for e in ends]
        return read

    @field_validator("since")
    @classmethod
    def _a_start(cls, text: str | None) -> str | None:
        if text is not None:
            convert(text, "days")
        return text

    @field_validator("group")
    @classmethod
    def _a_group(cls, text: str, info: ValidationInfo) -> str:
        return check_group(text, info) if text else text


class AlsoReported(ReportedRow):
    """A number that a run does not answer, kept so that the record of the paper is whole.

    A part of the patients, or an event that is not simulated; never compared.
    """

    quantity: str
    statistic: str

"""Targets: the numbers of the evidence that the model is fitted to, grouped by process."""

from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from osteon.library.facts import Facts
from osteon.library.measures import Measure
from osteon.library.reported import UNVERIFIED
from osteon.library.sourced import check_reference

_OF_A_TRIAL = ("endpoint", "measure", "arm")


class Target(Facts):
    """One number of the evidence, and the simulated number that answers it.

    Either a number of a trial of the library, or a figure of a claim. What was reported is the
    row of the trial's file that asks the same question; a number that no such row holds stands
    here with its own source.

    Attributes
    ----------
    trial : str
        Trial that is simulated; empty for a figure of a claim.
    endpoint, measure, arm, versus, at, since, group
        The question, as in a reported row of a trial.
    claim, figure : str
        Claim of the library, and the name of one of its figures.
    value : float or None
        None where the trial's file has it.
    interval : tuple of float or None
        95 %.
    n, events : int or None
        Patients, and those with the event.
    source, checked : str
        Key in references.bib and page on which the number was read, or ``unverified``.
    population : str
        Who they were, where the trial that is simulated is not theirs.
    weight : float
        How much it counts; what was not read in its source never counts.
    """

    trial: str = ""
    endpoint: str = ""
    measure: Measure | None = None
    arm: str = ""
    versus: str | None = None
    at: str | None = None
    since: str | None = None
    group: str = ""
    claim: str = ""
    figure: str = ""
    value: float | None = None
    interval: tuple[float, float] | None = None
    n: Annotated[int, Field(gt=0)] | None = None
    events: Annotated[int, Field(ge=0)] | None = None
    source: str = ""
    checked: str = ""
    population: str = ""
    note: str = ""
    weight: Annotated[float, Field(ge=0)] = 1.0

    @property
    def counts(self) -> bool:
        """Whether it may pull at the fit: it has weight and was read in its source."""
        return self.weight > 0 and self.checked != UNVERIFIED

    @field_validator("source")
    @classmethod
    def _in_bibliography(cls, key: str, info: ValidationInfo) -> str:
        return check_reference(key, info) if key else key

    @model_validator(mode="after")
    def _is_one_question(self) -> Self:
        if bool(self.trial) == bool(self.claim):
            raise ValueError("names either a trial or a claim")
        if self.trial and not all(getattr(self, key) for key in _OF_A_TRIAL):
            raise ValueError("a number of a trial needs endpoint, measure and arm")
        if self.claim and not (self.figure and self.interval and self.value is not None):
            raise ValueError("a figure of a claim needs figure, value and interval")
        if self.value is not None and not (self.source and self.checked):
            raise ValueError("a value needs source and checked")
        if self.value is not None and self.interval is not None:
            low, high = self.interval
            if not low <= self.value <= high:
                raise ValueError(f"{self.value:g} lies outside its interval {[low, high]}")
        return self


class TargetSet(Facts):
    """The targets of one process.

    Attributes
    ----------
    name : str
        Name of the file, such as ``survival``.
    title : str
    targets : tuple of Target
    """

    name: str
    title: str
    note: str = ""
    targets: tuple[Target, ...] = Field(alias="target", min_length=1)

"""The rules of a trial that is designed: arms, test, recruiting, looks and bounds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.trial.design.wanted import Better, Futility

if TYPE_CHECKING:
    from osteon.library.endpoints import Endpoint

Floats = NDArray[np.float64]

MEASURES = {
    "time_to_first": ("hazard_ratio", "percent_difference"),
    "survival": ("hazard_ratio", "percent_difference"),
    "time_to_reading": ("hazard_ratio", "percent_difference"),
    "proportion": ("percent_difference", "hazard_ratio"),
    "recurrent": ("rate_ratio",),
}
"""Measures that can be tested, by kind of endpoint; the first is the usual one."""


@dataclass(frozen=True)
class Rules:
    """The rules of a trial, complete.

    Attributes
    ----------
    endpoint : Endpoint
    measure : str
        hazard_ratio, rate_ratio or percent_difference.
    arms : tuple of str
        Old and new treatment.
    margin : float or None
        A ratio, or percentage points; None where superiority is asked.
    per_day : float or None
        Patients recruited a day; None where `accrual_days` is given.
    accrual_days, until_days : float
        [days]
    events, event_share : int and float, or None
        Events at the last analysis, in number or per patient; without both it takes place on
        `until_days`.
    fractions : array of float, shape (n_looks,)
        Information at each look, the last 1.
    block : tuple of int
        Patients of the old and of the new arm in a block.
    """

    endpoint: "Endpoint"
    measure: str
    arms: tuple[str, str]
    better: Better
    margin: float | None
    alpha: float
    power: float | None
    n: int
    per_day: float | None
    accrual_days: float
    until_days: float
    events: int | None
    event_share: float | None
    fractions: Floats
    efficacy: str
    futility: Futility
    conditional_power: float
    stratify_by: tuple[str, ...]
    block: tuple[int, int]
    replicates: int
    most: int

    @property
    def is_ratio(self) -> bool:
        """Whether arms are compared by a ratio."""
        return self.measure != "percent_difference"

    @property
    def by_day(self) -> bool:
        """Whether the last analysis takes place on a day, and not at a number of events."""
        return self.events is None and self.event_share is None

    @property
    def null(self) -> float:
        """Value of the measure under the null hypothesis."""
        if self.margin is None:
            return 1.0 if self.is_ratio else 0.0
        return self.margin if self.is_ratio or self.better == "fewer" else -self.margin

    @property
    def sign(self) -> float:
        """1 where fewer events are better, -1 where more are."""
        return 1.0 if self.better == "fewer" else -1.0

    def rate(self, n: int) -> float:
        """Return how many are recruited a day of `n`; infinite where all come at once."""
        if self.per_day is not None:
            return self.per_day
        return n / self.accrual_days if self.accrual_days > 0.0 else np.inf

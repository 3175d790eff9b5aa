"""The mean cumulative count: events per patient up to a day, with death as the end of counting.

References
----------
nelson_1995, lawless_1995, ghosh_2000
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.estimate import NORMAL_QUANTILE
from osteon.analysis.survival import kaplan_meier

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class CumulativeCount:
    """Mean number of events per patient up to each day; arrays of shape `(n_days,)`.

    Attributes
    ----------
    days : array of float
        The days asked for [days].
    mean, low, high : array of float
        Events per patient with the 95 % interval.
    """

    days: Floats
    mean: Floats
    low: Floats
    high: Floats


def mean_cumulative_count(
    patient: ArrayLike,
    day: ArrayLike,
    follow_up_days: ArrayLike,
    died: ArrayLike,
    at_days: ArrayLike,
) -> CumulativeCount:
    """Return the mean cumulative count of events per randomised patient.

    A dead patient has no more events but stays in the mean (Ghosh-Lin); with `died` all False
    this is Nelson's estimator, in which death censors.

    Parameters
    ----------
    patient, day : arrays, shape (n_events,)
        Position of the patient in `follow_up_days`, and day of the event [days], any order.
    follow_up_days, died : arrays, shape (n_patients,)
        Last day seen [days], and whether the patient died on it.
    at_days : array of float, shape (n_days,)
    """
    ends, dead = np.asarray(follow_up_days, float), np.asarray(died, bool)
    who, when = np.asarray(patient, np.intp), np.asarray(day, float)
    at = np.asarray(at_days, float)
    if not ends.size:
        return CumulativeCount(at, *(np.full(at.shape, np.nan) for _ in range(3)))
    counting = _Counting.build(who, when, ends, dead)
    mean = np.array([counting.mean(t) for t in at])
    half = NORMAL_QUANTILE * np.array([counting.error(t) for t in at])
    return CumulativeCount(at, mean, np.maximum(0.0, mean - half), mean + half)


@dataclass(frozen=True, slots=True)
class _Counting:
    """Sorted events and deaths with the alive share and number at risk at each."""

    who: Ints
    when: Floats
    ends: Floats
    dead: NDArray[np.bool_]
    event_weight: Floats  # share alive just before / number at risk, per event
    event_risk: Floats
    death_days: Floats  # sorted, one per death
    death_risk: Floats

    @classmethod
    def build(cls, who: Ints, when: Floats, ends: Floats, dead: NDArray[np.bool_]) -> "_Counting":
        order = np.argsort(when, kind="stable")
        who, when = who[order], when[order]
        alive = kaplan_meier(ends, dead).at(np.nextafter(when, -np.inf))
        ranked = np.sort(ends)
        risk = (ends.size - np.searchsorted(ranked, when, side="left")).astype(float)
        death_days = np.sort(ends[dead])
        death_risk = (ends.size - np.searchsorted(ranked, death_days, side="left")).astype(float)
        return cls(who, when, ends, dead, alive / risk, risk, death_days, death_risk)

    def mean(self, day: float) -> float:
        return float(self.event_weight[self.when <= day].sum())

    def error(self, day: float) -> float:
        """Return the standard error: the root of the summed squares of each patient's influence."""
        own = self._events(day) - self._deaths(day)
        return float(np.sqrt(np.square(own).sum()))

    def _events(self, day: float) -> Floats:
        """Own events less those expected while at risk, weighed by share alive / at risk."""
        past = self.when <= day
        seen = np.zeros(self.ends.size)
        np.add.at(seen, self.who[past], self.event_weight[past])
        expected = _prefix(self.event_weight[past] / self.event_risk[past])
        until = np.searchsorted(self.when[past], self.ends, side="right")
        return np.asarray(seen - expected[until], np.float64)

    def _deaths(self, day: float) -> Floats:
        """Events that the rest of the arm lost to this death, less those lost in expectation."""
        past = self.death_days <= day
        lost = self._still_to_come(self.death_days[past], day) / self.death_risk[past]
        expected = _prefix(lost / self.death_risk[past])
        until = np.searchsorted(self.death_days[past], self.ends, side="right")
        own = np.zeros(self.ends.size)
        mine = self.dead & (self.ends <= day)
        at_end = np.searchsorted(self.death_days[past], self.ends[mine], side="left")
        own[mine] = lost[at_end]
        return own - expected[until]

    def _still_to_come(self, days: Floats, day: float) -> Floats:
        reached = _prefix(self.event_weight)
        last = np.searchsorted(self.when, day, side="right")
        return np.asarray(
            reached[last] - reached[np.searchsorted(self.when, days, side="right")], np.float64
        )


def _prefix(column: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(column)])

"""The mean cumulative count: events per patient up to a day, with death as the end of counting.

References
----------
nelson_1995, lawless_1995, ghosh_2000
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.estimate import NO_EVENT, NORMAL_QUANTILE, Estimate, normal, undefined
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
        Events per patient with the 95 % interval; `nan` without patients.
    error : array of float
        Robust standard error of the mean: patients are independent, a patient's events are not.
    events : array of int
        Events up to each day.
    n : int
        Patients.
    last_day : float
        Last day anybody was followed [days].
    """

    days: Floats
    mean: Floats
    low: Floats
    high: Floats
    error: Floats
    events: NDArray[np.int64]
    n: int
    last_day: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Return the mean on each day asked for; none beyond the last day anybody was followed."""
        return tuple(self._estimate(index) for index in range(self.days.size))

    def _estimate(self, index: int) -> Estimate:
        day, seen = float(self.days[index]), int(self.events[index])
        if not self.n or day > self.last_day:
            note = f"nobody was followed to day {day:g}" if self.n else "no patients"
            return undefined(note, self.n)
        mean, error = float(self.mean[index]), float(self.error[index])
        found = normal(mean, error, self.n, events=seen, least=0.0)
        return found if seen else replace(found, note=NO_EVENT)


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
        missing = np.full(at.shape, np.nan)
        none = np.zeros(at.shape, np.int64)
        return CumulativeCount(at, missing, missing, missing, missing, none, 0, 0.0)
    counting = _Counting.build(who, when, ends, dead)
    mean = np.array([counting.mean(t) for t in at])
    error = np.array([counting.error(t) for t in at])
    half = NORMAL_QUANTILE * error
    events = np.searchsorted(counting.when, at, side="right").astype(np.int64)
    low, high = np.maximum(0.0, mean - half), mean + half
    return CumulativeCount(at, mean, low, high, error, events, ends.size, float(ends.max()))


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

"""The mean cumulative count: events per patient up to a day, with death as the end of counting.

References
----------
nelson_1995, lawless_1995, ghosh_2000
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.estimate import NO_EVENT, NORMAL_QUANTILE, Estimate, normal, undefined
from osteon.analysis.risk_sets import running
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
    counting = _Counting.build(ends, dead, who, when)
    mean, error = counting.mean(at), np.sqrt(counting.variance(at))
    half = NORMAL_QUANTILE * error
    events = np.searchsorted(counting.days, at, side="right").astype(np.int64)
    low, high = np.maximum(0.0, mean - half), mean + half
    return CumulativeCount(at, mean, low, high, error, events, ends.size, float(ends.max()))


@dataclass(frozen=True, slots=True)
class _Counting:
    """Running sums over events, deaths and ends of follow-up, each from 0.

    The variance of the mean is the sum of the squares of each patient's influence: own events
    less those expected while at risk, and for deaths the events that the rest of the arm lost to
    them less those lost in expectation. While a patient is followed the expected parts are the
    same for everybody; afterwards the influence is a + M(t) b, with M the mean. So the sum of
    squares needs no look at single patients.

    Attributes
    ----------
    days : array of float, shape (n_events,)
        Days of events, ascending.
    reached, own, expected : array of float, shape (n_events + 1,)
        Running sums of each event's weight (share alive / at risk), of the squares of what each
        patient had, and of weight / at risk.
    death_days : array of float, shape (n_deaths,)
    taken, taken_mean : array of float, shape (n_deaths + 1,)
        Running sums of 1 / at risk squared, and of the same times the mean reached.
    ends : array of float, shape (n_patients,)
        Ends of follow-up, ascending.
    gone : array of float, shape (n_patients + 1, 5)
        Running sums over those gone: what they had, its square, a squared, 2 a b and b squared.
    """

    days: Floats
    reached: Floats
    own: Floats
    expected: Floats
    death_days: Floats
    taken: Floats
    taken_mean: Floats
    ends: Floats
    gone: Floats

    @classmethod
    def build(cls, ends: Floats, dead: NDArray[np.bool_], who: Ints, when: Floats) -> "_Counting":
        order = np.lexsort((when, who))
        who, when = who[order], when[order]
        ranked = np.sort(ends)
        weight = kaplan_meier(ends, dead).at(np.nextafter(when, -np.inf)) / _left(ranked, when)
        total = running(weight)
        first = np.searchsorted(who, np.arange(ends.size))
        had = np.diff(total[np.append(first, who.size)])
        before = total[:-1] - total[first[who]]
        by_day = np.argsort(when, kind="stable")
        days, reached = when[by_day], running(weight[by_day])
        expected = running((weight / _left(ranked, when))[by_day])
        death_days = np.sort(ends[dead])
        at_death = reached[np.searchsorted(days, death_days, side="right")]
        share = 1.0 / _left(ranked, death_days) ** 2
        counting = cls(
            days,
            reached,
            running((weight * (2.0 * before + weight))[by_day]),
            expected,
            death_days,
            running(share),
            running(share * at_death),
            ranked,
            np.empty((0, 5)),
        )
        return replace(counting, gone=counting._of_the_gone(ends, dead, had))

    def mean(self, at: Floats) -> Floats:
        return np.asarray(self.reached[self._past(at)], np.float64)

    def variance(self, at: Floats) -> Floats:
        """Return the sum of squares of all influences on each day, shape (n_days,)."""
        past, mean = self._past(at), self.mean(at)
        left = np.searchsorted(self.ends, at, side="right")
        had, square, constant, mixed, slope = self.gone[left].T
        taken, taken_mean = self._taken(at)
        common = self.expected[past] - mean * taken + taken_mean
        followed = self.own[past] - square - 2.0 * common * (self.reached[past] - had)
        followed += (self.ends.size - left) * common**2
        total = followed + constant + mean * mixed + mean**2 * slope
        return np.asarray(np.maximum(total, 0.0), np.float64)

    def _of_the_gone(self, ends: Floats, dead: NDArray[np.bool_], had: Floats) -> Floats:
        taken, taken_mean = self._taken(ends)
        own_death = np.where(dead, 1.0 / _left(self.ends, ends), 0.0)
        a = had - self.expected[self._past(ends)] - taken_mean + own_death * self.mean(ends)
        b = taken - own_death
        order = np.argsort(ends, kind="stable")
        return running(np.column_stack([had, had**2, a**2, 2.0 * a * b, b**2])[order])

    def _past(self, at: Floats) -> Ints:
        return np.searchsorted(self.days, at, side="right")

    def _taken(self, at: Floats) -> tuple[Floats, Floats]:
        past = np.searchsorted(self.death_days, at, side="right")
        return self.taken[past], self.taken_mean[past]


def _left(ranked: Floats, at: Floats) -> Floats:
    """Return how many are still followed on each day, from ends of follow-up in order."""
    return (ranked.size - np.searchsorted(ranked, at, side="left")).astype(float)

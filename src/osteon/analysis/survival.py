"""Kaplan-Meier curves with Greenwood's variance and log-log intervals.

References
----------
kaplan_1958, greenwood_1926, kalbfleisch_2002, brookmeyer_1982
"""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.estimate import NORMAL_QUANTILE, Estimate, undefined

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """A Kaplan-Meier curve; every array has one entry per distinct day, shape `(n_days,)`.

    Attributes
    ----------
    days : array of float
        Distinct days on which something ended [days], ascending.
    survival, low, high : array of float
        Share still free of the event just after that day, with its 95 % interval.
    at_risk, events : array of int
        Patients at risk just before that day, and events on it.
    n : int
        Patients in the curve.
    """

    days: Floats
    survival: Floats
    low: Floats
    high: Floats
    at_risk: Ints
    events: Ints
    n: int

    def at(self, days: ArrayLike) -> Floats:
        """Return the share still free of the event at each of `days` (same shape)."""
        return _step(self.days, self.survival, np.asarray(days, float))

    def bounds_at(self, days: ArrayLike) -> tuple[Floats, Floats]:
        """Return the lower and upper bound of the curve at each of `days`."""
        at = np.asarray(days, float)
        return _step(self.days, self.low, at), _step(self.days, self.high, at)

    def median(self) -> Estimate:
        """Return the median [days]: the first day on which the curve is at or below one half.

        The interval holds the days at which the curve's own interval crosses one half; `inf`
        means that the curve or its upper bound stays above one half to the end.
        """
        if self.n == 0:
            return undefined("no patients", 0)
        value, low, high = (_first_day(self.days, c) for c in (self.survival, self.low, self.high))
        return Estimate(value, low, high, self.n, "" if value < inf else "not reached")


def kaplan_meier(days: ArrayLike, observed: ArrayLike) -> SurvivalCurve:
    """Return the Kaplan-Meier curve of times to an event.

    Parameters
    ----------
    days : array of float, shape (n_patients,)
        Day of the event, or last day seen without it [days].
    observed : array of bool, shape (n_patients,)
        Whether the event was seen; otherwise the patient is censored on that day, after any
        event of the same day.
    """
    times, seen = np.asarray(days, float), np.asarray(observed, bool)
    distinct, where = np.unique(times, return_inverse=True)
    events = np.bincount(where[seen], minlength=distinct.size).astype(np.int64)
    leaving = np.bincount(where, minlength=distinct.size)
    at_risk = (times.size - np.cumsum(leaving) + leaving).astype(np.int64)
    survival = np.asarray(np.cumprod(1.0 - events / at_risk), np.float64)
    low, high = _log_log_interval(survival, events, at_risk)
    return SurvivalCurve(distinct, survival, low, high, at_risk, events, int(times.size))


def number_at_risk(days: ArrayLike, at_days: ArrayLike) -> Ints:
    """Return how many of `days` (ends of follow-up) are not before each of `at_days`."""
    ends = np.sort(np.asarray(days, float))
    before = np.searchsorted(ends, np.asarray(at_days, float), side="left")
    return np.asarray(ends.size - before, np.int64)


def _log_log_interval(survival: Floats, events: Ints, at_risk: Ints) -> tuple[Floats, Floats]:
    """Interval on the log(-log) scale, which never leaves (0, 1)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(events / (at_risk * (at_risk - events)))
        width = NORMAL_QUANTILE * np.sqrt(variance) / np.abs(np.log(survival))
        low, high = survival ** np.exp(width), survival ** np.exp(-width)
    return _mend(low, high, survival)


def _mend(low: Floats, high: Floats, survival: Floats) -> tuple[Floats, Floats]:
    """Fill the ends, where log(-log) has no value: no event yet, and nobody left."""
    low, high = np.where(survival >= 1.0, 1.0, low), np.where(survival >= 1.0, 1.0, high)
    gone = survival <= 0.0
    if gone.any():
        alive = high[~gone]
        high = np.where(gone, alive[-1] if alive.size else 1.0, high)
        low = np.where(gone, 0.0, low)
    return low, high


def _first_day(days: Floats, curve: Floats) -> float:
    # A product such as 7/8 * 6/7 * 5/6 * 4/5 ends a rounding above one half.
    below = np.flatnonzero(curve <= 0.5 + 1e-12)
    return float(days[below[0]]) if below.size else inf


def _step(days: Floats, curve: Floats, at: Floats) -> Floats:
    padded = np.concatenate([[1.0], curve])
    return np.asarray(padded[np.searchsorted(days, at, side="right")], np.float64)

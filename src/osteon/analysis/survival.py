"""Kaplan-Meier curves with Greenwood's variance, their intervals, landmarks and quantiles.

References
----------
kaplan_1958, greenwood_1926, kalbfleisch_2002, brookmeyer_1982
"""

from dataclasses import dataclass
from math import inf, nan
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.estimate import (
    NORMAL_QUANTILE,
    Estimate,
    highest_unseen,
    no_event,
    undefined,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
IntervalScale = Literal["log_log", "log", "plain"]


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """A Kaplan-Meier curve; every array has one entry per distinct day, shape `(n_days,)`.

    Attributes
    ----------
    days : array of float
        Distinct days on which something ended [days], ascending.
    survival, low, high : array of float
        Share still free of the event just after that day, with its 95 % interval.
    error : array of float
        Greenwood's standard error of the share; `nan` where nobody is left.
    at_risk, events : array of int
        Patients at risk just before that day, and events on it.
    n : int
        Patients in the curve.
    """

    days: Floats
    survival: Floats
    low: Floats
    high: Floats
    error: Floats
    at_risk: Ints
    events: Ints
    n: int

    def at(self, days: ArrayLike) -> Floats:
        """Return the share still free of the event at each of `days` (same shape)."""
        return step(self.days, self.survival, np.asarray(days, float), before=1.0)

    def bounds_at(self, days: ArrayLike) -> tuple[Floats, Floats]:
        """Return the lower and upper bound of the curve at each of `days`."""
        at = np.asarray(days, float)
        return step(self.days, self.low, at, before=1.0), step(self.days, self.high, at, before=1.0)

    def landmark(self, day: float) -> Estimate:
        """Return the share (0 to 1) still free of the event at a day, with its interval.

        Beyond the last day anybody was followed there is no number, unless nobody is left.
        """
        if self.n == 0:
            return undefined("no patients", 0)
        if day > self.days[-1] and self.survival[-1] > 0.0:
            return undefined(f"nobody was followed to day {day:g}", self.n)
        value, error = float(self.at(day)), float(step(self.days, self.error, day, before=0.0))
        low, high = (float(bound) for bound in self.bounds_at(day))
        seen = int(self.events[self.days <= day].sum())
        if value == 0.0:
            note = "nobody is left: the upper end is that of the last day somebody was"
            return Estimate(value, low, high, self.n, None, seen, note)
        if not seen:
            left = np.searchsorted(self.days, day, side="left")
            known = int(self.at_risk[left]) if left < self.days.size else 0
            return Estimate(
                value, 1.0 - highest_unseen(known), 1.0, self.n, error, 0, no_event(known)
            )
        return Estimate(value, low, high, self.n, error, seen)

    def quantile(self, share: float) -> Estimate:
        """Return the day by which a share (0 to 1) of patients has had the event [days].

        The interval holds the days at which the curve's own interval crosses. Where a curve lies
        exactly at the share for a while, the middle of that while counts, as in R and SAS. `inf`
        means that the curve or its upper bound stays above to the end.
        """
        if self.n == 0:
            return undefined("no patients", 0)
        curves = (self.survival, self.low, self.high)
        value, low, high = (_crossing(self.days, curve, 1.0 - share) for curve in curves)
        seen = int(self.events.sum())
        return Estimate(value, low, high, self.n, None, seen, "" if value < inf else "not reached")

    def median(self) -> Estimate:
        """Return the day by which half of the patients have had the event [days]."""
        return self.quantile(0.5)


def kaplan_meier(
    days: ArrayLike, observed: ArrayLike, scale: IntervalScale = "log_log"
) -> SurvivalCurve:
    """Return the Kaplan-Meier curve of times to an event.

    Parameters
    ----------
    days : array of float, shape (n_patients,)
        Day of the event, or last day seen without it [days].
    observed : array of bool, shape (n_patients,)
        Whether the event was seen; otherwise the patient is censored on that day, after any
        event of the same day.
    scale : {"log_log", "log", "plain"}
        On which the interval is symmetric; the last two are cut off at 0 and 1.
    """
    times, seen = np.asarray(days, float), np.asarray(observed, bool)
    ranked = np.sort(times)
    distinct = ranked[np.flatnonzero(np.diff(ranked, prepend=nan) != 0.0)]
    before = np.searchsorted(ranked, distinct, side="left")
    at_risk = (times.size - before).astype(np.int64)
    failed = np.sort(times[seen])
    gone = np.searchsorted(failed, distinct, side="right")
    events = np.diff(gone, prepend=0).astype(np.int64)
    survival = np.asarray(np.cumprod(1.0 - events / at_risk), np.float64)
    with np.errstate(divide="ignore"):
        log_error = np.sqrt(np.cumsum(events / (at_risk * (at_risk - events).astype(float))))
    error = np.where(survival > 0.0, survival * np.where(survival > 0.0, log_error, 0.0), nan)
    low, high = share_interval(survival, error, scale)
    low, high = _mend(low, high, survival)
    return SurvivalCurve(distinct, survival, low, high, error, at_risk, events, int(times.size))


def share_interval(share: Floats, error: Floats, scale: IntervalScale) -> tuple[Floats, Floats]:
    """Return the 95 % interval of a share that falls from 1, symmetric on a scale."""
    half = NORMAL_QUANTILE * error
    if scale == "plain":
        return np.maximum(share - half, 0.0), np.minimum(share + half, 1.0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        width = half / share
        if scale == "log":
            return share * np.exp(-width), np.minimum(share * np.exp(width), 1.0)
        width /= np.abs(np.log(share))
        return share ** np.exp(width), share ** np.exp(-width)


def number_at_risk(days: ArrayLike, at_days: ArrayLike) -> Ints:
    """Return how many of `days` (ends of follow-up) are not before each of `at_days`."""
    ends = np.sort(np.asarray(days, float))
    before = np.searchsorted(ends, np.asarray(at_days, float), side="left")
    return np.asarray(ends.size - before, np.int64)


def step(days: Floats, curve: Floats, at: ArrayLike, *, before: float) -> Floats:
    """Return a step function of `days` at each of `at`, `before` its first day."""
    padded = np.concatenate([[before], curve])
    return np.asarray(padded[np.searchsorted(days, np.asarray(at, float), side="right")])


def _mend(low: Floats, high: Floats, survival: Floats) -> tuple[Floats, Floats]:
    """Fill the ends, where a logarithm has no value: no event yet, and nobody left."""
    low, high = np.where(survival >= 1.0, 1.0, low), np.where(survival >= 1.0, 1.0, high)
    gone = survival <= 0.0
    if gone.any():
        alive = high[~gone]
        high = np.where(gone, alive[-1] if alive.size else 1.0, high)
        low = np.where(gone, 0.0, low)
    return low, high


def _crossing(days: Floats, curve: Floats, level: float) -> float:
    # A product such as 7/8 * 6/7 * 5/6 * 4/5 ends a rounding above one half.
    reached = np.flatnonzero(curve <= level + 1e-12)
    if not reached.size:
        return inf
    first = reached[0]
    if curve[first] < level - 1e-12:
        return float(days[first])
    below = np.flatnonzero(curve < level - 1e-12)
    return float(days[first] + days[below[0] if below.size else -1]) / 2

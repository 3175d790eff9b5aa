"""Cumulative incidence of an event when another one ends the wait for it (Aalen-Johansen).

Kaplan-Meier with death censored answers what would happen if nobody died; the cumulative
incidence is the share of patients to whom the event happens in a world where they do.

References
----------
aalen_1978, gray_1988, kalbfleisch_2002
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.estimate import Estimate, highest_unseen, no_event, undefined
from osteon.analysis.survival import share_interval, step

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CENSORED, EVENT, COMPETING = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Causes:
    """Events of both causes on each distinct event day; arrays of shape `(n_days,)`.

    Attributes
    ----------
    days : array of float
        Days with an event of either cause [days], ascending.
    at_risk, events, competing : array of float
        Patients at risk just before the day, and how many had either event on it.
    before, after : array of float
        Share free of both just before and just after the day (Kaplan-Meier).
    incidence : array of float
        Cumulative incidence of the event just after the day.
    """

    days: Floats
    at_risk: Floats
    events: Floats
    competing: Floats
    before: Floats
    after: Floats
    incidence: Floats

    @classmethod
    def count(cls, days: Floats, status: Ints, on: Floats | None = None) -> "Causes":
        """Count events of both causes on the days `on`; default: every day with one."""
        at = np.unique(days[status != CENSORED]) if on is None else on
        risk = (days.size - np.searchsorted(np.sort(days), at, side="left")).astype(float)
        own, other = (_count(days[status == cause], at) for cause in (EVENT, COMPETING))
        with np.errstate(invalid="ignore"):
            kept = np.where(risk > 0.0, 1.0 - (own + other) / np.maximum(risk, 1.0), 1.0)
        after = np.asarray(np.cumprod(kept), np.float64)
        before = np.concatenate([[1.0], after[:-1]])[: after.size]
        incidence = np.asarray(np.cumsum(before * own / np.maximum(risk, 1.0)), np.float64)
        return cls(at, risk, own, other, before, after, incidence)


@dataclass(frozen=True, slots=True)
class IncidenceCurve:
    """A cumulative incidence curve; arrays of shape `(n_days,)`.

    Attributes
    ----------
    days : array of float
        Days with an event of either cause [days], ascending.
    value, error, low, high : array of float
        Share to whom the event has happened just after the day, its standard error (Aalen's, as
        in cmprsk), and the 95 % interval on the log(-log) scale.
    events : array of int
        Events on the day.
    n : int
    last_day : float
        Last day anybody was followed [days].
    censored : array of float, shape (n_censored,)
        Days on which patients were last seen without either event [days], ascending.
    """

    days: Floats
    value: Floats
    error: Floats
    low: Floats
    high: Floats
    events: Ints
    n: int
    last_day: float
    censored: Floats

    def at(self, days: ArrayLike) -> Floats:
        """Return the share to whom the event has happened by each of `days` (same shape)."""
        return step(self.days, self.value, days, before=0.0)

    def landmark(self, day: float) -> Estimate:
        """Return the share (0 to 1) to whom the event has happened by a day."""
        if self.n == 0:
            return undefined("no patients", 0)
        if day > self.last_day:
            return undefined(f"nobody was followed to day {day:g}", self.n)
        curves = (self.value, self.low, self.high, self.error)
        value, low, high, error = (float(step(self.days, c, day, before=0.0)) for c in curves)
        seen = int(self.events[self.days <= day].sum())
        known = self.n - int(np.searchsorted(self.censored, day, side="left"))
        if value >= 1.0:
            return Estimate(value, 1.0 - highest_unseen(known), 1.0, self.n, error, seen)
        if seen:
            return Estimate(value, low, high, self.n, error, seen)
        return Estimate(value, 0.0, highest_unseen(known), self.n, error, 0, no_event(known))


def cumulative_incidence(days: ArrayLike, status: ArrayLike) -> IncidenceCurve:
    """Return the cumulative incidence of an event with another one competing.

    Parameters
    ----------
    days : array of float, shape (n_patients,)
        Day of whichever came first, or last day seen without [days].
    status : array of int, shape (n_patients,)
        0 censored, 1 the event, 2 the competing one.
    """
    times, cause = np.asarray(days, float), np.asarray(status, np.int64)
    seen = Causes.count(times, cause)
    error = np.sqrt(_variance(seen))
    low, high = share_interval(seen.incidence, error, "log_log")
    nothing, all_ = seen.incidence <= 0.0, seen.incidence >= 1.0
    low = np.where(nothing, 0.0, np.where(all_, 1.0, low))
    high = np.where(nothing, 0.0, np.where(all_, 1.0, high))
    last = float(times.max()) if times.size else 0.0
    events = seen.events.astype(np.int64)
    return IncidenceCurve(
        seen.days, seen.incidence, error, low, high, events, int(times.size), last,
        np.sort(times[cause == CENSORED]),
    )  # fmt: skip


def tied(events: Floats, at_risk: Floats) -> Floats:
    """Return how much less several events of one day vary than as many single ones."""
    # Fewer at risk than events only as Gray's weighed number; then nothing is left to vary.
    others = np.maximum(events - 1.0, 0.0)
    return np.asarray(1.0 - others / np.maximum(np.maximum(at_risk - 1.0, others), 1e-300))


def _variance(seen: Causes) -> Floats:
    """Variance of the incidence after each day.

    An event on day s adds to the incidence and takes its patient from what was to come, a
    competing one only takes: their influence is 1 - (F(t) - F(s)) / S(s), and without the 1.
    """
    left = np.where(seen.after > 0.0, 1.0 / np.where(seen.after > 0.0, seen.after, 1.0), 0.0)
    share = np.square(seen.before / np.maximum(seen.at_risk, 1.0))
    own = share * tied(seen.events, seen.at_risk) * seen.events
    other = share * tied(seen.competing, seen.at_risk) * seen.competing * (left > 0.0)
    # Squares of a + F(t) b, with b = -1 / S(s) and a what does not depend on t.
    own_part, other_part = 1.0 + seen.incidence * left, seen.incidence * left
    constant = np.cumsum(own * own_part**2 + other * other_part**2)
    linear = np.cumsum((own * own_part + other * other_part) * left)
    square = np.cumsum((own + other) * left**2)
    reached = seen.incidence
    total = constant - 2.0 * reached * linear + reached**2 * square
    return np.asarray(np.maximum(total, 0.0), np.float64)


def _count(days: Floats, at: Floats) -> Floats:
    ranked = np.sort(days)
    ends = (np.searchsorted(ranked, at, side=side) for side in ("right", "left"))
    after, before = ends
    return (after - before).astype(float)

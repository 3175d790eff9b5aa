"""Cox's partial likelihood with Efron's treatment of ties, over whole columns at once.

Every death is one term. The k-th of d deaths on one day (k = 0 … d-1) sees the risk set with
the share k/d of the day's deaths taken out, so that tied deaths leave one after the other on
average. Risk sets are sums over rows that end on or after the day minus rows that start on or
after it.

References
----------
efron_1977, therneau_2000
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class RiskSets:
    """Who is at risk when; arrays over rows unless said otherwise.

    Attributes
    ----------
    observed : array of bool
        Rows that end in the event.
    by_stop, by_start : array of int
        Orders that sort rows by end and by start.
    stop_at, start_at : array of int, shape (n_event_days,)
        Where each event day falls in those orders.
    entered, left : array of int
        Event days on or before the row's start, and on or before its end.
    group : array of int, shape (n_events,)
        Event day of each death, in order of days.
    taken_out : array of float, shape (n_events,)
        Share k/d of the day's deaths that is already gone at this death.
    day_of : array of int, shape (n_events,)
        Event day of each observed row, in the order of rows.
    """

    observed: NDArray[np.bool_]
    by_stop: Ints
    by_start: Ints
    stop_at: Ints
    start_at: Ints
    entered: Ints
    left: Ints
    group: Ints
    taken_out: Floats
    day_of: Ints

    @classmethod
    def build(
        cls, days: ArrayLike, observed: ArrayLike, start: ArrayLike | None = None
    ) -> "RiskSets":
        """Sort rows once, so that every likelihood call only sums."""
        stop, seen = np.asarray(days, float), np.asarray(observed, bool)
        begin = np.full(stop.size, -np.inf) if start is None else np.asarray(start, float)
        event_days, day_of = np.unique(stop[seen], return_inverse=True)
        deaths = np.bincount(day_of, minlength=event_days.size)
        group = np.repeat(np.arange(event_days.size), deaths)
        rank = np.arange(group.size) - np.repeat(np.cumsum(deaths) - deaths, deaths)
        by_stop, by_start = np.argsort(stop, kind="stable"), np.argsort(begin, kind="stable")
        return cls(
            observed=seen,
            by_stop=by_stop,
            by_start=by_start,
            stop_at=np.searchsorted(stop[by_stop], event_days, side="left"),
            start_at=np.searchsorted(begin[by_start], event_days, side="left"),
            entered=np.searchsorted(event_days, begin, side="right"),
            left=np.searchsorted(event_days, stop, side="right"),
            group=group,
            taken_out=rank / deaths[group],
            day_of=day_of,
        )

    def sum_at_risk(self, column: Floats) -> Floats:
        """Sum a column over the risk set of each event day; shape (n_event_days, …)."""
        return (
            _tail(column[self.by_stop])[self.stop_at] - _tail(column[self.by_start])[self.start_at]
        )

    def sum_deaths(self, column: Floats) -> Floats:
        """Sum a column over the deaths of each event day; shape (n_event_days, …)."""
        total = np.zeros((self.stop_at.size, *column.shape[1:]))
        np.add.at(total, self.day_of, column[self.observed])
        return total

    def per_death(self, column: Floats) -> Floats:
        """Sum a column over the risk set each death sees; shape (n_events, …)."""
        share = self.taken_out.reshape(-1, *(1,) * (column.ndim - 1))
        whole, dying = self.sum_at_risk(column), self.sum_deaths(column)
        return np.asarray(whole[self.group] - share * dying[self.group], np.float64)


def value_and_slopes(
    risk: RiskSets, design: Floats, coefficients: Floats
) -> tuple[float, Floats, Floats]:
    """Return the log partial likelihood, its gradient and its information matrix."""
    linear = design @ coefficients
    weight = np.exp(linear)
    weighted = weight[:, None] * design
    total = risk.per_death(weight)
    mean = risk.per_death(weighted) / total[:, None]
    square = risk.per_death(weighted[:, :, None] * design[:, None, :]) / total[:, None, None]
    value = float(linear[risk.observed].sum() - np.log(total).sum())
    slope = design[risk.observed].sum(axis=0) - mean.sum(axis=0)
    information = (square - mean[:, :, None] * mean[:, None, :]).sum(axis=0)
    return value, slope, information


def score_residuals(risk: RiskSets, design: Floats, coefficients: Floats) -> Floats:
    """Return each row's share of the score, shape (n_rows, n_covariates).

    Observed minus expected: at each death a row's own covariate less the risk set's mean, weighed
    by the hazard the row carried; a row that dies carries only its remaining share in its own tie.
    """
    weight = np.exp(design @ coefficients)
    total = risk.per_death(weight)
    mean = risk.per_death(weight[:, None] * design) / total[:, None]
    hazard = np.column_stack([np.ones_like(total), mean]) / total[:, None]
    carried = _by_day(risk, hazard)
    passed = _prefix(carried)[risk.left] - _prefix(carried)[risk.entered]
    residual = -weight[:, None] * (design * passed[:, :1] - passed[:, 1:])
    spared = _by_day(risk, hazard * risk.taken_out[:, None])[risk.day_of]
    average = _by_day(risk, mean)[risk.day_of] / np.bincount(risk.group)[risk.day_of, None]
    dying, heavy = design[risk.observed], weight[risk.observed, None]
    residual[risk.observed] += dying - average + heavy * (dying * spared[:, :1] - spared[:, 1:])
    return residual


def _by_day(risk: RiskSets, per_death: Floats) -> Floats:
    total = np.zeros((risk.stop_at.size, per_death.shape[1]))
    np.add.at(total, risk.group, per_death)
    return total


def _tail(column: Floats) -> Floats:
    """Sum from each row to the end, with a zero behind the last."""
    padded = np.concatenate([column, np.zeros_like(column[:1])])
    return np.asarray(np.cumsum(padded[::-1], axis=0)[::-1], np.float64)


def _prefix(column: Floats) -> Floats:
    return np.concatenate([np.zeros_like(column[:1]), np.cumsum(column, axis=0)])

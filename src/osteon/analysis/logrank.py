"""The log-rank test for any number of groups, over all patients or within strata.

References
----------
mantel_1966, peto_1972
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GroupTest:
    """Chi-square statistic, its degrees of freedom and p-value; `note` when there is no test.

    Without a test the statistic is 0 and p is 1: the data say nothing against equality.
    """

    statistic: float
    degrees: int
    p: float
    note: str = ""

    @classmethod
    def of(cls, excess: Floats, covariance: Floats, nothing: str) -> "GroupTest":
        """Return the test of `excess` against 0; `nothing` is said where it cannot vary."""
        from scipy.special import chdtrc

        degrees = int(np.linalg.matrix_rank(covariance, hermitian=True))
        if degrees == 0:
            return cls(0.0, 0, 1.0, nothing)
        statistic = float(excess @ np.linalg.pinv(covariance, hermitian=True) @ excess)
        return cls(statistic, degrees, float(chdtrc(degrees, max(statistic, 0.0))))

    @classmethod
    def of_nothing(cls, groups: int, *, events: bool) -> "GroupTest | None":
        """Return the test where there is nothing to compare, None where there is something."""
        if groups < 2:
            return cls(0.0, 0, 1.0, "only one group: nothing to compare")
        return None if events else cls(0.0, groups - 1, 1.0, "no events: nothing to compare")


def log_rank(
    days: ArrayLike, observed: ArrayLike, group: ArrayLike, *, strata: ArrayLike | None = None
) -> GroupTest:
    """Return the log-rank test of equal hazards across groups.

    Parameters
    ----------
    days, observed : arrays, shape (n_patients,)
        As in `kaplan_meier`.
    group : array, shape (n_patients,)
        Which group each patient is in; any values that can be sorted.
    strata : array, shape (n_patients,), optional
        Patients are compared within their stratum only.
    """
    times, seen = np.asarray(days, float), np.asarray(observed, bool)
    names, member = np.unique(np.asarray(group), return_inverse=True)
    if (nothing := GroupTest.of_nothing(names.size, events=bool(seen.any()))) is not None:
        return nothing
    excess, covariance = np.zeros(names.size), np.zeros((names.size, names.size))
    for rows in stratum_rows(strata, times.size):
        own, spread = _excess(times[rows], seen[rows], member[rows], names.size)
        excess, covariance = excess + own, covariance + spread
    return GroupTest.of(excess[:-1], covariance[:-1, :-1], "the groups are never at risk together")


def stratum_rows(strata: ArrayLike | None, n: int) -> list[NDArray[np.intp]]:
    """Return the rows of each stratum, in the order of its label; all rows where there is none."""
    if strata is None:
        return [np.arange(n)]
    _, member = np.unique(np.asarray(strata), return_inverse=True)
    order = np.argsort(member, kind="stable")
    return np.split(order, np.cumsum(np.bincount(member))[:-1])


def _excess(
    times: Floats, seen: Bools, member: NDArray[np.intp], n_groups: int
) -> tuple[Floats, Floats]:
    """Observed minus expected events per group, and their covariance."""
    event_days = np.unique(times[seen])
    at_risk = np.stack([_at_risk(times[member == g], event_days) for g in range(n_groups)])
    deaths = np.stack([_count(times[seen & (member == g)], event_days) for g in range(n_groups)])
    n, d = at_risk.sum(axis=0), deaths.sum(axis=0)
    share = at_risk / n
    spread = d * (n - d) / np.maximum(n - 1, 1)
    covariance = np.diag(share @ spread) - (share * spread) @ share.T
    return (deaths - share * d).sum(axis=1), covariance


def _at_risk(times: Floats, event_days: Floats) -> NDArray[np.intp]:
    return times.size - np.searchsorted(np.sort(times), event_days, side="left")


def _count(times: Floats, event_days: Floats) -> NDArray[np.intp]:
    return np.bincount(np.searchsorted(event_days, times), minlength=event_days.size)

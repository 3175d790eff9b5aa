"""Gray's test of equal cumulative incidence across groups, over all patients or within strata.

References
----------
gray_1988
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.cumulative_incidence import CENSORED, EVENT, Causes, tied
from osteon.analysis.logrank import GroupTest, stratum_rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def gray_test(
    days: ArrayLike, status: ArrayLike, group: ArrayLike, *, strata: ArrayLike | None = None
) -> GroupTest:
    """Return Gray's test, which weighs all days alike (rho = 0).

    Parameters
    ----------
    days, status : arrays, shape (n_patients,)
        As in `cumulative_incidence`.
    group : array, shape (n_patients,)
        Which group each patient is in; any values that can be sorted.
    strata : array, shape (n_patients,), optional
        Patients are compared within their stratum only.
    """
    times, cause = np.asarray(days, float), np.asarray(status, np.int64)
    names, member = np.unique(np.asarray(group), return_inverse=True)
    happened = bool((cause == EVENT).any())
    if (nothing := GroupTest.of_nothing(names.size, events=happened)) is not None:
        return nothing
    excess, covariance = np.zeros(names.size), np.zeros((names.size, names.size))
    for rows in stratum_rows(strata, times.size):
        seen = _Groups.count(times[rows], cause[rows], member[rows], names.size)
        excess, covariance = excess + seen.excess(), covariance + seen.covariance()
    return GroupTest.of(excess[:-1], covariance[:-1, :-1], "the groups are never at risk together")


@dataclass(frozen=True, slots=True)
class _Groups:
    """Counts of every group on the event days of all; arrays of shape (n_groups, n_days)."""

    at_risk: Floats
    events: Floats
    competing: Floats
    before: Floats
    after: Floats
    incidence_before: Floats
    exposed: Floats  # at risk, each counted as 1 / share free of both

    @classmethod
    def count(cls, days: Floats, status: Ints, member: Ints, n_groups: int) -> "_Groups":
        at = np.unique(days[status != CENSORED])
        each = [Causes.count(days[member == g], status[member == g], at) for g in range(n_groups)]
        risk, before = (
            np.stack([getattr(own, name) for own in each]) for name in ("at_risk", "before")
        )
        reached = np.stack([own.incidence for own in each])
        return cls(
            risk,
            np.stack([own.events for own in each]),
            np.stack([own.competing for own in each]),
            before,
            np.stack([own.after for own in each]),
            np.pad(reached, ((0, 0), (1, 0)))[:, :-1],
            np.where(risk > 0.0, risk / np.where(before > 0.0, before, 1.0), 0.0),
        )

    def excess(self) -> Floats:
        """Events of each group less those expected if all had one subdistribution hazard."""
        free = self.exposed * (1.0 - self.incidence_before)
        expected = self.events.sum(axis=0) * free / np.maximum(free.sum(axis=0), 1e-300)
        return np.asarray((self.events - expected).sum(axis=1), np.float64)

    def covariance(self) -> Floats:
        """Covariance of the excess: each group's events move its own score and all that follows."""
        total = self.exposed.sum(axis=0)
        jumps = self.events.sum(axis=0) / total
        pooled = np.cumsum(jumps)
        spread = -self.exposed[:, None] * self.exposed[None] / total
        diagonal = np.arange(len(self.exposed))
        spread[diagonal, diagonal] += self.exposed
        passed = np.cumsum(spread * (jumps / (1.0 - (pooled - jumps))), axis=2)
        to_come = passed[:, :, -1:] - passed
        left = np.where(self.after > 0.0, 1.0 / np.where(self.after > 0.0, self.after, 1.0), 0.0)
        free = (1.0 - pooled) * left
        own = spread + (1.0 - free) * to_come
        other = free * to_come
        return np.asarray(
            np.einsum("ikt,jkt,kt->ij", own, own, self._own_variance(jumps))
            + np.einsum("ikt,jkt,kt->ij", other, other, self._other_variance(left > 0.0)),
            np.float64,
        )

    def _own_variance(self, jumps: Floats) -> Floats:
        """Variance of each group's event count per exposure, under the pooled hazard."""
        here = self.exposed > 0.0
        exposed = np.where(here, self.exposed, 1.0)
        pooled = self.exposed.sum(axis=0) * self.before
        ties = tied(np.broadcast_to(self.events.sum(axis=0), exposed.shape), pooled)
        return np.where(here, ties * jumps / exposed, 0.0)

    def _other_variance(self, left: NDArray[np.bool_]) -> Floats:
        share = np.where(left, self.before / np.maximum(self.at_risk, 1.0), 0.0)
        return np.asarray(
            tied(self.competing, self.at_risk) * share**2 * self.competing, np.float64
        )

"""Means of an arm: quantities of each item and time in each state, discounted and for all patients.

Everything here is linear in prices and utilities, so that a draw of them costs one product.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.economics.discounting import DAYS_PER_YEAR
from osteon.analysis.economics.follow_up import FollowUp, Intervals, Moments

if TYPE_CHECKING:
    from pandas import DataFrame, Series

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Rates:
    """Annual discount rates."""

    costs: float
    effects: float


UNDISCOUNTED = Rates(0.0, 0.0)


@dataclass(frozen=True)
class _Counted:
    """Rows of one kind: whose, of what, how much, and the time in which they fall."""

    patient: Places
    kind: Places
    amount: Floats
    when: Moments | Intervals

    def per_row(self, weights: Floats, followed: Floats) -> Floats:
        """Return what each row counts, for those not followed too."""
        return weights[self.patient] * self.amount * self.when.weighted(followed)

    def sums(self, kinds: int, weights: Floats, followed: Floats) -> Floats:
        """Return the sum of what the rows of each kind count, shape (kinds,)."""
        counted = self.per_row(weights, followed)
        return np.bincount(self.kind, counted, minlength=kinds).astype(float)


@dataclass(frozen=True)
class ArmMeans:
    """One arm of a run, ready to be counted with any weights of its patients.

    Attributes
    ----------
    name : str
    n : int
        Patients.
    patients : (n,) int
        Their numbers, in the order of their weights.
    items, states : tuple of str
        Names in whose order `quantities` and `years_in_states` return their means.
    follow_up : FollowUp
    """

    name: str
    n: int
    patients: Places
    items: tuple[str, ...]
    states: tuple[str, ...]
    follow_up: FollowUp
    moments: _Counted
    lasting: _Counted
    stretches: _Counted
    moment_rows: Places
    lasting_rows: Places

    @classmethod
    def of(
        cls,
        ends: "DataFrame",
        costs: "DataFrame",
        states: "DataFrame",
        names: tuple[Sequence[str], Sequence[str]],
        rates: Rates,
    ) -> "ArmMeans":
        """Return an arm from its rows of the tables.

        Parameters
        ----------
        ends : DataFrame
            Its rows of `follow_up`.
        costs, states : DataFrame
            Its rows of the tables of costs and stretches, cut off at the end of the analysis.
        names : (items, states)
            Every item and every combination of states of the run.
        """
        ends = ends.sort_values("patient", kind="stable")
        patients = ends["patient"].to_numpy()
        died = (ends["reason"] == "death").to_numpy(bool)
        follow_up = FollowUp(ends["last_day"].to_numpy(float), died)
        items, combinations = map(tuple, names)
        lasts = costs["until_day"].notna().to_numpy()
        item = _places(items, costs["item"])
        who = np.searchsorted(patients, costs["patient"].to_numpy())
        day, until = costs["day"].to_numpy(float), costs["until_day"].to_numpy(float)
        quantity = costs["quantity"].to_numpy(float)
        return cls(
            str(ends["arm"].iloc[0]),
            len(ends),
            patients.astype(np.intp),
            items,
            combinations,
            follow_up,
            _Counted(
                who[~lasts], item[~lasts], quantity[~lasts],
                Moments.of(follow_up, day[~lasts], rates.costs),
            ),
            _Counted(
                who[lasts], item[lasts], np.full(lasts.sum(), DAYS_PER_YEAR),
                Intervals.of(follow_up, day[lasts], until[lasts], rates.costs),
            ),
            _Counted(
                np.searchsorted(patients, states["patient"].to_numpy()),
                _places(combinations, states["state"]),
                np.ones(len(states)),
                Intervals.of(
                    follow_up, states["start_day"].to_numpy(float),
                    states["stop_day"].to_numpy(float), rates.effects,
                ),
            ),
            costs.index.to_numpy()[~lasts],
            costs.index.to_numpy()[lasts],
        )  # fmt: skip

    def quantities(self, weights: Floats, followed: Floats) -> Floats:
        """Return the discounted mean quantity of each item per patient, shape (n_items,)."""
        both = (
            own.sums(len(self.items), weights, followed) for own in (self.moments, self.lasting)
        )
        return np.asarray(sum(both) / weights.sum())

    def years_in_states(self, weights: Floats, followed: Floats) -> Floats:
        """Return the discounted mean years in each combination of states, shape (n_states,)."""
        years = self.stretches.sums(len(self.states), weights, followed)
        return np.asarray(years / weights.sum())

    def counted_quantities(self) -> tuple[Places, Floats]:
        """Return the rows of the table of costs and the quantity that each counts in the mean."""
        weights, followed = self.everybody
        rows = np.concatenate([self.moment_rows, self.lasting_rows])
        counted = [own.per_row(weights, followed) for own in (self.moments, self.lasting)]
        return rows, np.concatenate(counted)

    def counted_years(self) -> Floats:
        """Return the years that each stretch counts in the mean, in the order of its rows."""
        return self.stretches.per_row(*self.everybody)

    @property
    def everybody(self) -> tuple[Floats, Floats]:
        """Weights with which each patient counts once, and the chance of being followed."""
        ones = np.ones(self.n)
        return ones, self.follow_up.followed(ones)


def _places(names: Sequence[str], column: "Series[str]") -> Places:
    place = {name: number for number, name in enumerate(names)}
    return np.asarray(column.map(place), np.intp)

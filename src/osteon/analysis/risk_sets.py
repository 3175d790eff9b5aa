"""Who is at risk when: the sums over risk sets that every partial likelihood is made of.

Rows are sorted once, by stratum and end. The sum of a column over a risk set is then the sum
over rows that end on or after the day, less those that start on or after it: two look-ups in
running sums, whatever the number of rows.

References
----------
efron_1977, breslow_1974, therneau_2000
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.base.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Ties = Literal["efron", "breslow"]


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows in the order of their starts, and where each event day falls in it.

    Attributes
    ----------
    order : array of int, shape (n_rows,)
    first, end : array of int, shape (n_event_days,)
        Rows `order[first:end]` start on or after the day, in the stratum of the day.
    """

    order: Ints
    first: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class Lingering:
    """Rows that stay at risk after their end, with a falling weight (`fine_gray`).

    Attributes
    ----------
    weight : array of float, shape (n_rows,)
        Inverse of the chance to be uncensored at the row's end; 0 for rows that do not stay.
    later : array of float, shape (n_event_days,)
        Chance to be uncensored just before each event day.
    """

    weight: Floats
    later: Floats


@dataclass(frozen=True, slots=True)
class RiskSets:
    """Sorted rows, event days (within strata) and the terms of the likelihood.

    Every term is one death, or with Breslow's ties all deaths of a day at once. The k-th of d
    deaths on one day (k = 0 … d-1) sees the risk set with the share k/d of the day's deaths
    taken out (Efron), so that tied deaths leave one after the other on average.

    Attributes
    ----------
    order : array of int, shape (n_rows,)
        Sorts rows by stratum, then end; all columns below, and those passed in, are so sorted.
    observed : array of bool, shape (n_rows,)
    entered, left : array of int, shape (n_rows,)
        Event days `entered … left - 1` are those on which the row is at risk.
    first, end : array of int, shape (n_event_days,)
        Rows `first … end - 1` end on or after the day, in its stratum.
    deaths : array of int, shape (n_event_days,)
    day_of : array of int, shape (n_deaths,)
        Event day of each row that is observed.
    term_day, times : array of int, shape (n_terms,)
        Event day of each term, and how many deaths it stands for.
    taken_out : array of float, shape (n_terms,)
        Share of the day's deaths that is already gone.
    """

    order: Ints
    observed: Bools
    entered: Ints
    left: Ints
    first: Ints
    end: Ints
    deaths: Ints
    day_of: Ints
    term_day: Ints
    times: Ints
    taken_out: Floats
    entries: Entries | None = None
    lingering: Lingering | None = None

    @classmethod
    def build(
        cls,
        days: ArrayLike,
        observed: ArrayLike,
        start: ArrayLike | None = None,
        strata: ArrayLike | None = None,
        ties: Ties = "efron",
    ) -> "RiskSets":
        """Sort rows once, so that every likelihood call only sums.

        Raises
        ------
        InputError
            Where a row starts on or after the day on which it ends.
        """
        stop = np.asarray(days, float)
        distinct, rank = np.unique(stop, return_inverse=True)
        base = _labels(strata, stop.size) * (distinct.size + 1)
        order = np.argsort(base + rank, kind="stable")
        seen, base = np.asarray(observed, bool)[order], base[order]
        ends = base + rank[order]
        moments, day_of, deaths = np.unique(ends[seen], return_inverse=True, return_counts=True)
        above = moments - moments % (distinct.size + 1) + distinct.size + 1
        enters, entries = base, None
        if start is not None:
            begin = np.asarray(start, float)[order]
            _check(begin, stop[order])
            enters = base + np.searchsorted(distinct, begin, side="right")
            by_start = np.argsort(enters, kind="stable")
            after = np.searchsorted(enters[by_start], moments, side="right")
            entries = Entries(by_start, after, np.searchsorted(enters[by_start], above))
        return cls(
            order,
            seen,
            np.searchsorted(moments, enters),
            np.searchsorted(moments, ends, side="right"),
            np.searchsorted(ends, moments),
            np.searchsorted(ends, above),
            deaths,
            day_of,
            *_terms(deaths, ties),
            entries,
        )

    def sum_at_risk(self, column: Floats) -> Floats:
        """Sum a column over the risk set of each event day; shape (n_event_days, …)."""
        tail = running(column[::-1])[::-1]
        total = tail[self.first] - tail[self.end]
        if self.entries is not None:
            tail = running(column[self.entries.order][::-1])[::-1]
            total -= tail[self.entries.first] - tail[self.entries.end]
        if self.lingering is not None:
            gone = running(_times(column, self.lingering.weight))[self.first]
            total += _times(gone, self.lingering.later)
        return np.asarray(total, np.float64)

    def sum_deaths(self, column: Floats) -> Floats:
        """Sum a column over the deaths of each event day; shape (n_event_days, …)."""
        if not self.deaths.size:
            return np.zeros((0, *column.shape[1:]))
        first = np.cumsum(self.deaths) - self.deaths
        return np.asarray(np.add.reduceat(column[self.observed], first, axis=0), np.float64)

    def per_term(self, column: Floats) -> Floats:
        """Sum a column over the risk set each term sees; shape (n_terms, …)."""
        whole = self.sum_at_risk(column)[self.term_day]
        if not self.taken_out.any():
            return whole
        return whole - _times(self.sum_deaths(column)[self.term_day], self.taken_out)

    def by_day(self, per_term: Floats) -> Floats:
        """Sum terms, each as often as it has deaths, over each event day."""
        weighed = _times(per_term, self.times.astype(float))
        if self.term_day.size == self.deaths.size:
            return weighed
        first = np.cumsum(self.deaths) - self.deaths
        return np.asarray(np.add.reduceat(weighed, first, axis=0), np.float64)

    def carried(self, hazard: Floats) -> Floats:
        """Sum a hazard per term over the terms at which each row is at risk; shape (n_rows, …).

        A row that dies carries only its remaining share in its own tie.
        """
        per_day = self.by_day(hazard)
        passed = running(per_day)
        total = passed[self.left] - passed[self.entered]
        if self.taken_out.any():
            total[self.observed] -= self.by_day(_times(hazard, self.taken_out))[self.day_of]
        if self.lingering is not None:
            passed = running(_times(per_day, self.lingering.later))
            total += _times(passed[-1] - passed[self.left], self.lingering.weight)
        return np.asarray(total, np.float64)


def running(column: Floats) -> Floats:
    """Return sums of the first 0, 1, 2 … rows."""
    return np.concatenate(
        [np.zeros_like(column[:1], shape=(1, *column.shape[1:])), np.cumsum(column, axis=0)]
    )


def _times(column: Floats, factor: Floats) -> Floats:
    return np.asarray(column * factor.reshape(-1, *(1,) * (column.ndim - 1)), np.float64)


def _terms(deaths: Ints, ties: Ties) -> tuple[Ints, Ints, Floats]:
    days = np.arange(deaths.size)
    if ties == "breslow" or deaths.size == deaths.sum():
        return days, deaths, np.zeros(deaths.size)
    term_day = np.repeat(days, deaths)
    rank = np.arange(term_day.size) - np.repeat(np.cumsum(deaths) - deaths, deaths)
    return term_day, np.ones(term_day.size, np.int64), rank / deaths[term_day]


def _labels(strata: ArrayLike | None, n: int) -> Ints:
    if strata is None:
        return np.zeros(n, np.int64)
    return np.asarray(np.unique(np.asarray(strata), return_inverse=True)[1], np.int64)


def _check(start: Floats, stop: Floats) -> None:
    wrong = int((start >= stop).sum())
    if wrong:
        raise InputError(f"start: {wrong} rows start on or after the day on which they end")

"""The tests that everybody has on every day of assessment, and what came of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from osteon.care.entries import Observation
from osteon.care.policy import Policy
from osteon.care.wakes import NEVER, wakes_of
from osteon.library.assessments import LaboratoryTest
from osteon.model.engine import Floats, Integers
from osteon.sim.bookings import SAME_DAY
from osteon.sim.laboratory import delay_days, error_of, highest_of


@dataclass
class Panel:
    """The tests that everybody has on every day of assessment, and what came of them.

    Attributes
    ----------
    tests : tuple of LaboratoryTest
    days : (n_days,) float
        Days of assessment [days].
    slots : (n_days,) int
        Where each day stands among the days of the recording.
    columns : (n_tests,) int
        Where each test's reading stands among the readings of the model.
    errors : (n, n_days, n_tests) float
        What each result will be off by: luck does not wait for the sample.
    results : (n, n_days, n_tests) float
        NaN where nobody was measured.
    taken : (n,) int
        How many days of assessment are over.
    """

    tests: tuple[LaboratoryTest, ...]
    days: Floats
    slots: NDArray[np.intp]
    columns: NDArray[np.intp]
    errors: Floats
    results: Floats
    taken: Integers

    @classmethod
    def of(
        cls,
        tests: tuple[LaboratoryTest, ...],
        days: Floats,
        grid: Floats,
        readings: Sequence[str],
        luck: tuple[Integers, int],
    ) -> "Panel":
        """Return the panel of patients, in `luck` with the seed, before anything was measured."""
        patients, seed = luck
        columns = np.array([readings.index(test.reading) for test in tests], np.intp)
        shape = (len(patients), len(days), len(tests))
        errors = np.empty(shape)
        for k, test in enumerate(tests):
            errors[:, :, k] = error_of(test, patients[:, None], days, seed=seed)
        slots, taken = np.searchsorted(grid, days), np.zeros(len(patients), np.int64)
        return cls(tests, days, slots, columns, errors, np.full(shape, np.nan), taken)

    def take(self, rows: Integers, day: Floats, recorded: Floats) -> tuple[Integers, Integers]:
        """Measure what has come due for some lives; return (life, day of assessment) of each.

        Parameters
        ----------
        day : (n_rows,) float
            Today of each of these lives.
        recorded : (n, n_grid, n_readings) float
            True readings of all lives.
        """
        upto = np.searchsorted(self.days, day + SAME_DAY, side="right")
        number = np.maximum(upto - self.taken[rows], 0)
        if not number.any():
            return rows[:0], rows[:0]
        who = np.repeat(rows, number)
        first = np.repeat(self.taken[rows] - np.cumsum(number) + number, number)
        when = first + np.arange(len(who))
        self.taken[rows] += number
        if len(who):
            true = recorded[who[:, None], self.slots[when][:, None], self.columns]
            errors = self.errors[who, when]
            scores = np.minimum(np.maximum(true + errors, 0.0), self._highest)
            self.results[who, when] = np.where(self._relative, true * errors, scores)
        return who, when

    def result_of(self, row: int, test: LaboratoryTest, day: float) -> float | None:
        """Return what a test has come to today where everybody has it today, else None."""
        when = bisect_left(self.days_listed, day - SAME_DAY)
        if test.name not in self.places or when >= self.taken[row]:
            return None
        if self.days_listed[when] > day + SAME_DAY:
            return None
        return self.results.item(row, when, self.places[test.name])

    @cached_property
    def _relative(self) -> NDArray[np.bool_]:
        return np.array([test.relative for test in self.tests], bool)

    @cached_property
    def _highest(self) -> Floats:
        return np.array([highest_of(test) for test in self.tests], float)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each test stands among the tests, by name."""
        return {test.name: place for place, test in enumerate(self.tests)}

    @cached_property
    def days_listed(self) -> list[float]:
        """The days of assessment, to be looked up one at a time [days]."""
        return [float(day) for day in self.days]

    @cached_property
    def delays(self) -> tuple[float, ...]:
        """When the result of each test is there, from the sample on [days]."""
        return tuple(delay_days(test) for test in self.tests)

    def known(self, row: int, place: int, day: float) -> int:
        """Return of how many days of assessment a result has reached the chart by `day`."""
        # What is measured at entry was measured on the way to it.
        latest = max(day - self.delays[place], 0.0) + SAME_DAY
        return min(bisect_right(self.days_listed, latest), self.taken.item(row))

    def observation(self, row: int, number: int, place: int) -> Observation:
        """Return one result as an entry of a chart."""
        test, value = self.tests[place], self.results.item(row, number, place)
        return Observation(self.days_listed[number], test.name, value, test.unit)

    def alerts(self, who: Integers, when: Integers, ranges: Floats) -> list[tuple[int, int, int]]:
        """Return (life, day, test) of each result at or beyond the range of its life and test."""
        low, high = np.moveaxis(ranges[who], -1, 0)
        values = self.results[who, when]
        k, hit = np.nonzero(((values <= low) | (values >= high)).T)
        return list(zip(who[hit].tolist(), when[hit].tolist(), k.tolist(), strict=True))


def routine_ranges(policy: Policy, tests: Sequence[LaboratoryTest]) -> Floats:
    """Return at or beyond which results of routine tests wake a rule, shape (n_tests, 2).

    A range of everything is for results that were ordered; these come at every visit.
    """
    ranges = dict.fromkeys((test.name for test in tests), NEVER)
    for rule in policy.rules:
        for name, (low, high) in wakes_of(rule).results.items():
            if low < high and name in ranges:
                least, most = ranges[name]
                ranges[name] = (max(low, least), min(high, most))
    inside = [own if own[0] < own[1] else NEVER for own in ranges.values()]
    return np.array(inside, float).reshape(-1, 2)

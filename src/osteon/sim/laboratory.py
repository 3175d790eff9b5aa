"""Blood, urine and scores: true readings become results, with their error and after their delay."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from osteon.base.luck import uniforms_of
from osteon.care.entries import Observation
from osteon.care.wakes import NEVER
from osteon.library.assessments import LaboratoryTest
from osteon.library.library import Library
from osteon.model.engine import Floats, Integers
from osteon.sim.bookings import SAME_DAY

PAIN_SCORES = ("pain", "worst_pain")
HIGHEST_SCORE = 10.0
HOURS_PER_DAY = 24
# A result that comes sooner is known at the visit at which the sample was taken.
SAME_VISIT_DAYS = 0.5


def tests_named(library: Library, names: Sequence[str]) -> tuple[LaboratoryTest, ...]:
    """Return the laboratory tests of these names.

    Raises
    ------
    InputError
        There is none by a name, or it is no laboratory test.
    """
    found = [library.assessment(name) for name in names]
    return tuple(test for test in found if isinstance(test, LaboratoryTest))


def delay_days(test: LaboratoryTest) -> float:
    """Return when the result of a test is there, from the sample on [days]."""
    delay = test.delay_days.value
    return 0.0 if delay < SAME_VISIT_DAYS else delay


def measure(
    test: LaboratoryTest, true: Floats, patients: Integers, day: Floats | float, *, seed: int
) -> Floats:
    """Return the results of one test, of the shape of `true`.

    Errors are keyed by patient, test and hour: lognormal for relative ones, else normal. A score
    stays within 0 to 10, and nothing falls below zero.
    """
    hour = np.rint(np.asarray(day) * HOURS_PER_DAY).astype(np.int64)
    luck = uniforms_of(seed, f"measure {test.name}", patients, 0, hour)
    error = test.error.value * ndtri(luck) - _passing_loss(test, patients, hour, seed)
    if test.relative:
        return np.asarray(true * np.exp(error + _of_the_person(test, patients, seed)))
    highest = HIGHEST_SCORE if test.name in PAIN_SCORES else np.inf
    return np.asarray(np.minimum(np.maximum(true + error, 0.0), highest))


def _passing_loss(
    test: LaboratoryTest, patients: Integers, hour: Integers, seed: int
) -> Floats | float:
    """Return what illness of a few days, or a diluted sample, takes off the logarithm."""
    if test.low_share is None or test.low_loss is None or not test.low_share.value:
        return 0.0
    luck = uniforms_of(seed, f"low {test.name}", patients, 0, hour)
    # Among the samples that are low, luck over their share is even again.
    again = np.clip(luck / test.low_share.value, np.finfo(float).tiny, 1.0)
    return np.asarray(-test.low_loss.value * np.log(again))


def _of_the_person(test: LaboratoryTest, patients: Integers, seed: int) -> Floats | float:
    """Return what each person has more or less of for good, as a logarithm."""
    if test.between_persons is None:
        return 0.0
    luck = uniforms_of(seed, f"person {test.name}", patients, 0, 0)
    return np.asarray(test.between_persons.value * ndtri(luck))


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
    results : (n, n_days, n_tests) float
        NaN where nobody was measured.
    taken : (n,) int
        How many days of assessment are over.
    """

    tests: tuple[LaboratoryTest, ...]
    days: Floats
    slots: NDArray[np.intp]
    columns: NDArray[np.intp]
    results: Floats
    taken: Integers

    @classmethod
    def of(
        cls,
        tests: tuple[LaboratoryTest, ...],
        days: Floats,
        grid: Floats,
        readings: Sequence[str],
        n: int,
    ) -> "Panel":
        """Return the panel of `n` lives before anything was measured."""
        columns = np.array([readings.index(test.reading) for test in tests], np.intp)
        results = np.full((n, len(days), len(tests)), np.nan)
        slots = np.searchsorted(grid, days)
        return cls(tests, days, slots, columns, results, np.zeros(n, np.int64))

    def take(
        self, rows: Integers, day: Floats, recorded: Floats, patients: Integers, seed: int
    ) -> tuple[Integers, Integers]:
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
        who = np.repeat(rows, number)
        first = np.repeat(self.taken[rows] - np.cumsum(number) + number, number)
        when = first + np.arange(len(who))
        self.taken[rows] += number
        if not len(who):
            return who, when
        true = recorded[who, self.slots[when]]
        for k, (test, column) in enumerate(zip(self.tests, self.columns, strict=True)):
            self.results[who, when, k] = measure(
                test, true[:, column], patients[who], self.days[when], seed=seed
            )
        return who, when

    def result_of(self, row: int, test: LaboratoryTest, day: float) -> float | None:
        """Return what a test has come to today where everybody has it today, else None."""
        when = int(np.searchsorted(self.days, day - SAME_DAY))
        if test.name not in self.places or when >= self.taken[row]:
            return None
        if self.days[when] > day + SAME_DAY:
            return None
        return float(self.results[row, when, self.places[test.name]])

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
        return min(bisect_right(self.days_listed, latest), int(self.taken[row]))

    def observation(self, row: int, number: int, place: int) -> Observation:
        """Return one result as an entry of a chart."""
        test, value = self.tests[place], float(self.results[row, number, place])
        return Observation(self.days_listed[number], test.name, value, test.unit)

    def alerts(
        self, who: Integers, when: Integers, ranges: Mapping[str, tuple[float, float]]
    ) -> list[tuple[int, int, int]]:
        """Return (life, day, test) of each result at or beyond a range.

        A range of everything is for results that were ordered; these come at every visit.
        """
        found = []
        for k, test in enumerate(self.tests):
            low, high = ranges.get(test.name, NEVER)
            if low < high:
                values = self.results[who, when, k]
                hit = np.flatnonzero((values <= low) | (values >= high))
                found += [(int(who[i]), int(when[i]), k) for i in hit]
        return found

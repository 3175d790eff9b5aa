"""Blood, urine and scores: true readings become results, with their error and after their delay."""

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from osteon.base.luck import hour_of, hours_of, one_uniform, uniforms_of
from osteon.library.assessments import LaboratoryTest
from osteon.library.library import Library
from osteon.model.engine import Floats, Integers

PAIN_SCORES = ("pain", "worst_pain")
HIGHEST_SCORE = 10.0
TINY = float(np.finfo(float).tiny)
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
    test: LaboratoryTest, true: Floats, patients: Integers | int, day: Floats | float, *, seed: int
) -> Floats:
    """Return the results of one test, of the shape of `true`.

    Errors are keyed by patient, test and hour: lognormal for relative ones, else normal. A score
    stays within 0 to 10, and nothing falls below zero.
    """
    error = error_of(test, patients, day, seed=seed)
    if test.relative:
        return np.asarray(true * error)
    return np.asarray(np.minimum(np.maximum(true + error, 0.0), highest_of(test)))


def error_of(
    test: LaboratoryTest, patients: Integers | int, day: Floats | float, *, seed: int
) -> Floats:
    """Return what a result is off by: a factor for a relative error, else what is added."""
    hour = _hour(day)
    luck = _luck(seed, f"measure {test.name}", patients, hour)
    error = test.error.value * ndtri(luck) - _passing_loss(test, patients, hour, seed)
    if test.relative:
        return np.asarray(np.exp(error + _of_the_person(test, patients, seed)))
    return np.asarray(error)


def highest_of(test: LaboratoryTest) -> float:
    """Return the highest result that there is."""
    return HIGHEST_SCORE if test.name in PAIN_SCORES else np.inf


def _hour(day: Floats | float) -> Integers | int:
    if isinstance(day, float):
        return hour_of(day)
    return hours_of(day)


def _luck(seed: int, name: str, patients: Integers | int, hour: Integers | int) -> Floats | float:
    """Return luck of some patients, or at a fraction of the cost that of one at one hour."""
    if isinstance(patients, int) and isinstance(hour, int):
        return one_uniform(seed, name, patients, 0, hour)
    return uniforms_of(seed, name, np.asarray(patients, np.int64), 0, hour)


def _passing_loss(
    test: LaboratoryTest, patients: Integers | int, hour: Integers | int, seed: int
) -> Floats | float:
    """Return what illness of a few days, or a diluted sample, takes off the logarithm."""
    if test.low_share is None or test.low_loss is None or not test.low_share.value:
        return 0.0
    luck = _luck(seed, f"low {test.name}", patients, hour)
    # Among the samples that are low, luck over their share is even again.
    even = luck / test.low_share.value
    again = min(max(even, TINY), 1.0) if isinstance(even, float) else np.clip(even, TINY, 1.0)
    return np.asarray(-test.low_loss.value * np.log(again))


def _of_the_person(test: LaboratoryTest, patients: Integers | int, seed: int) -> Floats | float:
    """Return what each person has more or less of for good, as a logarithm."""
    if test.between_persons is None:
        return 0.0
    luck = _luck(seed, f"person {test.name}", patients, 0)
    return np.asarray(test.between_persons.value * ndtri(luck))

"""Time spent in a state: days in pain, unable to walk, in hospital, on an opioid.

A state is read at visits and holds until the next one, or is known as stays from one day to
another; either way each patient has a number of days, and the estimates are of those.

References
----------
cochran_1977
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis import changes
from osteon.analysis.estimate import Estimate, undefined
from osteon.analysis.rates import DAYS_PER_YEAR, ratio_of_sums

Floats = NDArray[np.float64]
NEVER = "nobody was in the state: the interval has no width"


def days_between_readings(
    patient: ArrayLike, day: ArrayLike, inside: ArrayLike, last_day: ArrayLike
) -> Floats:
    """Return each patient's days in a state that is read now and then, shape (n_patients,).

    A reading holds until the next one, the last until the last day seen; before the first
    reading nobody is in the state.

    Parameters
    ----------
    patient, day, inside : arrays, shape (n_readings,)
        Position of the patient in `last_day`, day of the reading [days], and whether the patient
        was in the state; sorted by patient, then day.
    last_day : array of float, shape (n_patients,)
        Last day each patient was seen [days].
    """
    who, when, ends = np.asarray(patient, np.int64), np.asarray(day, float), _floats(last_day)
    until = np.append(when[1:], np.inf)[: when.size]
    until[:-1][who[1:] != who[:-1]] = np.inf
    return days_of_stays(who, when, np.where(np.asarray(inside, bool), until, when), ends)


def days_of_stays(
    patient: ArrayLike, start: ArrayLike, stop: ArrayLike, last_day: ArrayLike
) -> Floats:
    """Return each patient's days in stays, cut off at day 0 and the last day seen.

    Parameters
    ----------
    patient, start, stop : arrays, shape (n_stays,)
        Position of the patient in `last_day`, and the days of each stay [days]; stays of a
        patient do not overlap. Without an end a stay lasts to `inf`.
    last_day : array of float, shape (n_patients,)
    """
    who, ends = np.asarray(patient, np.int64), _floats(last_day)
    begin = np.clip(_floats(start), 0.0, ends[who])
    length = np.clip(_floats(stop), begin, ends[who]) - begin
    return np.bincount(who, weights=length, minlength=ends.size).astype(float)


def mean_days(days: ArrayLike) -> Estimate:
    """Return the mean days per patient in a state, with Student's interval; the dead add none."""
    return changes.mean(days)


def share_of_time(days: ArrayLike, last_day: ArrayLike) -> Estimate:
    """Return the share (0 to 1) of all time seen that was spent in a state.

    The spread is taken between patients (ratio estimator).
    """
    return _over(days, _floats(last_day))


def days_per_year(days: ArrayLike, last_day: ArrayLike) -> Estimate:
    """Return the days in a state per patient-year."""
    return _over(days, _floats(last_day) / DAYS_PER_YEAR)


def _over(days: ArrayLike, size: Floats) -> Estimate:
    inside, n = _floats(days), int(size.size)
    if size.sum() <= 0.0:
        return undefined("no time under observation: no share", n)
    found = ratio_of_sums(inside, size)
    return found if inside.any() or found.note else replace(found, note=NEVER)


def _floats(column: ArrayLike) -> Floats:
    return np.asarray(column, np.float64)

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
Ints = NDArray[np.int64]
NEVER = "nobody was in the state: the interval has no width"


def stays_between_readings(
    patient: ArrayLike, day: ArrayLike, inside: ArrayLike
) -> tuple[Ints, Floats, Floats]:
    """Return stays in a state that is read now and then: patient, first day and last.

    A reading holds until the next one, the last for ever (`inf`); before the first reading nobody
    is in the state. Stays follow each other without a gap where readings do.

    Parameters
    ----------
    patient, day, inside : arrays, shape (n_readings,)
        Who was read, on which day [days], and whether in the state; sorted by patient, then day.
    """
    who, when = np.asarray(patient, np.int64), _floats(day)
    until = np.append(when[1:], np.inf)[: when.size]
    until[:-1][who[1:] != who[:-1]] = np.inf
    there = np.asarray(inside, bool)
    return who[there], when[there], until[there]


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

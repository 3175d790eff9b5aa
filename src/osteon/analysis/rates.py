"""Events per patient and per patient-year: with the spread between patients, or Poisson.

References
----------
garwood_1936, cochran_1977
"""

from dataclasses import replace
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis import changes, estimate
from osteon.analysis.estimate import LEVEL, Estimate, undefined

Floats = NDArray[np.float64]
DAYS_PER_YEAR = 365.25


def mean_number(counts: ArrayLike) -> Estimate:
    """Return the mean number of events per patient, spread taken between patients.

    Parameters
    ----------
    counts : array of int, shape (n_patients,)
    """
    number = np.asarray(counts, float)
    return _ratio(number, np.ones_like(number)) if number.size else undefined("no patients", 0)


def rate_per_year(counts: ArrayLike, follow_up_days: ArrayLike) -> Estimate:
    """Return events per patient-year, all events over all time (skeletal morbidity rate).

    The spread is taken between patients (ratio estimator), so that a few patients with many
    events widen the interval.

    Parameters
    ----------
    counts, follow_up_days : arrays, shape (n_patients,)
        Events, and last day seen [days].
    """
    number, days = np.asarray(counts, float), np.asarray(follow_up_days, float)
    if days.sum() <= 0.0:
        return undefined("no time under observation: no rate", int(days.size))
    return _ratio(number, days / DAYS_PER_YEAR)


def rate_per_patient(counts: ArrayLike, follow_up_days: ArrayLike) -> Estimate:
    """Return the mean of the patients' own yearly rates, with Student's interval.

    This is how trials of pamidronate and zoledronic acid put the skeletal morbidity rate: each
    patient's events over the patient's own years, so that a short life weighs as much as a long
    one. Patients without time under observation are left out.
    """
    number, days = np.asarray(counts, float), np.asarray(follow_up_days, float)
    seen = days > 0.0
    if not seen.any():
        return undefined("no time under observation: no rate", int(days.size))
    return changes.mean(number[seen] / days[seen] * DAYS_PER_YEAR)


def poisson_rate(events: int, years: float, n: int) -> Estimate:
    """Return events per patient-year with the exact Poisson interval of Garwood.

    Right for events that come once at most, or independently of each other; where some patients
    have many, `rate_per_year` is honest about it and this is too narrow.
    """
    from scipy.special import gammaincinv

    if years <= 0.0:
        return undefined("no time under observation: no rate", n, events)
    tail = (1 - LEVEL) / 2
    low = float(gammaincinv(events, tail)) if events else 0.0
    high = float(gammaincinv(events + 1, 1 - tail))
    note = "" if events else "no events"
    return Estimate(events / years, low / years, high / years, n, events**0.5 / years, events, note)


def ratio_of_sums(number: Floats, size: Floats) -> Estimate:
    """Return the sum of one column over that of another, spread taken between patients.

    Parameters
    ----------
    number, size : array of float, shape (n_patients,)
        What is counted or measured of each patient, and over how much.
    """
    n, value = int(number.size), float(number.sum() / size.sum())
    if n == 1:
        return Estimate(value, nan, nan, n, note="one patient: no interval")
    error = float(np.sqrt(n / (n - 1) * np.square(number - value * size).sum()) / size.sum())
    return estimate.normal(value, error, n, least=0.0)


def _ratio(number: Floats, size: Floats) -> Estimate:
    events = int(number.sum())
    if not events:
        return poisson_rate(0, float(size.sum()), int(number.size))
    return replace(ratio_of_sums(number, size), events=events)

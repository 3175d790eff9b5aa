"""Discounting in continuous time: exact for a moment and over an interval, no cycles.

An annual rate r means that what comes a year later counts 1 / (1 + r).

References
----------
drummond_2015
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

DAYS_PER_YEAR = 365.25


def present_value(day: ArrayLike, rate: float) -> Floats:
    """Return what 1 on a day counts today; `rate` per year, `day` from entry [days]."""
    return np.asarray((1.0 + rate) ** (-np.asarray(day, float) / DAYS_PER_YEAR))


def present_years(day: ArrayLike, rate: float) -> Floats:
    """Return the discounted years from entry to a day: the integral of the present value."""
    years = np.asarray(day, float) / DAYS_PER_YEAR
    force = math.log1p(rate)
    return years if force == 0 else np.asarray(-np.expm1(-force * years) / force)

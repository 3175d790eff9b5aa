"""How an error is spent over the looks of a trial.

References
----------
lan_1983, hwang_1990, kim_1987
"""

from collections.abc import Callable, Mapping
from functools import partial
from math import e

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Spending = Callable[[float, Floats], Floats]


def spend(name: str, total: float, fractions: ArrayLike) -> Floats:
    """Return how much of an error has been spent by each look.

    Parameters
    ----------
    name : str
        One of `SPENDING`.
    total : float
        The error in all, one-sided.
    fractions : array of float, shape (n_looks,)
        Information at each look over that at the end, above 0 and ascending to 1.
    """
    return SPENDING[name](total, np.asarray(fractions, float))


def obrien_fleming(total: float, fractions: Floats) -> Floats:
    """Spend like O'Brien and Fleming's bounds: next to nothing early (Lan and DeMets)."""
    from scipy.special import ndtr, ndtri

    return np.asarray(2.0 * ndtr(ndtri(total / 2.0) / np.sqrt(fractions)), np.float64)


def pocock(total: float, fractions: Floats) -> Floats:
    """Spend like Pocock's bounds, which are much the same at every look (Lan and DeMets)."""
    return np.asarray(total * np.log1p((e - 1.0) * fractions), np.float64)


def hwang_shih_decani(total: float, fractions: Floats, gamma: float) -> Floats:
    """Spend by an exponential: late where `gamma` is negative, early where it is positive."""
    if gamma == 0.0:
        return total * fractions
    return np.asarray(total * np.expm1(-gamma * fractions) / np.expm1(-gamma), np.float64)


def power_of_time(total: float, fractions: Floats, exponent: float) -> Floats:
    """Spend by a power of the information (Kim and DeMets)."""
    return np.asarray(total * fractions**exponent, np.float64)


SPENDING: Mapping[str, Spending] = {
    "obrien_fleming": obrien_fleming,
    "pocock": pocock,
    "hwang_shih_decani": partial(hwang_shih_decani, gamma=-4.0),
}
"""Spending by the name that a user gives it."""

"""Marker values: percentage change, medians with order-statistic intervals, means.

References
----------
conover_1999
"""

from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.estimate import LEVEL, Estimate, undefined

Floats = NDArray[np.float64]
ALIKE = "all values are the same: the interval has no width"
SMALLEST_SAMPLE = 6  # below six values no pair of order statistics covers a median with 95 %


def percent_change(before: ArrayLike, after: ArrayLike) -> Floats:
    """Return the change of each pair in per cent of its first value.

    Pairs with a value missing, or with a first value that is not positive, are left out.

    Parameters
    ----------
    before, after : arrays of float, shape (n_patients,)
        Paired values in one unit; `nan` where not measured.

    Returns
    -------
    array of float, shape (n_pairs,)
        Per cent.
    """
    first, later = np.asarray(before, float), np.asarray(after, float)
    usable = (first > 0.0) & np.isfinite(first) & np.isfinite(later)
    return np.asarray(100.0 * (later[usable] - first[usable]) / first[usable], np.float64)


def median(values: ArrayLike) -> Estimate:
    """Return the median with the distribution-free interval between two order statistics.

    The interval covers at least 95 %, whatever the distribution; below six values it is the
    range, and the note says so.
    """
    ranked = np.sort(_finite(values))
    n = int(ranked.size)
    if n == 0:
        return undefined("no values", 0)
    skip = _order_statistic(n)
    values_ = "1 value" if n == 1 else f"{n} values"
    note = "" if n >= SMALLEST_SAMPLE else f"{values_}: the interval is their range"
    return Estimate(
        float(np.median(ranked)), float(ranked[skip]), float(ranked[n - 1 - skip]), n, note=note
    )


def mean(values: ArrayLike) -> Estimate:
    """Return the mean with Student's interval."""
    from scipy.special import stdtrit

    usable = _finite(values)
    n = int(usable.size)
    if n == 0:
        return undefined("no values", 0)
    centre = float(usable.mean())
    if n == 1:
        return Estimate(centre, nan, nan, 1, note="one value: no interval")
    error = float(usable.std(ddof=1)) / sqrt(n)
    half = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * error
    note = ALIKE if np.ptp(usable) == 0 else ""
    return Estimate(centre, centre - half, centre + half, n, error, note=note)


def _order_statistic(n: int) -> int:
    """How many values to leave out at each end: the most that still covers 95 %."""
    from scipy.special import bdtr

    # Half of them are more than the tail that is looked for.
    tails = bdtr(np.arange(n // 2 + 1, dtype=float), n, 0.5)
    return max(0, int(np.searchsorted(tails, (1 - LEVEL) / 2, side="right")) - 1)


def _finite(values: ArrayLike) -> Floats:
    column = np.asarray(values, float)
    return np.asarray(column[np.isfinite(column)], np.float64)

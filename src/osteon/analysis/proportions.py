"""Shares of patients with Wilson's interval.

References
----------
wilson_1927, brown_2001
"""

from math import sqrt

from osteon.analysis.estimate import NORMAL_QUANTILE, Estimate, undefined


def proportion(events: int, n: int) -> Estimate:
    """Return the share `events / n` (0 to 1) with Wilson's 95 % interval."""
    if n == 0:
        return undefined("no patients", 0)
    share, square = events / n, NORMAL_QUANTILE**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = NORMAL_QUANTILE * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if events == 0 else middle - half
    high = 1.0 if events == n else middle + half
    return Estimate(share, low, high, n)


def percent(events: int, n: int) -> Estimate:
    """Return the share in per cent with Wilson's 95 % interval."""
    return proportion(events, n).scaled(100.0)

"""Shares of patients: Wilson's and the exact interval, differences, and non-inferiority.

References
----------
wilson_1927, brown_2001, clopper_1934, newcombe_1998, miettinen_1985
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import acos, copysign, cos, isnan, pi, sqrt
from typing import Literal

from osteon.analysis.estimate import LEVEL, NORMAL_QUANTILE, Estimate, undefined

ShareMethod = Literal["wilson", "exact"]
DifferenceMethod = Literal["miettinen_nurminen", "newcombe"]
Count = tuple[int, int]  # patients with the event, and all patients


@dataclass(frozen=True, slots=True)
class NonInferiority:
    """Whether an interval lies below a margin, and the sentence that says so."""

    difference: Estimate
    margin: float
    shown: bool
    sentence: str


def proportion(events: int, n: int, method: ShareMethod = "wilson") -> Estimate:
    """Return the share `events / n` (0 to 1) with its 95 % interval.

    Parameters
    ----------
    method : {"wilson", "exact"}
        Wilson's score interval, or the exact one of Clopper and Pearson.
    """
    if n == 0:
        return undefined("no patients", 0)
    share = events / n
    low, high = _wilson(events, n) if method == "wilson" else _exact(events, n)
    return Estimate(share, low, high, n, sqrt(share * (1 - share) / n), events)


def percent(events: int, n: int) -> Estimate:
    """Return the share in per cent with Wilson's 95 % interval."""
    return proportion(events, n).scaled(100.0)


def proportion_difference(
    own: Count,
    other: Count,
    method: DifferenceMethod = "miettinen_nurminen",
    quantile: float = NORMAL_QUANTILE,
) -> Estimate:
    """Return the difference of two independent shares, own minus other (-1 to 1).

    Parameters
    ----------
    own, other : tuple of int
        Patients with the event, and all patients.
    method : {"miettinen_nurminen", "newcombe"}
        The score interval of Miettinen and Nurminen, or Newcombe's from two Wilson intervals
        (his method 10).
    quantile : float
        Of the standard normal, for another level than 95 %.
    """
    n, events = own[1] + other[1], own[0] + other[0]
    if not own[1] or not other[1]:
        return undefined("no patients in one arm: no difference", n, events)
    mine, theirs = own[0] / own[1], other[0] / other[1]
    error = sqrt(mine * (1 - mine) / own[1] + theirs * (1 - theirs) / other[1])
    ends = _scored if method == "miettinen_nurminen" else _newcombe
    low, high = ends(own, other, quantile)
    return Estimate(mine - theirs, low, high, n, error, events)


def non_inferiority(difference: Estimate, margin: float) -> NonInferiority:
    """Return whether the upper end of a difference in bad outcomes lies below a margin."""
    if isnan(difference.value):
        return NonInferiority(difference, margin, shown=False, sentence=difference.note)
    shown = difference.ci_high < margin
    relation, verdict = ("below", "is") if shown else ("not below", "is not")
    sentence = (
        f"upper end {difference.ci_high:.4g} is {relation} the margin {margin:g}: "
        f"non-inferiority {verdict} shown"
    )
    return NonInferiority(difference, margin, shown, sentence)


def _wilson(events: int, n: int, quantile: float = NORMAL_QUANTILE) -> tuple[float, float]:
    share, square = events / n, quantile**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = quantile * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return 0.0 if events == 0 else middle - half, 1.0 if events == n else middle + half


def _exact(events: int, n: int) -> tuple[float, float]:
    from scipy.special import betaincinv

    tail = (1 - LEVEL) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - tail))
    return low, high


def _newcombe(own: Count, other: Count, quantile: float) -> tuple[float, float]:
    mine, theirs = own[0] / own[1], other[0] / other[1]
    (low, high), (other_low, other_high) = _wilson(*own, quantile), _wilson(*other, quantile)
    below = sqrt((mine - low) ** 2 + (other_high - theirs) ** 2)
    above = sqrt((high - mine) ** 2 + (theirs - other_low) ** 2)
    return mine - theirs - below, mine - theirs + above


def _scored(own: Count, other: Count, quantile: float) -> tuple[float, float]:
    value = own[0] / own[1] - other[0] / other[1]

    def beyond(difference: float) -> float:
        return abs(difference_score(own, other, difference)) - quantile

    return _root(beyond, value, -1.0), _root(beyond, value, 1.0)


def difference_score(own: Count, other: Count, difference: float) -> float:
    """Return the score statistic of a difference, with Miettinen and Nurminen's n / (n - 1)."""
    n = own[1] + other[1]
    theirs = _restricted_share(own, other, difference)
    mine = min(1.0, max(0.0, theirs + difference))
    variance = mine * (1 - mine) / own[1] + theirs * (1 - theirs) / other[1]
    distance = own[0] / own[1] - other[0] / other[1] - difference
    if variance <= 0.0:
        return 0.0 if distance == 0.0 else copysign(1e9, distance)
    return distance / sqrt(variance * n / (n - 1))


def _restricted_share(own: Count, other: Count, difference: float) -> float:
    """Likeliest share of `other` under a given difference: a root of Miettinen's cubic."""
    cases, n = own[0] + other[0], own[1] + other[1]
    two = (own[1] + 2 * other[1]) * difference - n - cases
    one = (other[1] * difference - n - 2 * other[0]) * difference + cases
    none = other[0] * difference * (1 - difference)
    third = two / (3 * n)
    p = third**3 - one * two / (6 * n * n) + none / (2 * n)
    q = copysign(sqrt(max(0.0, third**2 - one / (3 * n))), p)
    angle = (pi + acos(min(1.0, max(-1.0, p / q**3)))) / 3 if q else 0.0
    share = 2 * q * cos(angle) - third
    return min(1.0, max(0.0, -difference, share), 1.0 - max(0.0, difference))


def _root(beyond: Callable[[float], float], inside: float, outside: float) -> float:
    """Where a statistic crosses its quantile, between the estimate and the end of the scale."""
    if beyond(outside) <= 0.0:
        return outside
    for _ in range(100):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if beyond(middle) <= 0.0 else (inside, middle)
    return (inside + outside) / 2

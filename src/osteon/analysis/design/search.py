"""The smallest trial that reaches a power, found from simulated powers that are not exact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_TRIES = 12
NEAR = 0.02  # a bracket narrower than this share of the size is settled by interpolation
LEAST, MOST = 0.5, 2.0  # a step outwards changes the size by such a factor at most
EDGE = 1e-4  # a simulated power of 0 or 1 is taken for this much short of it


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to.

    Attributes
    ----------
    n : int
        The smallest size with the power, rounded up to whole steps; the largest that was tried
        where none has it.
    low, high : int
        Ends of the 95 % interval of `n` from the number of replicates alone.
    reached : bool
        Whether the power is reached within the largest size allowed.
    tried : mapping of int to float
        Simulated power by size.
    """

    n: int
    low: int
    high: int
    reached: bool
    tried: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Aim:
    """What is searched for: a power, at a one-sided error, by sizes in whole steps up to `most`."""

    power: float
    alpha: float
    step: int
    most: int


def smallest_size(
    power_at: Callable[[int], float], aim: Aim, *, start: int, replicates: int
) -> Found:
    """Return the smallest size with a power.

    A bracket is closed by interpolating the probit of the power in the root of the size, in which
    it is nearly straight. The powers tried are made monotone before the last interpolation.

    Parameters
    ----------
    power_at : callable
        Simulated power of a size, on common random numbers.
    start : int
        Where to begin.
    replicates : int
        Of each simulated power.
    """
    tried: dict[int, float] = {}
    size = _whole(start, aim)
    while size not in tried and len(tried) < MOST_TRIES:
        tried[size] = power_at(size)
        size = _next(tried, aim)
    sizes, smooth = monotone(tried)
    if smooth[-1] < aim.power:
        return Found(int(sizes[-1]), int(sizes[-1]), int(sizes[-1]), False, tried)  # noqa: FBT003
    exact = _crossing(sizes, smooth, aim)
    half = 1.96 * _error_of_size(exact, aim, replicates)
    low, high = (_whole(end, aim) for end in (exact - half, exact + half))
    return Found(_whole(exact, aim), low, high, reached=True, tried=tried)


def monotone(tried: Mapping[int, float]) -> tuple[Floats, Floats]:
    """Return sizes, ascending, and the nearest powers that never fall (isotonic regression)."""
    from scipy.optimize import isotonic_regression

    sizes = np.array(sorted(tried), float)
    return sizes, np.asarray(isotonic_regression([tried[int(n)] for n in sizes]).x, np.float64)


def _next(tried: Mapping[int, float], aim: Aim) -> int:
    """Return the size to try next; one that was tried where the search is over."""
    sizes, smooth = monotone(tried)
    enough = smooth >= aim.power
    if not enough.any():
        return _whole(sizes[-1] * _factor(float(smooth[-1]), aim), aim)
    if enough.all():
        return _whole(sizes[0] * _factor(float(smooth[0]), aim), aim)
    low, high = sizes[~enough][-1], sizes[enough][0]
    if high - low <= max(aim.step, NEAR * high):
        return int(high)
    inside = np.clip(_crossing(sizes, smooth, aim), 0.9 * low + 0.1 * high, 0.1 * low + 0.9 * high)
    return _whole(float(inside), aim)


def _factor(power: float, aim: Aim) -> float:
    """How much larger a trial must be, if its drift grows with the root of its size."""
    have, want = (_reach(p, aim.alpha) for p in (power, aim.power))
    wanted = (want / have) ** 2 if have > 0.0 else MOST
    beyond = 1.05 if wanted > 1.0 else 0.95
    return float(np.clip(wanted * beyond, LEAST, MOST))


def _crossing(sizes: Floats, powers: Floats, aim: Aim) -> float:
    """Where the power is reached, between two sizes or from the first one down."""
    roots, reaches = np.sqrt(sizes), np.array([_reach(p, aim.alpha) for p in powers])
    want = _reach(aim.power, aim.alpha)
    if reaches[0] >= want:
        return float(sizes[0])
    place = int(np.argmax(reaches >= want))
    low, high = reaches[place - 1], reaches[place]
    share = (want - low) / (high - low)
    return float((roots[place - 1] + share * (roots[place] - roots[place - 1])) ** 2)


def _reach(power: float, alpha: float) -> float:
    """Drift that has a power in a test of one look."""
    from scipy.special import ndtri

    inside = min(max(power, EDGE), 1.0 - EDGE)
    return float(ndtri(inside) - ndtri(alpha))


def _error_of_size(size: float, aim: Aim, replicates: int) -> float:
    """Error of a size from that of its power, by the slope of the power in the size."""
    from scipy.special import ndtri

    error = sqrt(aim.power * (1.0 - aim.power) / replicates)
    density = np.exp(-0.5 * float(ndtri(aim.power)) ** 2) / sqrt(2.0 * np.pi)
    slope = density * _reach(aim.power, aim.alpha) / (2.0 * size)
    return error / slope if isfinite(1.0 / slope) else 0.0


def _whole(size: float, aim: Aim) -> int:
    """Round up to whole steps, within what is allowed."""
    steps = max(1, ceil(round(size / aim.step, 6)))
    return min(steps * aim.step, aim.most // aim.step * aim.step)

"""Stopping bounds of a trial with interim looks, by spending the errors.

Upper bounds are found as if no trial ever stopped for futility, so that the type-I error holds
whether or not the lower bounds are obeyed (non-binding).

References
----------
lan_1983, lan_1982, pampallona_2001, jennison_2000
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.design.crossing import Walk

Floats = NDArray[np.float64]

FARTHEST = 12.0  # standard deviations; beyond it nothing is spent
LARGEST_DRIFT = 20.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of the standardised statistic, which is positive where the new treatment is better.

    Attributes
    ----------
    fractions : array of float, shape (n_looks,)
        Information at each look over that at the end.
    efficacy : array of float, shape (n_looks,)
        At or above it the null hypothesis is rejected; infinite where nothing is spent.
    futility : array of float, shape (n_looks,)
        Below it the trial stops; minus infinity where there is no such bound. At the last look it
        is the efficacy bound.
    """

    fractions: Floats
    efficacy: Floats
    futility: Floats


def efficacy_bounds(fractions: Floats, spent: Floats) -> Floats:
    """Return the upper bounds that spend an error by the given amounts under no effect.

    Parameters
    ----------
    fractions : array of float, shape (n_looks,)
    spent : array of float, shape (n_looks,)
        One-sided error spent by each look, ascending.
    """
    walk, bounds = Walk.begin(0.0), np.empty(fractions.size)
    steps = np.diff(spent, prepend=0.0)
    for look, (information, step) in enumerate(zip(fractions, steps, strict=True)):
        bounds[look] = _bound_above(walk, float(information), float(step))
        walk = walk.between(-np.inf, float(bounds[look]), float(information))
    return bounds


def futility_bounds(fractions: Floats, efficacy: Floats, spent: Floats) -> tuple[Floats, float]:
    """Return lower bounds that spend the type-II error, and the drift at which they do.

    The drift (expected statistic at the end) is the one at which the last lower bound meets the
    last upper bound, so that the trial always ends in a decision.

    Parameters
    ----------
    efficacy : array of float, shape (n_looks,)
        Upper bounds.
    spent : array of float, shape (n_looks,)
        Type-II error spent by each look, ascending.
    """
    from scipy.optimize import brentq

    def too_much(drift: float) -> float:
        return _spend_below(fractions, efficacy, spent, drift)[1]

    drift = float(brentq(too_much, 0.0, LARGEST_DRIFT, xtol=1e-12))
    return _spend_below(fractions, efficacy, spent, drift)[0], drift


def conditional_power_bounds(fractions: Floats, last: float, power: float) -> Floats:
    """Return lower bounds at which the power, if the trend goes on, falls to a given one.

    Parameters
    ----------
    last : float
        Efficacy bound of the last look.
    power : float
        Conditional power under the current trend, between 0 and 1.
    """
    from scipy.special import ndtri

    left = np.sqrt(1.0 - fractions[:-1])
    lower = np.sqrt(fractions[:-1]) * (last + left * ndtri(power))
    return np.append(lower, last)


def _spend_below(
    fractions: Floats, efficacy: Floats, spent: Floats, drift: float
) -> tuple[Floats, float]:
    """Lower bounds under a drift, and by how much more than planned the last look spends."""
    walk, lower = Walk.begin(drift), np.empty(fractions.size)
    steps = np.diff(spent, prepend=0.0)
    looks = zip(fractions[:-1], efficacy[:-1], steps[:-1], strict=True)
    for look, (information, high, step) in enumerate(looks):
        found = _bound_below(walk, float(information), float(step))
        lower[look] = min(found, float(high))
        walk = walk.between(lower[look], float(high), float(information))
    lower[-1] = efficacy[-1]
    return lower, walk.below(float(efficacy[-1]), float(fractions[-1])) - float(steps[-1])


def _bound_above(walk: Walk, information: float, step: float) -> float:
    return _root(lambda bound: walk.above(bound, information) - step, np.inf, step)


def _bound_below(walk: Walk, information: float, step: float) -> float:
    return _root(lambda bound: walk.below(bound, information) - step, -np.inf, step)


def _root(missing: Callable[[float], float], never: float, step: float) -> float:
    """Where the wanted probability is reached; `never` where none of it is to be spent."""
    from scipy.optimize import brentq

    if step <= 0.0 or missing(-FARTHEST) * missing(FARTHEST) > 0.0:
        return never
    return float(brentq(missing, -FARTHEST, FARTHEST, xtol=1e-12))

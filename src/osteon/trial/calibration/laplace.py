"""What a fit leaves uncertain: covariance, identifiability, and profiles that check it.

Around the fit the posterior of the logarithms is taken as normal: its precision is J'J of the
weighted residuals, priors included (Laplace). Where chi-squared is larger than the residuals'
number, the covariance of the data is too small by that factor and is widened (Birge).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.trial.calibration.fit import Fit

Floats = NDArray[np.float64]

IDENTIFIED_BELOW, WEAK_BELOW = 0.5, 0.8  # posterior over prior deviation
CONFOUNDED_ABOVE = 0.9
PROFILE_AT = (-2.0, 2.0)  # posterior deviations


@dataclass(frozen=True, slots=True)
class Known:
    """How well a number is known after a fit.

    Attributes
    ----------
    path : str
    start, value, low, high : float
        Before the fit, after it, and its 95 % interval.
    shrink : float
        Posterior over prior deviation of its logarithm; near 1 the data say nothing.
    with_others : tuple of str
        Numbers from which the data cannot tell it apart.
    """

    path: str
    start: float
    value: float
    low: float
    high: float
    shrink: float
    with_others: tuple[str, ...]

    @property
    def word(self) -> str:
        """Identified, weakly, or not identified."""
        if self.shrink < IDENTIFIED_BELOW:
            return "identified"
        return "weakly identified" if self.shrink < WEAK_BELOW else "not identified"


@dataclass(frozen=True, slots=True)
class ProfilePoint:
    """Chi-squared with one number held away from the fit, the others following.

    Attributes
    ----------
    at : float
        Posterior deviations from the fit.
    rise : float
        Of chi-squared above the fit; Laplace expects `expected`.
    """

    path: str
    at: float
    value: float
    rise: float
    expected: float


def covariance(fit: Fit) -> Floats:
    """Return the covariance of the logarithms of the fitted numbers, shape (p, p)."""
    sds = np.array([own.sd for own in fit.problem.free])
    return _scaled_covariance(fit) * np.outer(sds, sds)


def _scaled_covariance(fit: Fit) -> Floats:
    p = len(fit.x)
    data = fit.jacobian[:-p]
    precision = data.T @ data / misfit(fit) + np.eye(p)
    return np.asarray(np.linalg.inv(precision))


def misfit(fit: Fit) -> float:
    """Return chi-squared of the data over its degrees of freedom, at least 1."""
    n = len(fit.jacobian) - len(fit.x)
    data = fit.cost - float(np.sum(fit.x**2))
    return max(1.0, data / max(1, n - len(fit.x)))


def knowledge(fit: Fit) -> tuple[Known, ...]:
    """Return how well each fitted number is known."""
    scaled = _scaled_covariance(fit)
    deviations = np.sqrt(np.diag(scaled))
    correlation = scaled / np.outer(deviations, deviations)
    names = [own.path for own in fit.problem.free]
    known = []
    for j, own in enumerate(fit.problem.free):
        others = [
            other
            for k, other in enumerate(names)
            if k != j and abs(correlation[j, k]) > CONFOUNDED_ABOVE
        ]
        value = fit.numbers[own.path]
        reach = np.exp(1.96 * own.sd * deviations[j])
        shrink = float(deviations[j])
        known.append(
            Known(own.path, own.start, value, value / reach, value * reach, shrink, tuple(others))
        )
    return tuple(known)


def profiles(fit: Fit) -> tuple[ProfilePoint, ...]:
    """Return chi-squared along each number, the others moved as Laplace expects them to follow."""
    scaled, (low, high) = _scaled_covariance(fit), fit.problem.bounds()
    points = []
    for j, own in enumerate(fit.problem.free):
        deviation = np.sqrt(scaled[j, j])
        for at in PROFILE_AT:
            x = fit.x + at * scaled[:, j] / deviation
            if np.all((x >= low) & (x <= high)):
                rise = (fit.problem.cost(x) - fit.cost) / misfit(fit)
                value = fit.problem.numbers(x)[own.path]
                points.append(ProfilePoint(own.path, at, value, rise, at**2))
    return tuple(points)

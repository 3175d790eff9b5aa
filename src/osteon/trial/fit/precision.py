"""How sure the estimates are: standard errors, correlations, and what the data cannot tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.trial.fit.likelihood import Tangent
from osteon.trial.fit.search import Reached, gradient

Floats: TypeAlias = NDArray[np.float64]
DIFFERENCE = 1e-2
# A direction with less information than this part of what single coordinates have is not told; the
# finite differences alone leave about a millionth.
LEAST_INFORMATION = 3e-6
SHARE_OF_DIRECTION = 0.3
# Subjects for each estimate that a sandwich needs.
ENOUGH = 2


@dataclass(frozen=True)
class Precision:
    """What the curvature of the likelihood says, in log units of every coordinate.

    Attributes
    ----------
    covariance : (d, d) float
        NaN for coordinates that the data do not tell.
    told : (d,) bool
        Whether the data tell a coordinate.
    blurred : sequence of tuple of int
        Coordinates that the data tell only together, of each direction that they do not tell.
    condition : float
        Largest by smallest eigenvalue of the correlations.
    sandwich : bool
        Whether the errors hold when subjects differ in what the model does not say: the
        information on both sides of the subjects' own scores. Else the inverse information.
    """

    covariance: Floats
    told: NDArray[np.bool_]
    blurred: Sequence[tuple[int, ...]]
    condition: float
    sandwich: bool

    @property
    def errors(self) -> Floats:
        """Standard errors in log units, shape (d,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def correlation(self) -> Floats:
        """Correlations of the estimates, shape (d, d)."""
        return self.covariance / np.outer(self.errors, self.errors)


def precision(reached: Reached) -> Precision:
    """Return the precision at the end of a search.

    Standard errors are a sandwich where no parameter differs between subjects and subjects are
    many enough for it.
    """
    pooled = not len(reached.tangent.layout.random)
    sandwich = pooled and len(reached.eta) > ENOUGH * len(reached.point)
    information = _information(reached)
    scale = np.sqrt(np.abs(np.diag(information)))
    dead = scale <= LEAST_INFORMATION
    scale = np.where(dead, 1.0, scale)
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    weak = values < LEAST_INFORMATION
    blurred = [
        tuple(np.flatnonzero(np.abs(vectors[:, k]) > SHARE_OF_DIRECTION).tolist())
        for k in np.flatnonzero(weak)
    ]
    told = np.ones(len(information), bool)
    told[[place for direction in blurred for place in direction]] = False
    covariance = np.full_like(information, np.nan)
    inside = np.ix_(told, told)
    inverse = np.linalg.inv(information[inside])
    if sandwich:
        scores = _scores(reached)[:, told]
        inverse = inverse @ (scores.T @ scores) @ inverse
    covariance[inside] = inverse
    return Precision(covariance, told, blurred, _condition(covariance[inside]), sandwich)


def _condition(covariance: Floats) -> float:
    if not len(covariance):
        return float("nan")
    sd = np.sqrt(np.diag(covariance))
    values = np.linalg.eigvalsh(covariance / np.outer(sd, sd))
    return float(values[-1] / values[0])


def _information(reached: Reached) -> Floats:
    """Return the Hessian of the -log marginal likelihood on the tangent, shape (d, d)."""
    here: Tangent = reached.tangent

    def cost(point: Floats) -> float:
        return float(here.marginal(point, reached.eta)[0].sum())

    d = len(reached.point)
    found = np.empty((d, d))
    for place in range(d):
        moved = np.zeros(d)
        moved[place] = DIFFERENCE
        up, down = gradient(cost, reached.point + moved), gradient(cost, reached.point - moved)
        found[place] = (up - down) / (2 * DIFFERENCE)
    return (found + found.T) / 2


def _scores(reached: Reached) -> Floats:
    """Return the gradient of each subject's -log marginal likelihood, shape (n, d)."""
    d = len(reached.point)
    columns = []
    for place in range(d):
        moved = np.zeros(d)
        moved[place] = DIFFERENCE
        up, _ = reached.tangent.marginal(reached.point + moved, reached.eta)
        down, _ = reached.tangent.marginal(reached.point - moved, reached.eta)
        columns.append((up - down) / (2 * DIFFERENCE))
    return np.stack(columns, axis=1)

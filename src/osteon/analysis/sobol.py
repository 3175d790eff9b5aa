"""Sobol indices: how much of an output's variance each input makes, alone and with others.

References
----------
jansen_1999, saltelli_2010
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

POINTS = 4096  # a power of two


@dataclass(frozen=True, slots=True)
class Indices:
    """Shares of the variance by input; arrays of shape (p,).

    Attributes
    ----------
    first : array of float
        Made by an input alone.
    total : array of float
        Made by it alone and together with others.
    variance : float
        Of the output.
    """

    first: Floats
    total: Floats
    variance: float


def sobol_indices(
    function: Callable[[Floats], Floats], inputs: int, *, points: int = POINTS, seed: int = 1
) -> Indices:
    """Return the Sobol indices of a function of uniform inputs, by the estimators of Jansen.

    Parameters
    ----------
    function : callable
        From inputs of shape (n, inputs) in 0 to 1 to outputs of shape (n,).
    points : int
        Of each of the two samples, a power of two; (inputs + 2) times as many are evaluated.
    """
    from scipy.stats import qmc

    sample = qmc.Sobol(2 * inputs, rng=seed).random(points)
    one, other = sample[:, :inputs], sample[:, inputs:]
    at_one, at_other = function(one), function(other)
    variance = float(np.var(np.concatenate([at_one, at_other])))
    if variance == 0:
        return Indices(np.zeros(inputs), np.zeros(inputs), 0.0)
    first, total = np.empty(inputs), np.empty(inputs)
    for j in range(inputs):
        mixed = one.copy()
        mixed[:, j] = other[:, j]
        at_mixed = function(mixed)
        first[j] = 1 - np.mean((at_other - at_mixed) ** 2) / (2 * variance)
        total[j] = np.mean((at_one - at_mixed) ** 2) / (2 * variance)
    return Indices(first, total, variance)

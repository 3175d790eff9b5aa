"""Emulators: a Gaussian process that stands for an expensive function of several inputs.

A linear trend, a squared exponential with its own length for each input, and a nugget for what is
luck. Lengths and variances maximise the marginal likelihood.

References
----------
rasmussen_2006
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FOLDS = 5
_STEPS = 60
# Logarithms, of inputs in 0 to 1 and outputs of variance 1.
_LENGTHS, _SIGNAL, _TREND, _NUGGET = (-2.0, 4.0), (-6.0, 3.0), (-6.0, 4.0), (-12.0, 0.5)
_START = (0.5, -1.0, 0.0, -3.0)


@dataclass(frozen=True)
class Emulator:
    """A fitted emulator; call it with inputs of shape (n, p).

    Attributes
    ----------
    x : (m, p) float
        Inputs that it was fitted to, in 0 to 1.
    centre, scale : float
        Mean and deviation of the outputs.
    theta : (p + 3,) float
        Logarithms of lengths, and of the variances of signal, trend and nugget.
    weights : (m,) float
    """

    x: Floats
    centre: float
    scale: float
    theta: Floats
    weights: Floats

    def __call__(self, x: Floats) -> Floats:
        """Return the expected output, shape (n,)."""
        own = _kernel(x, self.x, self.theta) @ self.weights
        return np.asarray(self.centre + self.scale * own)


def fit_emulator(x: Floats, y: Floats) -> Emulator:
    """Return the emulator of outputs `y` (m,) at inputs `x` (m, p) in 0 to 1."""
    from scipy.optimize import minimize

    centre, scale = float(np.mean(y)), float(np.std(y)) or 1.0
    z, p = (y - centre) / scale, x.shape[1]
    start = np.concatenate([np.full(p, _START[0]), _START[1:]])
    bounds = [*([_LENGTHS] * p), _SIGNAL, _TREND, _NUGGET]
    found = minimize(
        _minus_log_likelihood, start, args=(x, z), bounds=bounds, method="L-BFGS-B",
        options={"maxiter": _STEPS},
    )  # fmt: skip
    theta = np.asarray(found.x)
    return Emulator(x, centre, scale, theta, _solve(x, z, theta)[0])


def held_out(x: Floats, y: Floats, *, folds: int = FOLDS) -> Floats:
    """Return outputs predicted by emulators that never saw them, shape (m,)."""
    predicted = np.empty(len(y))
    # Points of a design come in no order that matters, so every so many make a fold.
    fold = np.arange(len(y)) % folds
    for number in range(folds):
        out = fold == number
        predicted[out] = fit_emulator(x[~out], y[~out])(x[out])
    return predicted


def explained(y: Floats, predicted: Floats) -> float:
    """Return the share of the variance of `y` that predictions explain; 1 where `y` is constant."""
    total = float(np.var(y))
    return 1.0 - float(np.mean((y - predicted) ** 2)) / total if total > 0 else 1.0


def _kernel(one: Floats, other: Floats, theta: Floats) -> Floats:
    p = one.shape[1]
    lengths, signal, trend = np.exp(theta[:p]), np.exp(theta[p]), np.exp(theta[p + 1])
    a, b = one / lengths, other / lengths
    square = (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2 * a @ b.T
    linear = 1.0 + (one - 0.5) @ (other - 0.5).T
    return np.asarray(signal * np.exp(-0.5 * np.maximum(square, 0.0)) + trend * linear)


def _solve(x: Floats, z: Floats, theta: Floats) -> tuple[Floats, Floats]:
    from scipy.linalg import cho_solve, cholesky

    nugget = np.exp(theta[-1]) + 1e-8
    lower = cholesky(_kernel(x, x, theta) + nugget * np.eye(len(x)), lower=True)
    return np.asarray(cho_solve((lower, True), z)), np.asarray(lower)


def _minus_log_likelihood(theta: Floats, x: Floats, z: Floats) -> float:
    weights, lower = _solve(x, z, theta)
    return float(0.5 * z @ weights + np.log(np.diag(lower)).sum())

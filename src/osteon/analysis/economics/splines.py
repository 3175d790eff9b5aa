"""Smooth regression by penalised B-splines.

References
----------
eilers_1996
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEGMENTS = 10
DEGREE = 3
PENALTIES = np.logspace(-4, 6, 21)


def smooth(predictors: Floats, response: Floats) -> Floats:
    """Return the fitted values of an additive penalised spline, shape (n,).

    Parameters
    ----------
    predictors : array, shape (n, n_predictors)
        One that does not vary is left out; where none varies the mean is returned.
    response : array, shape (n,)
    """
    varying = [column for column in predictors.T if np.ptp(column) > 0]
    if not varying:
        return np.full(len(response), response.mean())
    # Ranks spread a skewed parameter evenly over the knots; what is known is the same.
    bases = [_basis(_ranks(column)) for column in varying]
    design = np.column_stack([np.ones(len(response)), *bases])
    penalty = _penalty([basis.shape[1] for basis in bases])
    return _fit(design, penalty, response)


def _ranks(column: Floats) -> Floats:
    distinct, where = np.unique(column, return_inverse=True)
    return np.asarray(where / max(1, len(distinct) - 1))


def _basis(column: Floats) -> Floats:
    """Return the centred B-spline basis of values within 0 and 1, shape (n, SEGMENTS + DEGREE)."""
    from scipy.interpolate import BSpline

    step = 1 / SEGMENTS
    knots = step * np.arange(-DEGREE, SEGMENTS + DEGREE + 1)
    inside = np.clip(column, 0, 1 - 1e-12)
    basis = BSpline.design_matrix(inside, knots, DEGREE).toarray()
    return np.asarray(basis - basis.mean(axis=0))


def _penalty(widths: list[int]) -> Floats:
    """Return the penalty on second differences of neighbouring coefficients, none on the mean."""
    size = 1 + sum(widths)
    penalty, at = np.zeros((size, size)), 1
    for width in widths:
        differences = np.diff(np.eye(width), n=2, axis=0)
        penalty[at : at + width, at : at + width] = differences.T @ differences
        at += width
    return penalty


def _fit(design: Floats, penalty: Floats, response: Floats) -> Floats:
    """Return the fit whose penalty has the lowest generalised cross-validation score."""
    n, normal, moment = len(response), design.T @ design, design.T @ response
    # Centred bases sum to nothing: a trace of a ridge makes the system solvable.
    ridge = 1e-8 * n * np.eye(len(normal))
    best, score = np.full(n, response.mean()), np.inf
    for weight in PENALTIES:
        system = normal + weight * penalty + ridge
        fitted = design @ np.linalg.solve(system, moment)
        free = float(np.trace(np.linalg.solve(system, normal)))
        own = n * float(((response - fitted) ** 2).sum()) / (n - free) ** 2
        if own < score:
            best, score = fitted, own
    return np.asarray(best)

"""Conditional weighted residuals (hooker_2007): what is left, in units of what may be left."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.trial.fit.search import Reached

Floats: TypeAlias = NDArray[np.float64]


def conditional_weighted(reached: Reached, variance: Floats) -> Floats:
    """Return the conditional weighted residual of each measurement, NaN below quantification.

    Parameters
    ----------
    variance : (n_measurements,) float
        Of the residual at each individual prediction.
    """
    here, seen = reached.tangent, reached.tangent.seen
    _, omega, _ = here.layout.split(reached.point)
    by_eta = here.slopes[:, here.layout.random] * here.f[:, None]
    expected = here.f - np.einsum("ij,ij->i", by_eta, reached.eta[seen.subject])
    found = np.full(len(seen.day), np.nan)
    for subject in range(len(reached.eta)):
        rows = np.flatnonzero((seen.subject == subject) & ~seen.below)
        if not len(rows):
            continue
        spread = by_eta[rows] * omega
        covariance = spread @ spread.T + np.diag(variance[rows])
        values, vectors = np.linalg.eigh(covariance)
        off = seen.value[rows] - expected[rows]
        found[rows] = vectors @ ((vectors.T @ off) / np.sqrt(values))
    return found

"""Which few of many predictors a response hangs on, by forward selection.

For responses that are dear, so that there are hardly more of them than predictors: a predictor
enters only where chance would seldom bring one of those left so close (Bonferroni).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CHANCE = 0.05
ROUNDING = 1e-9


def selected_slopes(predictors: Floats, response: Floats) -> Floats:
    """Return the slope of each predictor in a linear regression; 0 for those left out.

    Parameters
    ----------
    predictors : array, shape (n, n_predictors)
    response : array, shape (n,)

    Returns
    -------
    array, shape (n_predictors,)
    """
    chosen: list[int] = []
    x, y = predictors - predictors.mean(axis=0), response - response.mean()
    while (best := _next(x, y, chosen)) is not None:
        chosen.append(best)
    slopes = np.zeros(predictors.shape[1])
    if chosen:
        slopes[chosen] = np.linalg.lstsq(x[:, chosen], y, rcond=None)[0]
    return slopes


def _next(x: Floats, y: Floats, chosen: list[int]) -> int | None:
    """Return the predictor that explains most of what is left, None where chance would do it."""
    from scipy.stats import t as student

    free = len(y) - 2 - len(chosen)
    if free < 1:
        return None
    q = np.linalg.qr(x[:, chosen])[0] if chosen else np.zeros((len(y), 0))
    left, rest = y - q @ (q.T @ y), x - q @ (q.T @ x)
    size, sizes = float(np.linalg.norm(left)), np.linalg.norm(rest, axis=0)
    usable = sizes > ROUNDING * np.maximum(np.linalg.norm(x, axis=0), ROUNDING)
    usable[chosen] = False
    if not usable.any() or size <= ROUNDING * float(np.linalg.norm(y)):
        return None
    close = np.divide(np.abs(left @ rest), size * sizes, out=np.zeros(len(sizes)), where=usable)
    best = int(close.argmax())
    r = min(float(close[best]), 1.0)
    by_chance = 2 * student.sf(r * (free / max(1 - r * r, ROUNDING)) ** 0.5, free)
    return best if by_chance * int(usable.sum()) <= CHANCE else None

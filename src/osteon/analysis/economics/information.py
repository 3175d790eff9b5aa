"""What it would be worth to know: all parameters at once, or some of them.

The partial value is estimated by regression: net benefit is smoothed on the parameters of
interest, and the mean of the best of the fitted values is compared with the best of the means.

References
----------
strong_2014, eilers_1996
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.economics.benefit import net_monetary_benefit
from osteon.analysis.economics.splines import smooth

Floats = NDArray[np.float64]

ROUNDING = 1e-12
NORMAL_DRAWS = 4096


def evpi(costs: ArrayLike, effects: ArrayLike, thresholds: ArrayLike) -> Floats:
    """Return the expected value of perfect information per patient [currency].

    Parameters
    ----------
    costs, effects : array, shape (n_draws, n_strategies)
    thresholds : array, shape (n_thresholds,)

    Returns
    -------
    array, shape (n_thresholds,)
        Never below 0.
    """
    cost, effect = np.asarray(costs, float), np.asarray(effects, float)
    return np.array(
        [
            _gain(net_monetary_benefit(cost, effect, threshold))
            for threshold in np.asarray(thresholds, float)
        ]
    )


def evppi(benefit: ArrayLike, parameters: ArrayLike) -> float:
    """Return the expected value of partial perfect information per patient [currency].

    The smoother is an additive penalised cubic B-spline in each parameter, its penalty chosen by
    generalised cross-validation (a generalised additive model without interactions).

    Parameters
    ----------
    benefit : array, shape (n_draws, n_strategies)
        Net monetary benefit at one threshold.
    parameters : array, shape (n_draws,) or (n_draws, n_parameters)
        Draws of what would be known.
    """
    nmb = np.asarray(benefit, float)
    known = np.asarray(parameters, float).reshape(len(nmb), -1)
    # Only differences between strategies decide; without their common part the fit is closer.
    increments = nmb - nmb[:, :1]
    fitted = np.column_stack(
        [np.zeros(len(nmb)), *(smooth(known, column) for column in increments[:, 1:].T)]
    )
    return _gain(fitted)


def worth_of_normal(mean: ArrayLike, covariance: ArrayLike) -> float:
    """Return what knowing something is worth per patient [currency] that moves benefits normally.

    Parameters
    ----------
    mean : array, shape (n_strategies,)
        Net monetary benefit of each strategy.
    covariance : array, shape (n_strategies, n_strategies)
        Of the part of it that would be known.
    """
    values, vectors = np.linalg.eigh(np.asarray(covariance, float))
    roots = vectors * np.sqrt(np.clip(values, 0.0, None))
    # Always the same numbers, with their opposites: what is compared has the same luck.
    luck = np.random.default_rng(1).standard_normal((NORMAL_DRAWS // 2, len(values)))
    moved = np.concatenate([luck, -luck]) @ roots.T
    return _gain(np.asarray(mean, float) + moved)


def _gain(benefit: Floats) -> float:
    gain = float(benefit.max(axis=1).mean() - benefit.mean(axis=0).max())
    # Both are means of large numbers: less than their rounding is nothing.
    return gain if gain > ROUNDING * float(np.abs(benefit).max()) else 0.0

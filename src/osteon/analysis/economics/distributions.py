"""Uncertainty of a cost or a utility from its mean and standard error, by the method of moments.

References
----------
drummond_2015
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def gamma_quantiles(mean: float, se: float, luck: Floats) -> Floats:
    """Return quantiles of the gamma distribution of this mean (above 0) and standard error.

    `luck` is between 0 and 1; without a standard error every quantile is the mean.
    """
    from scipy.stats import gamma

    if se == 0:
        return np.full(len(luck), mean)
    return np.asarray(gamma.ppf(luck, (mean / se) ** 2, scale=se**2 / mean))


def beta_quantiles(mean: float, se: float, luck: Floats) -> Floats:
    """Return quantiles of the beta distribution of this mean (between 0 and 1) and standard error.

    Raises
    ------
    ValueError
        The standard error is too large for any number between 0 and 1 to have it.
    """
    from scipy.stats import beta

    if se == 0:
        return np.full(len(luck), mean)
    size = mean * (1 - mean) / se**2 - 1
    if size <= 0:
        raise ValueError(f"a mean of {mean:g} between 0 and 1 cannot have a standard error {se:g}")
    return np.asarray(beta.ppf(luck, mean * size, (1 - mean) * size))

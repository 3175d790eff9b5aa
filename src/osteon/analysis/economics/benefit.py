"""Net benefit: costs and effects on one scale, at what a unit of effect is worth.

References
----------
drummond_2015
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def net_monetary_benefit(costs: ArrayLike, effects: ArrayLike, threshold: ArrayLike) -> Floats:
    """Return ``threshold * effects - costs`` [currency]; shapes are broadcast."""
    return np.asarray(np.asarray(threshold, float) * np.asarray(effects) - np.asarray(costs))


def net_health_benefit(costs: ArrayLike, effects: ArrayLike, threshold: ArrayLike) -> Floats:
    """Return ``effects - costs / threshold`` [units of effect]; `threshold` above 0."""
    return np.asarray(np.asarray(effects) - np.asarray(costs) / np.asarray(threshold, float))

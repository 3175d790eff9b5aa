"""Acceptability: how often each strategy is the best, and how often the best on average is.

References
----------
fenwick_2001
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.economics.benefit import net_monetary_benefit

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Acceptability:
    """Acceptability curves and their frontier.

    Attributes
    ----------
    thresholds : (n_thresholds,) float
        What a unit of effect is worth [currency].
    probability : (n_thresholds, n_strategies) float
        Share of the draws in which each strategy has the highest net benefit; a tie is shared.
    best : (n_thresholds,) int
        Strategy with the highest expected net benefit: the acceptability frontier.
    """

    thresholds: Floats
    probability: Floats
    best: NDArray[np.intp]

    @property
    def frontier(self) -> Floats:
        """Probability of the strategy that is best on average, shape (n_thresholds,)."""
        return self.probability[np.arange(len(self.best)), self.best]


def acceptability(costs: ArrayLike, effects: ArrayLike, thresholds: ArrayLike) -> Acceptability:
    """Return acceptability curves of draws.

    Parameters
    ----------
    costs, effects : array, shape (n_draws, n_strategies)
    thresholds : array, shape (n_thresholds,)
    """
    cost, effect = np.asarray(costs, float), np.asarray(effects, float)
    at = np.asarray(thresholds, float)
    probability = np.empty((len(at), cost.shape[1]))
    best = np.empty(len(at), np.intp)
    for row, threshold in enumerate(at):
        benefit = net_monetary_benefit(cost, effect, threshold)
        first = benefit == benefit.max(axis=1, keepdims=True)
        probability[row] = (first / first.sum(axis=1, keepdims=True)).mean(axis=0)
        best[row] = benefit.mean(axis=0).argmax()
    return Acceptability(at, probability, best)

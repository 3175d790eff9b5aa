"""Cox's partial likelihood, its slope, its information and each row's share of the score.

The information needs no sum of squares over risk sets: summed over terms, the mean square of the
covariates is each row's own square times the hazard it carried.

References
----------
cox_1972, therneau_2000
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.risk_sets import RiskSets

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The log partial likelihood at one point, with its slope and information."""

    value: float
    slope: Floats
    information: Floats


def likelihood(risk: RiskSets, design: Floats, coefficients: Floats) -> Likelihood:
    """Return the log partial likelihood, its gradient and its information matrix.

    Parameters
    ----------
    design : array of float, shape (n_rows, n_covariates)
        In the order of the risk sets.
    """
    linear = design @ coefficients
    weight, total, mean = weigh(risk, design, linear)
    carried = weight * risk.carried(1.0 / total)
    dying = design[risk.observed]
    heaviest = float(linear.max(initial=-np.inf)) if linear.size else 0.0
    value = float((linear[risk.observed] - heaviest).sum() - (risk.times * np.log(total)).sum())
    slope = dying.sum(axis=0) - carried @ design
    square = (design * carried[:, None]).T @ design
    information = square - (mean * risk.times[:, None]).T @ mean
    return Likelihood(value, slope, information)


def score_residuals(risk: RiskSets, design: Floats, coefficients: Floats) -> Floats:
    """Return each row's share of the score, shape (n_rows, n_covariates).

    Observed minus expected: at each term a row's own covariate less the risk set's mean, weighed
    by the hazard the row carried.
    """
    weight, total, mean = weigh(risk, design, design @ coefficients)
    hazard = np.column_stack([np.ones_like(total), mean]) / total[:, None]
    carried = weight[:, None] * risk.carried(hazard)
    residual = carried[:, 1:] - design * carried[:, :1]
    average = risk.by_day(mean) / risk.deaths[:, None]
    residual[risk.observed] += design[risk.observed] - average[risk.day_of]
    return residual


def weigh(risk: RiskSets, design: Floats, linear: Floats) -> tuple[Floats, Floats, Floats]:
    """Return each row's weight (the heaviest 1), each term's total weight and mean covariates."""
    weight = np.exp(linear - linear.max(initial=-np.inf)) if linear.size else linear
    total = risk.per_term(weight)
    mean = risk.per_term(weight[:, None] * design) / total[:, None]
    return weight, total, mean

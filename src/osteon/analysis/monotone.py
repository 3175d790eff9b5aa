"""Hazard ratios at the edge: one arm alone has the events, so the ratio is 0 or infinite.

References
----------
heinze_2001
"""

from math import exp, inf

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.estimate import Estimate, undefined
from osteon.analysis.partial_likelihood import RiskSets, value_and_slopes

FAR = 30.0  # a log ratio as good as infinite
HALF_CHI_SQUARE = 1.9207294103470634  # half the 0.95 quantile of chi-square, one degree


def limit_ratio(risk: RiskSets, treated: NDArray[np.bool_], n: int) -> Estimate | None:
    """Return the limiting estimate where the likelihood has no maximum, otherwise None.

    Only deaths with both arms at risk say something about the ratio.
    """
    arm = treated.astype(float)
    in_arm, in_other = risk.sum_at_risk(arm), risk.sum_at_risk(1.0 - arm)
    both = (in_arm > 0.5) & (in_other > 0.5)
    dead, dead_other = risk.sum_deaths(arm), risk.sum_deaths(1.0 - arm)
    # When all of an arm's remaining patients die on one day, Efron's terms still see them leave.
    telling, telling_other = bool(dead[both].any()), bool(dead_other[both].any())
    if telling and telling_other:
        return None
    if not telling and not telling_other:
        return undefined("no event while both arms were at risk: no ratio", n)
    edge = FAR if telling else -FAR
    end = exp(_profile_end(risk, arm[:, None], edge))
    note = f"no event in the {'control' if telling else 'treated'} arm while both were at risk"
    return (
        Estimate(inf, end, inf, n, note=note) if telling else Estimate(0.0, 0.0, end, n, note=note)
    )


def _profile_end(risk: RiskSets, design: NDArray[np.float64], edge: float) -> float:
    """Log ratio at which the likelihood has fallen by half a chi-square from its edge."""
    wanted = value_and_slopes(risk, design, np.array([edge]))[0] - HALF_CHI_SQUARE
    near, far = edge, -edge
    for _ in range(60):
        middle = (near + far) / 2
        inside = value_and_slopes(risk, design, np.array([middle]))[0] >= wanted
        near, far = (middle, far) if inside else (near, middle)
    return (near + far) / 2

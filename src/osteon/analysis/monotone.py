"""Hazard ratios at the edge: one arm alone has the events, so the ratio is 0 or infinite.

References
----------
heinze_2001
"""

from math import exp, inf

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.estimate import Estimate, undefined
from osteon.analysis.risk_sets import RiskSets

Floats = NDArray[np.float64]
FAR = 60.0  # a log ratio as good as infinite
HALF_CHI_SQUARE = 1.9207294103470634  # half the 0.95 quantile of chi-square, one degree


def limit_ratio(risk: RiskSets, treated: NDArray[np.bool_], n: int) -> Estimate | None:
    """Return the limiting estimate where the likelihood has no maximum, otherwise None.

    Only deaths with both arms at risk say something about the ratio.

    Parameters
    ----------
    treated : array of bool, shape (n_rows,)
        In the order of the risk sets.
    """
    arm = treated.astype(float)
    in_arm, in_other = risk.sum_at_risk(arm), risk.sum_at_risk(1.0 - arm)
    both = (in_arm > 0.0) & (in_other > 0.0)
    dead, dead_other = risk.sum_deaths(arm), risk.sum_deaths(1.0 - arm)
    # When all of an arm's remaining patients die on one day, Efron's terms still see them leave.
    telling, telling_other = bool(dead[both].any()), bool(dead_other[both].any())
    events = int(risk.deaths.sum())
    if telling and telling_other:
        return None
    if not telling and not telling_other:
        return undefined("no event while both arms were at risk: no ratio", n, events)
    odds = _odds(risk, arm, both) if telling else _odds(risk, 1.0 - arm, both)
    end = exp(_profile_end(*odds))
    if telling:
        note = "no event in the control arm while both were at risk"
        return Estimate(inf, end, inf, n, events=events, note=note)
    note = "no event in the treated arm while both were at risk"
    return Estimate(0.0, 0.0, 1.0 / end, n, events=events, note=note)


def _odds(risk: RiskSets, arm: Floats, both: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """For each term with both arms at risk: the odds of the other arm, and how many deaths."""
    telling = both[risk.term_day]
    own, other = risk.per_term(arm)[telling], risk.per_term(1.0 - arm)[telling]
    return other / own, risk.times[telling].astype(float)


def _profile_end(odds: Floats, times: Floats) -> float:
    """Log ratio at which the likelihood has fallen by half a chi-square from its limit.

    With all deaths in one arm the likelihood is the product of 1 / (1 + odds / ratio).
    """
    near, far = FAR, -FAR
    for _ in range(80):
        middle = (near + far) / 2
        fallen = float((times * np.logaddexp(0.0, np.log(odds) - middle)).sum())
        near, far = (middle, far) if fallen <= HALF_CHI_SQUARE else (near, middle)
    return (near + far) / 2

"""Score tests of two arms in compiled loops, for thousands of replicates of one trial.

Each is the single test of `log_rank`, `hazard_ratio` or `rate_ratio` without a fit: observed less
expected events of the new arm under a given ratio, and the variance of that. Within strata patients
are compared with their own stratum only.

References
----------
mantel_1966, cox_1972, lin_2000
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@njit(cache=True)
def log_rank_score(
    days: Floats, observed: Bools, treated: Bools, stratum: Ints, ratio: float
) -> tuple[float, float]:
    """Return observed less expected events of the treated, and the variance.

    Parameters
    ----------
    days, observed, treated : arrays, shape (n_patients,)
    stratum : array of int, shape (n_patients,)
        0, 1, 2 …
    ratio : float
        Hazard ratio of the null hypothesis; at 1 this is the log-rank test.
    """
    strata = stratum.max() + 1
    new, old = np.zeros(strata), np.zeros(strata)
    deaths, deaths_new = np.zeros(strata), np.zeros(strata)
    order = np.argsort(days)
    excess, variance = 0.0, 0.0
    end = days.size
    while end > 0:
        begin = end
        # All who leave on one day are at risk on it.
        while begin > 0 and days[order[begin - 1]] == days[order[end - 1]]:
            begin -= 1
            row = order[begin]
            own = stratum[row]
            if treated[row]:
                new[own] += 1.0
            else:
                old[own] += 1.0
            if observed[row]:
                deaths[own] += 1.0
                deaths_new[own] += treated[row]
        for place in range(begin, end):
            own = stratum[order[place]]
            d = deaths[own]
            if d > 0.0:
                n = new[own] + old[own]
                share = ratio * new[own] / (ratio * new[own] + old[own])
                tied = (n - d) / (n - 1.0) if n > 1.0 else 0.0
                excess += deaths_new[own] - d * share
                variance += d * share * (1.0 - share) * tied
                deaths[own] = deaths_new[own] = 0.0
        end = begin
    return excess, variance


@njit(cache=True)
def rate_score(
    last_day: Floats,
    treated: Bools,
    stratum: Ints,
    events: tuple[Ints, Floats],
    ratio: float,
) -> tuple[float, float]:
    """Return observed less expected events of the treated, and the robust variance.

    Parameters
    ----------
    last_day, treated, stratum : arrays, shape (n_patients,)
    events : tuple of arrays, shape (n_events,)
        Position of the patient and day; a patient may have many.
    ratio : float
        Ratio of rates of the null hypothesis.
    """
    who, day = events
    strata = stratum.max() + 1
    new, old = np.zeros(strata), np.zeros(strata)
    hazard, hazard_new = np.zeros(strata), np.zeros(strata)
    later, later_new = np.empty(last_day.size), np.empty(last_day.size)
    residual = np.zeros(last_day.size)
    leaving, happening = np.argsort(last_day), np.argsort(day)
    at = last_day.size
    for place in range(day.size - 1, -1, -1):
        row = happening[place]
        while at > 0 and last_day[leaving[at - 1]] >= day[row]:
            at -= 1
            _enter(leaving[at], treated, stratum, (new, old))
            later[leaving[at]] = hazard[stratum[leaving[at]]]
            later_new[leaving[at]] = hazard_new[stratum[leaving[at]]]
        own = stratum[who[row]]
        total = ratio * new[own] + old[own]
        share = ratio * new[own] / total
        hazard[own] += 1.0 / total
        hazard_new[own] += share / total
        residual[who[row]] += treated[who[row]] - share
    for row in leaving[:at]:
        later[row], later_new[row] = hazard[stratum[row]], hazard_new[stratum[row]]
    for row in range(last_day.size):
        own = stratum[row]
        passed, passed_new = hazard[own] - later[row], hazard_new[own] - later_new[row]
        weight = ratio if treated[row] else 1.0
        residual[row] -= weight * (treated[row] * passed - passed_new)
    return residual.sum(), (residual * residual).sum()


@njit(cache=True)
def _enter(row: int, treated: Bools, stratum: Ints, at_risk: tuple[Floats, Floats]) -> None:
    if treated[row]:
        at_risk[0][stratum[row]] += 1.0
    else:
        at_risk[1][stratum[row]] += 1.0

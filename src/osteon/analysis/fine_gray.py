"""Fine and Gray's regression on the subdistribution hazard of an event with another competing.

Who had the competing event stays at risk, with a weight that falls as censoring would have
taken the patient: a Cox model with lingering rows. The variance is Fine and Gray's, which counts
that the censoring distribution is estimated too. Ties are Breslow's, as in cmprsk.

References
----------
fine_1999
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.cox import CoxFit, if_it_varies, maximise, standardised
from osteon.analysis.cumulative_incidence import CENSORED, COMPETING, EVENT
from osteon.analysis.estimate import Estimate, undefined
from osteon.analysis.monotone import limit_ratio
from osteon.analysis.partial_likelihood import score_residuals, weigh
from osteon.analysis.risk_sets import Lingering, RiskSets, running
from osteon.analysis.survival import kaplan_meier

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def fit_fine_gray(days: ArrayLike, status: ArrayLike, covariates: ArrayLike) -> CoxFit:
    """Fit a proportional subdistribution hazards model.

    Parameters
    ----------
    days, status : arrays, shape (n_patients,)
        As in `cumulative_incidence`.
    covariates : array of float, shape (n_patients,) or (n_patients, n_covariates)
    """
    times, cause = np.asarray(days, float), np.asarray(status, np.int64)
    return _fit(_risk_sets(times, cause), times, cause, covariates)


def subdistribution_hazard_ratio(
    days: ArrayLike, status: ArrayLike, treated: ArrayLike
) -> Estimate:
    """Return the subdistribution hazard ratio of treated over untreated patients.

    Parameters are those of `fit_fine_gray`, with `treated` the one covariate (bool).
    """
    times, cause, arm = (
        np.asarray(days, float),
        np.asarray(status, np.int64),
        np.asarray(treated, bool),
    )
    events = int((cause == EVENT).sum())
    if arm.all() or not arm.any():
        return undefined("patients in one arm only: no ratio", arm.size, events)
    if not events:
        return undefined("no events in either arm: no ratio", arm.size, 0)
    risk = _risk_sets(times, cause)
    limit = limit_ratio(risk, arm[risk.order], arm.size)
    return if_it_varies(_fit(risk, times, cause, arm).ratios()[0]) if limit is None else limit


def _risk_sets(days: Floats, status: Ints) -> RiskSets:
    risk = RiskSets.build(days, status == EVENT, ties="breslow")
    before = np.nextafter(days[risk.order], -np.inf)
    uncensored = kaplan_meier(days, status == CENSORED).at(before)
    stays = status[risk.order] == COMPETING
    weight = np.where(stays, 1.0 / np.where(stays, uncensored, 1.0), 0.0)
    return replace(risk, lingering=Lingering(weight, uncensored[risk.first]))


def _fit(risk: RiskSets, days: Floats, status: Ints, covariates: ArrayLike) -> CoxFit:
    design, scale = standardised(np.asarray(covariates, float))
    design, events = design[risk.order], int(risk.deaths.sum())
    if not events:
        return CoxFit.without_events(scale.size, len(design))
    at, end, note = maximise(risk, design)
    bread = np.asarray(np.linalg.pinv(end.information, hermitian=True), np.float64)
    censored = status[risk.order] == CENSORED
    shares = score_residuals(risk, design, at)
    if risk.lingering is not None:
        shares += _censoring_shares(
            risk, risk.lingering, (design, at), (days[risk.order], censored)
        )
    covariance = bread @ (shares.T @ shares) @ bread / np.outer(scale, scale)
    return CoxFit(at / scale, covariance, end.value, len(design), events, note)


def _censoring_shares(
    risk: RiskSets,
    lingering: Lingering,
    model: tuple[Floats, Floats],
    ends: tuple[Floats, NDArray[np.bool_]],
) -> Floats:
    """Return each row's share of the score by way of the estimated censoring distribution.

    A patient censored on day u lowers the weights after u of all who had the competing event
    before it; q(u) is what the score gains by that, over the number at risk.
    """
    (design, at), (days, censored) = model, ends
    weight, total, mean = weigh(risk, design, design @ at)
    per_weight = lingering.later * risk.times / total
    hazard = per_weight[:, None] * np.column_stack([np.ones_like(total), mean])
    to_come = running(hazard[::-1])[::-1]
    stayed = weight * lingering.weight
    before = np.searchsorted(days, days, side="left")
    gone = running(np.column_stack([stayed, stayed[:, None] * design]))[before]
    ahead = to_come[np.searchsorted(days[risk.first], days, side="left")]
    gain = gone[:, 1:] * ahead[:, :1] - gone[:, :1] * ahead[:, 1:]
    gain /= (days.size - before)[:, None]
    expected = running(np.where(censored, 1.0 / (days.size - before), 0.0)[:, None] * gain)
    until = np.searchsorted(days, days, side="right")
    return np.asarray(np.where(censored[:, None], gain, 0.0) - expected[until], np.float64)

"""Proportional hazards: Cox regression with Efron's ties, and the ratio of two arms.

With entry days (`start`) the same likelihood is the Andersen-Gill model of recurrent events, and
with clusters (patients) the variance is the robust one of Lin and Wei.

References
----------
cox_1972, efron_1977, andersen_1982, lin_1989
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.estimate import Estimate, log_normal, undefined
from osteon.analysis.monotone import limit_ratio
from osteon.analysis.partial_likelihood import RiskSets, score_residuals, value_and_slopes

Floats = NDArray[np.float64]

MAX_STEPS = 50
TOLERANCE = 1e-11  # relative gain in log-likelihood at which Newton's method stops


@dataclass(frozen=True, slots=True)
class CoxFit:
    """A fitted Cox model.

    Attributes
    ----------
    coefficients : array of float, shape (n_covariates,)
        Log hazard ratios.
    covariance : array of float, shape (n_covariates, n_covariates)
        Cluster-robust where clusters were given, otherwise from the information.
    log_likelihood : float
    converged : bool
        False when a coefficient runs off to infinity or the covariates tell nothing apart.
    """

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    converged: bool

    @property
    def standard_errors(self) -> Floats:
        """Standard errors of the log hazard ratios, shape (n_covariates,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)), np.float64)


def fit_cox(
    days: ArrayLike,
    observed: ArrayLike,
    covariates: ArrayLike,
    *,
    start: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
) -> CoxFit:
    """Fit a Cox model by Newton's method.

    Parameters
    ----------
    days, observed : arrays, shape (n_rows,)
        As in `kaplan_meier`; one row per patient, or per interval of a patient.
    covariates : array of float, shape (n_rows,) or (n_rows, n_covariates)
    start : array of float, shape (n_rows,), optional
        A row is at risk on the days d with start < d <= days [days]; default: from ever.
    cluster : array, shape (n_rows,), optional
        Rows of the same cluster are not independent.
    """
    design = np.asarray(covariates, float)
    design = design.reshape(len(design), -1)
    centred = design - design.mean(axis=0)
    risk = RiskSets.build(days, observed, start)
    coefficients, value, information, converged = _newton(risk, centred)
    covariance = np.asarray(np.linalg.pinv(information, hermitian=True), np.float64)
    if cluster is not None:
        covariance = _robust(covariance, score_residuals(risk, centred, coefficients), cluster)
    return CoxFit(coefficients, covariance, value, converged)


def hazard_ratio(
    days: ArrayLike,
    observed: ArrayLike,
    treated: ArrayLike,
    *,
    start: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
) -> Estimate:
    """Return the hazard ratio of treated over untreated rows with its 95 % interval.

    Parameters are those of `fit_cox`, with `treated` the one covariate (bool). When one arm has
    no event the ratio is 0 or infinite, and the other end of the interval is where the profile
    likelihood puts it.
    """
    arm = np.asarray(treated, bool)
    seen = np.asarray(observed, bool)
    n = len(arm) if cluster is None else len(np.unique(np.asarray(cluster)))
    if arm.all() or not arm.any():
        return undefined("patients in one arm only: no ratio", n)
    if not seen.any():
        return undefined("no events in either arm: no ratio", n)
    limit = limit_ratio(RiskSets.build(days, seen, start), arm, n)
    if limit is not None:
        return limit
    return _wald(fit_cox(days, seen, arm, start=start, cluster=cluster), n)


def _wald(fit: CoxFit, n: int) -> Estimate:
    found = log_normal(float(fit.coefficients[0]), float(fit.standard_errors[0]), n)
    return found if fit.converged else replace(found, note="the fit did not settle")


def _newton(risk: RiskSets, design: Floats) -> tuple[Floats, float, Floats, bool]:
    at = np.zeros(design.shape[1])
    value, slope, information = value_and_slopes(risk, design, at)
    for _ in range(MAX_STEPS):
        if np.linalg.matrix_rank(information, hermitian=True) < at.size:
            return at, value, information, False
        there = at + np.linalg.solve(information, slope)
        new = value_and_slopes(risk, design, there)
        while new[0] < value - 1e-9 * abs(value):
            there = (at + there) / 2
            new = value_and_slopes(risk, design, there)
        gain = new[0] - value
        at, (value, slope, information) = there, new
        if gain <= TOLERANCE * abs(value):
            return at, value, information, True
    return at, value, information, False


def _robust(covariance: Floats, residuals: Floats, cluster: ArrayLike) -> Floats:
    _, member = np.unique(np.asarray(cluster), return_inverse=True)
    influence = residuals @ covariance
    summed = np.zeros((int(member.max()) + 1, influence.shape[1]))
    np.add.at(summed, member, influence)
    return np.asarray(summed.T @ summed, np.float64)

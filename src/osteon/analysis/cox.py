"""Proportional hazards: Cox regression with ties and strata, and the ratio of two arms.

With entry days (`start`) the same likelihood is the Andersen-Gill model of recurrent events, and
with clusters (patients) the variance is the robust one of Lin and Wei.

References
----------
cox_1972, efron_1977, breslow_1974, andersen_1982, lin_1989
"""

from dataclasses import dataclass, replace
from math import nan
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.estimate import Estimate, log_normal, undefined
from osteon.analysis.monotone import limit_ratio
from osteon.analysis.partial_likelihood import Likelihood, likelihood, score_residuals
from osteon.analysis.risk_sets import RiskSets, Ties

Floats = NDArray[np.float64]

MAX_STEPS = 50
TOLERANCE = 1e-11  # relative gain in log-likelihood at which Newton's method stops
FLAT = 1e-12  # information per event, in standard deviations, that tells nothing
SETTLED = 1e-3  # a last step longer than this, in standard deviations, runs off to infinity
RUNS_OFF = "the likelihood has no maximum: a coefficient runs off to infinity"
NOTHING_VARIES = 1e-6  # a robust error of the logarithm that only rounding leaves
FEW_CLUSTERS = "nothing shows how patients vary: no interval"
TELLS_NOTHING = "the covariates tell nothing apart: no coefficients"


class Rows(TypedDict, total=False):
    """What may be said of rows beside their days.

    start : array of float, shape (n_rows,)
        A row is at risk on the days d with start < d <= days [days]; default: from ever.
    strata : array, shape (n_rows,)
        Rows are compared within their stratum only.
    cluster : array, shape (n_rows,)
        Rows of the same cluster are not independent: the variance is robust.
    ties : {"efron", "breslow"}
        How events of one day share their risk set; default Efron.
    """

    start: ArrayLike | None
    strata: ArrayLike | None
    cluster: ArrayLike | None
    ties: Ties


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
    n, events : int
        Patients (clusters where given, otherwise rows) and events.
    note : str
        Empty, or why the coefficients mean nothing.
    """

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    n: int
    events: int
    note: str = ""

    @classmethod
    def without_events(cls, n_covariates: int, n: int) -> "CoxFit":
        """Return the fit that nothing can be said of."""
        nothing = np.zeros(n_covariates)
        return cls(nothing, np.diag(nothing), 0.0, n, 0, "no events: no coefficients")

    @property
    def standard_errors(self) -> Floats:
        """Standard errors of the log hazard ratios, shape (n_covariates,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)), np.float64)

    def ratios(self) -> tuple[Estimate, ...]:
        """Return the hazard ratio of each covariate, per unit of it."""
        if self.note:
            return tuple(undefined(self.note, self.n, self.events) for _ in self.coefficients)
        pairs = zip(self.coefficients, self.standard_errors, strict=True)
        return tuple(log_normal(float(b), float(se), self.n, self.events) for b, se in pairs)


def fit_cox(
    days: ArrayLike, observed: ArrayLike, covariates: ArrayLike, **rows: Unpack[Rows]
) -> CoxFit:
    """Fit a Cox model by Newton's method.

    Parameters
    ----------
    days, observed : arrays, shape (n_rows,)
        As in `kaplan_meier`; one row per patient, or per interval of a patient.
    covariates : array of float, shape (n_rows,) or (n_rows, n_covariates)
    **rows : Rows
        start, strata, cluster and ties.

    Raises
    ------
    InputError
        Where a row starts on or after the day on which it ends.
    """
    return _fit(_risk_sets(days, observed, rows), covariates, rows.get("cluster"))


def hazard_ratio(
    days: ArrayLike, observed: ArrayLike, treated: ArrayLike, **rows: Unpack[Rows]
) -> Estimate:
    """Return the hazard ratio of treated over untreated rows with its 95 % interval.

    Parameters are those of `fit_cox`, with `treated` the one covariate (bool). When one arm has
    no event the ratio is 0 or infinite, and the other end of the interval is where the profile
    likelihood puts it.
    """
    arm, seen, cluster = np.asarray(treated, bool), np.asarray(observed, bool), rows.get("cluster")
    n = _patients(len(arm), cluster)
    if arm.all() or not arm.any():
        return undefined("patients in one arm only: no ratio", n, int(seen.sum()))
    if not seen.any():
        return undefined("no events in either arm: no ratio", n, 0)
    risk = _risk_sets(days, seen, rows)
    limit = limit_ratio(risk, arm[risk.order], n)
    found = _fit(risk, arm, cluster).ratios()[0] if limit is None else limit
    return found if cluster is None else if_it_varies(found)


def if_it_varies(ratio: Estimate) -> Estimate:
    """Return a ratio with a robust error; without an interval where only rounding is left of it."""
    if ratio.se is None or ratio.se >= NOTHING_VARIES:
        return ratio
    return replace(ratio, ci_low=nan, ci_high=nan, se=None, note=FEW_CLUSTERS)


def maximise(risk: RiskSets, design: Floats) -> tuple[Floats, Likelihood, str]:
    """Return where the likelihood is greatest, what it is there, and a note where it is nowhere.

    Parameters
    ----------
    design : array of float, shape (n_rows, n_covariates)
        Standardised, in the order of the risk sets.
    """
    at, flat = np.zeros(design.shape[1]), FLAT * float(risk.deaths.sum())
    now = likelihood(risk, design, at)
    for _ in range(MAX_STEPS):
        if np.linalg.eigvalsh(now.information).min(initial=np.inf) < flat:
            return at, now, RUNS_OFF if at.any() else TELLS_NOTHING
        there = at + np.linalg.solve(now.information, now.slope)
        new = likelihood(risk, design, there)
        while new.value < now.value - 1e-9 * abs(now.value):
            there = (at + there) / 2
            new = likelihood(risk, design, there)
        gain, length = new.value - now.value, float(np.abs(there - at).max(initial=0.0))
        at, now = there, new
        if gain <= TOLERANCE * abs(now.value):
            return at, now, RUNS_OFF if length > SETTLED else ""
    return at, now, RUNS_OFF


def sandwich(covariance: Floats, residuals: Floats, cluster: NDArray[np.generic]) -> Floats:
    """Return the robust covariance from each row's share of the score, summed over clusters."""
    names, member = np.unique(cluster, return_inverse=True)
    influence = residuals @ covariance
    summed = np.column_stack(
        [np.bincount(member, weights=column, minlength=names.size) for column in influence.T]
    )
    return np.asarray(summed.T @ summed, np.float64)


def standardised(covariates: Floats) -> tuple[Floats, Floats]:
    """Return columns with mean 0 and deviation 1, and the deviations (1 for a constant column)."""
    columns = covariates.reshape(len(covariates), -1)
    if not columns.size:
        return columns, np.ones(columns.shape[1])
    centred = columns - columns.mean(axis=0)
    scale = centred.std(axis=0)
    scale[scale <= 1e-12 * np.abs(columns).max(axis=0)] = 1.0
    return centred / scale, scale


def _fit(risk: RiskSets, covariates: ArrayLike, cluster: ArrayLike | None) -> CoxFit:
    design, scale = standardised(np.asarray(covariates, float))
    design, events = design[risk.order], int(risk.deaths.sum())
    n = _patients(len(design), cluster)
    if not events:
        return CoxFit.without_events(scale.size, n)
    at, end, note = maximise(risk, design)
    covariance = np.asarray(np.linalg.pinv(end.information, hermitian=True), np.float64)
    if cluster is not None:
        residuals = score_residuals(risk, design, at)
        covariance = sandwich(covariance, residuals, np.asarray(cluster)[risk.order])
    return CoxFit(at / scale, covariance / np.outer(scale, scale), end.value, n, events, note)


def _patients(n_rows: int, cluster: ArrayLike | None) -> int:
    """Clusters where given, otherwise rows."""
    if cluster is None or not n_rows:
        return n_rows
    ranked = np.sort(np.asarray(cluster))
    return 1 + int((ranked[1:] != ranked[:-1]).sum())


def _risk_sets(days: ArrayLike, observed: ArrayLike, rows: Rows) -> RiskSets:
    ties: Ties = rows.get("ties", "efron")
    return RiskSets.build(days, observed, rows.get("start"), rows.get("strata"), ties)

"""One endpoint, one measure, one arm over another: the number and its interval.

Hazard and rate ratios compare patients within strata where a trial has them, and count that in a
twin design both arms hold the same patients. Differences of two arms' numbers are neither
stratified nor paired.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis import estimate, recurrent
from osteon.analysis.cox import hazard_ratio
from osteon.analysis.estimate import Estimate
from osteon.analysis.fine_gray import subdistribution_hazard_ratio
from osteon.analysis.proportions import non_inferiority, proportion_difference
from osteon.trial.arms import Arm
from osteon.trial.counting import counted_events, ended, times
from osteon.trial.measures import measure_arm

if TYPE_CHECKING:
    from osteon.library.endpoints import Endpoint

Strata = NDArray[np.int64]
Stratified = Callable[["Endpoint", tuple[Arm, Arm], Strata | None], Estimate]
Combined = Callable[[Estimate, Estimate], Estimate]
SAME_PATIENTS = "the interval takes the arms for different patients, and they are the same"


def measure_contrast(
    endpoint: "Endpoint",
    measure: str,
    arms: tuple[Arm, Arm],
    *,
    at: float | None = None,
    strata: Strata | None = None,
) -> Estimate:
    """Return one measure of two arms, the first over the second or minus it.

    Parameters
    ----------
    measure : str
        Any of `osteon.library.measures.CONTRASTS`: ratios, differences in the unit of the
        measure of one arm.
    at : float or None
        Day at which a curve is read, or up to which events count; None for all of it [days].
    strata : array of int, or None
        Stratum of each patient of the first arm, then of the second.
    """
    if measure in _STRATIFIED:
        return _STRATIFIED[measure](endpoint, arms, strata)
    if measure == "percent_difference":
        found = _percent_difference(endpoint, arms, at)
    elif measure == "subdistribution_hazard_ratio":
        found = _subdistribution(endpoint, arms)
    elif measure in _COMBINED:
        of_one_arm, combine = _COMBINED[measure]
        pair = (measure_arm(endpoint, of_one_arm, arm, at=at) for arm in arms)
        found = combine(*pair)
    else:
        raise ValueError(f"no measure {measure!r} of two arms")
    if not _share_patients(arms) or np.isnan(found.value):
        return found
    return replace(found, note="; ".join(note for note in (found.note, SAME_PATIENTS) if note))


def _hazard_ratio(endpoint: "Endpoint", arms: tuple[Arm, Arm], strata: Strata | None) -> Estimate:
    own, other = arms
    pairs = zip(times(endpoint, own), times(endpoint, other), strict=True)
    days, observed = (np.concatenate(pair) for pair in pairs)
    patient = np.concatenate([own.patient, other.patient])
    return hazard_ratio(
        days,
        observed,
        _treated(arms),
        strata=strata,
        cluster=patient if _share_patients(arms) else None,
    )


def _subdistribution(endpoint: "Endpoint", arms: tuple[Arm, Arm]) -> Estimate:
    pairs = zip(*(ended(endpoint, arm) for arm in arms), strict=True)
    days, status = (np.concatenate(pair) for pair in pairs)
    return subdistribution_hazard_ratio(days, status, _treated(arms))


def _rate_ratio(endpoint: "Endpoint", arms: tuple[Arm, Arm], strata: Strata | None) -> Estimate:
    own, other = arms
    (who, day), (other_who, other_day) = (counted_events(endpoint, arm) for arm in arms)
    rows = recurrent.cut_at_events(
        np.concatenate([who, other_who + own.n]),
        np.concatenate([day, other_day]),
        np.concatenate([own.last_day, other.last_day]),
    )
    patient = np.concatenate([own.patient, other.patient])
    return recurrent.rate_ratio(rows, _treated(arms), patient, strata=strata)


def _percent_difference(endpoint: "Endpoint", arms: tuple[Arm, Arm], at: float | None) -> Estimate:
    """Return the difference of crude shares [percentage points], with the margin's verdict."""
    own, other = (measure_arm(endpoint, "percent", arm, at=at) for arm in arms)
    counts = [(one.events or 0, one.n) for one in (own, other)]
    found = proportion_difference(counts[0], counts[1]).scaled(100.0)
    if endpoint.margin_percent_points is None:
        return found
    return replace(found, note=non_inferiority(found, endpoint.margin_percent_points).sentence)


def _share_patients(arms: tuple[Arm, Arm]) -> bool:
    """Whether patients stand in both arms, as in a twin design."""
    return bool(np.isin(arms[0].patient, arms[1].patient).any())


def _treated(arms: tuple[Arm, Arm]) -> NDArray[np.bool_]:
    return np.repeat([True, False], [arms[0].n, arms[1].n])


_STRATIFIED: Mapping[str, Stratified] = {
    "hazard_ratio": _hazard_ratio,
    "rate_ratio": _rate_ratio,
}
_COMBINED: Mapping[str, tuple[str, Combined]] = {
    "event_free_difference": ("event_free", estimate.difference),
    "cumulative_incidence_difference": ("cumulative_incidence", estimate.difference),
    "rmst_difference": ("rmst", estimate.difference),
    "rmst_ratio": ("rmst", estimate.ratio),
    "mean_number_difference": ("mean_number", estimate.difference),
    "rate_per_year_ratio": ("rate_per_year", estimate.ratio),
    "mean_days_difference": ("mean_days", estimate.difference),
}

"""One endpoint, one measure, one arm: the number and its interval.

Deaths compete as in the papers: in a crude percentage the dead stay in the denominator, in a
curve of times they are censored on the day of death. Drop-out censors.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis import changes, rates, recurrent
from osteon.analysis.cox import hazard_ratio
from osteon.analysis.estimate import Estimate
from osteon.analysis.proportions import percent
from osteon.analysis.survival import kaplan_meier
from osteon.trial.arms import Arm
from osteon.trial.counting import counted_events, times

if TYPE_CHECKING:
    from osteon.library.endpoints import Endpoint

Floats = NDArray[np.float64]

DAYS_PER_MONTH = 365.25 / 12
CONTRASTS = ("hazard_ratio", "rate_ratio")
AT_A_TIME = ("percent_change_median", "mean")


def measure_arm(endpoint: "Endpoint", measure: str, arm: Arm) -> Estimate:
    """Return one measure of one arm: percent, median [months], mean_number or rate_per_year."""
    if measure == "percent":
        return percent(int(times(endpoint, arm)[1].sum()), arm.n)
    if measure == "median":
        return kaplan_meier(*times(endpoint, arm)).median().scaled(1 / DAYS_PER_MONTH)
    counts = np.bincount(counted_events(endpoint, arm)[0], minlength=arm.n)
    if measure == "mean_number":
        return rates.mean_number(counts)
    if measure == "rate_per_year":
        return rates.rate_per_year(counts, arm.last_day)
    raise ValueError(f"no measure {measure!r} of one arm")


def measure_contrast(endpoint: "Endpoint", measure: str, arm: Arm, versus: Arm) -> Estimate:
    """Return one measure of two arms: hazard_ratio or rate_ratio, `arm` over `versus`.

    In a twin design, where patients stand in both arms, errors are clustered by patient.
    """
    treated = np.repeat([True, False], [arm.n, versus.n])
    patient = np.concatenate([arm.patient, versus.patient])
    if measure == "hazard_ratio":
        days, observed = (
            np.concatenate(pair)
            for pair in zip(times(endpoint, arm), times(endpoint, versus), strict=True)
        )
        twins = np.unique(patient).size < patient.size
        return hazard_ratio(days, observed, treated, cluster=patient if twins else None)
    if measure == "rate_ratio":
        own, other = counted_events(endpoint, arm), counted_events(endpoint, versus)
        who = np.concatenate([own[0], other[0] + arm.n])
        last_day = np.concatenate([arm.last_day, versus.last_day])
        rows = recurrent.cut_at_events(who, np.concatenate([own[1], other[1]]), last_day)
        return recurrent.rate_ratio(rows, treated, patient)
    raise ValueError(f"no measure {measure!r} of two arms")


def measure_readings(measure: str, before: Floats, after: Floats) -> Estimate:
    """Return one measure of paired readings: percent_change_median [%] or mean (of `after`)."""
    if measure == "percent_change_median":
        return changes.median(changes.percent_change(before, after))
    if measure == "mean":
        return changes.mean(after)
    raise ValueError(f"no measure {measure!r} of readings")

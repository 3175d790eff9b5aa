"""One endpoint, one measure, one arm: the number and its interval.

Deaths compete as in the papers: in a crude percentage the dead stay in the denominator, in a
curve of times they are censored on the day of death. Drop-out censors.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis import changes, rates
from osteon.analysis.cumulative_count import mean_cumulative_count
from osteon.analysis.cumulative_incidence import cumulative_incidence
from osteon.analysis.estimate import Estimate
from osteon.analysis.proportions import percent
from osteon.analysis.restricted_mean import restricted_mean
from osteon.analysis.survival import kaplan_meier
from osteon.trial.arms import Arm
from osteon.trial.counting import counted_events, ended, times
from osteon.trial.stays import measure_stays

if TYPE_CHECKING:
    from osteon.library.endpoints import Endpoint

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Measured = Callable[["Endpoint", Arm, float | None, float], Estimate]

DAYS_PER_MONTH = 365.25 / 12
DAYS_PER_YEAR = 365.25


def measure_arm(
    endpoint: "Endpoint", measure: str, arm: Arm, *, at: float | None = None, since: float = 0.0
) -> Estimate:
    """Return one measure of one arm.

    Parameters
    ----------
    measure : str
        Any of `osteon.library.measures.ANSWERS` that is of one arm: shares in per cent, times in
        months, days in days, `incidence_rate` per 100 patient-years.
    at : float or None
        Day at which a curve is read, or up to which events count; None for all of it [days].
    since : float
        Day from which events and time count [days].
    """
    if endpoint.kind == "time_spent":
        return measure_stays(endpoint, measure, arm, at)
    if measure not in _OF_ONE_ARM:
        raise ValueError(f"no measure {measure!r} of one arm")
    return _OF_ONE_ARM[measure](endpoint, arm, at, since)


def measure_readings(measure: str, before: Floats, after: Floats) -> Estimate:
    """Return one measure of paired readings: percent_change_median [%] or mean (of `after`)."""
    if measure == "percent_change_median":
        return changes.median(changes.percent_change(before, after))
    if measure == "mean":
        return changes.mean(after)
    raise ValueError(f"no measure {measure!r} of readings")


def _percent(endpoint: "Endpoint", arm: Arm, at: float | None, _: float) -> Estimate:
    days, observed = times(endpoint, arm)
    return percent(int((observed & (days <= _end(at))).sum()), arm.n)


def _by_share(share: float, endpoint: "Endpoint", arm: Arm, *_: object) -> Estimate:
    """Return the time by which a share of patients has had the event [months]."""
    return kaplan_meier(*times(endpoint, arm)).quantile(share).scaled(1 / DAYS_PER_MONTH)


def _event_free(endpoint: "Endpoint", arm: Arm, at: float | None, _: float) -> Estimate:
    return kaplan_meier(*times(endpoint, arm)).landmark(_end(at)).scaled(100.0)


def _cumulative_incidence(endpoint: "Endpoint", arm: Arm, at: float | None, _: float) -> Estimate:
    """Return the share with the event by a day [%], with death competing."""
    return cumulative_incidence(*ended(endpoint, arm)).landmark(_end(at)).scaled(100.0)


def _incidence_rate(endpoint: "Endpoint", arm: Arm, at: float | None, since: float) -> Estimate:
    """Return first events per 100 patient-years at risk between two days."""
    days, observed = times(endpoint, arm)
    years = np.clip(np.minimum(days, _end(at)) - since, 0.0, None).sum() / DAYS_PER_YEAR
    seen = int((observed & (days > since) & (days <= _end(at))).sum())
    at_risk = int((days > since).sum())
    return rates.poisson_rate(seen, float(years), at_risk).scaled(100.0)


def _rmst(endpoint: "Endpoint", arm: Arm, at: float | None, _: float) -> Estimate:
    return restricted_mean(*times(endpoint, arm), _end(at)).scaled(1 / DAYS_PER_MONTH)


def _mean_number(endpoint: "Endpoint", arm: Arm, at: float | None, _: float) -> Estimate:
    """Return events per patient: all that were seen, or up to a day with death competing."""
    if at is None:
        return rates.mean_number(_counts(endpoint, arm))
    who, day = counted_events(endpoint, arm)
    died = arm.ended_by("death")
    return mean_cumulative_count(who, day, arm.last_day, died, [at]).estimates()[0]


def _rate_per_year(endpoint: "Endpoint", arm: Arm, *_: object) -> Estimate:
    return rates.rate_per_year(_counts(endpoint, arm), arm.last_day)


def _rate_per_patient(endpoint: "Endpoint", arm: Arm, *_: object) -> Estimate:
    return rates.rate_per_patient(_counts(endpoint, arm), arm.last_day)


def _periods_per_year(endpoint: "Endpoint", arm: Arm, *_: object) -> Estimate:
    """Return periods of the trial with an event in them, per patient-year."""
    who, day = counted_events(endpoint, arm)
    period = np.floor(day / endpoint.period_days).astype(np.int64)
    with_event = np.unique(np.stack([who, period]), axis=1)[0]
    return rates.rate_per_year(np.bincount(with_event, minlength=arm.n), arm.last_day)


def _counts(endpoint: "Endpoint", arm: Arm) -> NDArray[np.int64]:
    return np.bincount(counted_events(endpoint, arm)[0], minlength=arm.n)


def _end(at: float | None) -> float:
    return np.inf if at is None else at


_OF_ONE_ARM: Mapping[str, Measured] = {
    "percent": _percent,
    "median": partial(_by_share, 0.5),
    "lower_quartile": partial(_by_share, 0.25),
    "upper_quartile": partial(_by_share, 0.75),
    "event_free": _event_free,
    "cumulative_incidence": _cumulative_incidence,
    "incidence_rate": _incidence_rate,
    "rmst": _rmst,
    "mean_number": _mean_number,
    "rate_per_year": _rate_per_year,
    "rate_per_patient": _rate_per_patient,
    "periods_per_year": _periods_per_year,
}

"""Time spent in a state, such as in hospital, on opioids or unable to walk."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.estimate import Estimate
from osteon.analysis.proportions import percent
from osteon.analysis.time_in_state import days_of_stays, days_per_year, mean_days, share_of_time
from osteon.trial.arms import Arm, Kind
from osteon.trial.counting import ENDS, STARTS

if TYPE_CHECKING:
    from osteon.library.endpoints import Endpoint

Floats = NDArray[np.float64]


class Stays(NamedTuple):
    """Stays of an arm that do not overlap: patient position, first day and last; infinite open."""

    who: NDArray[np.int64]
    start: Floats
    stop: Floats


def stays_of(endpoint: "Endpoint", arm: Arm) -> Stays:
    """Return the stays that were derived for an endpoint of the kind ``time_spent``."""
    starts = arm.events_of((Kind(endpoint.derived + STARTS),))
    ends = arm.events_of((Kind(endpoint.derived + ENDS),))
    who, start = arm.event_patient[starts], arm.event_day[starts]
    # Stays of a patient follow each other, and at most the last of them has no end.
    last = np.append(who[1:] != who[:-1], True)[: who.size]
    closed = np.ones(who.size, bool)
    number = np.bincount(arm.event_patient[ends], minlength=arm.n)
    closed[last] = number[who[last]] == np.bincount(who, minlength=arm.n)[who[last]]
    stop = np.full(who.size, np.inf)
    stop[closed] = arm.event_day[ends]
    return Stays(who, start, stop)


def measure_stays(endpoint: "Endpoint", measure: str, arm: Arm, at: float | None) -> Estimate:
    """Return one measure of one arm.

    Parameters
    ----------
    measure : {"mean_days", "days_per_year", "percent_of_time", "percent", "percent_in_state"}
        Days per patient or per patient-year; share of all time seen [%]; patients ever in the
        state, or in it on a day [%].
    at : float or None
        That day, of those seen so long; the last day seen of each where it is None [days].
    """
    stays = stays_of(endpoint, arm)
    if measure == "percent_in_state":
        return _percent_in_state(endpoint, stays, arm, at)
    days = days_of_stays(*stays, arm.last_day)
    if endpoint.complement:
        days = arm.last_day - days
    if measure == "percent":
        return percent(int((days > 0).sum()), arm.n)
    if measure == "mean_days":
        return mean_days(days)
    if measure == "days_per_year":
        return days_per_year(days, arm.last_day)
    if measure == "percent_of_time":
        return share_of_time(days, arm.last_day).scaled(100.0)
    raise ValueError(f"no measure {measure!r} of time spent")


def _percent_in_state(endpoint: "Endpoint", stays: Stays, arm: Arm, at: float | None) -> Estimate:
    day = arm.last_day if at is None else np.full(arm.n, at)
    seen = arm.last_day >= day
    inside = np.zeros(arm.n, bool)
    # Who is in the state on the last day seen has not left it that day.
    stop = np.where(stays.stop >= arm.last_day[stays.who], np.inf, stays.stop)
    inside[stays.who[(stays.start <= day[stays.who]) & (day[stays.who] < stop)]] = True
    there = ~inside if endpoint.complement else inside
    return percent(int((there & seen).sum()), int(seen.sum()))

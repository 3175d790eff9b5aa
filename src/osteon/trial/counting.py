"""What counts for an endpoint: whose events of which kinds, from which day on."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis import recurrent
from osteon.analysis.first_events import first_rows
from osteon.trial.arms import Arm, Kind

if TYPE_CHECKING:
    from osteon.library.endpoints import Endpoint

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# What is derived for an endpoint stands among the events under its name and one of these.
STARTS, ENDS, NOT_ASKED, ORIGIN = " starts", " ends", " not asked", " origin"
# What is done on purpose counts whether or not anything was felt.
DONE = ("radiotherapy_to_bone", "surgery_to_bone", "dental_procedure")


def asked_of(endpoint: "Endpoint", arm: Arm) -> Arm:
    """Return the patients whom an endpoint asks, with days from where its clock starts."""
    out = Kind(endpoint.derived + NOT_ASKED)
    if out in arm.kinds:
        asked = np.ones(arm.n, bool)
        asked[arm.event_patient[arm.events_of((out,))]] = False
        arm = arm.take(asked)
    if endpoint.from_entry:
        return arm
    start = np.full(arm.n, np.nan)
    began = arm.events_of((Kind(endpoint.derived + ORIGIN),))
    start[arm.event_patient[began]] = arm.event_day[began]
    return arm.counted_from(start)


def times(endpoint: "Endpoint", arm: Arm) -> tuple[Floats, Bools]:
    """Return the day of each patient's first event, or the last day seen, and which of both.

    Returns
    -------
    days : array of float, shape (n_patients,)
    observed : array of bool, shape (n_patients,)
        For `event_type` only where the first event is of the kind asked for.
    """
    if endpoint.kind in ("survival", "dropout"):
        reason = "death" if endpoint.kind == "survival" else "dropout"
        return arm.last_day, arm.ended_by(reason)
    first = first_events(endpoint, arm)
    days, observed = arm.last_day.copy(), np.zeros(arm.n, bool)
    days[arm.event_patient[first]] = arm.event_day[first]
    if endpoint.kind == "event_type":
        first = first[arm.event_kind[first] == endpoint.first_kind]
    observed[arm.event_patient[first]] = True
    return days, observed


def ended(endpoint: "Endpoint", arm: Arm) -> tuple[Floats, NDArray[np.int64]]:
    """Return the day on which each patient's wait ended, and how.

    Returns
    -------
    days : array of float, shape (n_patients,)
    status : array of int, shape (n_patients,)
        1 by the event, 2 by death or, for `event_type`, by an event of another kind, 0 by neither.
    """
    days, observed = times(endpoint, arm)
    other = (arm.ended_by("death") | (days < arm.last_day)) & ~observed
    return days, np.where(observed, 1, np.where(other, 2, 0))


def counted_events(endpoint: "Endpoint", arm: Arm) -> tuple[NDArray[np.int64], Floats]:
    """Return the events that count under the endpoint's window: patient position and day."""
    mine = arm.events_of(_kinds(endpoint, arm))
    who, day = arm.event_patient[mine], arm.event_day[mine]
    if endpoint.each:
        return who, recurrent.moments_apart(who, day)
    keep = recurrent.at_least_apart(who, day, endpoint.window_days)
    return who[keep], day[keep]


def first_events(endpoint: "Endpoint", arm: Arm) -> NDArray[np.intp]:
    """Return the rows of the first events of all patients who had any, shape (n_with_events,).

    On one day the kind that the endpoint lists first is first.
    """
    mine = np.flatnonzero(arm.events_of(_kinds(endpoint, arm)))
    listed = tuple(str(kind) for kind in endpoint.events)
    names = [kind.name for kind in arm.kinds]
    ranks = [listed.index(name) if name in listed else len(listed) for name in names]
    rank = np.array(ranks, np.int64)[arm.event_code[mine]]
    return mine[first_rows(arm.event_patient[mine], arm.event_day[mine], rank)]


def _kinds(endpoint: "Endpoint", arm: Arm) -> list[Kind]:
    """Return the kinds of events of an arm that count."""
    return [kind for kind in arm.kinds if _counts(endpoint, kind)]


def _counts(endpoint: "Endpoint", kind: Kind) -> bool:
    if kind.name == endpoint.derived:
        return True
    if kind.name not in endpoint.events:
        return False
    if endpoint.symptomatic and not kind.felt and kind.name not in DONE:
        return False
    return endpoint.places == "any" or kind.spine == (endpoint.places == "spine")

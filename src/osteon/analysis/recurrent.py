"""Events that come back: the window between them, counting-process rows, ratio of rates.

References
----------
andersen_1982, lin_2000
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis.cox import hazard_ratio
from osteon.analysis.estimate import Estimate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Less than a second lies between events of one day that count apart [days].
MOMENT_DAYS = 1e-6


@dataclass(frozen=True, slots=True)
class Intervals:
    """Counting-process rows: each patient's time cut at each event; arrays of shape (n_rows,).

    Attributes
    ----------
    patient : array of int
        Position of the patient, 0 … n_patients - 1.
    start, stop : array of float
        At risk on the days d with start < d <= stop [days].
    observed : array of bool
        Whether the row ends in an event.
    """

    patient: Ints
    start: Floats
    stop: Floats
    observed: NDArray[np.bool_]


def at_least_apart(patient: ArrayLike, day: ArrayLike, window_days: float) -> NDArray[np.bool_]:
    """Return which events count when events of a patient must lie `window_days` apart.

    The first event of a patient counts, then each event at least the window after the last one
    that counted. Rows must be sorted by patient, then day; of several on one day the first counts.
    """
    who, when = np.asarray(patient), np.asarray(day, float)
    counted = np.zeros(who.size, bool)
    if not who.size:
        return counted
    starts = np.r_[True, who[1:] != who[:-1]]
    # One ascending key for all patients: their days laid end to end, further apart than a window.
    key = (np.cumsum(starts) - 1) * (np.ptp(when) + window_days + 1.0) + (when - when.min())
    row = np.flatnonzero(starts)
    while row.size:
        counted[row] = True
        later = np.searchsorted(key, key[row] + window_days, side="left")
        later = np.maximum(later, np.searchsorted(key, key[row], side="right"))
        within = later < who.size
        row, later = row[within], later[within]
        row = later[who[later] == who[row]]
    return counted


def moments_apart(patient: ArrayLike, day: ArrayLike) -> Floats:
    """Return the days of events, those of one patient and day a moment before each other.

    The last of a day keeps its day, so that none comes after the end of follow-up. Rows must be
    sorted by patient, then day.
    """
    who, when = np.asarray(patient), np.asarray(day, float)
    if not who.size:
        return when
    last = np.flatnonzero(np.r_[(who[1:] != who[:-1]) | (when[1:] != when[:-1]), True])
    following = np.repeat(last, np.diff(last, prepend=-1)) - np.arange(who.size)
    return np.asarray(when - following * MOMENT_DAYS)


def cut_at_events(patient: ArrayLike, day: ArrayLike, follow_up_days: ArrayLike) -> Intervals:
    """Return counting-process rows for patients followed from day 0.

    Parameters
    ----------
    patient, day : arrays, shape (n_events,)
        Position of the patient in `follow_up_days`, and the day, sorted by patient, then day; at
        most one event per patient and day, none after the end of follow-up.
    follow_up_days : array of float, shape (n_patients,)
        Last day each patient was seen [days].
    """
    who, when = np.asarray(patient, np.int64), np.asarray(day, float)
    last_day = np.asarray(follow_up_days, float)
    last_event = np.full(last_day.size, -np.inf)
    np.maximum.at(last_event, who, when)
    rest = np.flatnonzero(last_event < last_day)
    begin = np.full(who.size, -np.inf)
    again = np.flatnonzero(who[1:] == who[:-1]) + 1
    begin[again] = when[again - 1]
    return Intervals(
        patient=np.concatenate([who, rest]),
        start=np.concatenate([begin, last_event[rest]]),
        stop=np.concatenate([when, last_day[rest]]),
        observed=np.concatenate([np.ones(who.size, bool), np.zeros(rest.size, bool)]),
    )


def rate_ratio(
    rows: Intervals,
    treated: ArrayLike,
    cluster: ArrayLike | None = None,
    *,
    strata: ArrayLike | None = None,
) -> Estimate:
    """Return the Andersen-Gill rate ratio of treated over untreated patients.

    First and subsequent events share one baseline; the interval is cluster-robust by patient, so
    that it holds for the marginal rates whatever binds a patient's events (Lin, Wei, Yang, Ying).

    Parameters
    ----------
    rows : Intervals
    treated : array of bool, shape (n_patients,)
    cluster : array, shape (n_patients,), optional
        What to cluster by when a patient stands in both arms; default: each patient alone.
    strata : array, shape (n_patients,), optional
        Patients are compared within their stratum only.
    """
    label = np.arange(len(np.asarray(treated))) if cluster is None else np.asarray(cluster)
    return hazard_ratio(
        rows.stop,
        rows.observed,
        np.asarray(treated, bool)[rows.patient],
        start=rows.start,
        strata=None if strata is None else np.asarray(strata)[rows.patient],
        cluster=label[rows.patient],
    )

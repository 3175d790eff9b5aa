"""Every endpoint as a history of events with censoring: who was at risk from when to when."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.recurrent import cut_at_events
from osteon.trial.arms import Arm
from osteon.trial.counting import asked_of, counted_events, ended, times
from osteon.trial.stays import stays_of

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint

COLUMNS = ("endpoint", "arm", "patient", "start_day", "stop_day", "status")
ONCE = ("time_to_first", "time_to_reading", "event_type", "proportion", "survival", "dropout")
CENSORED, EVENT, COMPETING = 0, 1, 2
BEFORE_ENTRY = -1.0  # where an event of day 0 is waited for from [days]


def event_history(endpoints: Sequence["Endpoint"], arms: Sequence[Arm]) -> "pd.DataFrame":
    """Return the histories of all endpoints on events, in long form.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, days from where the clock of the endpoint starts. Of what happens once,
        one row for each patient. Of what comes back, the counting process: each patient's time
        cut at each event, at risk on the days d with start < d <= stop. Of time spent in a state,
        one row for each stay, with status 1 where it ended before follow-up did. `status` is 1
        for the event, 2 for death or an event of another kind before it, 0 for censored.
    """
    import pandas as pd

    columns = {name: [np.empty(0, kind)] for name, kind in zip(COLUMNS, _KINDS, strict=True)}
    for endpoint in endpoints:
        for arm in arms:
            own = asked_of(endpoint, arm)
            for who, start, stop, status in _rows(endpoint, own):
                made = (endpoint.name, own.name, own.patient[who], start, stop, status)
                for name, values in zip(COLUMNS, made, strict=True):
                    columns[name].append(np.broadcast_to(np.asarray(values), who.shape))
    return pd.DataFrame({name: np.concatenate(parts) for name, parts in columns.items()})


Part = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]
_KINDS = (object, object, np.int64, float, float, np.int64)


def _rows(endpoint: "Endpoint", arm: Arm) -> Iterator[Part]:
    """Yield position of the patient, start, stop and status of rows."""
    everybody = np.arange(arm.n)
    if endpoint.kind in ONCE:
        days, status = ended(endpoint, arm)
        if endpoint.kind in ("survival", "dropout"):
            days, observed = times(endpoint, arm)
            competing = arm.ended_by("death") & ~observed
            status = np.where(observed, EVENT, np.where(competing, COMPETING, CENSORED))
        yield everybody, np.zeros(arm.n), days, status
    elif endpoint.kind == "recurrent":
        rows = cut_at_events(*counted_events(endpoint, arm), arm.last_day)
        died = arm.ended_by("death")[rows.patient] & (rows.stop == arm.last_day[rows.patient])
        status = np.where(rows.observed, EVENT, np.where(died, COMPETING, CENSORED))
        order = np.lexsort((rows.stop, rows.patient))
        first = np.where(rows.stop > 0.0, 0.0, BEFORE_ENTRY)
        start = np.where(np.isfinite(rows.start), rows.start, first)
        yield rows.patient[order], start[order], rows.stop[order], status[order]
    elif endpoint.kind == "time_spent":
        stays = stays_of(endpoint, arm)
        last = arm.last_day[stays.who]
        inside = stays.start < last
        stop = np.minimum(stays.stop, last)
        status = np.where(stays.stop < last, EVENT, CENSORED)
        yield stays.who[inside], stays.start[inside], stop[inside], status[inside]

"""The rows of one arm as NumPy columns, which is what the estimators read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Arm:
    """Patients and events of one arm.

    Attributes
    ----------
    name : str
    patient : array of int, shape (n_patients,)
        Patient numbers, ascending.
    last_day : array of float, shape (n_patients,)
        Last day seen [days].
    reason : array of str, shape (n_patients,)
        Why follow-up ended: death, dropout, cutoff or failure.
    event_patient : array of int, shape (n_events,)
        Position of the patient in `patient`.
    event_day, event_kind : arrays, shape (n_events,)
        Sorted by patient, then day; only what happened between day 0 and the last day seen.
    """

    name: str
    patient: Ints
    last_day: Floats
    reason: Words
    event_patient: Ints
    event_day: Floats
    event_kind: Words

    @property
    def n(self) -> int:
        """Number of patients."""
        return int(self.patient.size)

    def events_of(self, kinds: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return which events are of one of the kinds, shape (n_events,)."""
        return np.isin(self.event_kind, np.asarray(kinds, str))

    def ended_by(self, reason: str) -> NDArray[np.bool_]:
        """Return whose follow-up ended for this reason, shape (n_patients,)."""
        return np.asarray(self.reason == reason, bool)


def split_arms(tables: Mapping[str, "pd.DataFrame"], names: tuple[str, ...]) -> tuple[Arm, ...]:
    """Return the arms by name, in the order asked for; an arm without patients is empty."""
    return tuple(_one_arm(tables["follow_up"], tables["events"], name) for name in names)


def rows_of(table: "pd.DataFrame", arm: str) -> "pd.DataFrame":
    """Return the rows of one arm."""
    return table[(table["arm"] == arm).to_numpy()]


def _one_arm(follow_up: "pd.DataFrame", events: "pd.DataFrame", name: str) -> Arm:
    mine = rows_of(follow_up, name).sort_values("patient")
    patient = mine["patient"].to_numpy(np.int64)
    last_day = mine["last_day"].to_numpy(float)
    happened = rows_of(events, name)
    happened = happened[happened["patient"].isin(patient)]
    who = np.searchsorted(patient, happened["patient"].to_numpy(np.int64))
    day = happened["day"].to_numpy(float)
    kind = happened["kind"].astype(str).to_numpy(str)
    row = np.lexsort((day, who))
    row = row[(day[row] >= 0.0) & (day[row] <= last_day[who[row]])]
    return Arm(
        name=name,
        patient=patient,
        last_day=last_day,
        reason=mine["reason"].astype(str).to_numpy(str),
        event_patient=who[row].astype(np.int64),
        event_day=day[row],
        event_kind=kind[row],
    )

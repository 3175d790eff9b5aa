"""The rows of one arm as NumPy columns, which is what the estimators read."""

from collections.abc import Mapping, Sequence
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
    event_day, event_code : arrays, shape (n_events,)
        Sorted by patient, then the day on which it became known; only what was known between day 0
        and the last day seen.
    kinds : tuple of str
        The kind that each code stands for.
    """

    name: str
    patient: Ints
    last_day: Floats
    reason: Words
    event_patient: Ints
    event_day: Floats
    event_code: NDArray[np.int8]
    kinds: tuple[str, ...]

    @property
    def event_kind(self) -> Words:
        """Kind of each event in words, shape (n_events,)."""
        return np.array(self.kinds, str)[self.event_code] if self.kinds else np.empty(0, str)

    @property
    def n(self) -> int:
        """Number of patients."""
        return int(self.patient.size)

    def events_of(self, kinds: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return which events are of one of the kinds, shape (n_events,)."""
        return np.isin(self.event_code, [i for i, own in enumerate(self.kinds) if own in kinds])

    def ended_by(self, reason: str) -> NDArray[np.bool_]:
        """Return whose follow-up ended for this reason, shape (n_patients,)."""
        return np.asarray(self.reason == reason, bool)


def split_arms(tables: Mapping[str, "pd.DataFrame"], names: tuple[str, ...]) -> tuple[Arm, ...]:
    """Return the arms by name, in the order asked for; an arm without patients is empty."""
    return tuple(_one_arm(tables["follow_up"], tables["events"], name) for name in names)


def join_arms(parts: Sequence[Arm]) -> Arm:
    """Return one arm of several groups of patients, in the order given."""
    kinds = tuple(sorted({kind for part in parts for kind in part.kinds}))
    codes = [np.array([kinds.index(kind) for kind in part.kinds], np.int8) for part in parts]
    first = np.cumsum([0, *(part.n for part in parts)])
    return Arm(
        name=parts[0].name,
        patient=np.concatenate([part.patient for part in parts]),
        last_day=np.concatenate([part.last_day for part in parts]),
        reason=np.concatenate([part.reason for part in parts]),
        event_patient=np.concatenate(
            [part.event_patient + start for part, start in zip(parts, first, strict=False)]
        ),
        event_day=np.concatenate([part.event_day for part in parts]),
        event_code=np.concatenate(
            [code[part.event_code] for part, code in zip(parts, codes, strict=True)]
        ),
        kinds=kinds,
    )


def rows_of(table: "pd.DataFrame", arm: str) -> "pd.DataFrame":
    """Return the rows of one arm."""
    return table[(table["arm"] == arm).to_numpy()]


def _one_arm(follow_up: "pd.DataFrame", events: "pd.DataFrame", name: str) -> Arm:
    mine = rows_of(follow_up, name).sort_values("patient")
    patient = mine["patient"].to_numpy(np.int64)
    last_day = mine["last_day"].to_numpy(float)
    happened = rows_of(events, name)
    known = np.isfinite(happened["known_day"].to_numpy(float))
    happened = happened[known & happened["patient"].isin(patient).to_numpy()]
    who = np.searchsorted(patient, happened["patient"].to_numpy(np.int64))
    # A trial counts what it knows of, from the day on which it knows.
    day = happened["known_day"].to_numpy(float)
    kinds, code = np.unique(happened["kind"].astype(str).to_numpy(str), return_inverse=True)
    row = np.lexsort((day, who))
    row = row[(day[row] >= 0.0) & (day[row] <= last_day[who[row]])]
    return Arm(
        name=name,
        patient=patient,
        last_day=last_day,
        reason=mine["reason"].astype(str).to_numpy(str),
        event_patient=who[row].astype(np.int64),
        event_day=day[row],
        event_code=code[row].astype(np.int8),
        kinds=tuple(kinds.tolist()),
    )

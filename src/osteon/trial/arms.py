"""The rows of one arm as NumPy columns, which is what the estimators read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.str_]
Bools = NDArray[np.bool_]


class Kind(NamedTuple):
    """What happened, whether the patient felt it, and whether it was in the spine."""

    name: str
    felt: bool = False
    spine: bool = False


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
    kinds : tuple of Kind
        The kind that each code stands for.
    """

    name: str
    patient: Ints
    last_day: Floats
    reason: Words
    event_patient: Ints
    event_day: Floats
    event_code: NDArray[np.int16]
    kinds: tuple[Kind, ...]

    @property
    def event_kind(self) -> Words:
        """Kind of each event in words, shape (n_events,)."""
        names = np.array([kind.name for kind in self.kinds], str)
        return names[self.event_code] if self.kinds else np.empty(0, str)

    @property
    def n(self) -> int:
        """Number of patients."""
        return int(self.patient.size)

    def events_of(self, kinds: Collection[Kind]) -> Bools:
        """Return which events are of one of the kinds, shape (n_events,)."""
        return np.isin(self.event_code, [i for i, own in enumerate(self.kinds) if own in kinds])

    def events_named(self, names: Collection[str]) -> Bools:
        """Return which events go by one of the names, felt or not, wherever they were."""
        return self.events_of([kind for kind in self.kinds if kind.name in names])

    def take(self, who: Bools) -> "Arm":
        """Return some of the patients, with their events."""
        place = np.cumsum(who) - 1
        mine = who[self.event_patient]
        return replace(
            self,
            patient=self.patient[who],
            last_day=self.last_day[who],
            reason=self.reason[who],
            event_patient=place[self.event_patient[mine]],
            event_day=self.event_day[mine],
            event_code=self.event_code[mine],
        )

    def counted_from(self, start: Floats) -> "Arm":
        """Return the same patients with their days counted from a day of each, shape (n_patients,).

        Whoever was not seen so long, or has no such day (`nan`), is left out.
        """
        who = self.last_day >= start
        moved = replace(
            self,
            last_day=self.last_day - start,
            event_day=self.event_day - start[self.event_patient],
        ).take(who)
        later = moved.event_day >= 0.0
        return replace(
            moved,
            event_patient=moved.event_patient[later],
            event_day=moved.event_day[later],
            event_code=moved.event_code[later],
        )

    def followed_to(self, end: Floats) -> "Arm":
        """Return the same patients when nobody is seen after a day of each, shape (n_patients,)."""
        last = np.minimum(self.last_day, end)
        seen = self.event_day <= last[self.event_patient]
        return replace(
            self,
            last_day=last,
            reason=np.where(self.last_day > end, "cutoff", self.reason),
            event_patient=self.event_patient[seen],
            event_day=self.event_day[seen],
            event_code=self.event_code[seen],
        )

    def ended_by(self, reason: str) -> Bools:
        """Return whose follow-up ended for this reason, shape (n_patients,)."""
        return np.asarray(self.reason == reason, bool)


def split_arms(
    tables: Mapping[str, "pd.DataFrame"], names: tuple[str, ...], spine: Collection[str] = ()
) -> tuple[Arm, ...]:
    """Return the arms by name, in the order asked for; an arm without patients is empty.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        follow_up and events.
    spine : collection of str
        Bones, and levels of the cord, that belong to the spine.
    """
    return tuple(_one_arm(tables["follow_up"], tables["events"], name, spine) for name in names)


def join_arms(parts: Sequence[Arm]) -> Arm:
    """Return one arm of several groups of patients, in the order given."""
    kinds = tuple(sorted({kind for part in parts for kind in part.kinds}))
    codes = [np.array([kinds.index(kind) for kind in part.kinds], np.int16) for part in parts]
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


def _one_arm(
    follow_up: "pd.DataFrame", events: "pd.DataFrame", name: str, spine: Collection[str]
) -> Arm:
    mine = rows_of(follow_up, name).sort_values("patient")
    patient = mine["patient"].to_numpy(np.int64)
    last_day = mine["last_day"].to_numpy(float)
    happened = rows_of(events, name)
    known = np.isfinite(happened["known_day"].to_numpy(float))
    happened = happened[known & happened["patient"].isin(patient).to_numpy()]
    who = np.searchsorted(patient, happened["patient"].to_numpy(np.int64))
    # A trial counts what it knows of, from the day on which it knows.
    day = happened["known_day"].to_numpy(float)
    kinds, code = _coded(happened, spine)
    row = np.lexsort((day, who))
    row = row[(day[row] >= 0.0) & (day[row] <= last_day[who[row]])]
    return Arm(
        name=name,
        patient=patient,
        last_day=last_day,
        reason=mine["reason"].astype(str).to_numpy(str),
        event_patient=who[row].astype(np.int64),
        event_day=day[row],
        event_code=code[row],
        kinds=kinds,
    )


def _coded(
    happened: "pd.DataFrame", spine: Collection[str]
) -> tuple[tuple[Kind, ...], NDArray[np.int16]]:
    """Return the kinds there are, and which of them each event is."""
    names, name = np.unique(happened["kind"].astype(str).to_numpy(str), return_inverse=True)
    felt = happened["felt"].to_numpy(bool) if "felt" in happened else np.zeros(len(name), bool)
    there = happened["site"].isin(spine).to_numpy() if "site" in happened else ~felt & felt
    marks, code = np.unique(4 * name + 2 * felt + there, return_inverse=True)
    kinds = [Kind(str(names[m // 4]), bool(m & 2), bool(m & 1)) for m in marks.tolist()]
    return tuple(kinds), code.astype(np.int16)

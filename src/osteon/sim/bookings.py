"""Scheduled jumps of a group of lives as rows: doses, fractions of radiotherapy, operations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.library.prescription import Prescription
from osteon.model.engine import Agenda, Floats, Integers

# Two days that differ by less are one.
SAME_DAY = 1e-9
NO_DOSE = -1

_JUMP = np.dtype(
    [
        ("row", np.int64),
        ("day", np.float64),
        ("code", np.int64),
        ("lesion", np.int64),
        ("amount", np.float64),
        ("plan", np.int64),
    ]
)
# Rows of the type above, by the names of its columns.
Jumps = NDArray[Any]
# As nothing but bytes, since rows are chosen and joined ten times slower column by column.
_RAW = np.dtype((np.void, _JUMP.itemsize))


@dataclass(frozen=True)
class Due:
    """What is due in one stretch: as an agenda, and as rows of the bookings that wait."""

    agenda: Agenda
    chosen: NDArray[np.intp]


@dataclass
class Bookings:
    """What is booked for a group of lives, in the order of booking until it comes due.

    Attributes
    ----------
    plans : dict of Prescription to int
        The number that stands in the column `plan` for a dose of each; `NO_DOSE` is none.
    """

    plans: dict[Prescription, int] = field(default_factory=dict)
    _waiting: Jumps = field(default_factory=lambda: np.empty(0, _JUMP))
    _added: list[tuple[int, Jumps]] = field(default_factory=list)
    _done: list[Jumps] = field(default_factory=list)

    def book(
        self,
        row: int,
        days: Floats,
        jump: tuple[int, float],
        *,
        lesion: int = -1,
        plan: Prescription | None = None,
    ) -> None:
        """Book the same jump, as (code, amount), on each of some days for one life."""
        new = np.empty(len(days), _JUMP)
        new["row"], new["day"], new["lesion"] = row, days, lesion
        new["code"], new["amount"] = jump
        new["plan"] = NO_DOSE if plan is None else self._number_of(plan)
        self._added.append((row, new))

    def cancel(self, row: int, plan: Prescription, day: float) -> None:
        """Take back the doses of a prescription that one life would get from `day` on."""
        number, until = self._number_of(plan), day - SAME_DAY
        for jumps in (self._waiting, *(new for of, new in self._added if of == row)):
            own = np.flatnonzero(jumps["row"] == row)
            gone = (jumps["plan"][own] == number) & (jumps["day"][own] >= until)
            jumps["day"][own[gone]] = np.inf  # which never comes

    def due(self, until_days: Floats) -> Due:
        """Return what is due before each life's day in `until_days`, by life, day and booking."""
        waiting = self._all()
        now = np.flatnonzero(waiting["day"] < until_days[waiting["row"]] - SAME_DAY)
        now, n = now[_order(_chosen(waiting, now))], len(until_days)
        jumps = _chosen(waiting, now)
        start: Integers = np.zeros(n + 1, np.int64)
        np.cumsum(np.bincount(jumps["row"], minlength=n), out=start[1:])
        return Due(_agenda(start, jumps), now)

    def note(self, due: Due) -> None:
        """Move what was carried out to what is done; the rest is still to come."""
        agenda = due.agenda
        place = np.arange(len(due.chosen)) - np.repeat(agenda.start[:-1], np.diff(agenda.start))
        done = due.chosen[place < agenda.next[self._waiting["row"][due.chosen]]]
        if len(done):
            self._done.append(_chosen(self._waiting, done))
            self._waiting["day"][done] = np.inf

    def doses(self) -> Jumps:
        """Return the doses that were given, in order of life and day."""
        done = _joined([np.empty(0, _JUMP), *self._done])
        doses = _chosen(done, done["plan"] != NO_DOSE)
        return _chosen(doses, _order(doses))

    def _number_of(self, plan: Prescription) -> int:
        return self.plans.setdefault(plan, len(self.plans))

    def _all(self) -> Jumps:
        if self._added:
            to_come = _chosen(self._waiting, self._waiting["day"] < np.inf)
            self._waiting = _joined([to_come, *(new for _, new in self._added)])
            self._added.clear()
        return self._waiting


def _joined(parts: Sequence[Jumps]) -> Jumps:
    return np.concatenate([part.view(_RAW) for part in parts]).view(_JUMP)


def _chosen(jumps: Jumps, which: NDArray[np.bool_] | NDArray[np.intp]) -> Jumps:
    return jumps.view(_RAW)[which].view(_JUMP)


def _order(jumps: Jumps) -> NDArray[np.intp]:
    # A stable sort keeps the order of booking among jumps of one day.
    return np.lexsort((jumps["day"], jumps["row"]))


def _agenda(start: Integers, jumps: Jumps) -> Agenda:
    """Return the agenda of jumps, those of one life after those of another."""
    return Agenda(
        start,
        np.ascontiguousarray(jumps["day"]),
        np.ascontiguousarray(jumps["code"]),
        np.ascontiguousarray(jumps["amount"]),
        np.ascontiguousarray(jumps["lesion"]),
        np.zeros(len(start) - 1, np.int64),
    )

"""What happened to a group of patients: each event with its place, and when it became known."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

import numpy as np

CORD = "spinal_cord_compression"
ONSET = "_onset"
CAUSES = {
    "pathological_fracture": ("load", "fall"),
    "fragility_fracture": ("fall",),
    "death": ("cancer", "complication"),
}


@dataclass(slots=True)
class Happened:
    """One event; `known_day` is infinite until somebody knows of it [days]."""

    row: int
    day: float
    kind: str
    lesion: int = -1
    site: str = ""
    cause: str = ""
    felt: bool = False
    known_day: float = np.inf


@dataclass
class EventLog:
    """Events of a group in the order in which they were written down."""

    rows: list[Happened] = field(default_factory=list)
    _hidden: dict[int, list[Happened]] = field(default_factory=dict)
    _lives: dict[str, set[int]] = field(default_factory=dict)

    def add(self, event: Happened) -> Happened:
        """Write an event down."""
        self.rows.append(event)
        if event.known_day == np.inf:
            self._hidden.setdefault(event.row, []).append(event)
            self._lives.setdefault(event.kind, set()).add(event.row)
        return event

    def hidden(self, row: int) -> list[Happened]:
        """Return the events of one life that nobody knows of yet, in order of time."""
        if row not in self._hidden:
            return []
        self._hidden[row] = [event for event in self._hidden[row] if event.known_day == np.inf]
        return self._hidden[row]

    def hides(self, row: int, kinds: Collection[str]) -> bool:
        """Whether something of these kinds happened in a life that nobody knows of."""
        return any(event.kind in kinds for event in self.hidden(row))

    def hiding(self, kinds: Collection[str]) -> set[int]:
        """Return the lives in which something of these kinds happened that nobody knows of."""
        found = set[int]()
        for kind in kinds:
            if rows := self._lives.get(kind):
                self._lives[kind] = {row for row in rows if self.hides(row, (kind,))}
                found |= self._lives[kind]
        return found


@cache
def in_words(name: str) -> tuple[str, str, str]:
    """Return kind, place and cause of an event of the model, such as a fracture by a fall."""
    if name.startswith(CORD):
        return CORD, name.removeprefix(f"{CORD}_"), ""
    for kind, causes in CAUSES.items():
        for cause in causes:
            if name == f"{kind}_{cause}":
                return kind, "", cause
    return name.removesuffix(ONSET), "", ""

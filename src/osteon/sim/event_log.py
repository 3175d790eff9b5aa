"""What happened to a group of patients: each event with its place, and when it became known."""

from collections import defaultdict
from collections.abc import Iterable
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
    """Events of a group in the order in which they were written down.

    What nobody knows of is kept by life, and the lives that have any of it by kind.
    """

    rows: list[Happened] = field(default_factory=list)
    _hidden: dict[int, list[Happened]] = field(default_factory=dict)
    _hiding: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, event: Happened) -> Happened:
        """Write an event down."""
        self.rows.append(event)
        if event.known_day == np.inf:
            self._hidden.setdefault(event.row, []).append(event)
            self._hiding[event.kind].add(event.row)
        return event

    def know(self, event: Happened, day: float) -> None:
        """Let somebody know of an event from `day` on."""
        event.known_day = day
        if event.row in self._hidden:
            # A list of its own, since somebody may be going through the other.
            left = [own for own in self._hidden[event.row] if own is not event]
            self._hidden[event.row] = left
            if all(own.kind != event.kind for own in left):
                self._hiding[event.kind].discard(event.row)

    def hidden(self, row: int) -> list[Happened]:
        """Return the events of one life that nobody knows of yet, in order of time."""
        return self._hidden.get(row, [])

    def hiding(self, kinds: Iterable[str]) -> set[int]:
        """Return the lives in which something of these kinds happened that nobody knows of."""
        return set[int]().union(*(self._hiding.get(kind, ()) for kind in kinds))


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

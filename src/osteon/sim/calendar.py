"""What is still to come for each life of a group: reports, results, procedures, new lesions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import numpy as np

from osteon.model.engine import Floats
from osteon.sim.bookings import SAME_DAY

# Something to be done on a day, which it is told.
Act = Callable[[float], None]
Entry = tuple[float, int, Act]


@dataclass
class Calendar:
    """Entries of each life by day; a life stops for some, and hears of others when it stops next.

    Attributes
    ----------
    next_stop : (n,) float
        Day on which each life must stop; infinite where nothing is to come.
    """

    next_stop: Floats
    _stopping: list[list[Entry]]
    _quiet: list[list[Entry]]
    _number: "count[int]" = field(default_factory=count)

    @classmethod
    def of(cls, n: int) -> "Calendar":
        """Return empty calendars of `n` lives."""
        return cls(np.full(n, np.inf), [[] for _ in range(n)], [[] for _ in range(n)])

    def put(self, row: int, day: float, act: Act, *, stops: bool = True) -> None:
        """Enter something for one life; it `stops` there, or does it when it stops next."""
        heappush((self._stopping if stops else self._quiet)[row], (day, next(self._number), act))
        if stops and day < self.next_stop.item(row):
            self.next_stop[row] = day

    def do(self, row: int, day: float) -> None:
        """Do all of one life that is due by `day`, in order, also what comes up on the way."""
        stopping, quiet, until = self._stopping[row], self._quiet[row], day + SAME_DAY
        while stopping or quiet:
            # Numbers tell entries of one day apart, so what is to be done is never compared.
            first = quiet if quiet and not (stopping and stopping[0] < quiet[0]) else stopping
            if first[0][0] > until:
                break
            when, _, act = heappop(first)
            act(when)
        self.next_stop[row] = stopping[0][0] if stopping else np.inf

    def clear(self) -> None:
        """Strike out what never comes; it knows the group, and would keep it in memory."""
        for entries in (*self._stopping, *self._quiet):
            entries.clear()

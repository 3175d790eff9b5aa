"""What is still to come for each life of a group: reports, results, procedures, new lesions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import numpy as np

from osteon.sim.bookings import SAME_DAY

# Something to be done on a day, which it is told.
Act = Callable[[float], None]
Entry = tuple[float, int, Act]


@dataclass
class Calendar:
    """Entries of each life by day; a life stops for some, and hears of others when it stops next.

    Attributes
    ----------
    next_stop : list of float
        Day on which each life must stop; infinite where nothing is to come.
    """

    next_stop: list[float]
    _stopping: list[list[Entry]]
    _quiet: list[list[Entry]]
    _first: list[float]
    _number: "count[int]" = field(default_factory=count)

    @classmethod
    def of(cls, n: int) -> "Calendar":
        """Return empty calendars of `n` lives."""
        return cls([np.inf] * n, [[] for _ in range(n)], [[] for _ in range(n)], [np.inf] * n)

    def put(self, row: int, day: float, act: Act, *, stops: bool = True) -> None:
        """Enter something for one life; it `stops` there, or does it when it stops next."""
        heappush((self._stopping if stops else self._quiet)[row], (day, next(self._number), act))
        self._first[row] = min(self._first[row], day)
        if stops and day < self.next_stop[row]:
            self.next_stop[row] = day

    def is_due(self, row: int, day: float) -> bool:
        """Whether one life has something due by `day`."""
        return self._first[row] <= day + SAME_DAY

    def do(self, row: int, day: float) -> None:
        """Do all of one life that is due by `day`, in order, also what comes up on the way."""
        stopping, quiet, until = self._stopping[row], self._quiet[row], day + SAME_DAY
        while self._first[row] <= until:
            # Numbers tell entries of one day apart, so what is to be done is never compared.
            stops = bool(stopping) and not (quiet and quiet[0] < stopping[0])
            when, _, act = heappop(stopping if stops else quiet)
            self.next_stop[row] = stopping[0][0] if stopping else np.inf
            self._first[row] = min(self.next_stop[row], quiet[0][0] if quiet else np.inf)
            act(when)

    def clear(self) -> None:
        """Strike out what never comes; it knows the group, and would keep it in memory."""
        for entries in (*self._stopping, *self._quiet):
            entries.clear()

"""A pool of patients of whom both lives are known, and what trials are drawn from it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

OLD, NEW = 0, 1


class Lives(NamedTuple):
    """Both lives of each patient of a pool, as far as one endpoint sees them.

    Attributes
    ----------
    last_day : array of float, shape (2, n_patients)
        Last day at risk under the old and under the new treatment, from entry [days].
    first : array of int, shape (2, n_patients + 1)
        Events `first[arm, i] … first[arm, i + 1] - 1` are those of patient `i`.
    event_day : array of float, shape (n_events,)
        Ascending within each life [days].
    stratum : array of int, shape (n_patients,)
        0, 1, 2 …
    """

    last_day: Floats
    first: Ints
    event_day: Floats
    stratum: Ints

    @property
    def n(self) -> int:
        """Patients in the pool."""
        return int(self.stratum.size)

    @classmethod
    def of_first_events(
        cls,
        days: tuple[ArrayLike, ArrayLike],
        observed: tuple[ArrayLike, ArrayLike],
        stratum: ArrayLike | None = None,
    ) -> "Lives":
        """Return lives that end, for the endpoint, with the first event.

        Parameters
        ----------
        days, observed : tuple of arrays, shape (n_patients,)
            Under the old treatment, and under the new one.
        stratum : array of int, shape (n_patients,), optional
        """
        last, seen = np.asarray(days, float), np.asarray(observed, bool)
        who = tuple(np.flatnonzero(mine) for mine in seen)
        return cls.of_events(last, who, tuple(last[arm][who[arm]] for arm in (OLD, NEW)), stratum)

    @classmethod
    def of_events(
        cls,
        last_day: ArrayLike,
        who: tuple[Ints, ...],
        day: tuple[Floats, ...],
        stratum: ArrayLike | None = None,
    ) -> "Lives":
        """Return lives with any number of events.

        Parameters
        ----------
        last_day : array of float, shape (2, n_patients)
        who, day : tuple of arrays, shape (n_events,)
            Position of the patient and day under each treatment, sorted by patient, then day.
        """
        last = np.ascontiguousarray(last_day, float)
        n = last.shape[1]
        before = np.array([0, who[OLD].size])
        first = np.stack([np.searchsorted(own, np.arange(n + 1)) for own in who])
        label = np.zeros(n, np.int64) if stratum is None else np.asarray(stratum)
        return cls(
            last,
            np.ascontiguousarray(first + before[:, None], np.int64),
            np.ascontiguousarray(np.concatenate(day), float),
            np.ascontiguousarray(np.unique(label, return_inverse=True)[1], np.int64),
        )

    def events(self, arm: int) -> tuple[Ints, Floats]:
        """Return position of the patient and day of all events of one arm."""
        own = self.first[arm]
        return np.repeat(np.arange(self.n), np.diff(own)), self.event_day[own[0] : own[-1]]

    def hazard(self, arm: int) -> tuple[Floats, Floats]:
        """Return days of events, and the cumulative hazard (or mean count) by each of them."""
        day = np.sort(self.events(arm)[1])
        at_risk = self.n - np.searchsorted(np.sort(self.last_day[arm]), day, side="left")
        return day, np.cumsum(1.0 / np.maximum(at_risk, 1))

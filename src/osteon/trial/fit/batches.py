"""Subjects lived side by side: those whose times of measurement make one short list of days."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.trial.fit.observed import Observations

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
# Every life of a batch is looked at on every day of its list, so lists are kept short; but lives
# are advanced eight at a time.
MOST_DAYS, FEWEST = 64, 8


@dataclass(frozen=True)
class Batch:
    """Some subjects, when they are looked at, and where what is seen belongs.

    Attributes
    ----------
    who : (n,) int
        Subjects, ascending.
    rows : (m,) int
        Their measurements.
    life, at : (m,) int
        Place in `who` and in `days` of each measurement.
    days : (n_days,) float
        From the earliest record of all on [days].
    last : (n,) float
        Day of each subject's last measurement.
    """

    who: Integers
    rows: Integers
    life: Integers
    at: Integers
    days: Floats
    last: Floats


def batches(seen: Observations, first_day: float) -> list[Batch]:
    """Return all subjects with a measurement in batches."""
    days = seen.day - first_day
    return [_batch(who, seen, days) for who in _gathered(seen, days)]


def _gathered(seen: Observations, days: Floats) -> Iterator[Integers]:
    everybody, first = np.unique(seen.subject, return_index=True)
    own_days = np.split(days, first[1:])
    waiting, together = list[int](), set[float]()
    for subject, own in zip(everybody.tolist(), own_days, strict=True):
        wider = together | set(own.tolist())
        if len(wider) > MOST_DAYS and len(waiting) >= FEWEST:
            yield np.array(waiting)
            waiting, wider = [], set(own.tolist())
        waiting.append(subject)
        together = wider
    yield np.array(waiting)


def _batch(who: Integers, seen: Observations, days: Floats) -> Batch:
    rows = np.flatnonzero((seen.subject >= who[0]) & (seen.subject <= who[-1]))
    life = np.searchsorted(who, seen.subject[rows])
    grid, at = np.unique(days[rows], return_inverse=True)
    last = np.zeros(len(who))
    np.maximum.at(last, life, days[rows])
    return Batch(who, rows, life, at, grid, last)

"""Whole courses of some subjects, drawn from the estimates between the times of measurement too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.trial.fit.observed import Observations

if TYPE_CHECKING:
    from osteon.trial.fit.result import FitResult

Floats: TypeAlias = NDArray[np.float64]
MOST_SUBJECTS = 9
POINTS = 121


@dataclass(frozen=True)
class Courses:
    """What one reading does in some subjects.

    Attributes
    ----------
    ids : sequence of str
    days : (n_days,) float
    own, typical : (n_subjects, n_days) float
        With each subject's own parameters, and with typical ones.
    """

    ids: Sequence[str]
    days: Floats
    own: Floats
    typical: Floats


def courses(result: "FitResult", number: int) -> Courses:
    """Return the courses of the reading of this number in at most nine subjects, evenly chosen."""
    seen = result.seen
    there = np.unique(seen.subject[seen.which == number])
    some = there[np.unique(np.linspace(0, len(there) - 1, MOST_SUBJECTS).round().astype(int))]
    days = np.linspace(seen.day.min(), seen.day.max(), POINTS)
    dense = _at_all(seen, number, some, days)
    bodies = replace(result.bodies, records=replace(result.bodies.records, observations=dense))
    typical = np.tile(result.best.point[: len(bodies.fitted)], (bodies.n, 1))
    found = bodies.predict(np.stack([result.best.tangent.at, typical]))
    own, usual = found.reshape(2, len(some), len(days))
    return Courses([bodies.records.ids[k] for k in some], days, own, usual)


def _at_all(seen: Observations, number: int, some: NDArray[np.int64], days: Floats) -> Observations:
    n = len(some) * len(days)
    none = np.full(n, np.nan)
    subject = np.repeat(some, len(days))
    which = np.full(n, number, np.int64)
    nowhere, never = np.full(n, -1, np.int64), np.zeros(n, bool)
    return Observations(
        seen.readings, subject, which, nowhere, np.tile(days, len(some)), none, none, never
    )

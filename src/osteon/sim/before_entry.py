"""Treatment before entry: who was given which bone drug, and its doses within the run-in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from osteon.care.entries import Regimen
from osteon.library.prescription import Prescription
from osteon.model.engine import Agenda, Lives
from osteon.model.parameters import DrugSlots
from osteon.sim.draws import Draws

NOTHING = -1
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class EarlierCourse:
    """A drug that a share of the patients was given for some time up to entry.

    Attributes
    ----------
    plan : Prescription
        With an interval.
    for_days : float
        [days]
    share : float
        Of the patients, 0 to 1.
    """

    plan: Prescription
    for_days: float
    share: float = 1.0

    @property
    def first_day(self) -> float:
        """Day of the first dose, from entry [days]; the last was one interval before it."""
        interval = self.plan.interval_days or self.for_days
        number = max(1, round(self.for_days / interval))
        return -number * interval

    @property
    def dose_days(self) -> NDArray[np.float64]:
        """Days of the doses, from entry [days]."""
        return np.arange(self.first_day, -1e-9, self.plan.interval_days)

    def regimen(self) -> Regimen:
        """Return what the chart holds of it."""
        plan = replace(self.plan, count=None)
        return Regimen(plan.drug, plan, self.first_day, stop_day=0.0)


def courses_before(courses: Sequence[EarlierCourse], patients: Integers, seed: int) -> Integers:
    """Return the number of the course that each patient had, -1 for none, shape (n,)."""
    bounds = np.cumsum([course.share for course in courses])
    luck = Draws(seed, patients).uniform("treatment before entry")
    number = np.searchsorted(bounds, luck, side="right")
    return np.where(number < len(courses), number, NOTHING).astype(np.int64)


def drugs_before(courses: Sequence[EarlierCourse], number: Integers) -> NDArray[np.object_]:
    """Return the drug of each patient's course, empty for none, shape (n,)."""
    names = np.array([*(course.plan.drug for course in courses), ""], object)
    return names[number]


def doses_before(
    courses: Sequence[EarlierCourse],
    number: Integers,
    lives: Lives,
    slots: DrugSlots,
    entry_day: float,
) -> Agenda:
    """Return the doses of a run-in that ends with entry on `entry_day` [days]."""
    given = [
        [
            (entry_day + day, lives.model.jump_code(slots.jumps[course.plan.drug]), dose)
            for day in course.dose_days.tolist()
        ]
        for course in courses
        for dose in (course.plan.dose_mg,)
    ]
    return Agenda.of([given[i] if i != NOTHING else () for i in number.tolist()])

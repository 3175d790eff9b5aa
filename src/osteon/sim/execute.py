"""Running a cohort: groups of patients on threads, each group's tables finished on its own.

A group is run-in once and then lives in each of its arms, so an arm costs no second run-in and
changes no row of another arm. The kernels release Python's lock, so threads use every core.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError
from osteon.care.policy import Policy
from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.model.engine import Lives, begin
from osteon.model.parameters import DrugSlots, assign_slots
from osteon.sim.arm_parameters import lesion_parameters, parameters_in_arm
from osteon.sim.cohort import Cohort
from osteon.sim.history import History
from osteon.sim.loop import live_through
from osteon.sim.plan import Plan
from osteon.sim.run_in import run_in

GROUP_SIZE = 128


@dataclass(frozen=True)
class ArmPlan:
    """One arm: its policy, the drugs it may give, and who lives in it (True by cohort row)."""

    name: str
    policy: Policy
    drugs: tuple[str, ...]
    members: NDArray[np.bool_]


def simulate_arms(
    cohort: Cohort,
    arms: Sequence[ArmPlan],
    plan: Plan,
    library: Library,
    *,
    jobs: int | None = None,
    finished: Callable[[int, History, int], None] | None = None,
    group_size: int = GROUP_SIZE,
) -> History:
    """Return what happened to a cohort in all arms.

    Parameters
    ----------
    jobs : int
        Threads; as many as there are cores by default.
    finished : function
        Told the number of each finished group, its history and how many lives it held.
    group_size : int
        Patients in a group; results do not depend on it.

    Raises
    ------
    InputError
        `jobs` is not positive, or an arm gives drugs that the model cannot follow together.
    """
    if jobs is not None and jobs <= 0:
        raise InputError(f"jobs = {jobs}: a run needs 1 thread or more")
    compiled_model()  # before the threads, which would each make their own
    slots = {arm.name: assign_slots(library, arm.drugs) for arm in arms}
    work = _Work(cohort, arms, slots, plan, library)
    groups = [
        np.arange(first, min(first + group_size, len(cohort)))
        for first in range(0, len(cohort), group_size)
    ]
    histories: dict[int, History] = {}
    with ThreadPoolExecutor(max_workers=jobs or os.cpu_count() or 1) as pool:
        running = {pool.submit(work.do, rows): index for index, rows in enumerate(groups)}
        try:
            for future in as_completed(running):
                index, (history, lives) = running[future], future.result()
                histories[index] = history
                if finished is not None:
                    finished(index, history, lives)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return _by_arm([histories[index] for index in sorted(histories)], [arm.name for arm in arms])


@dataclass(frozen=True)
class _Work:
    """What every group of a cohort goes through."""

    cohort: Cohort
    arms: Sequence[ArmPlan]
    slots: Mapping[str, DrugSlots]
    plan: Plan
    library: Library

    def do(self, rows: NDArray[np.int64]) -> tuple[History, int]:
        """Return what happened to some rows of the cohort, and the number of lives."""
        group = self.cohort.take(rows)
        entered = _begin(group, self.library, next(iter(self.slots.values())))
        run_in(entered, group, self.library)
        parts = [
            self._live(arm, group, entered, own)
            for arm in self.arms
            if len(own := np.flatnonzero(arm.members[rows]))
        ]
        return History.join(parts), sum(len(part.tables["follow_up"]["patient"]) for part in parts)

    def _live(self, arm: ArmPlan, group: Cohort, entered: Lives, own: NDArray[np.int64]) -> History:
        patients, slots = group.take(own), self.slots[arm.name]
        lives = _begin(patients, self.library, slots)
        lives.enter_as(entered, own)
        lives.day[:] = entered.day[own]
        return live_through(
            lives,
            patients,
            arm=arm.name,
            policy=arm.policy,
            plan=self.plan,
            slots=slots,
            library=self.library,
        )


def _begin(cohort: Cohort, library: Library, slots: DrugSlots) -> Lives:
    model = compiled_model()
    return begin(
        model,
        parameters_in_arm(cohort, library, slots, model.parameters),
        lesion_parameters(cohort, model.lesion_parameters),
        cohort.sizes,
        patients=cohort.patients,
        seed=cohort.seed,
    )


def _by_arm(histories: Sequence[History], arms: Sequence[str]) -> History:
    """Return one history with rows ordered by arm, then patient; each patient described once."""
    joined = History.join(histories)
    tables = dict(joined.tables)
    rank = {name: position for position, name in enumerate(arms)}
    for name, columns in tables.items():
        if "arm" in columns:
            place = np.array([rank[arm] for arm in columns["arm"]], np.int64)
            order = np.lexsort((columns["patient"], place))
        else:
            _, order = np.unique(columns["patient"], return_index=True)
        tables[name] = {key: column[order] for key, column in columns.items()}
    return History(tables)

"""Running a cohort: groups of patients on all cores, each group's tables finished on its own.

A group is run-in once and then lives in each of its arms, so an arm costs no second run-in and
changes no row of another arm. Groups are done by processes, one to a core.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from osteon.care.policy import Policy
from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.model.engine import Lives, begin
from osteon.model.parameters import DrugSlots, assign_slots
from osteon.sim.arm import Arm
from osteon.sim.arm_parameters import lesion_parameters, parameters_in_arm
from osteon.sim.before_entry import courses_before, doses_before, drugs_before
from osteon.sim.calcium_at_entry import meet_calcium
from osteon.sim.cohort import Cohort
from osteon.sim.happenings import interrupting
from osteon.sim.history import Column, Columns, History, join_columns
from osteon.sim.loop import live_through
from osteon.sim.on_cores import on_cores
from osteon.sim.plan import Plan
from osteon.sim.run_in import run_in

GROUP_SIZE = 128
# From the start of the run-in to the first dose of an earlier treatment [days].
LEAD_DAYS = 28.0


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
        Processes; as many as there are cores by default.
    finished : function
        Told the number of each finished group, its history and how many lives it held.
    group_size : int
        Patients in a group; results do not depend on it.

    Raises
    ------
    InputError
        `jobs` is not positive, or an arm gives drugs that the model cannot follow together.
    """
    histories: dict[int, History] = {}

    def do(group: int) -> History:
        rows = np.arange(group * group_size, min((group + 1) * group_size, len(cohort)))
        own = [replace(arm, members=arm.members[rows]) for arm in arms]
        return simulate_group(cohort.take(rows), own, plan, library)

    def note(group: int, history: History) -> None:
        histories[group] = history
        if finished is not None:
            finished(group, history, history.lives)

    on_cores(do, range(-(-len(cohort) // group_size)), jobs=jobs, finished=note)
    return join_groups([histories[group] for group in sorted(histories)], [a.name for a in arms])


def simulate_group(group: Cohort, arms: Sequence[ArmPlan], plan: Plan, library: Library) -> History:
    """Return what happened to a group of patients, rows ordered by arm, then patient.

    Raises
    ------
    InputError
        An arm gives drugs that the model cannot follow together.
    """
    number = courses_before(plan.before_entry, group.patients, group.seed)
    before = drugs_before(plan.before_entry, number)
    group = replace(group, table={**group.table, "before_entry": before})
    group = group.until(plan.horizon_days)
    # What was given before has the same slots in every arm.
    slots = {arm.name: assign_slots(library, (*plan.drugs_before, *arm.drugs)) for arm in arms}
    if plan.trajectories <= group.patients.min():
        # Nobody's course is kept, so nothing is read on its days.
        plan = replace(plan, trajectories=0)

    def enter(patients: Cohort) -> Lives:
        everybody: NDArray[np.int64] = np.zeros(len(patients), np.int64)
        lives = _begin(patients, library, [slots[arms[0].name]], everybody)
        days = _run_in_days(plan, library)
        doses = doses_before(plan.before_entry, number, lives, slots[arms[0].name], days)
        run_in(lives, patients, library, doses, days)
        return lives

    group, entered = meet_calcium(group, enter)
    parts = []
    for alike in _by_what_stops(arms, library):
        arm_of = np.repeat(range(len(alike)), [arm.members.sum() for arm in alike])
        own = np.concatenate([np.flatnonzero(arm.members) for arm in alike])
        patients = group.take(own)
        lives = _begin(patients, library, [slots[arm.name] for arm in alike], arm_of)
        lives.enter_as(entered, own)
        lives.day[:] = entered.day[own]
        in_ward = tuple(Arm(arm.name, arm.policy, slots[arm.name]) for arm in alike)
        parts.append(
            live_through(lives, patients, arms=in_ward, arm_of=arm_of, plan=plan, library=library)
        )
    together = dict(History.join(parts).tables)
    return History({**together, "patients": _each_once(together["patients"])})


def _by_what_stops(arms: Sequence[ArmPlan], library: Library) -> Iterator[list[ArmPlan]]:
    """Yield arms with somebody in them, those together that stop a life after the same events.

    Lives of several arms in one ward go from stop to stop together, in half as many rounds.
    """
    events = compiled_model().events
    inhabited = [arm for arm in arms if arm.members.any()]
    for _, alike in groupby(inhabited, lambda arm: interrupting(arm.policy, events, library)):
        yield list(alike)


def join_groups(histories: Sequence[History], arms: Sequence[str]) -> History:
    """Return one history with rows ordered by arm, then patient; each patient described once."""
    tables = {
        name: _by_arm([history.tables[name] for history in histories], arms)
        for name in histories[0].tables
    }
    return History({**tables, "patients": _each_once(tables["patients"])})


def _by_arm(parts: Sequence[Columns], arms: Sequence[str]) -> Columns:
    """Return one table of several groups, each of which has its rows ordered by arm."""
    if "arm" not in parts[0]:
        return {name: join_columns([part[name] for part in parts]) for name in parts[0]}
    ends = [_ends(part["arm"], arms) for part in parts]
    rows = [
        (part, slice(end[place], end[place + 1]))
        for place in range(len(arms))
        for part, end in zip(parts, ends, strict=True)
    ]
    joined = {name: join_columns([part[name][own] for part, own in rows]) for name in parts[0]}
    place = np.repeat(range(len(arms)), np.diff(ends).sum(axis=0))
    ahead = np.diff(joined["patient"]) < 0
    if not (ahead & (np.diff(place) == 0)).any():
        return joined
    # Patients that were handed in can stand in any order.
    order = np.lexsort((joined["patient"], place))
    return {name: column[order] for name, column in joined.items()}


def _ends(arm: Column, arms: Sequence[str]) -> list[int]:
    """Return where the rows of each arm begin, and where the last end."""
    rank = {name: place for place, name in enumerate(arms)}
    return [bisect_left(arm, place, key=rank.__getitem__) for place in range(len(arms) + 1)]


def _run_in_days(plan: Plan, library: Library) -> float:
    """Return how long before entry the run-in starts: before any earlier dose [days]."""
    earliest = max((-course.first_day for course in plan.before_entry), default=0.0)
    return max(library.parameters["run_in_days"].value, earliest + LEAD_DAYS)


def _each_once(patients: Columns) -> Columns:
    _, first = np.unique(patients["patient"], return_index=True)
    return {name: column[first] for name, column in patients.items()}


def _begin(
    cohort: Cohort, library: Library, slots: Sequence[DrugSlots], arm_of: NDArray[np.int64]
) -> Lives:
    """Return lives whose arms, by place among the slots of each arm, are ascending."""
    model = compiled_model()
    own = [cohort.take(arm_of == place) for place in range(len(slots))]
    lives = begin(
        model,
        np.concatenate(
            [
                parameters_in_arm(patients, library, arm, model.parameters)
                for patients, arm in zip(own, slots, strict=True)
            ]
        ),
        lesion_parameters(cohort, model.lesion_parameters),
        cohort.all_sizes,
        patients=cohort.patients,
        seed=cohort.seed,
    )
    # What appears later is ready, and is let in on its day.
    lives.sizes[:] = cohort.sizes
    return lives

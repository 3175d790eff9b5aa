"""The life of a group of patients, each under the policy of its arm.

A life, from one stop to the next:

1. biology    advance the true state to the next visit, the next news, or an event that is felt
2. events     write down what happened, and who comes to know of it when
3. observe    what is felt begins or is over; what is due is measured, looked at, told or done
4. decide     ask the policy where something new wakes a rule: chart in, orders out
5. carry out  doses, procedures, medicines and bookings become the inputs of step 1

Every life has its own next stop, and those of a group go from stop to stop together. At a stop
where nothing can wake a rule no rule is called.
"""

from functools import partial

import numpy as np

from osteon.care.policy import ask
from osteon.care.routine_results import RoutineResults
from osteon.library.library import Library
from osteon.model.engine import Integers, Lives, advance
from osteon.sim.arm import Arm
from osteon.sim.bookings import SAME_DAY
from osteon.sim.carry_out import carry_out
from osteon.sim.cohort import Cohort
from osteon.sim.entry import enter
from osteon.sim.happenings import (
    BY_LABORATORY,
    LABORATORY,
    expect_lesions,
    feel_everything,
    find_by_test,
    interrupting,
    write_down,
)
from osteon.sim.history import History
from osteon.sim.laboratory import delay_days
from osteon.sim.look import look_at_all
from osteon.sim.plan import Plan
from osteon.sim.prescribe import set_inputs
from osteon.sim.routine import RoutineUntil
from osteon.sim.ward import Ward
from osteon.sim.write_history import write_history


def live_through(
    lives: Lives,
    cohort: Cohort,
    *,
    arms: tuple[Arm, ...],
    arm_of: Integers,
    plan: Plan,
    library: Library,
) -> History:
    """Return what happens to patients, who stand at entry, until the horizon.

    Parameters
    ----------
    arms : tuple of Arm
        Arms, all of which stop a life after the same events (`interrupting`).
    arm_of : (n,) int
        Place of each life's arm among them, ascending.
    """
    ward = Ward.admit(lives, cohort, arms=arms, arm_of=arm_of, plan=plan, library=library)
    enter(ward)
    advance(lives, 0.0, None, ward.recording)
    expect_lesions(ward)
    felt = interrupting(arms[0].policy, lives.model.events, library)
    rows = np.flatnonzero(ward.followed())
    while len(rows):
        visiting = _observe(ward, rows)
        _decide_and_carry_out(ward, rows, visiting)
        _biology_and_events(ward, felt)
        rows = np.flatnonzero(ward.followed())
    history = write_history(ward)
    ward.calendar.clear()
    return history


def _biology_and_events(ward: Ward, felt: list[str]) -> None:
    lives, going = ward.lives, ward.followed()
    until_days = np.where(going, ward.next_stops(), lives.day)
    due = ward.bookings.due(until_days)
    fired = advance(
        lives, until_days, due.agenda, ward.recording, interrupting=felt, rtol=ward.plan.rtol
    )
    ward.bookings.note(due)
    write_down(ward, fired)


def _observe(ward: Ward, rows: Integers) -> "set[int]":
    """Let everything come up that is due today; return which of the lives are at a visit."""
    day = ward.lives.day[rows]
    at_visit = rows[ward.visit_days[ward.next_visit[rows]] <= day + SAME_DAY]
    ward.next_visit[at_visit] += 1
    feel_everything(ward, rows)
    _measure(ward, rows)
    for row, today in zip(rows.tolist(), day.tolist(), strict=True):
        ward.calendar.do(row, today)
    look_at_all(ward)
    for row in ward.waning.intersection(at_visit.tolist()):
        set_inputs(ward, row, ward.day(row))
    return set(at_visit.tolist())


def _measure(ward: Ward, rows: Integers) -> None:
    """Take the tests of the days of assessment; where a result can wake a rule, stop for it."""
    panel, lives = ward.panel, ward.lives
    who, when = panel.take(rows, lives.day[rows], ward.recording.readings)
    if not len(who):
        return
    for row, number, k in panel.alerts(who, when, ward.routine):
        test, value = panel.tests[k], float(panel.results[row, number, k])
        arrives = float(panel.days[number]) + delay_days(test)
        tell = partial(ward.tell_of_result, row, test.name, value)
        ward.calendar.put(row, max(arrives, ward.day(row)), tell)
    telling = [(k, test) for k, test in enumerate(panel.tests) if test.name in BY_LABORATORY]
    for row in ward.log.hiding(LABORATORY).intersection(who.tolist()):
        for number in when[who == row].tolist():
            for k, test in telling:
                taken = float(panel.days[number])
                result = (float(panel.results[row, number, k]), taken)
                find_by_test(ward, row, test.name, result, taken + delay_days(test))


def _decide_and_carry_out(ward: Ward, rows: Integers, visiting: "set[int]") -> None:
    """Ask the rules about those patients of whom they may have something to say."""
    scheduled = ward.next_scheduled[rows] <= ward.lives.day[rows] + SAME_DAY
    for row, planned in zip(rows.tolist(), scheduled.tolist(), strict=True):
        record, policy = ward.records[row], ward.arm[row].policy
        if not (planned or record.has_news or (policy.wakes.visits and row in visiting)):
            continue
        day = ward.day(row)
        news = record.take_news(day, visit=row in visiting, planned=planned)
        if planned:
            ward.next_scheduled[row] = policy.next_day(day)
        if woken := policy.woken(news):
            routine = RoutineUntil(ward.panel, row, day)
            results = RoutineResults(record.results_told(), routine)
            chart = record.chart(day, ward.known.of(row), results)
            carry_out(ward, row, ask(woken, chart))

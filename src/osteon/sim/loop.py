"""The life of a group of patients under one policy.

A life, from one stop to the next:

1. biology    advance the true state to the next visit, or to the first event that is felt
2. events     write down what happened, and when
3. observe    do the assessments that are due
4. decide     ask the policy: chart in, orders out
5. carry out  doses and supplements become the inputs of step 1

A policy that does not react to what happens after entry is asked once; its patients then live
from entry to the horizon in one piece.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from osteon.care.entries import ChartEvent, Observation
from osteon.care.orders import Order
from osteon.care.policy import Policy
from osteon.library.library import Library
from osteon.model.engine import ALIVE, Fired, Floats, Lives, Recording, advance
from osteon.model.parameters import DrugSlots
from osteon.sim.care_record import SAME_DAY, CareRecord
from osteon.sim.carry_out import Dose, book_doses, carry_out
from osteon.sim.cohort import Cohort
from osteon.sim.history import History
from osteon.sim.observe import MEASUREMENTS
from osteon.sim.plan import Plan
from osteon.sim.what_happened import EventLog, known_lesions, results_of, write_history

FELT = (
    "pathological_fracture",
    "radiotherapy_to_bone",
    "surgery_to_bone",
    "spinal_cord_compression",
)


@dataclass
class Ward:
    """A group of patients on one arm: their true lives, their charts, and what was written down."""

    lives: Lives
    cohort: Cohort
    records: list[CareRecord]
    recording: Recording
    ends: Floats
    slots: DrugSlots
    library: Library
    orders: list[tuple[int, float, Order]] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=list)
    log: EventLog = field(default_factory=EventLog)

    def followed(self, until_days: Floats) -> NDArray[np.bool_]:
        """Return who is alive, under observation, and short of `until_days`."""
        alive = self.lives.status == ALIVE
        return np.asarray(alive & (self.lives.day < until_days - SAME_DAY))


def live_through(
    lives: Lives,
    cohort: Cohort,
    *,
    arm: str,
    policy: Policy,
    plan: Plan,
    slots: DrugSlots,
    library: Library,
) -> History:
    """Return what happens to patients, who stand at entry, until the horizon."""
    found = known_lesions(lives, cohort)
    records = [
        CareRecord(int(patient), str(cancer), lesions)
        for patient, cancer, lesions in zip(
            cohort.patients, cohort.table["cancer"], found, strict=True
        )
    ]
    grid = np.union1d(plan.assessments, plan.course)
    ends = plan.last_days(lives.patients, lives.seed)
    ward = Ward(lives, cohort, records, Recording.of(lives, grid), ends, slots, library)
    visits = plan.visits if policy.reacts else plan.visits[:1]
    previous = -np.inf
    for visit, until in zip(visits, [*visits[1:], plan.horizon_days], strict=True):
        if policy.reacts:
            _observe(ward, plan, after=previous, day=float(visit))
            previous = float(visit)
        until_days = np.minimum(until, ends)
        while (going := ward.followed(until_days)).any():
            _decide_and_carry_out(ward, policy, np.flatnonzero(going))
            _biology_and_events(ward, policy, until_days, plan)
    return write_history(ward, arm, plan)


def _observe(ward: Ward, plan: Plan, *, after: float, day: float) -> None:
    """Put the results since the last visit, today's included, into the charts."""
    if day == 0:
        advance(ward.lives, 0.0, None, ward.recording)
    for taken in plan.assessments[(plan.assessments > after) & (plan.assessments <= day)]:
        seen, results = results_of(ward, float(taken))
        for row in np.flatnonzero(seen & ward.followed(ward.ends)):
            ward.records[row].observations += [
                Observation(
                    float(taken), own.assessment, float(results[own.assessment][row]), own.unit
                )
                for own in MEASUREMENTS
            ]


def _decide_and_carry_out(ward: Ward, policy: Policy, rows: NDArray[np.int64]) -> None:
    for row in rows:
        record, day = ward.records[row], float(ward.lives.day[row])
        orders = policy.decide(record.chart(day))
        done = carry_out(orders, record, ward.lives, int(row), ward.library)
        ward.orders += [(int(row), day, order) for order in done]


def _biology_and_events(ward: Ward, policy: Policy, until_days: Floats, plan: Plan) -> None:
    lives = ward.lives
    agenda, booked = book_doses(ward.records, lives, until_days, ward.slots)
    stopping = (
        [name for name in lives.model.events if name.startswith(FELT)] if policy.reacts else []
    )
    fired = advance(
        lives, until_days, agenda, ward.recording, interrupting=stopping, rtol=plan.rtol
    )
    place = np.arange(len(booked)) - np.repeat(agenda.start[:-1], np.diff(agenda.start))
    ward.doses += [
        dose for dose, nth in zip(booked, place, strict=True) if nth < agenda.next[dose[0]]
    ]
    ward.log.add(fired, lives, ward.cohort)
    if policy.reacts:
        _tell_the_chart(ward, fired)


def _tell_the_chart(ward: Ward, fired: Fired) -> None:
    for row, day, kind, _, site in ward.log.rows_of(fired, ward.lives, ward.cohort):
        if kind in FELT:
            ward.records[row].events.append(ChartEvent(day, kind, site))

"""Writing down what happened: events with their place, doses, orders, results, courses, ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.care.entries import KnownLesion
from osteon.model.engine import FAILED, Fired, Lives
from osteon.sim.cohort import Cohort
from osteon.sim.history import Columns, History, table
from osteon.sim.observe import MEASUREMENTS, measure
from osteon.sim.plan import Plan

if TYPE_CHECKING:
    from osteon.sim.loop import Ward

CORD = "spinal_cord_compression"
ENDINGS = ("death", "dropout")
FAILURE = "the integration could not keep to its tolerance"
NOT_FELT = ("hypercalcaemia", "hypocalcaemia")
LYTIC_BELOW, BLASTIC_ABOVE = 0.85, 1.15

EventRow = tuple[int, float, str, int, str]


@dataclass
class EventLog:
    """Events of a group as (row, day, kind, lesion, site)."""

    rows: list[EventRow] = field(default_factory=list)

    def add(self, fired: Fired, lives: Lives, cohort: Cohort) -> None:
        """Write down the events of one leg."""
        self.rows += self.rows_of(fired, lives, cohort)

    @staticmethod
    def rows_of(fired: Fired, lives: Lives, cohort: Cohort) -> Iterator[EventRow]:
        """Yield events in plain words."""
        names = lives.model.events
        for row, day, code, lesion in zip(
            fired.row.tolist(),
            fired.day.tolist(),
            fired.code.tolist(),
            fired.lesion.tolist(),
            strict=True,
        ):
            name = names[code]
            if name.startswith(CORD):
                yield row, day, CORD, -1, name.removeprefix(f"{CORD}_")
            else:
                yield row, day, name, lesion, str(cohort.sites[row, lesion]) if lesion >= 0 else ""


def known_lesions(lives: Lives, cohort: Cohort) -> list[tuple[KnownLesion, ...]]:
    """Return the lesions in each chart at entry, named as they look on imaging."""
    states = list(lives.model.declaration.lesion_states)
    lamellar, woven, region = (
        lives.lesions[:, :, states.index(name)]
        for name in ("lamellar_mineral", "woven_mineral", "region")
    )
    mineral = lamellar + woven
    kind = np.where(
        mineral < LYTIC_BELOW, "lytic", np.where(mineral > BLASTIC_ABOVE, "blastic", "mixed")
    )
    return [
        tuple(
            KnownLesion(str(cohort.sites[row, i]), str(kind[row, i]), float(region[row, i]))
            for i in range(int(cohort.sizes[row]))
        )
        for row in range(len(lives))
    ]


def write_history(ward: "Ward", arm: str, plan: Plan) -> History:
    """Return the tables of a group whose lives are over or at the horizon."""
    return History(
        {
            "patients": dict(ward.cohort.table),
            "events": _events(ward, arm),
            "follow_up": _follow_up(ward, arm),
            "doses": _doses(ward, arm),
            "observations": _observations(ward, arm, plan),
            "orders": _orders(ward, arm),
            "trajectory": _trajectory(ward, arm, plan),
            "failures": _failures(ward, arm),
        }
    )


def _events(ward: "Ward", arm: str) -> Columns:
    rows = sorted(event for event in ward.log.rows if event[2] != "dropout")
    kinds = [kind for _, _, kind, _, _ in rows]
    days = np.array([day for _, day, _, _, _ in rows], float)
    return table(
        "events",
        arm,
        len(rows),
        patient=ward.cohort.patients[np.array([row for row, *_ in rows], np.int64)],
        day=days,
        kind=np.array(kinds, object),
        lesion=np.array([lesion for *_, lesion, _ in rows], np.int64),
        site=np.array([site for *_, site in rows], object),
        felt=np.array([kind not in NOT_FELT for kind in kinds], bool),
        known_day=days,
    )


def _follow_up(ward: "Ward", arm: str) -> Columns:
    lives = ward.lives
    reason = np.full(len(lives), "cutoff", object)
    for row, _, kind, _, _ in ward.log.rows:
        if kind in ENDINGS:
            reason[row] = kind
    reason[lives.status == FAILED] = "failure"
    return table(
        "follow_up",
        arm,
        len(lives),
        patient=lives.patients,
        last_day=np.maximum(lives.day, 0.0),
        reason=reason,
    )


def _doses(ward: "Ward", arm: str) -> Columns:
    doses = sorted(ward.doses, key=lambda dose: dose[:2])
    plans = [plan for _, _, plan in doses]
    return table(
        "doses",
        arm,
        len(doses),
        patient=ward.cohort.patients[np.array([row for row, _, _ in doses], np.int64)],
        day=np.array([day for _, day, _ in doses], float),
        drug=np.array([plan.drug for plan in plans], object),
        dose_mg=np.array([plan.dose_mg for plan in plans], float),
        route=np.array([plan.route for plan in plans], object),
    )


def _orders(ward: "Ward", arm: str) -> Columns:
    rows = sorted(ward.orders, key=lambda ordered: ordered[:2])
    orders = [order for _, _, order in rows]
    words = {
        name: np.array([getattr(order, name) for order in orders], object)
        for name in ("rule", "verb", "what", "site", "urgency", "reason")
    }
    return table(
        "orders",
        arm,
        len(orders),
        patient=ward.cohort.patients[np.array([row for row, _, _ in rows], np.int64)],
        day=np.array([day for _, day, _ in rows], float),
        **words,
    )


def results_of(
    ward: "Ward", day: float
) -> tuple[NDArray[np.bool_], dict[str, NDArray[np.float64]]]:
    """Return who was still followed on a day of assessment, and everybody's results of it."""
    lives, index = ward.lives, int(np.searchsorted(ward.recording.days, day))
    values = ward.recording.readings[:, index]
    readings = {name: values[:, k] for k, name in enumerate(lives.model.readings)}
    results = measure(readings, lives.patients, day, seed=lives.seed, library=ward.library)
    return ~np.isnan(values[:, 0]), results


def _observations(ward: "Ward", arm: str, plan: Plan) -> Columns:
    lives, parts = ward.lives, []
    for day in plan.assessments:
        seen, results = results_of(ward, float(day))
        parts += [
            (lives.patients[seen], np.full(seen.sum(), day), entry, results[entry.assessment][seen])
            for entry in MEASUREMENTS
        ]
    lengths = [len(who) for who, *_ in parts]
    total = sum(lengths)
    columns = table(
        "observations",
        arm,
        total,
        patient=np.concatenate([who for who, *_ in parts]),
        day=np.concatenate([days for _, days, *_ in parts]),
        assessment=np.repeat(
            np.array([entry.assessment for *_, entry, _ in parts], object), lengths
        ),
        lesion=-1,
        value=np.concatenate([values for *_, values in parts]),
        unit=np.repeat(np.array([entry.unit for *_, entry, _ in parts], object), lengths),
    )
    order = np.lexsort((np.arange(total), columns["day"], columns["patient"]))
    return {name: column[order] for name, column in columns.items()}


def _trajectory(ward: "Ward", arm: str, plan: Plan) -> Columns:
    kept = np.flatnonzero(ward.lives.patients < plan.trajectories)
    days = ward.recording.days
    slots = np.flatnonzero(np.isin(days, plan.course))
    values = ward.recording.readings[np.ix_(kept, slots)]
    row, slot = np.nonzero(~np.isnan(values[:, :, 0]))
    readings = {name: values[row, slot, k] for k, name in enumerate(ward.lives.model.readings)}
    return table(
        "trajectory",
        arm,
        len(row),
        patient=ward.lives.patients[kept[row]],
        day=days[slots[slot]],
        **readings,
    )


def _failures(ward: "Ward", arm: str) -> Columns:
    lives = ward.lives
    rows = np.flatnonzero(lives.status == FAILED)
    return table(
        "failures",
        arm,
        len(rows),
        patient=lives.patients[rows],
        day=lives.day[rows],
        state=np.array([lives.failed_state(int(row)) for row in rows], object),
        reason=np.full(len(rows), FAILURE, object),
    )

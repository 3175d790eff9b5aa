"""Step 5 of a life: orders become treatments, doses and bookings."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from osteon.base.errors import InputError
from osteon.base.suggest import hint, plain
from osteon.care.entries import Regimen
from osteon.care.orders import Order
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements
from osteon.model.engine import Agenda, Floats, Lives
from osteon.model.parameters import DrugSlots
from osteon.sim.care_record import CareRecord
from osteon.sim.observe import MEASUREMENTS

SUPPLEMENTS = "supplements"
ASSESSMENTS = tuple(entry.assessment for entry in MEASUREMENTS)

Dose = tuple[int, float, Prescription]


def carry_out(
    orders: Sequence[Order], record: CareRecord, lives: Lives, row: int, library: Library
) -> list[Order]:
    """Do what was ordered for one patient today; return the orders that changed anything.

    Raises
    ------
    InputError
        An order asks for a treatment that the simulation cannot give.
    """
    return [own for own in orders if not own.why_not and _do(own, record, lives, row, library)]


def _do(order: Order, record: CareRecord, lives: Lives, row: int, library: Library) -> bool:
    day = float(lives.day[row])
    match order.verb, order.treatment:
        case ("start", Prescription() as plan):
            return record.begin(Regimen(plan.drug, plan, day))
        case ("start", Supplements() as daily):
            with _supplements_changed(record, lives, row, library):
                return record.begin(Regimen(SUPPLEMENTS, daily, day))
        case ("give", Prescription() as plan):
            once = replace(plan, interval_days=None, count=None)
            record.give(plan.drug, once, day)
            return True
        case ("stop", _):
            with _supplements_changed(record, lives, row, library):
                return record.end(_name_of(order.what, library), day)
        case ("assess", _) if order.what in ASSESSMENTS:
            return True
        case ("assess", _):
            raise InputError(
                f'rule "{order.rule}": nobody can assess "{order.what}"'
                f"{hint(order.what, ASSESSMENTS)}"
            )
    raise InputError(
        f'rule "{order.rule}": nobody can {order.verb} "{order.what}" in this simulation yet'
    )


def _name_of(what: str, library: Library) -> str:
    return SUPPLEMENTS if plain(what) == SUPPLEMENTS else library.drug(what).name


@contextmanager
def _supplements_changed(
    record: CareRecord, lives: Lives, row: int, library: Library
) -> Iterator[None]:
    """Let the intake of calcium and vitamin D follow a change of the supplements."""
    p, day = library.parameters, float(lives.day[row])
    before = record.supplements(day)
    yield
    after = record.supplements(day)
    inputs = list(lives.model.declaration.inputs)
    calcium = after.calcium_mg_per_day - before.calcium_mg_per_day
    vitamin_d = after.vitamin_d_iu_per_day - before.vitamin_d_iu_per_day
    lives.inputs[row, inputs.index("dietary_calcium_mmol_per_day")] += (
        calcium * p["supplement_calcium_mmol_per_mg"].value
    )
    lives.inputs[row, inputs.index("vitamin_d_target")] += (
        vitamin_d * p["supplement_vitamin_d_ratio_per_iu"].value
    )


def book_doses(
    records: Sequence[CareRecord], lives: Lives, until_days: Floats, slots: DrugSlots
) -> tuple[Agenda, list[Dose]]:
    """Return the doses due before each patient's day in `until_days`.

    They come as an agenda of jumps and, in the same order, as (row, day, plan).

    Raises
    ------
    InputError
        A rule gives a drug that is not among those of the arm's policy.
    """
    doses = [
        (row, day, plan)
        for row, record in enumerate(records)
        for day, plan in sorted(
            record.doses_between(float(lives.day[row]), float(until_days[row])),
            key=lambda due: due[0],
        )
    ]
    jumps: list[list[tuple[float, int, float]]] = [[] for _ in records]
    for row, day, plan in doses:
        jumps[row].append((day, lives.model.jump_code(_jump_of(plan, slots)), plan.dose_mg))
    return Agenda.of(jumps), doses


def _jump_of(plan: Prescription, slots: DrugSlots) -> str:
    if plan.drug not in slots.jumps:
        known = ", ".join(slots.jumps)
        raise InputError(
            f'a rule gives "{plan.drug}", but the arm was made for {known};'
            f' name it in the policy: replace(policy, drugs=("{plan.drug}",))'
        )
    return slots.jumps[plan.drug]

"""Step 5 of a life: orders become treatments, doses and bookings."""

from collections.abc import Sequence

from osteon.base.errors import InputError
from osteon.care.chart import Regimen
from osteon.care.orders import Order
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements
from osteon.model.engine import Agenda, Lives
from osteon.model.parameters import DrugSlots
from osteon.sim.care_record import CareRecord

Dose = tuple[int, float, Prescription]


def carry_out(orders: Sequence[Order], record: CareRecord, lives: Lives, row: int, library: Library) -> list[Order]:
    """Do what was ordered for one patient today; return the orders that changed anything.

    Raises
    ------
    InputError
        An order asks for a treatment that the simulation cannot give.
    """
    return [order for order in orders if _do(order, record, lives, row, library)]


def _do(order: Order, record: CareRecord, lives: Lives, row: int, library: Library) -> bool:
    day = float(lives.day[row])
    match order.verb, order.treatment:
        case ("start", Prescription() as plan):
            return record.begin(Regimen(plan.drug, plan, day))
        case ("start", Supplements() as daily):
            started = record.begin(Regimen("supplements", daily, day))
            if started:
                take_supplements(lives, row, daily, library)
            return started
        case ("give", Prescription() as plan):
            once = Prescription(plan.drug, plan.dose_mg, plan.route, plan.infusion_minutes)
            record.regimens.append(Regimen(plan.drug, once, day))
            return True
        case ("stop", _):
            record.end(order.what, day)
            return True
        case ("assess", _):
            return True
    raise InputError(f'rule "{order.rule}": nobody can {order.verb} "{order.what}" in this simulation yet')


def take_supplements(lives: Lives, row: int, daily: Supplements, library: Library) -> None:
    """Raise a patient's intake of calcium and vitamin D from today."""
    p = library.parameters
    inputs = list(lives.model.declaration.inputs)
    calcium = daily.calcium_mg_per_day * p["supplement_calcium_mmol_per_mg"].value
    vitamin_d = daily.vitamin_d_iu_per_day * p["supplement_vitamin_d_ratio_per_iu"].value
    lives.inputs[row, inputs.index("dietary_calcium_mmol_per_day")] += calcium
    lives.inputs[row, inputs.index("vitamin_d_target")] += vitamin_d


def book_doses(
    records: Sequence[CareRecord], lives: Lives, until_days: float, slots: DrugSlots
) -> tuple[Agenda, list[Dose]]:
    """Return the doses due before `until_days` as an agenda of jumps, and as (row, day, plan)."""
    codes = {drug: lives.model.jump_code(jump) for drug, jump in slots.jumps.items()}
    doses = [
        (row, day, plan)
        for row, record in enumerate(records)
        for day, plan in record.doses_between(float(lives.day[row]), until_days)
    ]
    jumps: list[list[tuple[float, int, float]]] = [[] for _ in records]
    for row, day, plan in doses:
        jumps[row].append((day, codes[plan.drug], plan.dose_mg))
    return Agenda.of(jumps), doses

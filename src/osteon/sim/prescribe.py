"""Treatments taken or given over time: doses are booked, medicines set the inputs of the model."""

from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError
from osteon.base.luck import hours_of, uniforms_of
from osteon.base.suggest import plain
from osteon.care.entries import Regimen
from osteon.library.library import Library
from osteon.library.medicines import (
    Analgesic,
    Anticancer,
    HygieneProgramme,
    Medicine,
    SafetyEquipment,
    Saline,
    Steroid,
)
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements
from osteon.model.engine import Floats
from osteon.sim.bookings import SAME_DAY
from osteon.sim.notes import Ordered
from osteon.sim.ward import Ward

SUPPLEMENTS = "supplements"
# What an input of the model gains, by its name.
Effect = tuple[str, float]
Others = Steroid | Saline | Anticancer | SafetyEquipment | HygieneProgramme


def start(ward: Ward, ordered: Ordered) -> bool:
    """Put a patient on a treatment, at once or some days on; return False when already on it."""
    row, when = ordered.row, ordered.day + ordered.order.in_days
    record, treatment = ward.records[row], ordered.order.treatment
    ordered.done_day = when
    if isinstance(treatment, Prescription):
        before = record.running_as(treatment.drug, when)
        if not record.begin(Regimen(treatment.drug, treatment, when)):
            return False
        _end_doses(ward, row, before, when)
        _book_doses(ward, row, treatment, when)
        return True
    if isinstance(treatment, Supplements):
        begun = record.begin(Regimen(SUPPLEMENTS, treatment, when))
    else:
        begun = _start_medicine(ward, row, _medicine(ward, ordered), when)
    _let_inputs_follow(ward, row, when)
    return begun


def give(ward: Ward, ordered: Ordered) -> bool:
    """Give one dose, or one course of a medicine."""
    row, day, treatment = ordered.row, ordered.day, ordered.order.treatment
    ordered.done_day = day
    if isinstance(treatment, Prescription):
        once = replace(treatment, interval_days=None, count=None)
        ward.records[row].give(once.drug, once, day)
        _book_doses(ward, row, once, day)
        return True
    begun = _start_medicine(ward, row, _medicine(ward, ordered), day)
    ward.treated_anew.add(row)
    return begun


def stop(ward: Ward, ordered: Ordered) -> bool:
    """Take a patient off a treatment, also off one still to begin; return False when on none."""
    row, day = ordered.row, ordered.day
    ordered.done_day = day
    name, record = _name_of(ward, ordered), ward.records[row]
    planned = record.call_off(name, day)
    ended = record.end(name, day)
    _end_doses(ward, row, [*ended, *planned], day)
    ward.treated_anew.add(row)
    return bool(ended or planned)


def _let_inputs_follow(ward: Ward, row: int, when: float) -> None:
    """Have the inputs of one life set today, or on the day on which its treatment begins."""
    if when <= ward.day(row):
        ward.treated_anew.add(row)
    else:
        ward.calendar.put(row, when, lambda day: set_inputs(ward, row, day))


def _start_medicine(ward: Ward, row: int, medicine: Medicine, day: float) -> bool:
    record = ward.records[row]
    if not record.begin(Regimen(medicine.name, None, day)):
        return False
    match medicine.kind:
        case "anticancer":
            ward.waning.add(row)
        case "saline" | "steroid":

            def end(when: float) -> None:
                record.end(medicine.name, when)
                set_inputs(ward, row, when)

            ward.calendar.put(row, day + medicine.course_days.value, end)
    return True


def _medicine(ward: Ward, ordered: Ordered) -> Medicine:
    known, what = ward.library.medicines, ordered.order.what
    return known[what] if what in known else ward.library.medicine(what)


def _name_of(ward: Ward, ordered: Ordered) -> str:
    """Return the name of what is stopped: supplements, a drug or a medicine."""
    what, library = ordered.order.what, ward.library
    if plain(what) == SUPPLEMENTS:
        return SUPPLEMENTS
    if what in library.drugs:
        return what
    try:
        return library.medicine(what).name
    except InputError:
        return library.drug(what).name


def _end_doses(ward: Ward, row: int, ended: list[Regimen], day: float) -> None:
    for regimen in ended:
        if isinstance(regimen.treatment, Prescription):
            ward.bookings.cancel(row, regimen.treatment, day)


def _book_doses(ward: Ward, row: int, plan: Prescription, day: float) -> None:
    days = dose_days(plan, day, float(ward.ends[row]))
    taken = days[~_missed(ward, row, plan, days)]
    jump = (ward.lives.model.jump_code(_jump_of(ward, row, plan)), plan.dose_mg)
    ward.bookings.book(row, taken, jump, plan=plan)


def dose_days(plan: Prescription, first: float, end: float) -> Floats:
    """Return the days of the doses of a prescription from its first up to, not at, an end."""
    if plan.interval_days is None:
        number = 1
    else:
        number = ceil((end - first - SAME_DAY) / plan.interval_days)
        number = number if plan.count is None else min(number, plan.count)
    days = first + (plan.interval_days or 0.0) * np.arange(max(number, 0))
    return np.asarray(days[days < end - SAME_DAY])


def _missed(ward: Ward, row: int, plan: Prescription, days: Floats) -> NDArray[np.bool_]:
    """Return which doses the patient does not come for; the first is given when it is ordered."""
    if len(days) < 2:
        return np.zeros(len(days), bool)
    share = ward.library.parameters["doses_missed_share"].value
    luck = uniforms_of(
        ward.lives.seed,
        f"comes for {plan.drug}",
        ward.lives.patients[row],
        0,
        hours_of(days),
    )
    return np.asarray((luck < share) & (np.arange(len(days)) > 0))


def _jump_of(ward: Ward, row: int, plan: Prescription) -> str:
    jumps = ward.arm[row].slots.jumps
    if plan.drug not in jumps:
        known = ", ".join(jumps)
        raise InputError(
            f'a rule gives "{plan.drug}", but the arm was made for {known};'
            f' name it in the policy: replace(policy, drugs=("{plan.drug}",))'
        )
    return jumps[plan.drug]


def set_inputs(ward: Ward, row: int, day: float) -> None:
    """Let the inputs of one life be what its treatments by now make of them."""
    values, places = ward.base_inputs[row].tolist(), ward.input_places
    facts, effects = ward.library.medicines, list[Effect]()
    hygiene = values[places["hygiene"]] if "hygiene" in places else 0.0
    analgesics = []
    for own in ward.records[row].running(day):
        if isinstance(own.treatment, Supplements):
            effects += _supplied(own.treatment, ward.library)
        elif own.treatment is None:
            medicine = facts[own.name]
            if medicine.kind == "analgesic":
                analgesics.append(medicine)
            else:
                effects.append(_effect(medicine, day - own.start_day, hygiene))
    if analgesics:
        effects += _relief(analgesics)
    for name, amount in effects:
        if name in places:
            values[places[name]] += amount
    ward.lives.inputs[row] = values


def _supplied(daily: Supplements, library: Library) -> list[Effect]:
    p = library.parameters
    return [
        (
            "dietary_calcium_mmol_per_day",
            daily.calcium_mg_per_day * p["supplement_calcium_mmol_per_mg"].value,
        ),
        (
            "vitamin_d_target",
            daily.vitamin_d_iu_per_day * p["supplement_vitamin_d_ratio_per_iu"].value,
        ),
    ]


def _relief(analgesics: list[Analgesic]) -> list[Effect]:
    """Return what painkillers do; of two of one step the stronger counts, and steps add up."""
    by_step: dict[int, float] = {}
    for own in analgesics:
        by_step[own.step] = max(by_step.get(own.step, 0.0), own.relief_nrs.value)
    opioid = any([own.opioid for own in analgesics])  # noqa: C419 - in half the time
    return [("analgesic_nrs", sum(by_step.values())), ("opioid", float(opioid))]


def _effect(medicine: Others, since: float, hygiene: float) -> Effect:
    # By the word for its kind, which is told apart sooner than the class.
    match medicine.kind:
        case "steroid":
            return ("steroid", 1.0)
        case "saline":
            return ("saline_l_per_day", medicine.dose_l_per_day.value)
        case "anticancer":
            waned = np.exp(-medicine.resistance_per_day.value * since)
            return ("tumour_kill_per_day", float(medicine.kill_per_day.value * waned))
        case "safety_equipment":
            return ("home_safety", 1.0)
        case "hygiene_programme":
            return ("hygiene", max(0.0, medicine.hygiene_share.value - hygiene))

"""Tests that are ordered: what is taken or looked at, when, and what reaches the chart of it."""

import math

import numpy as np

from osteon.base.luck import hour_of, one_uniform
from osteon.care.entries import Booked, Observation
from osteon.library.assessments import Assessment, Biopsy, DentalCheck, LaboratoryTest
from osteon.sim.bookings import SAME_DAY
from osteon.sim.happenings import BY_DENTIST, find_by_test
from osteon.sim.imaging import bones_at
from osteon.sim.known_lesions import LOOKS, MINERAL, looks_like
from osteon.sim.laboratory import delay_days, measure
from osteon.sim.lesion_readings import read_some_lesions
from osteon.sim.notes import Look, Ordered
from osteon.sim.ward import Ward

FRACTURES = ("pathological_fracture", "rebound_vertebral_fracture")


def assess(ward: Ward, ordered: Ordered) -> bool:
    """Book an assessment that was ordered today; a repeated one comes again and again.

    Its first wait delays no later one, so what is repeated every few visits falls on visits.

    Returns False where the same is booked for no later a day, or was measured today.

    Raises
    ------
    InputError
        Nobody knows such an assessment or such a place.
    """
    order, day = ordered.order, ordered.day
    known = ward.library.assessments
    facts = known[order.what] if order.what in known else ward.library.assessment(order.what)
    if facts.kind == "laboratory":
        if _is_planned(ward, ordered, facts):
            ordered.done_day = day
            return True
        if facts.reading not in ward.lives.model.readings:
            return False
        when = day + order.in_days
    else:
        if order.site and order.site not in ward.library.sites:
            bones_at(order.site, ward.library)
        when = day + max(order.in_days, facts.wait(order.urgency).value)
    record = ward.records[ordered.row]
    if record.booked_by(facts.name, order.site, when) or record.measured.get(facts.name) == when:
        return False
    _book(ward, ordered, facts, when)
    return True


def _is_planned(ward: Ward, ordered: Ordered, test: LaboratoryTest) -> bool:
    """Whether everybody has a test at every visit anyway."""
    return test.name in ward.panel.places and ordered.order.interval_days is not None


def _book(ward: Ward, ordered: Ordered, facts: Assessment, when: float) -> None:
    record, order = ward.records[ordered.row], ordered.order
    number = id(ordered)
    record.booked[number] = Booked(when, facts.name, order.site, "assess")

    def look(day: float) -> None:
        record.booked.pop(number, None)
        ordered.done_day = min(ordered.done_day, day)
        _do(ward, ordered, facts, day)
        if order.interval_days is not None:
            first = ordered.day + order.in_days
            _book(ward, ordered, facts, _next_of(first, order.interval_days, day))

    if when <= ordered.day:
        look(when)
    else:
        ward.calendar.put(ordered.row, when, look)


def _next_of(first: float, interval: float, after: float) -> float:
    """Return the first day of a series that begins on `first` that is later than `after` [days]."""
    return first + (math.floor((after - first + SAME_DAY) / interval) + 1) * interval


def _do(ward: Ward, ordered: Ordered, facts: Assessment, day: float) -> None:
    order, repeated = ordered.order, ordered.order.interval_days is not None
    if facts.kind == "imaging":
        ward.looks.append(Look(ordered.row, facts, order.site, day, repeated))
    elif facts.kind == "laboratory":
        _take_sample(ward, ordered, facts, day)
    elif facts.kind == "biopsy":
        _take_biopsy(ward, ordered.row, facts, order.site, day)
    else:
        routine = repeated and day > ordered.done_day
        _check_teeth(ward, ordered.row, facts, day, routine=routine)


def _take_sample(ward: Ward, ordered: Ordered, test: LaboratoryTest, day: float) -> None:
    """Measure today, unless everybody is measured today; the result comes after its delay."""
    row, record = ordered.row, ward.records[ordered.row]
    record.measured[test.name] = day
    arrives, planned = day + delay_days(test), ward.panel.result_of(row, test, day)
    value = _sample(ward, row, test, day) if planned is None else planned
    result = Observation(day, test.name, value, test.unit)
    if planned is None:
        ward.notes.note_results(row, result)
    waiting = (id(ordered), "result")
    record.booked[waiting] = Booked(arrives, test.name, "", "assess")

    def tell(_: float) -> None:
        record.booked.pop(waiting, None)
        if planned is None:
            record.tell_result(result)
        else:
            record.tell_of_result(test.name, value)

    wakes = ward.arm[row].policy.wakes
    heard = wakes.visits or wakes.by_result(test.name, value)
    ward.calendar.put(row, arrives, tell, stops=heard)
    find_by_test(ward, row, test.name, (value, day), arrives)


def _sample(ward: Ward, row: int, test: LaboratoryTest, day: float) -> float:
    true = ward.today[row, ward.reading_places[test.reading]]
    return float(measure(test, true, ward.patient(row), float(day), seed=ward.lives.seed))


def _take_biopsy(ward: Ward, row: int, biopsy: Biopsy, site: str, day: float) -> None:
    bones = bones_at(site, ward.library)
    here = [
        lesion for lesion in range(int(ward.lives.sizes[row])) if ward.site(row, lesion) in bones
    ]
    chance = 1 - biopsy.specificity.value
    if here:
        readings = read_some_lesions(ward.lives, np.array([row]))[0, here[0]]
        look = LOOKS[looks_like(readings[MINERAL : MINERAL + 1])[0]]
        chance = biopsy[f"sensitivity_{look}"].value
    hour = hour_of(day)
    value = float(one_uniform(ward.lives.seed, biopsy.name, ward.patient(row), 0, hour) < chance)
    result = Observation(day, biopsy.name, value, "", site)
    ward.notes.note_results(row, result)
    ward.records[row].tell_result(result)


def _check_teeth(ward: Ward, row: int, check: DentalCheck, day: float, *, routine: bool) -> None:
    """Let the dentist find disease of teeth or jaw; a later check that finds none is no news."""
    hour = hour_of(day)
    luck = one_uniform(ward.lives.seed, check.name, ward.patient(row), 0, hour)
    able, readings = luck < check.sensitivity.value, ward.lives.model.readings
    limit = ward.library.parameters["dental_disease_seen_from"].value
    ill = "dental_disease" in readings and bool(
        ward.today[row, readings.index("dental_disease")] >= limit
    )
    hidden = [event for event in ward.log.hidden(row) if event.kind in BY_DENTIST]
    if able:
        for event in hidden:
            ward.tell_of_event(event, day)
    value = float(able and (ill or bool(hidden)))
    result = Observation(day, check.name, value)
    ward.notes.note_results(row, result)
    if routine and not value:
        ward.records[row].enter_results(result)
    else:
        ward.records[row].tell_result(result)

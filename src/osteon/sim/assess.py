"""Tests that are ordered: what is taken or looked at, when, and what reaches the chart of it."""

import numpy as np
from numpy.typing import NDArray

from osteon.base.luck import uniforms_of
from osteon.care.entries import Booked, KnownLesion, Observation
from osteon.library.assessments import Assessment, Biopsy, DentalCheck, Imaging, LaboratoryTest
from osteon.model.engine import Floats
from osteon.sim.event_log import CORD, Happened
from osteon.sim.happenings import BY_DENTIST, find_by_test
from osteon.sim.imaging import bones_at, bones_shown, mistaken, seen, uptake_of
from osteon.sim.laboratory import delay_days, measure
from osteon.sim.lesion_readings import NAMES, read_some_lesions
from osteon.sim.ward import Looked, Ordered, Ward, known_lesion

HOURS_PER_DAY = 24
FRACTURES = ("pathological_fracture", "rebound_vertebral_fracture")


def assess(ward: Ward, ordered: Ordered) -> bool:
    """Book an assessment that was ordered today; a repeated one comes again and again.

    Returns False where the same is booked for no later a day, or was measured today.

    Raises
    ------
    InputError
        Nobody knows such an assessment or such a place.
    """
    order, day = ordered.order, ordered.day
    known = ward.library.assessments
    facts = known[order.what] if order.what in known else ward.library.assessment(order.what)
    if isinstance(facts, LaboratoryTest):
        if _is_planned(ward, ordered, facts):
            ordered.done_day = day
            return True
        if facts.reading not in ward.lives.model.readings:
            return False
        when = day + order.in_days
    else:
        if order.site:
            bones_at(order.site, ward.library)
        when = day + max(order.in_days, facts.wait(order.urgency).value)
    record = ward.records[ordered.row]
    if record.booked_by(facts.name, order.site, when) or record.measured.get(facts.name) == when:
        return False
    _book(ward, ordered, facts, when)
    return True


def _is_planned(ward: Ward, ordered: Ordered, test: LaboratoryTest) -> bool:
    """Whether everybody has a test at every visit anyway."""
    return test in ward.panel.tests and ordered.order.interval_days is not None


def _book(ward: Ward, ordered: Ordered, facts: Assessment, when: float) -> None:
    record, order = ward.records[ordered.row], ordered.order
    number = id(ordered)
    record.booked[number] = Booked(when, facts.name, order.site, "assess")

    def look(day: float) -> None:
        record.booked.pop(number, None)
        ordered.done_day = min(ordered.done_day, day)
        _do(ward, ordered, facts, day)
        if order.interval_days is not None:
            _book(ward, ordered, facts, day + order.interval_days)

    if when <= ordered.day:
        look(when)
    else:
        ward.calendar.put(ordered.row, when, look)


def _do(ward: Ward, ordered: Ordered, facts: Assessment, day: float) -> None:
    match facts:
        case LaboratoryTest():
            _take_sample(ward, ordered, facts, day)
        case Imaging():
            look_at_bones(ward, ordered.row, facts, ordered.order.site, day)
        case Biopsy():
            _take_biopsy(ward, ordered.row, facts, ordered.order.site, day)
        case DentalCheck():
            _check_teeth(ward, ordered.row, facts, day)


def _take_sample(ward: Ward, ordered: Ordered, test: LaboratoryTest, day: float) -> None:
    """Measure today, unless everybody is measured today; the result comes after its delay."""
    row, record = ordered.row, ward.records[ordered.row]
    record.measured[test.name] = day
    arrives, planned = day + delay_days(test), ward.panel.result_of(row, test, day)
    value = _sample(ward, row, test, day) if planned is None else planned
    waiting = (id(ordered), "result")
    record.booked[waiting] = Booked(arrives, test.name, "", "assess")

    def tell(_: float) -> None:
        record.booked.pop(waiting, None)
        if planned is None:
            record.tell_result(Observation(day, test.name, value, test.unit))
        else:
            record.tell_of_result(test.name, value)

    wakes = ward.policy.wakes
    heard = wakes.visits or wakes.by_result(test.name, value)
    ward.calendar.put(row, arrives, tell, stops=heard)
    find_by_test(ward, row, test.name, (value, day), arrives)


def _sample(ward: Ward, row: int, test: LaboratoryTest, day: float) -> float:
    true = ward.readings(np.array([row]))[:, ward.lives.model.readings.index(test.reading)]
    who, seed = ward.lives.patients[row : row + 1], ward.lives.seed
    value = float(measure(test, true, who, day, seed=seed)[0])
    ward.notes.results.append((row, day, test.name, value, test.unit, ""))
    return value


def look_at_bones(ward: Ward, row: int, imaging: Imaging, site: str, day: float) -> None:
    """Let an image of one patient show what it shows: deposits, fractures, a narrowed canal."""
    rows = np.array([row])
    bones = bones_shown(imaging, site, ward.library)
    size = int(ward.lives.sizes[row])
    sites = ward.cohort.sites[row, :size].astype(str)
    readings = read_some_lesions(ward.lives, rows)[:, :size]
    uptake = uptake_of(imaging, ward.cohort.table["cancer"][rows], ward.library)
    visible = seen(imaging, readings, uptake, ward.lives.patients[rows], (day, ward.lives.seed))[0]
    shown = set[str]()
    for lesion in np.flatnonzero(np.isin(sites, bones)).tolist():
        found = bool(visible[lesion])
        ward.notes.looks.append(Looked(row, day, imaging.name, sites[lesion], lesion, found))
        if found:
            shown.add(str(sites[lesion]))
            see(ward, (row, lesion), imaging, readings[0, lesion], day)
    shown |= _see_what_is_not_there(ward, row, imaging, (bones, sites), day)
    shown |= _see_events(ward, row, imaging, bones, day)
    _tell_findings(ward, row, imaging.name, sorted(shown), day)


def see(ward: Ward, who: tuple[int, int], imaging: Imaging, readings: Floats, day: float) -> None:
    """Enter a deposit, as (life, lesion), into the chart as this kind of image shows it."""
    row, lesion = who
    site, record = ward.site(row, lesion), ward.records[row]
    whole = known_lesion(readings, site, (imaging.name, day))
    narrowing = float(readings[NAMES.index("narrowing")])
    limit = ward.library.parameters["compression_threshold"].value
    shows = KnownLesion(
        site,
        whole.kind,
        volume_cm3=whole.volume_cm3,
        diameter_mm=whole.diameter_mm,
        cortex_share=whole.cortex_share if imaging.sees_cortex else None,
        mineral_loss=whole.mineral_loss if imaging.contrast == "mineral" else None,
        canal_narrowed=narrowing >= limit if imaging.sees_canal else None,
        found_by=imaging.name,
        found_day=day,
        symptomatic=any(own.site == site for own in record.symptoms),
    )
    ward.tell_of_lesion(row, lesion, shows, day)
    for event in ward.log.hidden(row):
        if event.kind == "new_lesion" and event.lesion == lesion:
            ward.tell_of_event(event, day)


def _see_what_is_not_there(
    ward: Ward,
    row: int,
    imaging: Imaging,
    where: tuple[tuple[str, ...], NDArray[np.str_]],
    day: float,
) -> set[str]:
    bones, sites = where
    numbers = {name: number for number, name in enumerate(ward.library.sites)}
    healthy = [numbers[bone] for bone in bones if bone not in sites]
    if not healthy:
        return set()
    wrong = mistaken(imaging, np.array(healthy), ward.patient(row), (day, ward.lives.seed))
    names = list(ward.library.sites)
    found = {names[healthy[i]] for i in np.flatnonzero(wrong)}
    for bone in sorted(found):
        ward.notes.looks.append(Looked(row, day, imaging.name, bone, -1, seen=True))
        lesion = KnownLesion(bone, "mixed", found_by=imaging.name, found_day=day)
        ward.tell_of_lesion(row, -1, lesion, day)
    return found


def _see_events(
    ward: Ward, row: int, imaging: Imaging, bones: tuple[str, ...], day: float
) -> set[str]:
    """Let an image show what happened at the bones unnoticed; return where."""
    found = set[str]()
    for event in ward.log.hidden(row):
        if _is_visible(ward, event, imaging, bones) and _lucky(ward, event, imaging, day):
            ward.tell_of_event(event, day)
            found.add(event.site)
            if event.lesion >= 0:
                see_fracture(ward, event, imaging.name, day)
    return found


def _is_visible(ward: Ward, event: Happened, imaging: Imaging, bones: tuple[str, ...]) -> bool:
    here = not event.site or not set(bones_at(event.site, ward.library)).isdisjoint(bones)
    if event.kind == CORD:
        return imaging.sees_canal and here
    if event.kind in FRACTURES or event.kind == "femoral_stress_fracture":
        return here and (imaging.sees_cortex or imaging.sees_canal)
    return False


def _lucky(ward: Ward, event: Happened, imaging: Imaging, day: float) -> bool:
    luck = uniforms_of(
        ward.lives.seed,
        f"{event.kind} seen by {imaging.name}",
        ward.lives.patients[event.row : event.row + 1],
        event.lesion + 1,
        round(day * HOURS_PER_DAY),
    )
    return bool(luck[0] < imaging.best_sensitivity.value)


def see_fracture(ward: Ward, event: Happened, by: str, day: float) -> None:
    """Enter the deposit that a bone broke at; the picture of a fracture shows it."""
    readings = read_some_lesions(ward.lives, np.array([event.row]))[0, event.lesion]
    lesion = known_lesion(readings, event.site, (by, day))
    ward.tell_of_lesion(event.row, event.lesion, lesion, day)


def _tell_findings(ward: Ward, row: int, name: str, shown: list[str], day: float) -> None:
    """Enter one result for each bone that shows something, and one for the whole picture."""
    for site, value in [*((site, 1.0) for site in shown), ("", float(bool(shown)))]:
        ward.notes.results.append((row, day, name, value, "", site))
        ward.records[row].tell_result(Observation(day, name, value, "", site))


def _take_biopsy(ward: Ward, row: int, biopsy: Biopsy, site: str, day: float) -> None:
    bones = bones_at(site, ward.library)
    here = [
        lesion for lesion in range(int(ward.lives.sizes[row])) if ward.site(row, lesion) in bones
    ]
    chance = 1 - biopsy.specificity.value
    if here:
        readings = read_some_lesions(ward.lives, np.array([row]))[0, here[0]]
        look = known_lesion(readings, site, (biopsy.name, day)).kind
        chance = biopsy[f"sensitivity_{look}"].value
    luck = uniforms_of(
        ward.lives.seed, biopsy.name, ward.lives.patients[row : row + 1], 0, round(day * 24)
    )
    value = float(luck[0] < chance)
    ward.notes.results.append((row, day, biopsy.name, value, "", site))
    ward.records[row].tell_result(Observation(day, biopsy.name, value, "", site))


def _check_teeth(ward: Ward, row: int, check: DentalCheck, day: float) -> None:
    """Let the dentist find disease of the teeth or jaw that is there."""
    luck = uniforms_of(
        ward.lives.seed, check.name, ward.lives.patients[row : row + 1], 0, round(day * 24)
    )
    able, readings = bool(luck[0] < check.sensitivity.value), ward.lives.model.readings
    values = dict(zip(readings, ward.readings(np.array([row]))[0].tolist(), strict=True))
    limit = ward.library.parameters["dental_disease_seen_from"].value
    ill = values.get("dental_disease", 0.0) >= limit
    hidden = [event for event in ward.log.hidden(row) if event.kind in BY_DENTIST]
    if able:
        for event in hidden:
            ward.tell_of_event(event, day)
    value = float(able and (ill or bool(hidden)))
    ward.notes.results.append((row, day, check.name, value, "", ""))
    ward.records[row].tell_result(Observation(day, check.name, value))

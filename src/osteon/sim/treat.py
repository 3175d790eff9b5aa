"""Procedures: booked for after the wait, done to the deposits at their site, at their risk."""

import numpy as np
from scipy.special import ndtri

from osteon.base.errors import InputError
from osteon.base.luck import hour_of, one_uniform
from osteon.base.suggest import plain
from osteon.care.entries import Booked, ChartEvent, Done
from osteon.care.words import LONG_BONE_BREAKS
from osteon.library.orderable import check_site
from osteon.library.procedures import Procedure
from osteon.library.sites import JAW
from osteon.model.engine import ENDED
from osteon.sim.draws import spread_one
from osteon.sim.event_log import Happened
from osteon.sim.imaging import bones_at
from osteon.sim.lesion_readings import NAMES, read_some_lesions
from osteon.sim.notes import Ordered, Performed
from osteon.sim.ward import Ward

# Deaths of a procedure are counted within this many days of it.
DEADLY_DAYS = 30.0
JUMPS = {
    "radiotherapy": "radiotherapy_fraction_gy",
    "fixation": "fixation",
    "cement": "cement",
    "decompression": "decompression",
    "extraction": "tooth_extraction",
    "jaw_surgery": "jaw_surgery",
    "dental_treatment": "dental_treatment",
}
LEVELS = ("cervical", "thoracic", "lumbar")


def treat(ward: Ward, ordered: Ordered) -> bool:
    """Book a procedure that was ordered today.

    Returns False where the same is booked for no later a day; a later booking gives way to it.

    Raises
    ------
    InputError
        Nobody knows such a procedure or such a place.
    """
    order, row, day = ordered.order, ordered.row, ordered.day
    known = ward.library.procedures
    procedure = known[order.what] if order.what in known else ward.library.procedure(order.what)
    try:
        check_site(procedure, order.site, ward.library)
    except InputError as error:
        # A bone nobody knows is a fault of the rule; one on which it is not done is an answer.
        _place(ward, order.site)
        ordered.why_not = str(error)
        return True
    when = day + max(order.in_days, _wait(ward, row, procedure, ordered))
    record, number = ward.records[row], id(ordered)
    if record.booked_by(procedure.name, order.site, when):
        return False
    later = [
        key
        for key, own in record.booked.items()
        if (own.what, own.site) == (procedure.name, order.site)
    ]
    for key in later:
        del record.booked[key]
    record.booked[number] = Booked(when, procedure.name, order.site, "treat")

    def do(today: float) -> None:
        if record.booked.pop(number, None) is None:
            ordered.why_not = "done earlier"
            return
        ordered.done_day = today
        perform(ward, row, procedure, order.site, today)

    ward.calendar.put(row, when, do)
    return True


def _place(ward: Ward, site: str) -> None:
    if site:
        bones_at(site, ward.library)


def _wait(ward: Ward, row: int, procedure: Procedure, ordered: Ordered) -> float:
    entry = procedure.wait(ordered.order.urgency)
    hour = hour_of(ordered.day)
    luck = one_uniform(ward.lives.seed, f"wait for {procedure.name}", ward.patient(row), 0, hour)
    return spread_one(entry, float(ndtri(luck)))


def perform(ward: Ward, row: int, procedure: Procedure, site: str, day: float) -> None:
    """Do a procedure today, to whatever is there."""
    lesions = _lesions_at(ward, row, site) if procedure.where != JAW else []
    jump = JUMPS.get(procedure.does)
    if jump is not None and jump in ward.lives.model.declaration.jumps:
        _book_jumps(ward, row, procedure, lesions, day)
    record, lesion = ward.records[row], lesions[0] if lesions else -1
    if procedure.event:
        event = Happened(row, day, procedure.event, lesion, site, procedure.does, known_day=day)
        ward.log.add(event)
        record.tell_event(ChartEvent(day, procedure.event, site, procedure.does))
    record.tell_done(Done(day, procedure.name, site))
    outcome = _outcome(ward, row, procedure, day)
    if not lesions and procedure.where != JAW and not _is_broken(ward, row, site):
        outcome = f"nothing was there; {outcome}"
    ward.notes.procedures.append(Performed(row, day, procedure.name, site, lesion, outcome))


def _is_broken(ward: Ward, row: int, site: str) -> bool:
    """Whether a bone is known to have broken, with or without a deposit."""
    breaks = LONG_BONE_BREAKS
    return any(own.kind in breaks and own.site == site for own in ward.records[row].events)


def _lesions_at(ward: Ward, row: int, site: str) -> list[int]:
    """Return the deposits at a site; of a whole level of the cord the one that narrows it most."""
    bones = bones_at(site, ward.library)
    here = [i for i in range(int(ward.lives.sizes[row])) if ward.site(row, i) in bones]
    if plain(site) not in LEVELS or not here:
        return here
    narrowing = read_some_lesions(ward.lives, np.array([row]))[0, here, NAMES.index("narrowing")]
    return [here[int(np.argmax(narrowing))]]


def _book_jumps(ward: Ward, row: int, procedure: Procedure, lesions: list[int], day: float) -> None:
    code = ward.lives.model.jump_code(JUMPS[procedure.does])
    amount = 1.0 if procedure.fraction_gy is None else procedure.fraction_gy.value
    days = day + np.array(procedure.fraction_days)
    for lesion in lesions if procedure.where != JAW else [-1]:
        ward.bookings.book(row, days, (code, amount), lesion=lesion)


def _outcome(ward: Ward, row: int, procedure: Procedure, day: float) -> str:
    """Draw how it goes; who dies of it does so within the month."""
    luck, when = (
        one_uniform(
            ward.lives.seed,
            f"{name} of {procedure.name}",
            ward.patient(row),
            0,
            hour_of(day),
        )
        for name in ("outcome", "day")
    )
    deadly = procedure.mortality.value
    if luck < deadly:
        ward.calendar.put(row, day + when * DEADLY_DAYS, lambda today: _die(ward, row, today))
        return "died of it"
    hurt = luck < deadly + (1 - deadly) * procedure.complication_share.value
    return "complication" if hurt else "well"


def _die(ward: Ward, row: int, day: float) -> None:
    ward.lives.status[row] = ENDED
    ward.log.add(Happened(row, day, "death", cause="procedure", felt=True, known_day=day))

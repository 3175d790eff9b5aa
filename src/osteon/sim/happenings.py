"""Step 2 of a life: what happened is written down, and somebody comes to know of it, or not yet.

An event that a symptom stands for is known when the patient tells; one that only a test shows
waits for the test; everything else is known at once.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from osteon.base.luck import hour_of, one_uniform
from osteon.care.entries import ReportedSymptom
from osteon.care.policy import Policy
from osteon.care.wakes import Wakes
from osteon.library.library import Library
from osteon.library.symptoms import Symptom
from osteon.model.engine import Fired, Floats, Integers
from osteon.sim.event_log import CORD, Happened, in_words
from osteon.sim.feelings import Change, in_region, report_delay
from osteon.sim.healthy_bones import bone_that_broke
from osteon.sim.lesion_readings import read_some_lesions
from osteon.sim.notes import Told
from osteon.sim.ward import Ward

LEAVING = "dropout"
DECLINE = "terminal_decline"  # shows in performance status alone, by and by
LABORATORY = {
    "hypercalcaemia": "calcium",
    "severe_hypercalcaemia": "calcium",
    "hypocalcaemia": "calcium",
    "severe_hypocalcaemia": "calcium",
    "kidney_injury": "gfr",
}
BY_LABORATORY = frozenset(LABORATORY.values())
BY_IMAGE = (CORD, "new_lesion", "femoral_stress_fracture")
BY_DENTIST = ("tooth_infection", "osteonecrosis_of_jaw", "jaw_infection")
# Telling of the symptom on the right makes what is on the left plain to see.
EVIDENT: Mapping[str, tuple[str, ...]] = {
    CORD: ("cannot_walk", "paralysis"),
    "tooth_infection": ("toothache",),
    "osteonecrosis_of_jaw": ("jaw_pain", "jaw_sore", "loose_tooth"),
    "jaw_infection": ("jaw_pain", "jaw_sore", "loose_tooth"),
}
# What patients feel begin: it comes into the chart as a symptom that they tell of, and not before.
AS_SYMPTOMS = frozenset(
    {
        "bone_pain",
        "severe_pain",
        "weakness",
        "numbness",
        "sphincter",
        "walking_lost",
        "paralysis",
        "calcium_symptoms",
    }
)
HIDDEN = (*LABORATORY, *BY_IMAGE, *BY_DENTIST, DECLINE)


def interrupting(policy: Policy, events: Sequence[str], library: Library) -> list[str]:
    """Return the events of the model after which a life stops: all that a patient may feel."""
    by_symptom = library.symptoms_by_event
    unfelt = {*LABORATORY, *BY_DENTIST, "femoral_stress_fracture"} - policy.wakes.events
    # A fall that breaks nothing is told of at the next visit.
    unfelt |= {"fall", DECLINE}
    return [name for name in events if name in by_symptom or name not in unfelt]


def write_down(ward: Ward, fired: Fired) -> None:
    """Write down the events of one stretch, and let those who felt them tell."""
    names = ward.lives.model.events
    for row, day, code, lesion in zip(
        fired.row.tolist(),
        fired.day.tolist(),
        fired.code.tolist(),
        fired.lesion.tolist(),
        strict=True,
    ):
        kind, place, cause = in_words(names[code])
        site = place or ward.site(row, lesion) or _healthy_bone(ward, row, kind, day)
        event = Happened(row, day, kind, lesion, site, cause)
        _who_knows(ward, event, names[code])
        ward.log.add(event)


def expect_lesions(ward: Ward) -> None:
    """Let each deposit that comes later appear on its day, unnoticed."""
    later = (ward.cohort.appears > 0) & (ward.cohort.appears < ward.ends[:, None])
    for row, lesion in zip(*(part.tolist() for part in np.nonzero(later)), strict=True):
        appear = partial(_appear, ward, row, lesion)
        ward.calendar.put(row, float(ward.cohort.appears[row, lesion]), appear)


def _appear(ward: Ward, row: int, lesion: int, day: float) -> None:
    ward.lives.sizes[row] = lesion + 1
    ward.log.add(Happened(row, day, "new_lesion", lesion, ward.site(row, lesion)))


def _healthy_bone(ward: Ward, row: int, kind: str, day: float) -> str:
    return bone_that_broke(kind, ward.patient(row), day, ward.lives.seed, ward.library)


def _who_knows(ward: Ward, event: Happened, name: str) -> None:
    symptoms = ward.library.symptoms_by_event.get(name, ())
    for symptom in symptoms:
        if _is_felt(ward, symptom, event):
            event.felt = True
            _will_tell_of_event(ward, symptom, event)
    if not symptoms and event.kind not in HIDDEN:
        event.felt = True
        if event.kind in AS_SYMPTOMS:
            event.known_day = ward.day(event.row)  # to the patient, who tells of a symptom later
        elif event.kind != LEAVING:
            ward.tell_of_event(event, ward.day(event.row))


def _is_felt(ward: Ward, symptom: Symptom, event: Happened) -> bool:
    if event.lesion >= 0 and not in_region(symptom, event.site, ward.library):
        return False
    luck = one_uniform(
        ward.lives.seed,
        f"feels {symptom.name} of {event.kind}",
        ward.patient(event.row),
        event.lesion + 1,
        hour_of(event.day),
    )
    return luck < symptom.felt_share.value


def _will_tell_of_event(ward: Ward, symptom: Symptom, event: Happened) -> None:
    told = Told(event.row, event.day, symptom.name, event.site)
    ward.notes.symptoms.append(told)

    def tell(day: float) -> None:
        told.told_day = day
        report = ReportedSymptom(day, symptom.name, event.site, onset_day=event.day)
        ward.records[event.row].tell_symptom(report)
        ward.tell_of_event(event, day)

    onset = (event.lesion, event.day)
    day = event.day + _delay(ward, symptom, event.row, onset)
    wakes = ward.arm[event.row].policy.wakes
    heard = _listens_to(wakes, symptom) or event.kind in wakes.events
    ward.calendar.put(event.row, day, tell, stops=heard)

    def over(day: float) -> None:
        told.end_day = day
        _is_over(ward, event.row, symptom.name, event.site, day)

    pain_days = ward.library.parameters["fracture_pain_days"].value
    ward.calendar.put(event.row, day + pain_days, over, stops=False)


def feel(ward: Ward, change: Change) -> None:
    """Let a symptom that begins be told of after the patient's delay, or one that is over end."""
    row, name, site = change.row, change.symptom.name, ward.site(change.row, change.lesion)
    what = (row, name, change.lesion)
    if not change.begins:
        ward.notes.felt.pop(what).end_day = ward.day(row)
        _is_over(ward, row, name, site, ward.day(row))
        return
    onset = ward.day(row)
    told = Told(row, onset, name, site)
    ward.notes.symptoms.append(told)
    ward.notes.felt[what] = told
    feelings = ward.body_feelings if change.lesion < 0 else ward.lesion_feelings

    def tell(day: float) -> None:
        if feelings.still(change):
            told.told_day = day
            severity = change.value if "pain" in name else 0.0
            report = ReportedSymptom(day, name, site, severity, onset_day=onset)
            ward.records[row].tell_symptom(report)
            if onset <= 0 and change.lesion >= 0 and ward.cohort.start == "bone metastasis":
                ward.known.came_by_symptom(row, change.lesion)
            _make_plain(ward, row, name, day)

    day = onset + _delay(ward, change.symptom, row, (change.lesion, onset))
    heard = _listens_to(ward.arm[row].policy.wakes, change.symptom)
    ward.calendar.put(row, day, tell, stops=heard)


def _listens_to(wakes: Wakes, symptom: Symptom) -> bool:
    """Whether a report of a symptom wakes a rule."""
    return wakes.visits or symptom.name in wakes.symptoms or symptom.name in wakes.told


def _delay(ward: Ward, symptom: Symptom, row: int, onset: tuple[int, float]) -> float:
    if onset[1] <= 0 and ward.cohort.start != "advanced cancer":
        return 0.0  # Whoever enters a trial, or is told the diagnosis, is asked what hurts.
    reporting = ward.arm[row].policy.reporting
    if reporting == "usual":
        reporting = ward.cohort.table["reporter"][row]
    return report_delay(symptom, reporting, ward.patient(row), onset, ward.lives.seed)


def _is_over(ward: Ward, row: int, name: str, site: str, day: float) -> None:
    """End a symptom in the chart, where it was ever told of."""
    record = ward.records[row]
    latest = next(
        (own for own in reversed(record.symptoms) if (own.name, own.site) == (name, site)), None
    )
    if latest is not None and not latest.over:
        record.tell_symptom(
            ReportedSymptom(day, name, site, 0.0, onset_day=latest.onset_day, over=True)
        )


def _make_plain(ward: Ward, row: int, symptom: str, day: float) -> None:
    for event in ward.log.hidden(row):
        if symptom in EVIDENT.get(event.kind, ()):
            ward.tell_of_event(event, day)


def find_by_test(ward: Ward, row: int, test: str, taken: tuple[float, float], day: float) -> None:
    """Let a result, as (value, day taken), show what happened before; it is known from `day` on."""
    value, when = taken
    for event in ward.log.hidden(row):
        if LABORATORY.get(event.kind) == test and event.day <= when and _shows(ward, event, value):
            heard = event.kind in ward.arm[row].policy.wakes.events
            ward.calendar.put(row, day, partial(ward.tell_of_event, event), stops=heard)


def _shows(ward: Ward, event: Happened, value: float) -> bool:
    known = ward.library.parameters
    if event.kind == "kidney_injury":
        own = ward.cohort.values["gfr_ml_per_min"][event.row]
        return bool(value <= known["kidney_injury_share_of_function"].value * own)
    names = (f"{event.kind}_event_mmol_per_l", f"{event.kind}_mmol_per_l")
    limit = next(known[name].value for name in names if name in known)
    return bool(value <= limit if "hypo" in event.kind else value >= limit)


def feel_everything(ward: Ward, rows: Integers) -> None:
    """Let what some patients feel today begin, or be over."""
    body = ward.read_today(rows)[:, None, :]
    lesions = read_some_lesions(ward.lives, rows)
    _keep_courses(ward, rows, lesions)
    for change in ward.body_feelings.changes(rows, body):
        feel(ward, change)
    for change in ward.lesion_feelings.changes(rows, lesions):
        feel(ward, change)


def _keep_courses(ward: Ward, rows: Integers, lesions: Floats) -> None:
    """Keep what could be read from the lesions of those whose courses are kept."""
    if not ward.plan.trajectories:
        return
    kept = ward.lives.patients[rows] < ward.plan.trajectories
    if kept.any():
        ward.notes.courses.append((rows[kept], ward.lives.day[rows[kept]], lesions[kept]))

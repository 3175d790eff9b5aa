"""Images of many patients at once: what they show of deposits, fractures and the spinal canal."""

from collections.abc import Sequence

import numpy as np

from osteon.base.luck import hour_of, one_uniform
from osteon.care.entries import KnownLesion, Observation
from osteon.library.assessments import Imaging
from osteon.model.engine import Floats, Integers
from osteon.sim.event_log import CORD, Happened
from osteon.sim.imaging import Bits, bones_at, bones_shown, mistaken, seen, uptake_of
from osteon.sim.lesion_readings import read_some_lesions
from osteon.sim.notes import Found, Images, Look
from osteon.sim.ward import Ward

FRACTURES = ("pathological_fracture", "rebound_vertebral_fracture", "femoral_stress_fracture")
VISIBLE = frozenset({CORD, *FRACTURES})


def look_at_all(ward: Ward) -> None:
    """Let every image that is due today show what it shows, those of one kind together.

    Kinds come by name, so that what one patient has first does not depend on the others.
    """
    looks, ward.looks = ward.looks, []
    for name in sorted({look.imaging.name for look in looks}):
        own = [look for look in looks if look.imaging.name == name]
        _look(ward, own[0].imaging, own)


def _look(ward: Ward, imaging: Imaging, looks: Sequence[Look]) -> None:
    rows = np.array([look.row for look in looks], np.int64)
    day = np.array([look.day for look in looks])
    bones = _bones_shown(ward, imaging, [look.site for look in looks])
    places, there = ward.bone_of[rows], ward.there(rows)
    image, lesion = np.nonzero(bones[np.arange(len(rows))[:, None], places] & there)
    readings = read_some_lesions(ward.lives, rows)[image, lesion]
    visible = which_are_seen(ward, imaging, (rows[image], lesion), readings, day[image])
    images = Images(imaging.name, rows[image], day[image], lesion, visible)
    enter_findings(ward, imaging, images, readings)
    found = _what_is_not_there(ward, rows, imaging, bones, day)
    image, bone = image[visible], places[image, lesion][visible]
    for i, place in zip(image.tolist(), bone.tolist(), strict=True):
        found[i].add(ward.bones[place])
    hiding = ward.log.hiding(VISIBLE)
    for i, look in enumerate(looks):
        if look.row in hiding:
            found[i] |= _see_events(ward, look, bones[i])
        _tell(ward, look, sorted(found[i]))


def _bones_shown(ward: Ward, imaging: Imaging, sites: Sequence[str]) -> Bits:
    """Return which bones each image shows, shape (n_images, n_bones)."""
    kinds = {site: number for number, site in enumerate(dict.fromkeys(sites))}
    views = np.stack([in_view(ward, imaging, site) for site in kinds])
    return np.asarray(views[[kinds[site] for site in sites]])


def in_view(ward: Ward, imaging: Imaging, site: str) -> Bits:
    """Return which bones an image of a site shows, or of all that it shows without one."""
    if (imaging.name, site) not in ward.in_view:
        shown = set(bones_shown(imaging, site, ward.library))
        ward.in_view[imaging.name, site] = np.array([bone in shown for bone in ward.bones])
    return ward.in_view[imaging.name, site]


def which_are_seen(
    ward: Ward, imaging: Imaging, place: tuple[Integers, Integers], readings: Floats, day: Floats
) -> Bits:
    """Return which deposits, by life and number, an image shows of those in its view."""
    row, lesion = place
    uptake = uptake_of(imaging, ward.cohort.table["cancer"], ward.library)
    whose = (ward.lives.patients[row], lesion)
    return seen(imaging, readings, uptake[row], whose, (day, ward.lives.seed))


def enter_findings(ward: Ward, imaging: Imaging, images: Images, readings: Floats) -> None:
    """Write down what images show and miss, and put what they show of deposits into charts."""
    ward.notes.images.append(images)
    _enter_shown(ward, imaging, images, readings)


def _enter_shown(ward: Ward, imaging: Imaging, images: Images, readings: Floats) -> None:
    shown = images.seen
    place = (images.rows[shown], images.lesion[shown])
    changed = ward.known.see(place, readings[shown], imaging, images.day[shown])
    for row, lesion, _, new in changed:
        ward.records[row].tell_of_lesion(ward.site(row, lesion), new=new)
    for row, lesion, when, new in changed:
        if new:
            _enter_new(ward, (row, lesion), imaging.name, when)


def _enter_new(ward: Ward, who: tuple[int, int], name: str, day: float) -> None:
    row, site = who[0], ward.site(*who)
    ward.known.symptomatic[who] = any(own.site == site for own in ward.records[row].symptoms)
    look = ward.known.look_of(*who)
    ward.notes.findings.append(Found(row, day, who[1], site, look, name))
    for event in ward.log.hidden(row):
        if event.kind == "new_lesion" and event.lesion == who[1]:
            ward.tell_of_event(event, day)


def _what_is_not_there(
    ward: Ward, rows: Integers, imaging: Imaging, bones: Bits, day: Floats
) -> list[set[str]]:
    """Let images be mistaken about healthy bones; return the bones of each image."""
    healthy = bones.copy()
    there = ward.there(rows)
    healthy[np.nonzero(there)[0], ward.bone_of[rows][there]] = False
    image, bone = np.nonzero(healthy)
    patients, seed = ward.lives.patients[rows], ward.lives.seed
    wrong = mistaken(imaging, patients[image], bone, (day[image], seed))
    found: list[set[str]] = [set() for _ in rows]
    for i, place in zip(image[wrong].tolist(), bone[wrong].tolist(), strict=True):
        row, name, when = int(rows[i]), ward.bones[place], float(day[i])
        found[i].add(name)
        if name not in ward.known.mistaken[row]:
            lesion = KnownLesion(name, "mixed", found_by=imaging.name, found_day=when)
            ward.known.mistaken[row][name] = lesion
            ward.notes.findings.append(Found(row, when, -1, name, "mixed", imaging.name))
            ward.records[row].tell_of_lesion(name, new=True)
    return found


def _see_events(ward: Ward, look: Look, bones: Bits) -> set[str]:
    """Let an image show what happened at the bones unnoticed; return where."""
    found = set[str]()
    for event in ward.log.hidden(look.row):
        if _is_visible(ward, event, look.imaging, bones) and _lucky(ward, event, look):
            ward.tell_of_event(event, look.day)
            found.add(event.site)
            if event.lesion >= 0:
                see_one(ward, event, look.imaging, look.day)
    return found


def _is_visible(ward: Ward, event: Happened, imaging: Imaging, bones: Bits) -> bool:
    if event.kind == CORD:
        able = imaging.sees_canal
    else:
        able = event.kind in FRACTURES and (imaging.sees_cortex or imaging.sees_canal)
    if not able or not event.site:
        return able
    if event.site not in ward.bones_of_place:
        own = [ward.bones.index(bone) for bone in bones_at(event.site, ward.library)]
        ward.bones_of_place[event.site] = np.array(own, np.int64)
    return bool(bones[ward.bones_of_place[event.site]].any())


def _lucky(ward: Ward, event: Happened, look: Look) -> bool:
    luck = one_uniform(
        ward.lives.seed,
        f"{event.kind} seen by {look.imaging.name}",
        ward.patient(event.row),
        event.lesion + 1,
        hour_of(look.day),
    )
    return bool(luck < look.imaging.best_sensitivity.value)


def see_one(ward: Ward, event: Happened, imaging: Imaging, day: float) -> None:
    """Enter the deposit at which a bone broke; the picture of a fracture shows it."""
    rows, lesion = np.array([event.row], np.int64), np.array([event.lesion], np.int64)
    readings = read_some_lesions(ward.lives, rows)[:, event.lesion]
    images = Images(imaging.name, rows, np.array([day]), lesion, np.ones(1, bool))
    _enter_shown(ward, imaging, images, readings)


def _tell(ward: Ward, look: Look, shown: list[str]) -> None:
    """Enter one result for each bone that shows something, and one for the whole picture."""
    name, row, day = look.imaging.name, look.row, look.day
    results = [Observation(day, name, 1.0, "", site) for site in shown]
    if look.site and look.site not in shown and look.site in ward.bones:
        results.append(Observation(day, name, 0.0, "", look.site))
    results.append(Observation(day, name, float(bool(shown))))
    record = ward.records[row]
    record.enter_results(*results)
    ward.notes.note_results(row, *results)
    wakes = ward.arm[row].policy.wakes
    if look.routine:
        return
    if wakes.visits or wakes.by_result(name, float(bool(shown))):
        record.tell_of_result(name, float(bool(shown)))

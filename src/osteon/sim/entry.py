"""The day of entry: first results, and the deposits that imaging at entry finds."""

import numpy as np

from osteon.care.entries import Observation
from osteon.library.assessments import Imaging
from osteon.library.cohort_file import WITH_METASTASES
from osteon.model.engine import Integers
from osteon.sim.known_lesions import VOLUME
from osteon.sim.laboratory import measure, tests_named
from osteon.sim.lesion_readings import read_some_lesions
from osteon.sim.look import enter_findings, in_view, which_are_seen
from osteon.sim.notes import Images
from osteon.sim.screening import screen
from osteon.sim.ward import Ward

ENTRY_TESTS = ("vitamin_d",)
ENTRY_IMAGING = ("ct", "bone_scan")


def enter(ward: Ward) -> None:
    """Put what is known at entry into the charts."""
    everybody = np.flatnonzero(ward.followed())
    if ward.plan.screened:
        screen(ward, everybody)
    _first_results(ward, everybody)
    _first_images(ward, everybody)


def _first_results(ward: Ward, rows: Integers) -> None:
    readings = ward.read_today(rows)
    who, names = ward.lives.patients[rows], ward.lives.model.readings
    for test in tests_named(ward.library, ENTRY_TESTS):
        if test.reading not in names:
            continue
        true = readings[:, names.index(test.reading)]
        values = measure(test, true, who, 0.0, seed=ward.lives.seed)
        for row, value in zip(rows.tolist(), values.tolist(), strict=True):
            result = Observation(0.0, test.name, value, test.unit)
            ward.notes.note_results(row, result)
            ward.records[row].enter_results(result)


def _first_images(ward: Ward, rows: Integers) -> None:
    """Look at everybody with CT and bone scan; whoever takes part in a trial has a finding."""
    readings = read_some_lesions(ward.lives, rows)
    there, day = ward.there(rows), np.zeros(len(rows))
    kinds = [ward.library.assessments[name] for name in ENTRY_IMAGING]
    views = []
    for imaging in (own for own in kinds if isinstance(own, Imaging)):
        shown = there & in_view(ward, imaging, "")[ward.bone_of[rows]]
        who, lesion = np.nonzero(shown)
        visible = np.zeros_like(shown)
        visible[shown] = which_are_seen(
            ward, imaging, (rows[who], lesion), readings[shown], day[who]
        )
        views.append((imaging, visible, shown))
    if ward.cohort.start in WITH_METASTASES and there.any():
        # Nobody is known to have metastases without a finding: then it is the largest.
        volume = np.where(there, np.nan_to_num(readings[:, :, VOLUME], nan=-1.0), -1.0)
        none = ~np.any([visible.any(axis=1) for _, visible, _ in views], axis=0)
        who = np.flatnonzero(none & there.any(axis=1))
        views[0][1][who, np.argmax(volume, axis=1)[who]] = True
    for imaging, visible, shown in views:
        who, lesion = np.nonzero(shown | visible)
        images = Images(imaging.name, rows[who], day[who], lesion, visible[who, lesion])
        enter_findings(ward, imaging, images, readings[who, lesion])

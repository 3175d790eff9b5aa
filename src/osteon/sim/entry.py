"""The day of entry: first results, and the deposits that imaging at entry finds."""

import numpy as np
from numpy.typing import NDArray

from osteon.care.entries import Observation
from osteon.library.assessments import Imaging
from osteon.model.engine import Integers
from osteon.sim.assess import see
from osteon.sim.imaging import seen, uptake_of
from osteon.sim.laboratory import measure, tests_named
from osteon.sim.lesion_readings import NAMES, read_some_lesions
from osteon.sim.ward import Looked, Ward

ENTRY_TESTS = ("albumin", "vitamin_d")
ENTRY_IMAGING = ("ct", "bone_scan")


def enter(ward: Ward) -> None:
    """Put what is known at entry into the charts."""
    everybody = np.flatnonzero(ward.followed())
    _first_results(ward, everybody)
    _first_images(ward, everybody)


def _first_results(ward: Ward, rows: Integers) -> None:
    readings = ward.readings(rows)
    who, names = ward.lives.patients[rows], ward.lives.model.readings
    for test in tests_named(ward.library, ENTRY_TESTS):
        if test.reading not in names:
            continue
        true = readings[:, names.index(test.reading)]
        values = measure(test, true, who, 0.0, seed=ward.lives.seed)
        for row, value in zip(rows.tolist(), values.tolist(), strict=True):
            ward.notes.results.append((row, 0.0, test.name, value, test.unit, ""))
            ward.records[row].observations.append(Observation(0.0, test.name, value, test.unit))


def _first_images(ward: Ward, rows: Integers) -> None:
    """Look at everybody with CT and bone scan; whoever takes part in a trial has a finding."""
    readings = read_some_lesions(ward.lives, rows)
    there = np.arange(readings.shape[1]) < ward.lives.sizes[rows, None]
    patients, cancers = ward.lives.patients[rows], ward.cohort.table["cancer"][rows]
    found = np.zeros(there.shape, np.int64)
    kinds = [ward.library.assessments[name] for name in ENTRY_IMAGING]
    images = [own for own in kinds if isinstance(own, Imaging)]
    for number, imaging in enumerate(images, start=1):
        uptake = uptake_of(imaging, cancers, ward.library)
        visible = seen(imaging, readings, uptake, patients, (0.0, ward.lives.seed))
        new = (found == 0) & visible & there & _in_view(ward, imaging, rows)
        found = np.where(new, number, found)
    if ward.cohort.start == "trial entry":
        found = _at_least_the_largest(found, readings[:, :, NAMES.index("volume_cm3")], there)
    for i, lesion in zip(*(part.tolist() for part in np.nonzero(there)), strict=True):
        row, number = int(rows[i]), int(found[i, lesion])
        imaging = images[max(number - 1, 0)]
        site = ward.site(row, lesion)
        ward.notes.looks.append(Looked(row, 0.0, imaging.name, site, lesion, number > 0))
        if number:
            see(ward, (row, lesion), imaging, readings[i, lesion], 0.0)


def _in_view(ward: Ward, imaging: Imaging, rows: Integers) -> NDArray[np.bool_]:
    bones = ward.library.sites.values()
    shown = [bone.name for bone in bones if imaging.whole_body or bone.region in imaging.regions]
    return np.isin(ward.cohort.sites[rows].astype(str), shown)


def _at_least_the_largest(
    found: Integers, volume: NDArray[np.float64], there: NDArray[np.bool_]
) -> Integers:
    """Return the findings where whoever would have none has the largest deposit found."""
    largest = np.argmax(np.where(there, volume, -1.0), axis=1)
    none = np.flatnonzero(~(found > 0).any(axis=1) & there.any(axis=1))
    found[none, largest[none]] = 1
    return found

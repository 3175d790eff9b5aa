"""What an image shows: which deposits are seen, and where it is mistaken.

References: salvo_2009, yang_2011.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError
from osteon.base.luck import hours_of, uniforms_of
from osteon.base.suggest import hint, plain
from osteon.library.assessments import Imaging
from osteon.library.library import Library
from osteon.library.sites import JAW, SPINE
from osteon.model.engine import Floats, Integers
from osteon.sim.lesion_readings import NAMES

Bits = NDArray[np.bool_]


def probability_seen(imaging: Imaging, lesions: Mapping[str, Floats], uptake: Floats) -> Floats:
    """Return the chance with which each deposit is seen.

    Parameters
    ----------
    lesions : mapping of str to array
        Readings by name.
    uptake : array
        Share of the tracer that the patient's cancer takes up, of a shape that fits.

    References
    ----------
    osteon_assumption
    """
    steepness = imaging.steepness.value
    size = np.maximum(lesions["diameter_mm"], 1e-9)
    contrast = np.maximum(_contrast(imaging, lesions, uptake), 1e-9)
    large = 1 / (1 + (imaging.smallest_mm.value / size) ** steepness)
    clear = 1 / (1 + (imaging.contrast_half.value / contrast) ** steepness)
    return np.asarray(imaging.best_sensitivity.value * large * clear)


def _contrast(imaging: Imaging, lesions: Mapping[str, Floats], uptake: Floats) -> Floats:
    if imaging.contrast == "mineral":
        return np.abs(lesions["mineral"] - 1)
    if imaging.contrast == "uptake_formation":
        return np.asarray(lesions["formation"] - 1)
    tumour = lesions["tumour_cm3"] / np.maximum(lesions["volume_cm3"], 1e-9)
    return np.asarray(tumour * uptake) if imaging.contrast == "uptake_tumour" else tumour


def seen(
    imaging: Imaging,
    readings: Floats,
    uptake: Floats,
    whose: tuple[Integers, Integers],
    when: tuple[Floats, int],
) -> Bits:
    """Return which of the deposits in the view of some images these show, shape (n,).

    Parameters
    ----------
    readings : (n, n_names) float
    uptake : (n,) float
        Share of the tracer that the patient's cancer takes up.
    whose : (n,) int, (n,) int
        Patient and place of each deposit; with kind of image and hour they key the luck.
    when : (n,) float, int
        Day of each image, and the seed.
    """
    day, seed = when
    chance = probability_seen(imaging, dict(zip(NAMES, readings.T, strict=True)), uptake)
    patients, lesion = whose
    luck = uniforms_of(seed, f"seen by {imaging.name}", patients, lesion + 1, hours_of(day))
    return np.asarray(luck < chance)


def mistaken(
    imaging: Imaging, patients: Integers, bone: Integers, when: tuple[Floats, int]
) -> Bits:
    """Return whether an image of each patient shows in a healthy bone what is not there."""
    day, seed = when
    luck = uniforms_of(seed, f"mistaken by {imaging.name}", patients, bone + 1, hours_of(day))
    return np.asarray(luck < imaging.false_finding_probability)


def uptake_of(imaging: Imaging, cancers: NDArray[np.generic], library: Library) -> Floats:
    """Return the share of the tracer that each patient's cancer takes up, shape (n,)."""
    if imaging.tracer is None:
        return np.ones(len(cancers))
    share = f"{imaging.tracer}_uptake_share"
    found = {cancer: getattr(library.cancers[cancer], share, None) for cancer in set(cancers)}
    taken = {cancer: 1.0 if entry is None else entry.value for cancer, entry in found.items()}
    return np.array([taken[cancer] for cancer in cancers])


def bones_at(place: str, library: Library) -> tuple[str, ...]:
    """Return the bones that a place stands for: a bone, a region, a level of the cord, the spine.

    Raises
    ------
    InputError
        There is no such place; the message names the nearest one.
    """
    found = library.bones_by_place.get(plain(place))
    if found is None:
        regions = {bone.region for bone in library.sites.values()}
        raise InputError(f'no bone "{place}"{hint(place, [*library.sites, *regions, SPINE, JAW])}')
    return found


def bones_shown(imaging: Imaging, site: str, library: Library) -> tuple[str, ...]:
    """Return the bones that an image shows, of a site or of what it shows without one."""
    if site:
        return bones_at(site, library)
    if imaging.whole_body:
        return tuple(library.sites)
    return tuple(b.name for b in library.sites.values() if b.region in imaging.regions)

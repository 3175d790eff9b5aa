"""From a described patient to the numbers a cohort is drawn from; every fault is told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError, Problem, noted
from osteon.base.suggest import hint, plain
from osteon.base.units import to_unit
from osteon.library.cancers import Cancer
from osteon.library.library import Library
from osteon.library.sites import Site
from osteon.library.sourced import ASSUMPTION_KEY
from osteon.sim.patient import KINDS, Lesion, Patient
from osteon.sim.sample_person import VITAMIN_D_UNIT_NMOL_PER_L

STIMULI = ("resorptive_stimulus", "osteoblast_stimulus", "osteoblast_block")
_MOST_STATUS = 2


@dataclass(frozen=True)
class GivenLesions:
    """What is said of the lesions of a patient.

    Attributes
    ----------
    bones : (n_lesions,) int
        Rows of the library's sites.
    values : mapping of str to (n_lesions,) float
        Parameters of lesions; NaN where nothing is said.
    """

    bones: NDArray[np.int64]
    values: Mapping[str, NDArray[np.float64]]


def read_patient(patient: Patient, library: Library) -> tuple[Cancer, GivenLesions | None]:
    """Return the cancer with the patient's own numbers laid over it, and the lesions if described.

    Raises
    ------
    InputError
        Something said is unknown or impossible; every fault is listed.
    """
    faults = list[Problem]()
    cancer = noted(faults, "cancer", partial(library.cancer, patient.cancer), None)
    numbers = _person(patient, faults)
    lesions = None if patient.lesions is None else _lesions(patient.lesions, library, faults)
    laid = cancer and noted(faults, "", partial(_laid_over, cancer, numbers), None)
    if faults or laid is None:
        raise InputError(faults)
    return laid, lesions


def _person(patient: Patient, faults: list[Problem]) -> dict[str, float]:
    """Return what is said of the person, by the names of a cancer's numbers."""
    quantities = {
        "age_years": ("age", patient.age, "years", 1.0),
        "weight_kg": ("weight", patient.weight, "kg", 1.0),
        "gfr_ml_per_min": ("gfr", patient.gfr, "mL/min", 1.0),
        "vitamin_d_ratio": (
            "vitamin_d",
            patient.vitamin_d,
            "nmol/L",
            VITAMIN_D_UNIT_NMOL_PER_L,
        ),
        "albumin_g_per_l": ("albumin", patient.albumin, "g/L", 1.0),
    }
    said: dict[str, float] = {"dropout_rate_per_year": 0.0}  # nobody leaves a life
    for name, (where, raw, unit, scale) in quantities.items():
        if raw is None:
            continue
        value = noted(faults, where, partial(to_unit, raw, unit), None)
        said |= {} if value is None else {name: value / scale}
    said |= _sex(patient.sex, faults) | _status(patient.performance_status, faults)
    if patient.visceral is not None:
        said["visceral_share"] = float(patient.visceral)
    return said


def _sex(sex: str | None, faults: list[Problem]) -> dict[str, float]:
    if sex is None:
        return {}
    if plain(sex) not in {"female", "male"}:
        faults.append(Problem("sex", f'"{sex}" is not possible{hint(sex, ("female", "male"))}'))
    return {"sex_female_share": float(plain(sex) == "female")}


def _status(status: int | None, faults: list[Problem]) -> dict[str, float]:
    if status is None:
        return {}
    if status not in range(_MOST_STATUS + 1):
        message = f"{status} is not possible; write 0, 1 or {_MOST_STATUS}"
        faults.append(Problem("performance_status", message))
    return {f"ecog_{n}_share": float(n == status) for n in range(_MOST_STATUS + 1)}


def _laid_over(cancer: Cancer, numbers: Mapping[str, float]) -> Cancer:
    """Return the cancer with single values in the place of its distributions."""
    faults = list[Problem]()
    changes = {}
    for name, value in numbers.items():
        entry = noted(faults, name, partial(cancer[name].with_value, value), None)
        if entry is not None:
            said = {"spread": None, "source": ASSUMPTION_KEY, "basis": "assumed", "note": ""}
            changes[name] = entry.model_copy(update=said)
    if faults:
        raise InputError(faults)
    return cancer.model_copy(update=changes)


def _lesions(lesions: Sequence[Lesion], library: Library, faults: list[Problem]) -> GivenLesions:
    order = {site: row for row, site in enumerate(library.sites)}
    bones, columns = [], list[dict[str, float]]()
    for number, lesion in enumerate(lesions, start=1):
        where = f"lesions[{number}]"
        site = noted(faults, f"{where}.site", partial(_bone, lesion.site, library), None)
        sharing = sum(plain(other.site) == plain(lesion.site) for other in lesions)
        columns.append(_numbers_of(lesion, site, sharing, library, (where, faults)))
        bones.append(order[site.name] if site else 0)
    names = sorted({name for column in columns for name in column})
    values = {
        name: np.array([column.get(name, np.nan) for column in columns], float) for name in names
    }
    return GivenLesions(np.array(bones, np.int64), values)


def _numbers_of(
    lesion: Lesion,
    site: Site | None,
    sharing: int,
    library: Library,
    told: tuple[str, list[Problem]],
) -> dict[str, float]:
    """Return the parameters of one lesion that follow from what is said of it."""
    where, faults = told
    numbers = _stimuli(lesion.kind, library, where, faults)
    volume = noted(
        faults, f"{where}.volume", partial(_volume, lesion, site, sharing, library), None
    )
    numbers |= {} if volume is None else {"tumour_volume_cm3": volume}
    if lesion.doubling_time is not None:
        days = noted(
            faults, f"{where}.doubling_time", partial(_doubling, lesion.doubling_time), None
        )
        numbers |= {} if days is None else {"growth_rate_per_day": float(np.log(2) / days)}
    return numbers


def _stimuli(kind: str, library: Library, where: str, faults: list[Problem]) -> dict[str, float]:
    if plain(kind) not in KINDS:
        faults.append(Problem(f"{where}.kind", f'"{kind}" is no kind of lesion{hint(kind, KINDS)}'))
        return {}
    return {name: library.parameters[f"{plain(kind)}_{name}"].value for name in STIMULI}


def _volume(lesion: Lesion, site: Site | None, sharing: int, library: Library) -> float:
    """Return the tumour of a lesion whose region has the stated volume [cm3]."""
    region = to_unit(lesion.volume, "cm3")
    if region <= 0:
        raise InputError(f'"{lesion.volume}" is not possible; it must be more than 0')
    p = library.parameters
    if site is not None:
        room = site.volume_cm3.value * p["lesion_volume_share"].value / sharing
        if region >= room:
            shared = f" for each of {sharing}" if sharing > 1 else ""
            raise InputError(
                f'"{lesion.volume}" does not fit into the {site.title}, which has room for less'
                f" than {room:.3g} cm3{shared}"
            )
    return region / p["region_per_tumour"].value


def _doubling(raw: str | float | None) -> float:
    days = to_unit(raw or 0.0, "days")
    if days <= 0:
        raise InputError(f'"{raw}" is not possible; it must be more than 0')
    return days


def _bone(text: str, library: Library) -> Site:
    try:
        return library.site(text)
    except InputError:
        titles = {site.title: name for name, site in library.sites.items()}
        inside = [name for title, name in titles.items() if plain(text) in f"{plain(title)} {name}"]
        if not plain(text) or not inside:
            raise
        raise InputError(f'no bone "{text}"; use one of {", ".join(inside)}') from None

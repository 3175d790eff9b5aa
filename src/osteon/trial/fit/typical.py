"""The typical patient of a cancer with the lesions that every subject of a fit is said to have."""

from dataclasses import replace
from functools import partial
from types import MappingProxyType

from osteon.base.errors import InputError, Problem, noted
from osteon.library.cancers import Cancer
from osteon.library.library import Library
from osteon.library.sourced import Sourced
from osteon.sim.cohort import Cohort
from osteon.sim.patient import Lesion, Patient

# Of a cancer, what a body carries besides its lesions.
OF_THE_PERSON = (
    "age_years",
    "gfr_ml_per_min",
    "vitamin_d_ratio",
    "albumin_g_per_l",
    "turnover_factor",
    "pthrp_secretion_pm_per_cm3",
)


def typical_patient(
    cancer: str | None, lesions: tuple[str, ...], library: Library, problems: list[Problem]
) -> Cohort | None:
    """Return a cohort of one, at the medians of a cancer, or None without lesions."""
    if cancer is None and not lesions:
        return None
    if cancer is None or not lesions:
        problems.append(Problem("--lesion", "lesions need a --cancer, and a cancer needs lesions"))
        return None
    read = [noted(problems, "--lesion", partial(Lesion.parse, text), None) for text in lesions]
    found = noted(problems, "--cancer", lambda: library.cancer(cancer), None)
    if found is None or None in read:
        return None
    medians = _at_medians(found)
    plain = replace(library, cancers=MappingProxyType({**library.cancers, found.name: medians}))
    known = tuple(lesion for lesion in read if lesion is not None)
    patient = Patient(found.name, lesions=known, visceral=False)
    try:
        return Cohort.of(patient, library=plain)
    except InputError as error:
        problems += error.problems
        return None


def _at_medians(cancer: Cancer) -> Cancer:
    changed = {
        name: entry.model_copy(update={"spread": None})
        for name in type(cancer).model_fields
        if isinstance(entry := getattr(cancer, name), Sourced)
    }
    return cancer.model_copy(update=changed)


def of_the_person(typical: Cohort | None) -> dict[str, float]:
    """Return what the typical patient has in the place of the reference adult's values."""
    if typical is None:
        return {}
    return {name: float(typical.values[name][0]) for name in OF_THE_PERSON}

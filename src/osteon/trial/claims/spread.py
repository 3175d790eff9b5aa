"""Claims on where cancers go in the skeleton, and what that brings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from osteon.trial.claims.clinic import Clinic, People
from osteon.trial.claims.seen import Seen

OFTEN = ("prostate", "breast", "thyroid", "lung", "kidney", "melanoma")
# From the most to the least, as far as sources agree.
PUBLISHED_ORDER = ("prostate", "breast", "lung", "ovary")
TROUBLED = ("breast", "lung", "kidney")
POOLED = ("breast", "prostate", "lung", "kidney")
SPINE = ("cervical_spine", "thoracic_spine", "lumbar_spine")
OTHER_USUAL = ("pelvis", "femur", "humerus", "ribs", "skull")
PAINFUL = 3.0


def troubles(clinic: Clinic) -> Mapping[str, float]:
    """C001: pain, fracture, compression and high calcium come with metastases."""
    kinds = ("pathological_fracture", "spinal_cord_compression", "hypercalcaemia")
    found, spared = list[list[float]](), list[float]()
    for cancer in TROUBLED:
        people = People(cancer, n=120, said=(("visceral", False),))
        ill = clinic.see(people, "2 years")
        none = clinic.see(replace(people, lesions=()), "2 years")
        found.append([_in_pain(ill), *(ill.share(kind) for kind in kinds)])
        spared.append(max(_in_pain(none), none.share(*kinds)))
    names = ("bone pain of 3 or more", "pathological fracture", "cord compression", "high calcium")
    return {
        **{
            f"{name}, with metastases": 100 * share
            for name, share in zip(names, np.mean(found, axis=0).tolist(), strict=True)
        },
        "any of the four, without metastases": 100 * float(np.mean(spared)),
    }


def _in_pain(seen: Seen) -> float:
    _, pain = seen.days_of("pain_0_10")
    return float(np.mean(np.nanmax(pain, axis=1) >= PAINFUL))


def any_cancer(clinic: Clinic) -> Mapping[str, float]:
    """C002: every primary has some chance."""
    chances = _chances(clinic)
    in_order = [chances[name] for name in PUBLISHED_ORDER]
    return {
        "primaries, all others counted as one": len(chances),
        "lowest chance": min(chances.values()),
        "neighbours in the published order that stand the wrong way round": float(
            np.sum(np.diff(in_order) > 0)
        ),
    }


def frequent_sources(clinic: Clinic) -> Mapping[str, float]:
    """C003: some primaries have a high chance; ovarian cancer has not."""
    chances = _chances(clinic)
    named = ("prostate", "breast", "lung", "kidney")
    return {
        "lowest of the six": min(chances[name] for name in OFTEN),
        **{name: chances[name] for name in named},
        "ovary, the exception": chances["ovary"],
    }


def _chances(clinic: Clinic) -> dict[str, float]:
    return {
        name: 100 * cancer.bone_spread_probability.value
        for name, cancer in clinic.library.cancers.items()
    }


def spine_first(clinic: Clinic) -> Mapping[str, float]:
    """C004: the spine holds more metastases than any other region."""
    regions, patients = _regions(clinic)
    spine = sum(regions[name] for name in SPINE)
    others = max(count for name, count in regions.items() if name not in SPINE)
    return {
        "metastases in the spine over those in the next most frequent region": spine / others,
        "patients with a spinal metastasis": 100 * patients,
    }


def other_sites(clinic: Clinic) -> Mapping[str, float]:
    """C005: spine and five other regions hold nearly all."""
    regions, _ = _regions(clinic)
    total = sum(regions.values())
    usual = sum(regions[name] for name in (*SPINE, *OTHER_USUAL))
    return {
        "metastases in the spine and these five": 100 * usual / total,
        "least frequent of the five": 100 * min(regions[name] for name in OTHER_USUAL) / total,
    }


def _regions(clinic: Clinic) -> tuple[Counter[str], float]:
    """Return the metastases in each region, and the share of patients with a spinal one."""
    where: Counter[str] = Counter()
    spinal = list[bool]()
    for cancer in POOLED:
        cohort = clinic.cohort(People(cancer, n=300))
        for sites, size in zip(cohort.sites, cohort.sizes, strict=True):
            own = [clinic.library.sites[site].region for site in sites[:size]]
            where.update(own)
            spinal.append(any(region in SPINE for region in own))
    return where, float(np.mean(spinal))


SHOWS = {
    "C001": troubles,
    "C002": any_cancer,
    "C003": frequent_sources,
    "C004": spine_first,
    "C005": other_sites,
}

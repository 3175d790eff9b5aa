"""Claims on what tumour does to bone, nerve and blood."""

from collections.abc import Mapping

import numpy as np

from osteon.model.engine import Floats, read
from osteon.sim.patient import Lesion
from osteon.trial.claims.bodies import entered, lesion_state
from osteon.trial.claims.clinic import NOBODY_DIES, Clinic, People
from osteon.trial.claims.seen import ratio

KINDS = ("lytic", "mixed", "blastic")
CANCERS = ("breast", "prostate", "lung", "kidney")
NO_HORMONE = {"cancers.*.pthrp_secretion_pm_per_cm3": 0.0}
BURDENS = (0.0, 0.05, 0.1, 0.2, 0.3)


def cells(clinic: Clinic) -> Mapping[str, float]:
    """C011: cells near tumour are not those of normal bone."""
    kind = {kind: _lesion(clinic, kind) for kind in KINDS}
    return {
        "osteoclasts in a lytic lesion, times normal": kind["lytic"]["lesion_osteoclasts"],
        "osteoblasts in a lytic lesion, times normal": kind["lytic"]["lesion_osteoblasts"],
        "osteoblasts in a blastic lesion, times normal": kind["blastic"]["lesion_osteoblasts"],
        "osteoblasts in a mixed lesion, times normal": kind["mixed"]["lesion_osteoblasts"],
    }


def bone_lost_or_made(clinic: Clinic) -> Mapping[str, float]:
    """C012: lytic, blastic and mixed lesions."""
    kind = {kind: _lesion(clinic, kind) for kind in KINDS}
    mineral = {
        name: 100 * (own["lamellar_mineral"] + own["woven_mineral"]) for name, own in kind.items()
    }
    return {
        "mineral in a lytic lesion": mineral["lytic"],
        "mineral in a blastic lesion": mineral["blastic"],
        "old mineral left in a mixed lesion": 100 * kind["mixed"]["lamellar_mineral"],
        "new mineral made in a mixed lesion": 100 * kind["mixed"]["woven_mineral"],
    }


def _lesion(clinic: Clinic, kind: str) -> Mapping[str, float]:
    """Return the medians of what is in the lesion of one kind on the day of entry."""
    people = People.with_lesion(f"L3 {kind} 8 mL", n=12).growing("150 days")
    lives = entered(clinic.cohort(people), clinic.library)
    names = ("lesion_osteoblasts", "lesion_osteoclasts", "lamellar_mineral", "woven_mineral")
    return {name: float(np.median(lesion_state(lives, name))) for name in names}


def easier_to_break(clinic: Clinic) -> Mapping[str, float]:
    """C013: thinned and overgrown bone are weaker than healthy bone."""
    breaks = {kind: _breaks_per_year(clinic, kind) for kind in ("lytic", "blastic")}
    healthy = clinic.library.sites["T10"].base_fracture_rate_per_day.value * 365.25
    return {
        "strength with a lytic lesion": _strength(clinic, "lytic"),
        "strength with a blastic lesion": _strength(clinic, "blastic"),
        "breaks a year, lytic over blastic": ratio(breaks["lytic"], breaks["blastic"]),
        "breaks a year, blastic over healthy vertebra": ratio(breaks["blastic"], healthy),
    }


def _vertebra(kind: str) -> People:
    return People.with_lesion(f"T10 {kind} 15 mL", n=150).growing("200 days")


def _strength(clinic: Clinic, kind: str) -> float:
    """Return the strength of a vertebra with a lesion on the day of entry [% of healthy]."""
    readings = read(entered(clinic.cohort(_vertebra(kind)), clinic.library))
    strength: Floats = 1 - readings["weakness_cm3"] / readings["region_cm3"]
    return float(100 * np.median(strength))


def _breaks_per_year(clinic: Clinic, kind: str) -> float:
    return clinic.see(_vertebra(kind), "2 years", NOBODY_DIES).per_year("pathological_fracture")


def cord(clinic: Clinic) -> Mapping[str, float]:
    """C014: only spinal metastases press on the cord."""
    pressed, spared = list[bool](), list[bool]()
    for cancer in CANCERS:
        people = People(cancer, n=120)
        seen, cohort = clinic.see(people, "3 years"), clinic.cohort(people)
        # A metastasis that comes later presses as well.
        sizes = (cohort.appears < 3 * 365.25).sum(axis=1)
        levels = [
            any(clinic.library.sites[site].cord_level != "none" for site in sites[:size])
            for sites, size in zip(cohort.sites, sizes, strict=True)
        ]
        happened = np.isfinite(seen.first_days("spinal_cord_compression"))
        pressed += happened[levels].tolist()
        spared += happened[~np.array(levels)].tolist()
    return {
        "with a spinal metastasis": 100 * float(np.mean(pressed)) if pressed else 0.0,
        "without one": 100 * float(np.mean(spared)),
    }


def calcium_from_bone(clinic: Clinic) -> Mapping[str, float]:
    """C016: the more bone is dissolved, the higher the calcium."""
    highest = [_highest_calcium(clinic, burden) for burden in BURDENS]
    return {
        "calcium with none": highest[0],
        "calcium with 30 % of all bone affected": highest[-1],
        "least rise from one to the next": float(np.min(np.diff(highest))),
    }


def _highest_calcium(clinic: Clinic, burden: float) -> float:
    """Return the median of the highest calcium in half a year with a part of all bone destroyed."""
    lesions = tuple(
        Lesion(site.name, "lytic", burden * site.volume_cm3.value, "90 days")
        for site in clinic.library.sites.values()
    )
    said = (("gfr", 40.0), ("vitamin_d", 75.0), ("visceral", False))
    people = People("breast", 8, lesions if burden else (), said)
    course = clinic.see(people, "26 weeks", {**NOBODY_DIES, **NO_HORMONE})
    _, calcium = course.days_of("calcium_mmol_l")
    return float(np.median(np.nanmax(calcium, axis=1)))


SHOWS = {
    "C011": cells,
    "C012": bone_lost_or_made,
    "C013": easier_to_break,
    "C014": cord,
    "C016": calcium_from_bone,
}

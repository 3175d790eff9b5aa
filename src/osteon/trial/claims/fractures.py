"""Claims on weak and broken bones: how they break, where, with what pain."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from osteon.trial.claims.clinic import NOBODY_DIES, Clinic, People
from osteon.trial.claims.rules import has_done
from osteon.trial.claims.seen import Seen, ratio

BROKE = "pathological_fracture"
SPINE = ("cervical_spine", "thoracic_spine", "lumbar_spine")
LONG = ("femur", "humerus")
CANCERS = ("breast", "prostate", "lung", "kidney")
SUDDEN = 3.0  # points
FOUR_WEEKS, HALF_A_WEEK = 28.0, 3.5
DRUG = "denosumab 120 mg sc q4w"


def thigh(n: int = 120) -> People:
    """Return people with a lytic metastasis that grows in the left thigh bone."""
    return People.with_lesion("femur_left lytic 20 mL", n=n).growing("120 days")


def gives_way(clinic: Clinic) -> Mapping[str, float]:
    """C024: strength falls until the bone breaks under daily load."""
    seen = clinic.see(thigh(), "2 years", NOBODY_DIES)
    _, weak = seen.days_of("weakness_cm3")
    _, region = seen.days_of("region_cm3")
    strength = 100 * (1 - weak / region)
    return {
        "strength at entry, median": float(np.nanmedian(strength[:, 0])),
        "patients in whom it falls below half": 100 * _ever_below(strength, 50.0),
        "breaks without a fall": 100 * len(_by_cause(seen, "load")) / seen.n,
    }


def _ever_below(values: NDArray[np.float64], limit: float) -> float:
    return float(np.mean(np.nanmin(values, axis=1) < limit))


def _by_cause(seen: Seen, cause: str) -> NDArray[np.float64]:
    """Return the days of breaks that were brought about so."""
    breaks = seen.events(BROKE)
    return breaks[breaks.cause == cause].day.to_numpy(float)


def found_early(clinic: Clinic) -> Mapping[str, float]:
    """C025: fewer breaks when metastases are looked for and cared for."""
    people = thigh()
    breaks = {
        name: clinic.see(people, "2 years", NOBODY_DIES, imaging=imaging, fracture=fracture)
        for name, imaging, fracture in (("early", "intense", "usual"), ("never", "none", "none"))
    }
    shares = {name: seen.share(BROKE) for name, seen in breaks.items()}
    return {
        "breaks, found early and cared for, over neither": ratio(shares["early"], shares["never"])
    }


def in_a_fall(clinic: Clinic) -> Mapping[str, float]:
    """C035: some breaks follow falls; the weak and the sedated fall more."""
    seen = clinic.see(People(n=200), "2 years", care="usual")
    falls, load = len(_by_cause(seen, "fall")), len(_by_cause(seen, "load"))
    _, rate = seen.days_of("fall_rate_per_year")
    _, weakness = seen.days_of("weakness_0_1")
    _, drowsy = seen.days_of("drowsiness_0_1")
    impaired = (weakness > 0.3) | (drowsy > 0.2)
    return {
        "breaks in a fall": 100 * ratio(falls, falls + load),
        "falls a year": seen.per_year("fall"),
        "falls with weakness or sedation, over falls without": ratio(
            float(np.nanmean(rate[impaired])), float(np.nanmean(rate[~impaired]))
        ),
    }


def in_ordinary_activity(clinic: Clinic) -> Mapping[str, float]:
    """C036: most breaks need no fall."""
    seen = clinic.see(People(n=200), "2 years", care="usual")
    falls, load = len(_by_cause(seen, "fall")), len(_by_cause(seen, "load"))
    return {"breaks without a fall": 100 * ratio(load, falls + load)}


def sudden_pain(clinic: Clinic) -> Mapping[str, float]:
    """C037: pain jumps with the break."""
    seen = clinic.see(thigh(n=400), "1 year", NOBODY_DIES, every="1 day")
    days, pain = seen.days_of("pain_0_10")
    rises = []
    for row, day in enumerate(seen.first_days(BROKE)):
        before, after = (days >= day - 2) & (days < day), (days > day) & (days <= day + 14)
        if np.isfinite(day) and before.any() and after.any():
            rises.append(np.nanmax(pain[row, after]) - np.nanmean(pain[row, before]))
    return {
        "breaks with a rise of 3 points or more": 100 * float(np.mean(np.array(rises) >= SUDDEN))
        if rises
        else float("nan")
    }


def where(clinic: Clinic) -> Mapping[str, float]:
    """C038: spine and long bones."""
    regions: Counter[str] = Counter()
    for cancer in CANCERS:
        seen = clinic.see(People(cancer, n=120), "2 years")
        regions.update(clinic.library.sites[site].region for site in seen.events(BROKE).site)
    total, spine = sum(regions.values()), sum(regions[name] for name in SPINE)
    others = max((count for name, count in regions.items() if name not in SPINE), default=0)
    return {
        "breaks of long bones and spine": 100
        * ratio(spine + sum(regions[name] for name in LONG), total),
        "breaks of the spine over those of the next most frequent region": ratio(spine, others),
    }


def back_pain(clinic: Clinic) -> Mapping[str, float]:
    """C039: sudden back pain stands for a broken vertebra."""
    people = People.with_lesion("T8 lytic 15 mL", n=150).growing("150 days")
    seen = clinic.see(people, "1 year", NOBODY_DIES)
    symptoms, breaks = seen["symptoms"], seen.events(BROKE)
    told = symptoms[(symptoms.name == "sudden_pain") & (symptoms.site.isin(["T8"]))]
    broke = {(patient, day) for patient, day in zip(breaks.patient, breaks.day, strict=True)}
    behind = [
        any(who == patient and abs(day - onset) <= 3.0 for who, day in broke)
        for patient, onset in zip(told.patient, told.onset_day, strict=True)
    ]
    chance = float(np.mean(behind)) if behind else float("nan")
    usual = seen.per_year(BROKE) * 3.0 / 365.25
    return {
        "broken vertebra behind sudden back pain": 100 * chance,
        "that chance over the chance in any three days": ratio(chance, usual),
    }


def drug_prevents(clinic: Clinic) -> Mapping[str, float]:
    """C041: fewer breaks on a bone drug."""
    alone = clinic.see(People(n=250), "2 years", NOBODY_DIES)
    treated = clinic.see(People(n=250), "2 years", NOBODY_DIES, bone_agent=DRUG)
    return {
        "breaks, on the drug over without": ratio(treated.per_year(BROKE), alone.per_year(BROKE))
    }


def pain_before(clinic: Clinic) -> Mapping[str, float]:
    """C042: what will break hurts more beforehand."""
    seen = clinic.see(People(n=250), "2 years", NOBODY_DIES)
    course = seen["lesion_course"]
    breaks = seen.events(BROKE)
    breaks = breaks[(breaks.cause == "load") & (breaks.day > FOUR_WEEKS)]
    differences = []
    for who, day, lesion in zip(breaks.patient, breaks.day, breaks.lesion, strict=True):
        then = (course.day - (day - FOUR_WEEKS)).abs() <= HALF_A_WEEK
        before = course[(course.patient == who) & then]
        broken = before.lesion == lesion
        if broken.any() and not broken.all():
            own, others = before[broken].pain_0_10.mean(), before[~broken].pain_0_10.mean()
            differences.append(float(own - others))
    return {
        "pain before a break minus pain without one": float(np.mean(differences))
        if differences
        else float("nan")
    }


def cement_helps(clinic: Clinic) -> Mapping[str, float]:
    """C046: cement lowers disability within a month."""
    people = People.with_lesion("L3 lytic 30 mL", n=60).growing("200 days")
    alone = clinic.see(people, "8 weeks", NOBODY_DIES)
    cement = has_done("vertebroplasty", "L3")
    held = clinic.see(people, "8 weeks", NOBODY_DIES, fracture=cement)
    scores = [own.reading("disability_0_24", 35.0) for own in (held, alone)]
    return {"disability, cemented minus not": float(np.nanmean(scores[0] - scores[1]))}


SHOWS = {
    "C024": gives_way,
    "C025": found_early,
    "C035": in_a_fall,
    "C036": in_ordinary_activity,
    "C037": sudden_pain,
    "C038": where,
    "C039": back_pain,
    "C041": drug_prevents,
    "C042": pain_before,
    "C046": cement_helps,
}

"""Claims on bones held by metal or cement, irradiated, and on falls at home."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from osteon.trial.claims.clinic import NOBODY_DIES, Clinic, People
from osteon.trial.claims.fractures import BROKE, thigh
from osteon.trial.claims.rules import has_done, takes
from osteon.trial.claims.seen import Seen, ratio

ROD, PLATE, CEMENTS = (
    "prophylactic_fixation",
    "fracture_fixation",
    ("vertebroplasty", "kyphoplasty"),
)
RAYS = "radiotherapy_20gy_5"
IMPAIRED = 0.25
AT_RISK = ("confusion", "dizziness", "weakness")


def _first(seen: Seen, *names: str) -> NDArray[np.float64]:
    """Return each patient's day of the first procedure of these, infinite where there was none."""
    done = seen["procedures"]
    kept = done[done.procedure.isin(names)].groupby("patient").day.min()
    return np.array([kept.get(patient, np.inf) for patient in seen["follow_up"].patient], float)


def prevention(clinic: Clinic) -> Mapping[str, float]:
    """C040: planned operations, and fewer breaks."""
    cared = {
        name: clinic.see(thigh(), "2 years", NOBODY_DIES, imaging="usual", fracture=name)
        for name in ("usual", "no prevention")
    }
    planned = {name: 100 * np.isfinite(_first(seen, ROD)).mean() for name, seen in cared.items()}
    breaks = {name: seen.share(BROKE) for name, seen in cared.items()}
    return {
        "planned operations per 100 patients, with prevention minus without": planned["usual"]
        - planned["no prevention"],
        "breaks, with prevention over without": ratio(breaks["usual"], breaks["no prevention"]),
    }


def rod(clinic: Clinic) -> Mapping[str, float]:
    """C043: a rod where the score says so keeps the bone from breaking."""
    cared = clinic.see(thigh(), "2 years", NOBODY_DIES, imaging="usual", fracture="usual")
    alone = clinic.see(thigh(), "2 years", NOBODY_DIES)
    at, broke = _first(cared, ROD), cared.first_days(BROKE)
    given = np.isfinite(at)
    after = given & np.isfinite(broke) & (broke > at)
    same = given & np.isfinite(alone.first_days(BROKE)) & (alone.first_days(BROKE) > at)
    reasons = cared.orders(ROD).reason.astype(str)
    scored = reasons.str.contains("Mirels|mm")
    return {
        "patients given a rod": 100 * float(given.mean()),
        "rods given for a score of 9 or more, or 30 mm of cortex": 100 * float(scored.mean()),
        "breaks after a rod, over the same bones without": ratio(after.sum(), same.sum()),
    }


def plate(clinic: Clinic) -> Mapping[str, float]:
    """C044: broken long bones are operated, and function is better for it."""
    people = replace(thigh(), n=400)
    cared = clinic.see(people, "1 year", NOBODY_DIES, fracture="no prevention")
    alone = clinic.see(people, "1 year", NOBODY_DIES)
    broke, at = cared.first_days(BROKE), _first(cared, PLATE)
    broken = np.isfinite(broke)
    operated = broken & np.isfinite(at)
    days, with_plate = cared.days_of("disability_0_24")
    _, without = alone.days_of("disability_0_24")
    differences = []
    for row in np.flatnonzero(operated):
        later = int(np.searchsorted(days, broke[row] + 56.0))
        if later < len(days):
            differences.append(with_plate[row, later] - without[row, later])
    return {
        "operated": 100 * ratio(operated.sum(), broken.sum()),
        "disability after eight weeks, operated minus not": float(np.nanmean(differences))
        if differences
        else float("nan"),
        "disability eight weeks after the operation, on a break minus planned": _later(cared, PLATE)
        - _later(clinic.see(people, "1 year", NOBODY_DIES, imaging="usual", fracture="usual"), ROD),
    }


def _later(seen: Seen, operation: str) -> float:
    """Return the mean disability eight weeks after an operation [points of 24]."""
    days, disability = seen.days_of("disability_0_24")
    at = _first(seen, operation) + 56.0
    rows = np.flatnonzero(at < days[-1])
    scores = disability[rows, np.searchsorted(days, at[rows])]
    return float(np.nanmean(scores)) if len(rows) else float("nan")


def cement(clinic: Clinic) -> Mapping[str, float]:
    """C045: some broken vertebrae are cemented, none whose cord is pressed."""
    people = People.with_lesion("L2 lytic 20 mL", n=120).growing("150 days")
    seen = clinic.see(people, "1 year", NOBODY_DIES, fracture="usual", cord="usual", pain="usual")
    broke, at = seen.first_days(BROKE), _first(seen, *CEMENTS)
    pressed = seen.first_days("spinal_cord_compression")
    cemented, broken = np.isfinite(at), np.isfinite(broke)
    with_signs = np.abs(pressed[cemented] - at[cemented]) <= 1.0
    return {
        "given cement": 100 * ratio((cemented & broken).sum(), broken.sum()),
        "cemented within a day of a known compression at that level": 100
        * ratio(with_signs.sum(), cemented.sum()),
    }


def radiation_after_surgery(clinic: Clinic) -> Mapping[str, float]:
    """C047: no harm, less tumour."""
    people = thigh()
    held = has_done(ROD, "femur_left")
    rays = has_done(RAYS, "femur_left", day=28.0)
    without = clinic.see(people, "2 years", NOBODY_DIES, fracture=held)
    with_rays = clinic.see(people, "2 years", NOBODY_DIES, fracture=held, pain=rays)
    tumour = [float(np.nanmean(own.reading("tumour_cm3", 365.0))) for own in (with_rays, without)]
    failures = [len(own.events(BROKE)) for own in (with_rays, without)]
    return {
        "failures with radiation over without": ratio(failures[0], failures[1])
        if failures[1]
        else float(failures[0]),
        "tumour in bone after a year, with over without": ratio(*tumour),
    }


def radiation_and_strength(clinic: Clinic) -> Mapping[str, float]:
    """C048: no strength within a month, mineral within half a year."""
    seen = _irradiated(clinic)
    weak, region = ("weakness_cm3", "region_cm3")
    strength = {
        day: 100 * (1 - seen.reading(weak, day) / seen.reading(region, day)) for day in (0.0, 28.0)
    }
    mineral = {
        day: 100 * seen.reading("region_mineral_cm3", day) / seen.reading(region, day)
        for day in (0.0, 182.0)
    }
    return {
        "change of strength in the first month": float(
            np.nanmedian(strength[28.0] - strength[0.0])
        ),
        "change of mineral in six months": float(np.nanmedian(mineral[182.0] - mineral[0.0])),
    }


def radiation_halts(clinic: Clinic) -> Mapping[str, float]:
    """C049: tumour shrinks or stands still."""
    treated, alone = _irradiated(clinic), clinic.see(_vertebra(), "1 year", NOBODY_DIES)
    start, later = (treated.reading("tumour_cm3", day) for day in (0.0, 91.0))
    return {
        "patients whose tumour is smaller than at entry": 100 * float(np.nanmean(later < start)),
        "tumour, irradiated over left alone": float(
            np.nanmean(later) / np.nanmean(alone.reading("tumour_cm3", 91.0))
        ),
    }


def _vertebra() -> People:
    return People.with_lesion("L2 lytic 12 mL", n=80).growing("150 days")


def _irradiated(clinic: Clinic) -> Seen:
    return clinic.see(_vertebra(), "1 year", NOBODY_DIES, pain=has_done(RAYS, "L2"))


def talk_about_aids(clinic: Clinic) -> Mapping[str, float]:
    """C050: those with these symptoms fall more, and are offered equipment."""
    people = People("lung", n=200)
    unhelped = clinic.see(people, "2 years", care="usual", safety_equipment="none")
    _, rate = unhelped.days_of("fall_rate_per_year")
    signs = [unhelped.days_of(f"{name}_0_1")[1] for name in ("weakness", "dizziness", "drowsiness")]
    ill = np.max(signs, axis=0) > IMPAIRED
    offered = clinic.see(people, "2 years", care="usual")
    equipped = set(offered.orders("home_safety_equipment", verb="start").patient)
    at_risk = set(_told_since(offered))
    return {
        "falls a year, with such symptoms over without": ratio(
            float(np.nanmean(rate[ill])) if ill.any() else float("nan"),
            float(np.nanmean(rate[~ill])),
        ),
        "offered equipment, of those with such symptoms": 100
        * ratio(len(at_risk & equipped), len(at_risk)),
    }


def _told_since(seen: Seen) -> dict[int, float]:
    """Return the day on which each patient first told of a symptom that leads to falls."""
    told = seen["symptoms"]
    own = told[told.name.isin(AT_RISK) & told.reported_day.notna()]
    first = own.groupby("patient").reported_day.min()
    return {int(who): float(day) for who, day in zip(first.index, first, strict=True)}


def aids(clinic: Clinic) -> Mapping[str, float]:
    """C051: a third fewer falls."""
    people = People("breast", n=250, said=(("age", 75.0), ("performance_status", 2)))
    alone = clinic.see(people, "1 year", NOBODY_DIES)
    equipped = takes("home_safety_equipment")
    fitted = clinic.see(people, "1 year", NOBODY_DIES, safety_equipment=equipped)
    return {
        "falls with equipment over without": ratio(fitted.per_year("fall"), alone.per_year("fall"))
    }


SHOWS = {
    "C040": prevention,
    "C043": rod,
    "C044": plate,
    "C045": cement,
    "C047": radiation_after_surgery,
    "C048": radiation_and_strength,
    "C049": radiation_halts,
    "C050": talk_about_aids,
    "C051": aids,
}

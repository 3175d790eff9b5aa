"""Claims on pain: how it begins, how it changes, what eases it alone."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from osteon.trial.claims.clinic import NOBODY_DIES, Clinic, People
from osteon.trial.claims.rules import has_done, takes
from osteon.trial.claims.seen import Floats, Seen

SEVERE = 5.0  # of 10
PAINFUL = 1.5  # of 10: pain that is noticed
MONTH = 30.0
BONE_PAINS = ("bone_pain", "severe_pain", "spinal_pain", "sudden_pain", "radicular_pain")
LADDER_TOP = "morphine_tablets"


def _small() -> People:
    return People.with_lesion("femur_left lytic 3 mL", n=100).growing("60 days")


def _painful() -> People:
    """Return people whose thigh bone and vertebra hurt at entry."""
    return People.with_lesion("femur_left lytic 45 mL", "L3 lytic 20 mL", n=100).growing("200 days")


def first_sign(clinic: Clinic) -> Mapping[str, float]:
    """C020: pain comes first."""
    symptoms = clinic.see(_small(), "2 years", NOBODY_DIES)["symptoms"]
    # What was felt at entry was no sign of anything new.
    new = symptoms[symptoms.onset_day > 0].sort_values("onset_day")
    first = new.groupby("patient").first()
    painful = first.name.isin(BONE_PAINS) if len(first) else first
    return {
        "patients who feel anything": 100 * len(first) / _small().n,
        "first symptom is pain": 100 * float(np.mean(painful)) if len(first) else float("nan"),
    }


def comes_and_goes(clinic: Clinic) -> Mapping[str, float]:
    """C021: not every day at first."""
    seen = clinic.see(_small(), "2 years", NOBODY_DIES)
    return {"days with pain, median patient": 100 * _early(seen, "pain_share_of_days")}


def night_and_movement(clinic: Clinic) -> Mapping[str, float]:
    """C022: worse at night, easier in movement."""
    seen = clinic.see(_small(), "2 years", NOBODY_DIES)
    rest = _early(seen, "pain_at_rest_0_10")
    return {
        "pain at night over pain at rest": _early(seen, "pain_at_night_0_10") - rest,
        "pain on movement over pain at rest": _early(seen, "pain_on_movement_0_10") - rest,
    }


def _early(seen: Seen, name: str) -> float:
    """Return the median of a reading over the month after pain has begun."""
    days, pain = seen.days_of("pain_0_10")
    _, values = seen.days_of(name)
    hurts = pain >= PAINFUL
    begins = np.where(hurts.any(axis=1), days[np.argmax(hurts, axis=1)], np.nan)
    month = (days >= begins[:, None]) & (days <= begins[:, None] + MONTH)
    return float(np.nanmedian(np.where(month, values, np.nan)))


def constant_later(clinic: Clinic) -> Mapping[str, float]:
    """C023: constant, and worse on movement."""
    seen = clinic.see(_painful(), "1 year", NOBODY_DIES)
    at = {
        name: seen.reading(name, 360.0)
        for name in ("pain_share_of_days", "pain_on_movement_0_10", "pain_at_rest_0_10")
    }
    on_movement = at["pain_on_movement_0_10"] - at["pain_at_rest_0_10"]
    return {
        "days with pain, median patient": float(100 * np.nanmedian(at["pain_share_of_days"])),
        "pain on movement over pain at rest": float(np.nanmedian(on_movement)),
    }


def many_ways(clinic: Clinic) -> Mapping[str, float]:
    """C026: at least five kinds of treatment lower pain."""
    ways: Mapping[str, Mapping[str, Any]] = {
        "analgesics": {"pain": takes(LADDER_TOP)},
        "radiotherapy": {"pain": has_done("radiotherapy_8gy_1", "femur_left", "L3")},
        "surgery": {"fracture": has_done("prophylactic_fixation", "femur_left")},
        "bone drug": {"bone_agent": "denosumab 120 mg sc q4w"},
        "anticancer": {"pain": takes("systemic_therapy")},
    }
    alone = _pain(clinic, {})
    falls = {name: float(np.nanmean(alone - _pain(clinic, way))) for name, way in ways.items()}
    return {"kinds of treatment that work": float(sum(fall >= 0.2 for fall in falls.values()))}


def _pain(clinic: Clinic, care: Mapping[str, Any], day: float = 120.0) -> Floats:
    seen = clinic.see(_painful(), "1 year", NOBODY_DIES, **care)
    return seen.reading("pain_on_movement_0_10", day)


def bone_drug_for_pain(clinic: Clinic) -> Mapping[str, float]:
    """C029: resorption falls, pain falls a little."""
    alone = _pain(clinic, {})
    drug: Mapping[str, Any] = {"bone_agent": "denosumab 120 mg sc q4w"}
    seen = clinic.see(_painful(), "1 year", NOBODY_DIES, **drug)
    untx = seen.reading("untx_nmol_mmol", 120.0) / seen.reading("untx_nmol_mmol", 0.0) - 1
    on_drug = float(np.nanmean(alone - _pain(clinic, drug)))
    rays = {"pain": has_done("radiotherapy_8gy_1", "femur_left", "L3")}
    after_rays = float(np.nanmean(_pain(clinic, {}, 42.0) - _pain(clinic, rays, 42.0)))
    return {
        "change of uNTx": float(100 * np.nanmedian(untx)),
        "fall of pain on the drug": on_drug,
        "fall after radiotherapy minus fall on the drug": after_rays - on_drug,
    }


def radiotherapy(clinic: Clinic) -> Mapping[str, float]:
    """C030: six to seven in ten respond, to one fraction as to five; it lasts longer after five."""
    response, regained = {}, {}
    people = People.with_lesion("L3 lytic 34 mL", n=400).growing("150 days")
    for course in ("radiotherapy_8gy_1", "radiotherapy_20gy_5"):
        seen = clinic.see(people, "1 year", NOBODY_DIES, pain=has_done(course, "L3"))
        before, five_weeks, eight_weeks, late = (
            seen.reading("pain_0_10", day) for day in (0.0, 35.0, 56.0, 360.0)
        )
        best = np.fmin(five_weeks, eight_weeks)
        # As in the trials of it, those whose pain is severe enough to be irradiated.
        able = before >= SEVERE
        responded = able & (before - best >= 2.0)
        response[course] = 100 * float(responded.sum() / max(able.sum(), 1))
        regained[course] = float(np.nanmean((late - best)[responded])) if responded.any() else 0.0
    one, five = response.values()
    once, often = regained.values()
    return {
        "response to 8 Gy once": one,
        "response to 20 Gy in five": five,
        "difference between the two": one - five,
        "pain that comes back within the year, after one fraction minus after five": once - often,
    }


def surgery(clinic: Clinic) -> Mapping[str, float]:
    """C031: pain on movement falls once the bone is held."""
    falls = {}
    for name, procedure, site in (
        ("fixation", "prophylactic_fixation", "femur_left"),
        ("cement", "vertebroplasty", "L3"),
    ):
        people = People.with_lesion(f"{site} lytic 30 mL", n=60).growing("200 days")
        alone = clinic.see(people, "8 weeks", NOBODY_DIES)
        held = clinic.see(people, "8 weeks", NOBODY_DIES, fracture=has_done(procedure, site))
        pains = [own.reading("pain_on_movement_0_10", 28.0) for own in (alone, held)]
        falls[name] = float(np.nanmean(pains[0] - pains[1]))
    return {f"fall of pain after {name}": fall for name, fall in falls.items()}


def shrinking(clinic: Clinic) -> Mapping[str, float]:
    """C028: tumour shrinks in those who respond."""
    way: dict[str, Any] = {"pain": takes("systemic_therapy")}
    seen = clinic.see(_painful(), "1 year", NOBODY_DIES, **way)
    left = 100 * seen.reading("tumour_cm3", 182.0) / seen.reading("tumour_cm3", 0.0)
    third = np.nanquantile(left, [1 / 6, 5 / 6])
    return {"best third of patients": float(third[0]), "worst third of patients": float(third[1])}


SHOWS = {
    "C020": first_sign,
    "C021": comes_and_goes,
    "C022": night_and_movement,
    "C023": constant_later,
    "C026": many_ways,
    "C028": shrinking,
    "C029": bone_drug_for_pain,
    "C030": radiotherapy,
    "C031": surgery,
}

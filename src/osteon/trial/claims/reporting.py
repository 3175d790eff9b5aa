"""Claims on telling and on early finding."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from osteon.trial.claims.clinic import Clinic, People
from osteon.trial.claims.cord import PRONE, WALKS, WEAK, first_day
from osteon.trial.claims.seen import Floats, Seen

BROKE = "pathological_fracture"
TWO_YEARS = 730.5


def telling(clinic: Clinic) -> Mapping[str, float]:
    """C018: who tells late loses more."""
    people = People.with_lesion("T8 lytic 8 mL", "femur_left lytic 15 mL", n=2500)
    seen = {
        how: clinic.see(
            people.growing("60 days"),
            "1 year",
            PRONE,
            reporting=how,
            cord="usual",
            fracture="usual",
        )
        for how in ("prompt", "late")
    }
    delays = {how: _delay(own, "leg_weakness") for how, own in seen.items()}
    lame = {how: _lost_walking(own) for how, own in seen.items()}
    breaks = {how: 100 * own.per_year(BROKE) for how, own in seen.items()}
    return {
        "median delay to the telling of weak legs, late minus prompt": delays["late"]
        - delays["prompt"],
        "walking lost, late minus prompt": 100 * (lame["late"] - lame["prompt"]),
        "breaks per 100 patient-years, late minus prompt": breaks["late"] - breaks["prompt"],
    }


def _delay(seen: Seen, symptom: str) -> float:
    told = seen["symptoms"]
    own = told[(told.name == symptom) & told.reported_day.notna()]
    return float((own.reported_day - own.onset_day).median()) if len(own) else float("nan")


def _lost_walking(seen: Seen) -> float:
    _, walking = seen.days_of("walking")
    return float(np.mean(np.nanmin(walking, axis=1) < WALKS))


def finding(clinic: Clinic) -> Mapping[str, float]:
    """C019: longer without events, more who walk."""
    people = People.with_lesion("T8 lytic 3 mL", "femur_left lytic 6 mL", n=150)
    growing = replace(people.growing("75 days"), start="advanced cancer")
    free, walking = {}, {}
    for name, imaging, reporting in (("early", "intense", "usual"), ("late", "none", "late")):
        care = {"care": "usual", "imaging": imaging, "reporting": reporting}
        seen = clinic.see(growing, "2 years", PRONE, **care)
        free[name] = float(np.mean(np.minimum(_first_trouble(seen), TWO_YEARS)))
        walking[name] = 100 * float(np.mean(seen.reading("walking", TWO_YEARS) > WALKS))
    return {
        "days without fracture or weak legs in two years, early minus late": free["early"]
        - free["late"],
        "walking at the end, early minus late": walking["early"] - walking["late"],
    }


def _first_trouble(seen: Seen) -> Floats:
    """Return the day of each patient's first fracture or weakness of the legs."""
    days, deficit = seen.days_of("leg_deficit")
    return np.minimum(seen.first_days(BROKE), first_day(days, deficit >= WEAK))


SHOWS = {"C018": telling, "C019": finding}

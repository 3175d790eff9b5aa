"""Claims on a pressed cord in care: how it is found, how fast it is treated, what that saves."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.care.rules.triage import triage
from osteon.trial.claims.clinic import Clinic, People
from osteon.trial.claims.cord import PRESSED, PRONE, WALKS, WEAK, alone, first_day, spine
from osteon.trial.claims.seen import Floats, Seen, ratio

RAYS, SURGERY, STEROID = "radiotherapy_30gy_10", "decompressive_surgery", "dexamethasone"
DEFICITS = ("leg_weakness", "numbness", "sphincter_trouble", "cannot_walk", "arm_weakness")
LATER_DAYS = 56.0
# Whom a registry counts: trials keep the ill out.
UNSELECTED = {
    f"cancers.*.ecog_{status}_share": share for status, share in enumerate((0.15, 0.3, 0.3, 0.25))
}


def in_care(clinic: Clinic, **slots: str) -> tuple[Seen, Floats]:
    """Return patients in care and the day on which each compression became known."""
    care: dict[str, Any] = {
        "cord": "usual",
        "imaging": "symptoms only",
        "pain": "analgesics only",
        **slots,
    }
    seen = clinic.see(spine(n=300), "1 year", PRONE, every="1 day", **care)
    known = seen.events(PRESSED).groupby("patient").known_day.min()
    return seen, np.array([known.get(who, np.nan) for who in seen["follow_up"].patient], float)


def _at_known(seen: Seen, known: Floats, name: str) -> Floats:
    days, values = seen.days_of(name)
    rows = np.flatnonzero(np.isfinite(known) & (known < days[-1]))
    return values[rows, np.searchsorted(days, known[rows])]


def numb(clinic: Clinic) -> Mapping[str, float]:
    """C058: about half are numb by then."""
    numbness = _at_known(*in_care(clinic), "numbness_0_1")
    return {"numb when it is known": percent(numbness >= WALKS)}


def weak(clinic: Clinic) -> Mapping[str, float]:
    """C059: most are weak by then, many cannot walk alone."""
    deficit = _at_known(*in_care(clinic), "leg_deficit")
    return {
        "weak when it is known": percent(deficit >= WEAK),
        "unable to walk alone when it is known": percent(deficit >= 0.3),
    }


def percent(happens: NDArray[np.bool_]) -> float:
    """Return the share that holds [%]; not a number of nobody."""
    return 100 * float(np.mean(happens)) if len(happens) else float("nan")


def sphincters(clinic: Clinic) -> Mapping[str, float]:
    """C060: half by then, and late, after weakness."""
    trouble = _at_known(*in_care(clinic), "sphincter_0_1")
    untreated = alone(clinic)
    days, late = untreated.days_of("sphincter_0_1")
    _, deficit = untreated.days_of("leg_deficit")
    begun, weakened = first_day(days, late >= WALKS), first_day(days, deficit >= WEAK)
    had = np.isfinite(begun)
    return {
        "with trouble when it is known": percent(trouble >= WALKS),
        "of those ever with trouble untreated, after weakness began": percent(
            begun[had] > weakened[had]
        ),
    }


def call_at_once(clinic: Clinic) -> Mapping[str, float]:
    """C061: any deficit is an emergency, suspicious spinal pain is seen within a day."""

    def urgency(*symptoms: str) -> str:
        return triage(symptoms, known_bone_disease=True, library=clinic.library).urgency

    with_deficit = [urgency("spinal_pain", sign) for sign in DEFICITS]
    with_deficit += [urgency(sign) for sign in DEFICITS]
    pain = [urgency("spinal_pain"), urgency("radicular_pain", "spinal_pain")]
    seen, _ = in_care(clinic, triage="usual")
    told = seen["symptoms"]
    weak_legs = set(told[(told.name == "leg_weakness") & told.reported_day.notna()].patient)
    sent = set(seen.orders("emergency room", verb="refer").patient)
    return {
        "sets with a deficit that are an emergency now": percent(
            np.array(with_deficit) == "emergency now"
        ),
        "sets of suspicious spinal pain alone seen within a day": percent(
            np.isin(pain, ["emergency now", "within 24 h"])
        ),
        "patients with weak legs sent to the emergency room": 100
        * ratio(len(weak_legs & sent), len(weak_legs)),
    }


def just_starting(clinic: Clinic) -> Mapping[str, float]:
    """C062: who walks keeps walking, with treatment."""
    seen, known = in_care(clinic)
    untreated = alone(clinic, spine(n=300))
    kept = {}
    for name, own in (("treated", seen), ("untreated", untreated)):
        days, walking = own.days_of("walking")
        rows = np.flatnonzero(np.isfinite(known) & (known < days[-1] - 85))
        able = rows[walking[rows, np.searchsorted(days, known[rows])] > WALKS]
        later = walking[able, np.searchsorted(days, known[able] + 84)]
        kept[name] = percent(later > WALKS)
    return {f"still walking, {name}": share for name, share in kept.items()}


def often_radiated(clinic: Clinic) -> Mapping[str, float]:
    """C064: mostly radiation alone."""
    treated, operated = list[bool](), list[bool]()
    for cancer in ("breast", "prostate", "lung"):
        people = People(cancer, n=900, start="bone metastasis")
        seen = clinic.see(people, "3 years", UNSELECTED, care="usual")
        known = seen.events(PRESSED)
        for who, day in known.groupby("patient").known_day.min().dropna().items():
            done = seen["procedures"]
            own = done[(done.patient == who) & (done.day >= day - 1) & (done.day <= day + 28)]
            names = set(own.procedure)
            operated.append(SURGERY in names)
            treated.append(any(name.startswith("radiotherapy") for name in names))
    rays = np.array(treated, bool) & ~np.array(operated, bool)
    return {"radiotherapy alone": percent(rays), "surgery": percent(np.array(operated, bool))}


def too_ill(clinic: Clinic) -> Mapping[str, float]:
    """C069: the unfit are not operated."""
    fit, unfit = list[bool](), list[bool]()
    for status in (0, 2):
        said = (("performance_status", status),)
        people = People("lung", 120, spine().lesions, said)
        seen = clinic.see(people, "1 year", PRONE, care="usual", every="1 day")
        known = seen.events(PRESSED).groupby("patient").known_day.min().dropna()
        days, values = seen.days_of("performance")
        place = {who: row for row, who in enumerate(sorted(set(seen["trajectory"].patient)))}
        done = seen["procedures"]
        for who, day in known.items():
            own = done[(done.patient == who) & (done.procedure == SURGERY)]
            score = values[place[who], min(int(np.searchsorted(days, day)), len(days) - 1)]
            group = unfit if score >= 3.0 else fit if score < 2.0 else None
            if group is not None:
                group.append(bool(len(own)))
    return {
        "operated, performance status 3 or worse": percent(np.array(unfit, bool)),
        "operated, performance status better than 2": percent(np.array(fit, bool)),
    }


SHOWS = {
    "C058": numb,
    "C059": weak,
    "C060": sphincters,
    "C061": call_at_once,
    "C062": just_starting,
    "C064": often_radiated,
    "C069": too_ill,
}

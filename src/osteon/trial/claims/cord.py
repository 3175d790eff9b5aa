"""Claims on a pressed cord left alone: how it begins and what it does."""

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from osteon.trial.claims.clinic import NOBODY_DIES, Clinic, People
from osteon.trial.claims.seen import Floats, Seen

PRESSED = "spinal_cord_compression"
WEAK, WALKS = 0.1, 0.5
# People whose metastases reach for the canal, so that there are enough to look at.
PRONE = {**NOBODY_DIES, "epidural_spread_median": 2.0}
FEELS = 3.0
ARMS = 0.05


def spine(site: str = "T8", n: int = 100, doubling: str = "60 days") -> People:
    """Return people in whose spine a metastasis grows fast."""
    return People.with_lesion(f"{site} lytic 8 mL", n=n).growing(doubling)


def alone(clinic: Clinic, people: People | None = None) -> Seen:
    """Return what happens to them untreated, day by day."""
    return clinic.see(people or spine(), "1 year", PRONE, every="1 day")


def presses(clinic: Clinic) -> Mapping[str, float]:
    """C052: only in the spine, and the faster the sooner."""
    share = partial(Seen.share, within_days=150.0)
    no_seeds = {**PRONE, "cancers.*.new_lesions_per_year": 0.001}
    fast = 100 * share(alone(clinic), PRESSED)
    slow = 100 * share(alone(clinic, spine(doubling="240 days")), PRESSED)
    hip = People.with_lesion("ilium_left lytic 60 mL", n=60).growing("60 days")
    return {
        "compressed, with a fast metastasis": fast,
        "compressed, slow over fast": slow / fast if fast else float("nan"),
        "compressed, with a metastasis in the hip": 100
        * share(clinic.see(hip, "1 year", no_seeds), PRESSED),
    }


def first_day(days: Floats, happens: NDArray[np.bool_]) -> Floats:
    """Return the first day on which something holds, infinite where it never does."""
    return np.where(happens.any(axis=1), days[np.argmax(happens, axis=1)], np.inf)


def pain_first(clinic: Clinic) -> Mapping[str, float]:
    """C053: pain in the spine weeks before weakness."""
    seen = clinic.see(spine(n=200, doubling="260 days"), "3 years", PRONE, every="2 days")
    days, pain = seen.days_of("spinal_pain_0_10")
    _, deficit = seen.days_of("leg_deficit")
    hurts, weak = first_day(days, pain >= FEELS), first_day(days, deficit >= WEAK)
    pressed = np.isfinite(weak)
    lead = weak[pressed] - hurts[pressed]
    felt = lead[np.isfinite(lead)]
    return {
        "median lead of pain": float(np.median(felt)) if len(felt) else float("nan"),
        "patients with pain before weakness": 100 * float(np.mean(lead > 0)) if len(lead) else 0.0,
    }


def paralysis(clinic: Clinic) -> Mapping[str, float]:
    """C054: walking is lost and does not come back."""
    seen = alone(clinic)
    days, deficit = seen.days_of("leg_deficit")
    _, walking = seen.days_of("walking")
    weak = first_day(days, deficit >= WEAK)
    rows = np.flatnonzero(weak <= days[-1] - 60)
    month = np.array([walking[row, np.searchsorted(days, weak[row] + 28)] for row in rows])
    lost = first_day(days, walking < WALKS)
    back = [
        bool((walking[row, days > lost[row]] > WALKS).any())
        for row in np.flatnonzero(lost < days[-1] - 1)
    ]
    return {
        "walking lost": 100 * float(np.mean(month < WALKS)) if len(rows) else float("nan"),
        "walking found again without treatment": 100 * float(np.mean(back)) if back else 0.0,
    }


def legs(clinic: Clinic) -> Mapping[str, float]:
    """C055: the arms are mostly spared."""
    spared = list[bool]()
    for cancer in ("breast", "prostate", "lung", "kidney"):
        seen = clinic.see(People(cancer, n=120), "3 years", NOBODY_DIES)
        _, walking = seen.days_of("walking")
        _, arms = seen.days_of("arm_deficit")
        lame = np.nanmin(walking, axis=1) < WALKS
        spared += (np.nanmax(arms[lame], axis=1) < ARMS).tolist() if lame.any() else []
    return {"legs only": 100 * float(np.mean(spared)) if spared else float("nan")}


def neck(clinic: Clinic) -> Mapping[str, float]:
    """C056: arms and legs in the neck, legs alone below."""
    neck_people = People.with_lesion("C6 lytic 4 mL", n=60).growing("60 days")
    worst = {}
    for name, people in (("cervical", neck_people), ("thoracic", spine())):
        seen = alone(clinic, people)
        pressed = np.isfinite(seen.first_days(PRESSED))
        for limb in ("arm", "leg"):
            _, deficit = seen.days_of(f"{limb}_deficit")
            most = np.nanmax(deficit, axis=1)[pressed]
            worst[name, limb] = float(np.median(most)) if len(most) else 0.0
    return {
        "deficit of arms, cervical compression": worst["cervical", "arm"],
        "deficit of legs, cervical compression": worst["cervical", "leg"],
        "deficit of arms, thoracic compression": worst["thoracic", "arm"],
    }


def runs_down(clinic: Clinic) -> Mapping[str, float]:
    """C057: in the spine, and along the roots."""
    seen = alone(clinic)
    days, deficit = seen.days_of("leg_deficit")
    weak = first_day(days, deficit >= WEAK)
    pressed = np.isfinite(weak)
    symptoms = seen["symptoms"]
    shares = {}
    for name, kinds in (
        ("pain in the spine", ("spinal_pain", "bone_pain", "severe_pain", "sudden_pain")),
        ("pain along the roots", ("radicular_pain",)),
    ):
        onset = symptoms[symptoms.name.isin(kinds)].groupby("patient").onset_day.min()
        first = np.array([onset.get(who, np.inf) for who in seen["follow_up"].patient])
        had = first[pressed] <= weak[pressed] + 1
        shares[name] = 100 * float(np.mean(had)) if len(had) else float("nan")
    return shares


SHOWS = {
    "C052": presses,
    "C053": pain_first,
    "C054": paralysis,
    "C055": legs,
    "C056": neck,
    "C057": runs_down,
}

"""Claims on the choice of treatment for pain, and on painkillers."""

from collections.abc import Mapping

import numpy as np

from osteon.trial.claims.clinic import NOBODY_DIES, Clinic, People
from osteon.trial.claims.cord import PRONE
from osteon.trial.claims.seen import Seen

STEPS = {
    "a non-opioid": ("ibuprofen", "paracetamol"),
    "a weak opioid": ("codeine", "tramadol"),
    "a strong opioid": ("morphine_tablets", "fentanyl_patch", "morphine_pump"),
}
FORMS = {
    "on pills": ("ibuprofen", "paracetamol", "codeine", "tramadol", "morphine_tablets"),
    "on a patch": ("fentanyl_patch",),
    "on a pump": ("morphine_pump",),
    "with rescue doses": ("rescue_morphine",),
}
CONTROLLED, SEVERE = 4.0, 5.0


def _ladder(clinic: Clinic, pain: str = "analgesics only") -> Seen:
    monitoring = "pain, gfr every 1 week"
    people = People("breast", n=250)
    return clinic.see(people, "1 year", NOBODY_DIES, pain=pain, monitoring=monitoring)


def depends(clinic: Clinic) -> Mapping[str, float]:
    """C027: treatments differ by primary, number and place."""
    by_primary = {}
    few, many = list[float](), list[float]()
    for cancer in ("breast", "prostate", "lung", "kidney"):
        people = People(cancer, n=120)
        seen = clinic.see(people, "1 year", care="usual")
        treated = _ever(seen, "radiotherapy")
        number = clinic.cohort(people).sizes
        few += treated[number <= 5].tolist()
        many += treated[number >= 9].tolist()
        by_primary[cancer] = float(np.mean(treated))
    shares = list(by_primary.values())
    return {
        "patients with radiotherapy, largest difference between primaries": 100
        * (max(shares) - min(shares)),
        "with radiotherapy, nine or more metastases minus five or fewer": 100
        * float(np.mean(many) - np.mean(few)),
        "operated, femur minus rib": _operated(clinic, "femur_left 40 mL")
        - _operated(clinic, "ribs_upper_left 4 mL"),
    }


def _operated(clinic: Clinic, where: str) -> float:
    site, volume = where.split(" ", 1)
    people = People.with_lesion(f"{site} lytic {volume}", n=60).growing("150 days")
    seen = clinic.see(people, "1 year", care="usual")
    return 100 * float(np.mean(_ever(seen, "prophylactic_fixation", "fracture_fixation")))


def _ever(seen: Seen, *procedures: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Return who ever had a procedure whose name begins so."""
    done = seen["procedures"]
    kept = done[done.procedure.astype(str).str.startswith(procedures)]
    return np.isin(seen["follow_up"].patient, kept.patient)


def help_a_great_deal(clinic: Clinic) -> Mapping[str, float]:
    """C032: a third of the pain is left, and most patients are relieved."""
    alone, ladder = _ladder(clinic, "none"), _ladder(clinic)
    pains = [seen.reading("pain_0_10", 90.0) for seen in (alone, ladder)]
    in_pain = pains[0] >= SEVERE
    return {
        "pain left with the ladder": float(
            100 * np.nanmean(pains[1][in_pain]) / np.nanmean(pains[0][in_pain])
        ),
        "patients with pain below 4 on the ladder": float(
            100 * np.mean(pains[1][in_pain] < CONTROLLED)
        ),
    }


def several_kinds(clinic: Clinic) -> Mapping[str, float]:
    """C033: non-opioids, weak and strong opioids, moving up with pain."""
    seen = _ladder(clinic)
    shares = {f"ever on {step}": _share_on(seen, names) for step, names in STEPS.items()}
    strong, weak = (
        _pain_at_start(seen, STEPS[step]) for step in ("a strong opioid", "a non-opioid")
    )
    return {**shares, "pain at a strong opioid's start minus that at a non-opioid's": strong - weak}


def forms(clinic: Clinic) -> Mapping[str, float]:
    """C034: pills, patches, pumps, and doses as needed."""
    people = People.with_lesion("femur_left lytic 60 mL", "T8 lytic 10 mL", n=150)
    care = {"pain": "analgesics only", "monitoring": "pain, gfr every 2 weeks"}
    seen = clinic.see(people.growing("120 days"), "1 year", PRONE, **care)
    return {f"patients {form}": _share_on(seen, names) for form, names in FORMS.items()}


def _share_on(seen: Seen, names: tuple[str, ...]) -> float:
    regimens = seen["regimens"]
    kept = regimens[regimens.name.astype(str).str.replace(" ", "_").isin(names)]
    return 100 * len(set(kept.patient)) / seen.n


def _pain_at_start(seen: Seen, names: tuple[str, ...]) -> float:
    """Return the mean of the pain in whose name the step was ordered, from the orders' reasons."""
    orders = seen.orders(verb="start")
    kept = orders[orders.what.astype(str).str.replace(" ", "_").isin(names)]
    scores = kept.reason.astype(str).str.extract(r"pain (\d+) of 10")[0].dropna().astype(float)
    return float(scores.mean()) if len(scores) else float("nan")


SHOWS = {
    "C027": depends,
    "C032": help_a_great_deal,
    "C033": several_kinds,
    "C034": forms,
}

"""Claims on the drugs that act on bone."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from osteon.trial.claims.clinic import NOBODY_DIES, Clinic, People
from osteon.trial.claims.seen import Seen, ratio

DRUGS = ("pamidronate", "zoledronic_acid", "denosumab")
WEEK_13, YEAR = 91.0, 365.25
ZOLEDRONIC_ACID = "zoledronic acid 4 mg iv over 15 min q4w"
DENOSUMAB = "denosumab 120 mg sc q4w"
SKELETAL = (
    "pathological_fracture",
    "spinal_cord_compression",
    "radiotherapy_to_bone",
    "surgery_to_bone",
)
OTHER_CARE: dict[str, Any] = {"fracture": "no prevention", "pain": "usual", "cord": "usual"}


def three_drugs(clinic: Clinic) -> Mapping[str, float]:
    """C092: each of the three lowers resorption by its own measure."""
    return {
        "drugs on the shelf": float(sum(name in clinic.library.drugs for name in DRUGS)),
        **{_named(drug): _fall_of_untx(_on(clinic, drug)) for drug in DRUGS},
    }


def _fall_of_untx(seen: Seen) -> float:
    """Return the median change of uNTx after thirteen weeks [%]."""
    before, after = (seen.reading("untx_nmol_mmol", day) for day in (0.0, WEEK_13))
    return float(100 * np.nanmedian(after / before - 1))


def routes(clinic: Clinic) -> Mapping[str, float]:
    """C093: into a vein or under the skin."""
    words = {"iv": "into a vein", "sc": "under the skin"}
    usual = {"pamidronate": "iv", "zoledronic_acid": "iv", "denosumab": "sc"}
    return {
        f"{_named(drug)} {words[route]}": _share_by(_on(clinic, drug), drug, route)
        for drug, route in usual.items()
    }


def _share_by(seen: Seen, drug: str, route: str) -> float:
    given = seen.doses(drug).route
    return float(100 * np.mean(given == route)) if len(given) else float("nan")


def a_dose_a_month(clinic: Clinic) -> Mapping[str, float]:
    """C094: three to four weeks between doses at first."""
    usual = [_usual_interval(_on(clinic, drug), drug) for drug in DRUGS]
    return {
        "shortest usual interval of the three drugs": float(np.min(usual)),
        "longest usual interval of the three drugs": float(np.max(usual)),
    }


def _usual_interval(seen: Seen, drug: str) -> float:
    """Return the median time between two doses of one patient [days]."""
    doses = seen.doses(drug)
    between = doses.groupby("patient").day.diff().dropna()
    return float(between.median()) if len(between) else float("nan")


def _on(clinic: Clinic, drug: str) -> Seen:
    regimen = clinic.library.drugs[drug].usual_regimen
    return clinic.see(People(n=60), "26 weeks", bone_agent=regimen)


def less_often(clinic: Clinic) -> Mapping[str, float]:
    """C095: no more events when stretched once stable."""
    seen = {
        dosing: clinic.see(
            People(n=250),
            "3 years",
            {**NOBODY_DIES, "care_stretch_after_days": 180.0},
            bone_agent=ZOLEDRONIC_ACID,
            dosing=dosing,
            fracture="no prevention",
            pain="usual",
        )
        for dosing in ("as prescribed", "12-weekly when stable")
    }
    late = {name: _after_first_year(own) for name, own in seen.items()}
    doses = {name: len(own.doses("zoledronic_acid")) for name, own in seen.items()}
    monthly, stretched = "as prescribed", "12-weekly when stable"
    return {
        "events, stretched over monthly": ratio(late[stretched], late[monthly]),
        "doses, stretched over monthly": ratio(doses[stretched], doses[monthly]),
    }


def _after_first_year(seen: Seen) -> int:
    return int((seen.events(*SKELETAL).day > YEAR).sum())


def prevents(clinic: Clinic) -> Mapping[str, float]:
    """C096: fewer events of every kind but compression."""
    count = {"on": Counter[str](), "off": Counter[str]()}
    for cancer in ("breast", "prostate"):
        for name, agent in (("on", DENOSUMAB), ("off", "none")):
            seen = clinic.see(People(cancer, n=200), "2 years", bone_agent=agent, **OTHER_CARE)
            count[name]["events"] += len(seen.events(*SKELETAL))
            count[name]["breaks"] += len(seen.events("pathological_fracture"))
            count[name]["calcium"] += len(seen.events("hypercalcaemia"))
    return {
        f"{words}, drug over none": ratio(count["on"][kind], count["off"][kind])
        for words, kind in (
            ("skeletal events", "events"),
            ("breaks", "breaks"),
            ("high calcium", "calcium"),
        )
    }


def _named(drug: str) -> str:
    return drug.replace("_", " ")


SHOWS = {
    "C092": three_drugs,
    "C093": routes,
    "C094": a_dose_a_month,
    "C095": less_often,
    "C096": prevents,
}

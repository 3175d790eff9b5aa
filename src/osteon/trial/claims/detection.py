"""Claims on how metastases come to light."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from osteon.trial.claims.clinic import NOBODY_DIES, Clinic, People
from osteon.trial.claims.cord import spine
from osteon.trial.claims.seen import Floats, Seen, ratio

if TYPE_CHECKING:
    from pandas import DataFrame

CANCERS = ("breast", "prostate", "lung", "kidney")
IMAGES = ("xray", "ct", "mri", "pet_fdg", "pet_fluoride", "bone_scan")
ALL = "xray, ct, mri, pet_fdg, pet_fluoride, pet_psma, bone_scan every 24 weeks"
SEES_ENOUGH = 70.0


def _looked(clinic: Clinic, cancers: tuple[str, ...] = CANCERS) -> "DataFrame":
    """Return every look at a true metastasis some days after entry, with its size and mineral."""
    import pandas as pd

    parts = []
    for cancer in cancers:
        seen = clinic.see(People(cancer, n=50), "16 weeks", NOBODY_DIES, imaging=ALL)
        looks = seen["images"]
        looks = looks[(looks.lesion >= 0) & (looks.day > 0)]
        course = seen["lesion_course"].sort_values("day")
        joined = pd.merge_asof(
            looks.sort_values("day"),
            course[["patient", "lesion", "day", "diameter_mm", "mineral"]],
            on="day",
            by=["patient", "lesion"],
        )
        parts.append(joined.assign(cancer=cancer))
    return pd.concat(parts)


def _shown(looks: "DataFrame", image: str) -> float:
    own = looks[looks.assessment == image].seen
    return 100 * float(own.mean()) if len(own) else float("nan")


def images(clinic: Clinic) -> Mapping[str, float]:
    """C083: most kinds of image show most metastases."""
    looks = _looked(clinic)
    shares = [_shown(looks, image) for image in IMAGES]
    return {
        "kinds of image, of six, that show more than 70 %": float(
            np.sum(np.array(shares) >= SEES_ENOUGH)
        ),
        "best of them": float(np.nanmax(shares)),
    }


def xray(clinic: Clinic) -> Mapping[str, float]:
    """C084: late and large."""
    looks = _looked(clinic)
    change = np.abs(looks.mineral - 1)
    faint = looks[(looks.diameter_mm < 10) | (change < 0.5)]
    plain = looks[(looks.diameter_mm > 20) & (change > 0.5)]
    return {
        "shown, smaller than 1 cm or change of mineral below 50 %": _shown(faint, "xray"),
        "shown, larger than 2 cm with a change above 50 %": _shown(plain, "xray"),
    }


def ct(clinic: Clinic) -> Mapping[str, float]:
    """C085: more, and months earlier."""
    looks = _looked(clinic)
    people = People.with_lesion("L3 lytic 0.4 mL", n=60).growing("120 days")
    seen = clinic.see(people, "2 years", NOBODY_DIES, imaging="xray, ct every 4 weeks")
    first = {image: _first_shown(seen, image) for image in ("ct", "xray")}
    return {
        "shown by CT minus shown by X-ray": _shown(looks, "ct") - _shown(looks, "xray"),
        "lead of CT over X-ray, in the quarter with the longest": float(
            np.quantile(first["xray"] - first["ct"], 0.75)
        ),
    }


def _first_shown(seen: Seen, image: str) -> Floats:
    """Return the day on which an image first shows the metastasis, the last day where none does."""
    looks = seen["images"]
    own = looks[(looks.assessment == image) & (looks.lesion >= 0) & looks.seen.astype(bool)]
    first = own.groupby("patient").day.min()
    last = float(seen["follow_up"].last_day.max())
    return np.array([first.get(who, last) for who in seen["follow_up"].patient], float)


def mri(clinic: Clinic) -> Mapping[str, float]:
    """C086: nine in ten, and the test of choice for the cord."""
    seen = clinic.see(spine(), "1 year", NOBODY_DIES, cord="usual", imaging="symptoms only")
    orders = seen.orders(verb="assess")
    urgent = orders[orders.reason.astype(str).str.contains("cord") & (orders.day > 0)]
    return {
        "shown by MRI": _shown(_looked(clinic), "mri"),
        "first image for signs of a pressed cord that is MRI": 100
        * float((urgent.what == "mri").mean())
        if len(urgent)
        else float("nan"),
    }


def pet(clinic: Clinic) -> Mapping[str, float]:
    """C087: what PET shows depends on tracer and tumour."""
    looks = _looked(clinic)
    sugary = looks[looks.cancer.isin(["breast", "lung"])]
    prostate = looks[looks.cancer == "prostate"]
    return {
        "sugar, breast and lung cancer": _shown(sugary, "pet_fdg"),
        "PSMA minus sugar, prostate cancer": _shown(prostate, "pet_psma")
        - _shown(prostate, "pet_fdg"),
        "PSMA, prostate cancer": _shown(prostate, "pet_psma"),
    }


def bone_scan(clinic: Clinic) -> Mapping[str, float]:
    """C088: what forms bone, and look-alikes."""
    looks = _looked(clinic)
    forming = looks[(looks.mineral > 0.9) & (looks.diameter_mm > 15)]
    false = dict.fromkeys(("bone_scan", "pet_fdg"), 0)
    for image in false:
        for cancer in CANCERS:
            only = f"{image} every 24 weeks"
            seen = clinic.see(People(cancer, n=50), "16 weeks", NOBODY_DIES, imaging=only)
            found = seen["findings"]
            false[image] += int(((found.lesion < 0) & (found.found_by == image)).sum())
    return {
        "shown by bone scan": _shown(forming, "bone_scan"),
        "false findings of a bone scan over those of PET": ratio(
            false["bone_scan"], false["pet_fdg"]
        ),
    }


def _found(clinic: Clinic, imaging: str) -> tuple[float, int]:
    """Return the share of first findings that symptoms led to, and how many there are."""
    by_pain = list[bool]()
    for cancer in ("breast", "lung", "prostate"):
        people = People(cancer, n=150, start="advanced cancer")
        seen = clinic.see(people, "4 years", imaging=imaging, cord="usual", pain="usual")
        found, orders = seen["findings"], seen.orders(verb="assess")
        first = found[(found.lesion >= 0) & (found.day > 0)].groupby("patient").first()
        for who, row in first.iterrows():
            led = orders[
                (orders.patient == who)
                & (orders.what == row.found_by)
                & (np.abs(orders.done_day - row.day) < 1e-6)
            ]
            by_pain.append(bool(len(led)) and not (led.rule == "surveillance").any())
    return (float(np.mean(by_pain)) if by_pain else float("nan")), len(by_pain)


def because_of_pain(clinic: Clinic) -> Mapping[str, float]:
    """C089: symptoms lead to many."""
    practices = [_found(clinic, name) for name in ("usual", "symptoms only")]
    found = sum(number for _, number in practices)
    painful = sum(share * number for share, number in practices if number)
    return {"found because of symptoms": 100 * ratio(painful, found)}


def by_looking(clinic: Clinic) -> Mapping[str, float]:
    """C090: surveillance leads to the others, intense surveillance to more."""
    usual, intense = (100 * (1 - _found(clinic, name)[0]) for name in ("usual", "intense"))
    return {
        "found by staging or surveillance": usual,
        "intense minus usual surveillance": intense - usual,
    }


def biopsy(clinic: Clinic) -> Mapping[str, float]:
    """C091: seldom, and nearly always right."""
    had, right = list[bool](), list[bool]()
    for cancer in ("breast", "lung", "prostate"):
        people = People(cancer, n=300, start="advanced cancer")
        seen = clinic.see(people, "2 years", imaging="usual", cord="usual", pain="usual")
        results = seen["observations"]
        own = results[results.assessment == "biopsy"]
        had += seen["follow_up"].patient.isin(own.patient).tolist()
        cohort = clinic.cohort(people)
        for who, site, day, value in zip(own.patient, own.site, own.day, own.value, strict=True):
            row = int(np.flatnonzero(cohort.patients == who)[0])
            if site in cohort.sites[row, cohort.appears[row] <= day]:
                right.append(value > 0.5)
    return {
        "patients who have one": 100 * float(np.mean(had)),
        "biopsies of a metastasis that show it": 100 * float(np.mean(right))
        if right
        else float("nan"),
    }


SHOWS = {
    "C083": images,
    "C084": xray,
    "C085": ct,
    "C086": mri,
    "C087": pet,
    "C088": bone_scan,
    "C089": because_of_pain,
    "C090": by_looking,
    "C091": biopsy,
}

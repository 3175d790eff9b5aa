"""Claims on high calcium: how often, what it does to a person, what brings it down."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.trial.claims.check import Shows
from osteon.trial.claims.clinic import NOBODY_DIES, Clinic, People
from osteon.trial.claims.rules import takes
from osteon.trial.claims.seen import Floats, Seen, ratio

HIGH, UPPER = 2.9, 2.65
WORKED, HALF_A_YEAR = 10.0, 182.0  # days
BANDS = {"low": (2.65, 3.0), "middle": (3.0, 3.5), "high": (3.5, 9.0)}
SECRETING = {**NOBODY_DIES, "cancers.*.pthrp_secretion_pm_per_cm3": 0.1}
Rows = NDArray[np.bool_]


def how_often(clinic: Clinic) -> Mapping[str, float]:
    """C070: a few in a hundred each year, more with more tumour."""
    ill, years, burden, happened = 0, 0.0, list[float](), list[bool]()
    for cancer in ("breast", "lung", "kidney"):
        people = People(cancer, n=150)
        seen = clinic.see(people, "2 years")
        first = seen.first_days("hypercalcaemia")
        ill, years = ill + int(np.isfinite(first).sum()), years + seen.years
        own = clinic.cohort(people).table["tumour_cm3"].astype(float)
        burden += (own + clinic.cohort(people).values["extraskeletal_volume_cm3"]).tolist()
        happened += np.isfinite(first).tolist()
    more = np.array(burden) > np.median(burden)
    shares = [float(np.mean(np.array(happened)[rows])) for rows in (more, ~more)]
    return {
        "patients with high calcium a year": 100 * ill / years,
        "more tumour than the median over less": ratio(*shares)
        if shares[1]
        else float(shares[0] > 0) * 99.0,
    }


def _secreting(clinic: Clinic) -> Seen:
    people = People("lung", n=250, said=(("visceral", True),))
    return clinic.see(people, "1 year", SECRETING, every="2 days")


def _bands(seen: Seen) -> Mapping[str, Rows]:
    """Return who reaches which band of calcium at the highest."""
    _, calcium = seen.days_of("calcium_mmol_l")
    highest = np.nanmax(calcium, axis=1)
    return {name: (highest >= low) & (highest < high) for name, (low, high) in BANDS.items()}


def makes_ill(clinic: Clinic) -> Mapping[str, float]:
    """C017: worse from band to band."""
    seen = _secreting(clinic)
    _, calcium = seen.days_of("calcium_mmol_l")
    _, score = seen.days_of("calcium_symptom_score")
    mean = {
        name: _mean(score, (calcium >= low) & (calcium < high))
        for name, (low, high) in BANDS.items()
    }
    return {
        "symptom score, middle band minus low band": mean["middle"] - mean["low"],
        "symptom score, high band minus middle band": mean["high"] - mean["middle"],
        "kidney function in the high band": _kidney(seen)["high"],
    }


def _mean(values: Floats, where: Rows) -> float:
    return float(np.mean(values[where])) if where.any() else float("nan")


def _kidney(seen: Seen) -> Mapping[str, float]:
    """Return the median of the lowest kidney function in each band [% of one's own]."""
    _, function = seen.days_of("kidney")
    lowest = 100 * np.nanmin(function, axis=1)
    return {
        name: float(np.median(lowest[who])) if who.any() else float("nan")
        for name, who in _bands(seen).items()
    }


def by_band(symptom: str, words: str) -> Shows:
    """Return the function for a claim that a symptom becomes more frequent from band to band."""

    def shows(clinic: Clinic) -> Mapping[str, float]:
        seen = _secreting(clinic)
        told = seen["symptoms"]
        had = seen["follow_up"].patient.isin(told[told.name == symptom].patient).to_numpy()
        share = {name: 100 * _mean(had.astype(float), who) for name, who in _bands(seen).items()}
        return {
            f"{words}, middle band minus low band": share["middle"] - share["low"],
            f"{words}, high band minus low band": share["high"] - share["low"],
        }

    return shows


def kidneys(clinic: Clinic) -> Mapping[str, float]:
    """C079: filtration falls from band to band."""
    own = _kidney(_secreting(clinic))
    return {f"kidney function, {name} band": own[name] for name in ("low", "high")}


def _treated(clinic: Clinic, hypercalcaemia: str, horizon: str = "26 weeks", **slots: Any) -> Seen:
    people = People("lung", n=200, said=(("visceral", True),))
    numbers = {**SECRETING, "cancers.*.pthrp_secretion_pm_per_cm3": 0.08}
    care: dict[str, Any] = {
        "hypercalcaemia": hypercalcaemia,
        "monitoring": "calcium, gfr every 4 weeks",
        **slots,
    }
    return clinic.see(people, horizon, numbers, every="1 day", **care)


def _high_at_entry(seen: Seen) -> Rows:
    return seen.reading("calcium_mmol_l", 0.0) >= HIGH


def fluids(clinic: Clinic) -> Mapping[str, float]:
    """C080: the kidney recovers, calcium falls a little."""
    alone, given = _treated(clinic, "none"), _treated(clinic, "fluids only")
    high = _high_at_entry(alone)
    read: Callable[[Seen, str], Floats] = lambda seen, name: seen.reading(name, 4.0)[high]  # noqa: E731
    gfr = [float(np.nanmean(read(seen, "gfr_ml_min"))) for seen in (given, alone)]
    calcium = [read(seen, "calcium_mmol_l") for seen in (given, alone)]
    return {
        "filtration, with fluids minus without": gfr[0] - gfr[1],
        "fall of calcium by fluids": float(np.nanmean(calcium[1] - calcium[0])),
        "calcium normal after fluids alone": 100 * float(np.mean(calcium[0] < UPPER)),
    }


def drug(clinic: Clinic) -> Mapping[str, float]:
    """C081: most are normal by day ten with the drug, few without."""
    shares = {}
    for name in ("usual", "fluids only"):
        seen = _treated(clinic, name)
        days, calcium = seen.days_of("calcium_mmol_l")
        early = calcium[_high_at_entry(seen)][:, days <= 10.0]
        shares[name] = 100 * float(np.mean(np.nanmin(early, axis=1) < UPPER))
    return {
        "normal by day 10 on fluids and drug": shares["usual"],
        "normal by day 10 on fluids alone": shares["fluids only"],
    }


def relapse(clinic: Clinic) -> Mapping[str, float]:
    """C082: later and rarer when the cancer is treated."""
    seen = {
        "with": _treated(clinic, "usual", "1 year", pain=takes("systemic_therapy")),
        "without": _treated(clinic, "usual", "1 year"),
    }
    until = {name: _days_to_relapse(own) for name, own in seen.items()}
    median = {name: float(np.median(days)) for name, days in until.items()}
    spared = {name: 100 * float(np.mean(days >= HALF_A_YEAR)) for name, days in until.items()}
    return {
        "median days to relapse, with over without": ratio(median["with"], median["without"]),
        "patients without relapse in half a year, with minus without": spared["with"]
        - spared["without"],
    }


def _days_to_relapse(seen: Seen) -> Floats:
    """Return the days to the next high calcium of those whom the drug has made normal.

    The drug has done its work by day ten; before, calcium goes up and down with the fluids. Who
    has no relapse is followed for the whole year.
    """
    days, calcium = seen.days_of("calcium_mmol_l")
    worked = int(np.searchsorted(days, WORKED))
    after = calcium[_high_at_entry(seen)][:, worked:]
    after = after[after[:, 0] < UPPER]
    high = after >= UPPER
    until = np.where(high.any(axis=1), days[np.argmax(high, axis=1)], days[-1] - WORKED)
    return until if len(until) else np.array([np.nan])


SHOWS: Mapping[str, Shows] = {
    "C017": makes_ill,
    "C070": how_often,
    "C071": by_band("constipation", "constipated"),
    "C072": by_band("polyuria", "passing urine often"),
    "C073": by_band("drowsiness", "drowsy"),
    "C074": by_band("thirst", "thirsty"),
    "C075": by_band("weakness", "weak"),
    "C076": by_band("aches", "aching"),
    "C077": by_band("confusion", "confused"),
    "C078": by_band("coma", "comatose"),
    "C079": kidneys,
    "C080": fluids,
    "C081": drug,
    "C082": relapse,
}

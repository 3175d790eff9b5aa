"""Claims on the jaw under bone drugs: cases, and what dental care averts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from osteon.care.chart import Chart
from osteon.care.orders import Order, treat
from osteon.care.wakes import Wakes
from osteon.trial.claims.clinic import NOBODY_DIES, Clinic, People
from osteon.trial.claims.rules import WHY, has_done, takes
from osteon.trial.claims.seen import Floats, Seen, ratio

CASE = "osteonecrosis_of_jaw"
DENOSUMAB = "denosumab 120 mg sc q4w"
ZOLEDRONIC_ACID = "zoledronic acid 4 mg iv over 15 min q4w"
EXTRACTION, FILLING = "tooth_extraction", "filling"
MANY, AS_IN_TRIALS = People(n=350), People(n=600)
YEAR, HALF_YEAR, QUARTER = 365.25, 182.6, 91.0


@dataclass(frozen=True)
class OnToothache:
    """Treats a tooth that hurts some days after it is told of."""

    procedure: str
    after_days: float

    @property
    def wakes(self) -> Wakes:
        """Asked when a toothache is told of."""
        return Wakes(symptoms=frozenset({"toothache"}))

    def __call__(self, chart: Chart) -> Iterator[Order]:
        """Yield the order for a toothache that nobody treats yet."""
        if chart.has("toothache") and not chart.booked_for(self.procedure):
            wait = self.after_days
            yield treat(self.procedure, because=WHY, urgency="emergency now", in_days=wait)


# Patients in danger, so that there are enough cases to look at.
IN_DANGER = {**NOBODY_DIES, "jaw_necrosis_per_year": 0.15}


def _on(clinic: Clinic, agent: str = DENOSUMAB, **slots: Any) -> Seen:
    return clinic.see(MANY, "3 years", NOBODY_DIES, bone_agent=agent, **slots)


def _in_danger(clinic: Clinic, dental: Any, horizon: str = "3 years") -> Seen:
    return clinic.see(MANY, horizon, IN_DANGER, bone_agent=DENOSUMAB, dental=dental)


def cases(clinic: Clinic) -> Mapping[str, float]:
    """C097: one or two in a hundred a year, next to none without drug."""
    agents = {"denosumab": DENOSUMAB, "zoledronic acid": ZOLEDRONIC_ACID, "no drug": "none"}
    return {
        name: 100
        * clinic.see(AS_IN_TRIALS, "34 months", bone_agent=agent, dental="symptoms only").per_year(
            CASE
        )
        for name, agent in agents.items()
    }


def _of_cases(seen: Seen, name: str, until: float) -> Floats:
    """Return the highest reading of each case from its start for some days."""
    days, values = seen.days_of(name)
    start = seen.first_days(CASE)
    rows = np.flatnonzero(start < days[-1] - 7)
    return np.array(
        [
            np.nanmax(values[row, (days >= start[row]) & (days <= start[row] + until)])
            for row in rows
        ]
    )


def hurts(clinic: Clinic) -> Mapping[str, float]:
    """C098: pain and dead bone."""
    seen = _in_danger(clinic, "symptoms only")
    return {
        "with pain in the jaw": _percent(_of_cases(seen, "jaw_pain_0_10", QUARTER) >= 1.5),
        "with dead bone": _percent(_of_cases(seen, "jaw_necrosis", QUARTER) > 0.1),
    }


def _percent(happens: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> float:
    return 100 * float(np.mean(happens)) if len(happens) else float("nan")


def lasts(clinic: Clinic) -> Mapping[str, float]:
    """C099: some do not heal, some lose teeth."""
    seen = _in_danger(clinic, "symptoms only")
    days, dead = seen.days_of("jaw_necrosis")
    start = seen.first_days(CASE)
    rows = np.flatnonzero(start <= days[-1] - YEAR - 7)
    later = np.array([dead[row, np.searchsorted(days, start[row] + YEAR)] for row in rows])
    return {
        "not healed a year later": _percent(later > 0.1),
        "with loss of teeth": 100 * _share_of_cases(seen, "tooth_loss"),
    }


def infected(clinic: Clinic) -> Mapping[str, float]:
    """C100: some are infected."""
    seen = _in_danger(clinic, "symptoms only")
    return {"with an infected jaw": 100 * _share_of_cases(seen, "jaw_infection")}


def _share_of_cases(seen: Seen, kind: str) -> float:
    ill = np.isfinite(seen.first_days(CASE))
    return float(np.mean(np.isfinite(seen.first_days(kind)[ill]))) if ill.any() else float("nan")


def _after(clinic: Clinic, procedure: str) -> int:
    """Return the cases within half a year of something done after a year on the drug."""
    done = has_done(procedure, "", day=364.0) if procedure else takes()
    seen = clinic.see(MANY, "2 years", IN_DANGER, bone_agent=DENOSUMAB, dental=done)
    first = seen.first_days(CASE)
    return int(np.sum((first > 364.0) & (first <= 364.0 + HALF_YEAR)))


def set_off(clinic: Clinic) -> Mapping[str, float]:
    """C101: many-fold after an extraction."""
    after, alone = _after(clinic, EXTRACTION), _after(clinic, "")
    return {"cases after an extraction over cases without": after / max(alone, 1)}


def fillings(clinic: Clinic) -> Mapping[str, float]:
    """C105: no more after a filling."""
    filled, alone = _after(clinic, FILLING), _after(clinic, "")
    return {
        "cases after a filling over cases without": filled / alone if alone else float(filled),
        "cases after an extraction over cases after a filling": _after(clinic, EXTRACTION)
        / max(filled, 1),
    }


def _drawn_on_drug(seen: Seen) -> int:
    """Return the extractions after the first dose."""
    first = seen["doses"].groupby("patient").day.min()
    done = seen["procedures"]
    drawn = done[done.procedure == EXTRACTION]
    return int((drawn.day > drawn.patient.map(first).fillna(np.inf)).sum())


def avoid(clinic: Clinic) -> Mapping[str, float]:
    """C102: fewer cases when no tooth is drawn on the drug."""
    careful, careless = (_on(clinic, dental=name) for name in ("usual", "symptoms only"))
    return {
        "extractions on the drug, avoided over not": ratio(
            _drawn_on_drug(careful), _drawn_on_drug(careless)
        ),
        "jaw cases, avoided over not": ratio(len(careful.events(CASE)), len(careless.events(CASE))),
    }


def clean(clinic: Clinic) -> Mapping[str, float]:
    """C103: fewer extractions and fewer cases."""
    without = _on(clinic, dental="symptoms only")
    programme = takes("hygiene_programme")
    with_it = _on(clinic, dental="symptoms only", safety_equipment=programme)
    drawn = [int((own["procedures"].procedure == EXTRACTION).sum()) for own in (with_it, without)]
    return {
        "extractions, with over without": ratio(*drawn),
        "jaw cases, with over without": ratio(len(with_it.events(CASE)), len(without.events(CASE))),
    }


def without_delay(clinic: Clinic) -> Mapping[str, float]:
    """C104: fewer cases when infections are treated at once."""
    early = _in_danger(clinic, OnToothache("root_canal", 1.0))
    late = _in_danger(clinic, OnToothache("root_canal", 120.0))
    return {"jaw cases, early over late": ratio(len(early.events(CASE)), len(late.events(CASE)))}


def stopped(clinic: Clinic) -> Mapping[str, float]:
    """C106: the drug is stopped, and more heal."""
    usual, never = (
        _in_danger(clinic, name, "5 years")
        for name in ("symptoms only", OnToothache(EXTRACTION, 7.0))
    )
    known = usual.events(CASE).groupby("patient").known_day.min().dropna()
    regimens = usual["regimens"]
    ended = regimens[regimens.name.astype(str) == "denosumab"].groupby("patient").stop_day.max()
    stops = [bool(ended.get(who, np.nan) <= day + 60.0) for who, day in known.items()]
    healed = [100 * _healed(own) for own in (usual, never)]
    return {
        "drug stopped within two months of knowing": _percent(np.array(stops, bool)),
        "healed, stopped minus not": healed[0] - healed[1],
    }


def _healed(seen: Seen) -> float:
    """Return the share of cases of the first three years that are healed when the fifth ends."""
    days, dead = seen.days_of("jaw_necrosis")
    start = seen.first_days(CASE)
    last = dead[start < days[-1] - 2 * YEAR, -1]
    last = last[np.isfinite(last)]
    return float(np.mean(last < 0.1)) if len(last) else float("nan")


def check_first(clinic: Clinic) -> Mapping[str, float]:
    """C107: the dentist first."""
    usual = _on(clinic, dental="usual", dosing="usual", monitoring="calcium, gfr every 4 weeks")
    without = _on(clinic, dental="symptoms only")
    checks = usual["observations"]
    check = checks[checks.assessment == "dental_check"].groupby("patient").day.min()
    dose = usual["doses"].groupby("patient").day.min()
    first = check.reindex(dose.index).fillna(np.inf) <= dose + 1e-6
    return {
        "checked before the first dose": 100 * float(first.mean()) if len(first) else float("nan"),
        "jaw cases, with dental care over without": ratio(
            usual.per_year(CASE), without.per_year(CASE)
        ),
    }


def dealt_with(clinic: Clinic) -> Mapping[str, float]:
    """C108: teeth are drawn before, not on the drug."""
    usual = _on(clinic, dental="usual", dosing="usual", monitoring="calcium, gfr every 4 weeks")
    without = _on(clinic, dental="symptoms only")
    all_drawn = int((usual["procedures"].procedure == EXTRACTION).sum())
    on_drug = _drawn_on_drug(usual)
    return {
        "extractions that come before the first dose": 100 * ratio(all_drawn - on_drug, all_drawn),
        "extractions on the drug, checked over not": ratio(on_drug, _drawn_on_drug(without)),
    }


def minerals(clinic: Clinic) -> Mapping[str, float]:
    """C109: less low calcium with supplements."""
    people, taken = People("prostate", n=250), "calcium 500 mg/d, vitamin D 400 IU/d"
    seen = [
        clinic.see(people, "1 year", NOBODY_DIES, bone_agent=DENOSUMAB, supplements=text)
        for text in (taken, "none")
    ]
    low = [own.share("hypocalcaemia") for own in seen]
    lowest = [np.nanmin(own.days_of("calcium_mmol_l")[1], axis=1) for own in seen]
    return {
        "low calcium, with supplements over without": ratio(*low),
        "lowest calcium, with minus without": float(np.mean(lowest[0] - lowest[1])),
    }


SHOWS = {
    "C097": cases,
    "C098": hurts,
    "C099": lasts,
    "C100": infected,
    "C101": set_off,
    "C102": avoid,
    "C103": clean,
    "C104": without_delay,
    "C105": fillings,
    "C106": stopped,
    "C107": check_first,
    "C108": dealt_with,
    "C109": minerals,
}

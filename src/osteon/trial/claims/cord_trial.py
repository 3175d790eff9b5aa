"""Claims on the treatment of a pressed cord, each looked at alone as a trial would."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from osteon.care.chart import Chart
from osteon.care.orders import Order, start, treat
from osteon.care.wakes import Wakes
from osteon.trial.claims.clinic import Clinic
from osteon.trial.claims.cord import PRONE, WALKS, WEAK, first_day, spine
from osteon.trial.claims.cord_treated import in_care, percent
from osteon.trial.claims.rules import WHY
from osteon.trial.claims.seen import Floats, Seen

RAYS, SURGERY, STEROID = "radiotherapy_30gy_10", "decompressive_surgery", "dexamethasone"
LATER_DAYS = 56.0


@dataclass(frozen=True)
class OnWeakness:
    """Treats the thoracic cord some days after weak legs are told of."""

    procedures: tuple[str, ...]
    after_days: float = 1.0
    sign: str = "leg_weakness"
    steroid: bool = False

    @property
    def wakes(self) -> Wakes:
        """Asked when the sign is told of."""
        return Wakes(symptoms=frozenset({self.sign}))

    def __call__(self, chart: Chart) -> Iterator[Order]:
        """Yield the orders once, at the first sign."""
        if not chart.has(self.sign) or any(chart.done(name) for name in self.procedures):
            return
        if any(chart.booked_for(name) for name in self.procedures):
            return
        if self.steroid:
            yield start(STEROID, because=WHY, urgency="emergency now")
        for position, name in enumerate(self.procedures):
            wait = self.after_days + 14.0 * position
            yield treat(name, site="thoracic", because=WHY, urgency="emergency now", in_days=wait)


def _told_at_once(clinic: Clinic, rule: OnWeakness, doubling: str = "100 days") -> Seen:
    people = spine(n=300, doubling=doubling)
    return clinic.see(people, "1 year", PRONE, every="1 day", cord=rule, reporting="prompt")


def _after_weakness(seen: Seen, name: str, later: float = LATER_DAYS) -> Floats:
    """Return a reading of each compressed patient some days after the first weakness."""
    days, deficit = seen.days_of("leg_deficit")
    _, values = seen.days_of(name)
    weak = first_day(days, deficit >= WEAK)
    rows = np.flatnonzero(weak <= days[-1] - later - 1)
    at = np.searchsorted(days, weak[rows] + later)
    return values[rows, at]


def with_steroid(clinic: Clinic) -> Mapping[str, float]:
    """C065: more walk with the steroid."""
    rules = {steroid: OnWeakness((RAYS,), 1.0, steroid=steroid) for steroid in (True, False)}
    walking = {
        steroid: percent(
            _after_weakness(_told_at_once(clinic, rule, "140 days"), "walking") > WALKS
        )
        for steroid, rule in rules.items()
    }
    return {
        "walking with the steroid": walking[True],
        "walking with minus without": walking[True] - walking[False],
    }


def within_a_day(clinic: Clinic) -> Mapping[str, float]:
    """C066: within a day, and worse after a week."""
    seen, _ = in_care(clinic, pain="none")
    orders = seen.orders("radiotherapy", verb="treat")
    urgent = orders[orders.urgency.isin(["emergency now", "within 24 h"])]
    waits = 24 * (urgent.done_day - urgent.day).dropna()
    walking = [
        percent(
            _after_weakness(_told_at_once(clinic, OnWeakness((RAYS,), wait)), "walking") > WALKS
        )
        for wait in (0.75, 7.0)
    ]
    return {
        "median wait": float(waits.median()) if len(waits) else float("nan"),
        "walking after a day's wait minus after a week's": walking[0] - walking[1],
    }


def surgery_first(clinic: Clinic) -> Mapping[str, float]:
    """C067: more walk, and for longer, after surgery and radiation."""
    arms = _trial(clinic, "leg_weakness")
    walking = {
        name: percent(_after_weakness(seen, "walking", 28.0) > WALKS) for name, seen in arms.items()
    }
    days = {name: _days_of_walking(seen) for name, seen in arms.items()}
    return {
        "walking after surgery and radiation": walking["surgery"],
        "walking after radiation alone": walking["radiation"],
        "median days of walking, surgery minus radiation": days["surgery"] - days["radiation"],
    }


def walk_again(clinic: Clinic) -> Mapping[str, float]:
    """C068: of those who cannot walk, more do again."""
    shares = {}
    for name, seen in _trial(clinic, "cannot_walk").items():
        days, walking = seen.days_of("walking")
        lost = first_day(days, walking < WALKS)
        rows = np.flatnonzero(lost <= days[-1] - 61)
        again = [
            bool((walking[row, (days > lost[row] + 1) & (days <= lost[row] + 60)] > WALKS).any())
            for row in rows
        ]
        shares[name] = percent(np.array(again, bool))
    return {
        "walking regained after surgery and radiation": shares["surgery"],
        "walking regained after radiation alone": shares["radiation"],
    }


def _trial(clinic: Clinic, sign: str) -> Mapping[str, Seen]:
    return {
        "surgery": _told_at_once(clinic, OnWeakness((SURGERY, RAYS), 1.0, sign, steroid=True)),
        "radiation": _told_at_once(clinic, OnWeakness((RAYS,), 1.0, sign, steroid=True)),
    }


def _days_of_walking(seen: Seen) -> float:
    """Return the median of the days on which the compressed walk after the first weakness."""
    days, deficit = seen.days_of("leg_deficit")
    _, walking = seen.days_of("walking")
    rows = np.flatnonzero(np.isfinite(first_day(days, deficit >= WEAK)))
    begun = first_day(days, deficit >= WEAK)[rows]
    walked = [
        np.nansum(walking[row, days >= day] > WALKS) for row, day in zip(rows, begun, strict=True)
    ]
    return float(np.median(walked)) if walked else float("nan")


def delay(clinic: Clinic) -> Mapping[str, float]:
    """C015: the later, the worse; paralysis without."""
    grades = {}
    for name, rule in (
        ("day", OnWeakness((SURGERY, RAYS), 0.5)),
        ("week", OnWeakness((SURGERY, RAYS), 7.0)),
        ("never", OnWeakness((), 0.0)),
    ):
        seen = _told_at_once(clinic, rule)
        grades[name] = float(np.nanmean(_after_weakness(seen, "motor_grade_legs_0_5")))
    return {
        "grade, untreated": grades["never"],
        "grade, treated a day later minus untreated": grades["day"] - grades["never"],
        "grade, treated a day later minus a week later": grades["day"] - grades["week"],
    }


def eases(clinic: Clinic) -> Mapping[str, float]:
    """C063: a steroid within days, radiation within weeks."""
    base = _told_at_once(clinic, OnWeakness((), 0.0))
    steroid = _told_at_once(clinic, OnWeakness((), 0.0, steroid=True))
    rays = _told_at_once(clinic, OnWeakness((RAYS,), 0.5))
    falls = {}
    for name, own, later in (("steroid", steroid, 6.0), ("rays", rays, 40.0)):
        pains = [_after_weakness(seen, "pain_0_10", later) for seen in (base, own)]
        falls[name] = float(np.nanmean(pains[0]) - np.nanmean(pains[1]))
    return {
        "fall within two days of the steroid": falls["steroid"],
        "fall four weeks after radiotherapy": falls["rays"],
    }


SHOWS = {
    "C015": delay,
    "C063": eases,
    "C065": with_steroid,
    "C066": within_a_day,
    "C067": surgery_first,
    "C068": walk_again,
}

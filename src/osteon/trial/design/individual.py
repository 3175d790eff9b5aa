"""What the treatment did to each patient of a pool, who lived once under each treatment.

No trial can see this: a patient has one life. A simulation can, because both lives share their
luck; how large the differences of single patients are rests on that coupling.

References
----------
holland_1986, laupacis_1988, altman_1998
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.cumulative_incidence import Causes
from osteon.library.groups import read_group
from osteon.trial.counting import ended
from osteon.trial.design.pool import Pool
from osteon.trial.groups import members
from osteon.trial.measures import DAYS_PER_MONTH

if TYPE_CHECKING:
    from pandas import DataFrame

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SAME_DAYS = 0.5  # a shorter difference is none
RESAMPLES = 200
ROUNDING = 1e-9  # per cent
USUAL_MONTHS = (6.0, 12.0, 24.0, 36.0)
USUAL_GROUPS = (
    "prior_sre = yes", "prior_sre = no", "ecog = 0", "ecog = 1", "ecog = 2",
    "visceral = yes", "visceral = no",
)  # fmt: skip
FEWEST = 10  # patients in a group that is shown


@dataclass(frozen=True)
class Individual:
    """Event-free time and events of each patient in both lives, as far as both were seen.

    Attributes
    ----------
    event_free_days : array of float, shape (2, n_patients)
        Until the first event or death, at most until the day to which both lives were seen [days].
    events : array of int, shape (2, n_patients)
        Events until that day.
    """

    pool: Pool
    event_free_days: Floats
    events: NDArray[np.int64]

    @classmethod
    def of(cls, pool: Pool) -> "Individual":
        """Return both lives of each patient, side by side."""
        seen = _seen_to(pool)
        free, count = np.empty((2, pool.n)), np.empty((2, pool.n), np.int64)
        for arm, own in enumerate(pool.arms):
            who, day = pool.lives.events(arm)
            counts = day <= seen[who]
            count[arm] = np.bincount(who[counts], minlength=pool.n)
            first = np.full(pool.n, np.inf)
            np.minimum.at(first, who[counts], day[counts])
            died = np.where(own.ended_by("death"), own.last_day, np.inf)
            free[arm] = np.minimum(np.minimum(first, died), seen)
        return cls(pool, free, count)

    @property
    def gained_months(self) -> Floats:
        """Event-free time of each patient under the new treatment less that under the old."""
        old, new = self.event_free_days
        return np.asarray((new - old) / DAYS_PER_MONTH, np.float64)

    @property
    def avoided(self) -> NDArray[np.int64]:
        """Events of each patient under the old treatment less those under the new."""
        return np.asarray(self.events[0] - self.events[1], np.int64)

    def table(self) -> "DataFrame":
        """Return one row per patient."""
        free = self.event_free_days / DAYS_PER_MONTH
        found = self.pool.patients[["patient"]].assign(
            event_free_months_old=free[0],
            event_free_months_new=free[1],
            gained_months=self.gained_months,
            events_old=self.events[0],
            events_new=self.events[1],
            events_avoided=self.avoided,
        )
        columns = ("cancer", "age_years", "sex", "ecog", "visceral", "prior_sre", "n_lesions")
        return found.assign(**{name: self.pool.patients[name] for name in columns})

    def benefit(self, who: Bools) -> "Benefit":
        """Return what the treatment did to some of the patients."""
        gained, n = self.gained_months[who], int(who.sum())
        half = 1.96 * float(gained.std(ddof=1)) / n**0.5
        mean, least = float(gained.mean()), SAME_DAYS / DAYS_PER_MONTH
        better, worse = (100.0 * float((side > least).mean()) for side in (gained, -gained))
        avoided = 100.0 * float(self.avoided[who].mean())
        return Benefit(
            n, mean, mean - half, mean + half, better, 100.0 - better - worse, worse, avoided
        )

    def by_group(self) -> "DataFrame":
        """Return what the treatment did to all, and to groups by what was known at entry."""
        import pandas as pd

        everybody = np.ones(self.pool.n, bool)
        named = dict.fromkeys((*self.pool.rules.stratify_by, *USUAL_GROUPS))
        cancers = sorted(set(self.pool.patients["cancer"].astype(str)))
        named |= dict.fromkeys(f"cancer = {name}" for name in cancers if len(cancers) > 1)
        parts = [("all", everybody), *((name, self._members(name)) for name in named)]
        rows = [(name, *self.benefit(who)) for name, who in parts if who.sum() >= FEWEST]
        return pd.DataFrame(rows, columns=["group", *Benefit._fields])

    def numbers_needed(self, seed: int) -> "DataFrame":
        """Return risks at landmarks, their difference, and the number needed to treat.

        Death competes; intervals come from patients drawn anew, both lives together.
        """
        import pandas as pd

        months = [*USUAL_MONTHS, self.pool.rules.until_days / DAYS_PER_MONTH]
        months = sorted({round(m, 1) for m in months if m <= months[-1] + 1e-9})
        days = np.array(months) * DAYS_PER_MONTH
        pairs = [ended(self.pool.rules.endpoint, arm) for arm in self.pool.arms]
        everybody = np.arange(self.pool.n)
        risk = _risks(pairs, everybody, days)
        rng = np.random.default_rng(seed)
        drawn = [rng.integers(0, self.pool.n, self.pool.n) for _ in range(RESAMPLES)]
        spread = np.array([np.subtract(*_risks(pairs, who, days)) for who in drawn]).std(axis=0)
        rows = [
            NumberNeeded.of(month, float(old), float(new), float(error))
            for month, old, new, error in zip(months, *risk, spread, strict=True)
        ]
        return pd.DataFrame(rows)

    def _members(self, group: str) -> Bools:
        old, pool = self.pool.arms[0], self.pool
        conditions = read_group(group, pool.library)
        return members(conditions, old, pool.patients, pool.read)


class Benefit(NamedTuple):
    """What the treatment did to a group; months, and per cent of its patients."""

    n: int
    gained_months: float
    low: float
    high: float
    percent_better: float
    percent_same: float
    percent_worse: float
    events_avoided_per_100: float


class NumberNeeded(NamedTuple):
    """Risks at a landmark [%], their difference, and how many are treated for one event less."""

    month: float
    risk_old: float
    risk_new: float
    difference: float
    low: float
    high: float
    number_needed: float
    number_low: float
    number_high: float

    @classmethod
    def of(cls, month: float, old: float, new: float, error: float) -> "NumberNeeded":
        """Return the row.

        Below 0 the number is one needed to harm. Where the interval of the difference holds 0, that
        of the number runs from `number_low` through infinity to `number_high`.
        """
        gain, half = _exact(old - new), _exact(1.96 * error)
        low, high = gain - half, gain + half
        ends = _needed(high), _needed(low)
        return cls(month, old, new, gain, low, high, _needed(gain), *ends)


def _exact(percent: float) -> float:
    """Return per cent, or 0 where only rounding is left of it."""
    return percent if abs(percent) > ROUNDING else 0.0


def _needed(gain_percent: float) -> float:
    return 100.0 / gain_percent if gain_percent else np.inf


def _risks(
    pairs: list[tuple[Floats, NDArray[np.int64]]], who: NDArray[np.int64], days: Floats
) -> Floats:
    """Risk by each day in both lives [%], shape (2, n_days)."""
    risks = np.empty((2, days.size))
    for arm, (when, how) in enumerate(pairs):
        causes = Causes.count(when[who], how[who])
        steps = np.concatenate([[0.0], causes.incidence])
        risks[arm] = 100.0 * steps[np.searchsorted(causes.days, days, side="right")]
    return risks


def _seen_to(pool: Pool) -> Floats:
    """Day to which both lives of each patient were seen; who died was seen to the end."""
    seen = np.full(pool.n, pool.rules.until_days)
    for arm in pool.arms:
        lost = ~arm.ended_by("death")
        seen[lost] = np.minimum(seen[lost], arm.last_day[lost])
    return seen

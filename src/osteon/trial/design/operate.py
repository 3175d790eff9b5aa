"""What a trial of one size does: its looks, its bounds, and how often it comes to what."""

from dataclasses import dataclass
from functools import cache
from math import ceil, log

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.design.bounds import (
    Bounds,
    conditional_power_bounds,
    efficacy_bounds,
    futility_bounds,
)
from osteon.analysis.design.lives import NEW, OLD
from osteon.analysis.design.replicates import (
    ALL_EVENTS,
    FIRST_EVENTS,
    Outcomes,
    Plan,
    replicate,
)
from osteon.analysis.design.spending import spend
from osteon.analysis.proportions import difference_score
from osteon.trial.design.pool import Pool
from osteon.trial.design.rules import Rules

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

USUAL_BETA = 0.1  # spent on futility where no power is asked for


@dataclass(frozen=True)
class Looks:
    """When a trial of one size is looked at, and what stops it.

    Attributes
    ----------
    n : int
        Patients of both arms.
    events : array of int, shape (n_looks,)
        Events at each look; at the last one those expected where it takes place on a day.
    bounds : Bounds
    """

    n: int
    events: Ints
    bounds: Bounds


@dataclass(frozen=True)
class Results:
    """What replicates of one trial came to under one truth.

    Attributes
    ----------
    outcomes : Outcomes
    last : array of int, shape (n_replicates,)
        Look at which each replicate ended.
    success : array of bool, shape (n_replicates,)
        Whether the null hypothesis was rejected.
    """

    outcomes: Outcomes
    last: Ints
    success: Bools

    @property
    def share(self) -> float:
        """Share of replicates that rejected the null hypothesis."""
        return float(self.success.mean())

    def at_end(self, column: NDArray[np.generic]) -> Floats:
        """Return a column of the outcomes at the look where each replicate ended."""
        return np.asarray(column[np.arange(self.last.size), self.last], np.float64)

    def stopped(self, look: int, *, success: bool) -> float:
        """Return the share that ended at a look with, or without, a rejection."""
        return float(((self.last == look) & (self.success == success)).mean())


def looks_of(pool: Pool, n: int) -> Looks:
    """Return the looks of a trial of `n` patients."""
    rules = pool.rules
    last = _last_events(pool, n)
    events = np.maximum(1, np.rint(rules.fractions * last)).astype(np.int64)
    return Looks(n, events, bounds_of(rules))


def run(pool: Pool, looks: Looks, *, seed: int, null: bool = False) -> Results:
    """Return what replicates come to, under the pool's effect or under the null hypothesis."""
    rules, n = pool.rules, looks.n
    ratio = rules.null if rules.is_ratio else 1.0
    targets = looks.events.copy()
    if rules.by_day:
        targets[-1] = 0
    kind = ALL_EVENTS if rules.measure == "rate_ratio" else FIRST_EVENTS
    plan = Plan(rules.rate(n), rules.block, rules.until_days, targets, kind, ratio)
    found = replicate(pool.lives, plan, n, replicates=rules.replicates, seed=seed, null=null)
    if not rules.is_ratio:
        found = _of_shares(found, rules, seed if null else None)
    signed = found._replace(z=rules.sign * found.z)
    return decide(signed, looks)


def decide(
    outcomes: Outcomes, looks: Looks, *, shift: float = 0.0, futility: bool = True
) -> Results:
    """Return where each replicate ends; a look whose events do not come is not held.

    Parameters
    ----------
    shift : float
        By how much of its mean the statistic is moved, to see what another effect would do.
    futility : bool
        Whether trials stop for futility.
    """
    bounds = looks.bounds
    z = outcomes.z + shift * outcomes.z.mean(axis=0)
    success = z >= bounds.efficacy
    held = outcomes.events.sum(axis=2) >= looks.events
    ended = (success | (futility & (z < bounds.futility))) & held
    ended[:, -1] = True
    last = ended.argmax(axis=1)
    return Results(outcomes, last, success[np.arange(last.size), last])


def expected_events(pool: Pool, n: int, day: float, arm: int) -> float:
    """Return the events expected in one arm of a trial of `n` by a day of the calendar."""
    when = np.sort(pool.lives.events(arm)[1])
    known = np.searchsorted(when, day - _entries(pool.rules, n), side="right").mean()
    share = pool.rules.block[arm] / sum(pool.rules.block)
    return float(n * share * known / pool.n)


def _entries(rules: Rules, n: int) -> Floats:
    """Days of entry of evenly spread patients."""
    return (np.arange(400) + 0.5) / 400 * n / rules.rate(n)


def _last_events(pool: Pool, n: int) -> int:
    """Events at the last look: as told, or as expected on its day."""
    rules = pool.rules
    if rules.events is not None:
        return rules.events
    if rules.event_share is not None:
        return max(1, ceil(round(rules.event_share * n, 6)))
    both = sum(expected_events(pool, n, rules.until_days, arm) for arm in (OLD, NEW))
    return max(rules.fractions.size, round(both))


def bounds_of(rules: Rules) -> Bounds:
    """Return the bounds of every look; they follow from the planned shares of the events."""
    at = rules.fractions
    efficacy = efficacy_bounds(at, spend(rules.efficacy, rules.alpha, at))
    lower = np.full(at.size, -np.inf)
    if at.size > 1 and rules.futility == "conditional_power":
        lower = conditional_power_bounds(at, float(efficacy[-1]), rules.conditional_power)
    elif at.size > 1 and rules.futility == "beta_spending":
        beta = USUAL_BETA if rules.power is None else 1.0 - rules.power
        lower = futility_bounds(at, efficacy, spend(rules.efficacy, beta, at))[0]
    return Bounds(at, efficacy, lower)


def _of_shares(found: Outcomes, rules: Rules, seed: int | None) -> Outcomes:
    """Test the counts of the last look as shares; add events up to the margin under the null."""
    events, patients = found.events.copy(), found.patients
    if seed is not None and rules.null:
        _add_to_margin(events, patients, rules, seed)
    wanted = rules.null / 100.0

    @cache
    def score(new: int, of_new: int, old: int, of_old: int) -> float:
        return -difference_score((new, of_new), (old, of_old), wanted)

    rows = zip(events[:, -1].tolist(), patients[:, -1].tolist(), strict=True)
    z = [score(had[NEW], of[NEW], had[OLD], of[OLD]) for had, of in rows]
    return found._replace(z=np.array(z)[:, None], events=events)


def _add_to_margin(events: Ints, patients: Ints, rules: Rules, seed: int) -> None:
    """Give patients without the event one, so that the shares differ by the margin."""
    arm = NEW if rules.null > 0.0 else OLD
    free = patients[:, -1, arm] - events[:, -1, arm]
    share = 1.0 - free.sum() / patients[:, -1, arm].sum()
    chance = min(1.0, abs(rules.null) / 100.0 / max(1e-12, 1.0 - share))
    events[:, -1, arm] += np.random.default_rng(seed).binomial(free, chance)


def ratio_at(z: float, events: float, rules: Rules) -> float:
    """Return the ratio at which the statistic would be `z` (Schoenfeld's approximation)."""
    share = rules.block[NEW] / sum(rules.block)
    return float(np.exp(log(rules.null) - rules.sign * z / (share * (1 - share) * events) ** 0.5))

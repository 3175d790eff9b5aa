"""The study of a design: its size, its operating characteristics, and every table of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.design.closed_form import schoenfeld_events
from osteon.analysis.design.search import Aim, Found, smallest_size
from osteon.analysis.estimate import Estimate
from osteon.base.progress import NoProgress, Progress
from osteon.trial.design.individual import Individual
from osteon.trial.design.operate import Looks, Results, decide, looks_of, run
from osteon.trial.design.pool import Pool
from osteon.trial.design.rules import Rules

if TYPE_CHECKING:
    from pandas import DataFrame

CONFIRMING = 1  # added to the seed for replicates that the search has not seen
NULL = 2


@dataclass(frozen=True)
class Study:
    """A design and what its replicates came to.

    Attributes
    ----------
    pool : Pool
    effect : Estimate
        Of the whole pool, recruited and followed like the trial.
    found : Found or None
        The search for the size; None where the size was given.
    looks : Looks
    power, null : Results
        Replicates under the pool's effect and under the null hypothesis.
    seed : int
    """

    pool: Pool
    effect: Estimate
    found: Found | None
    looks: Looks
    power: Results
    null: Results
    seed: int

    @classmethod
    def of(cls, pool: Pool, *, seed: int, progress: Progress | None = None) -> "Study":
        """Return the study of a pool's design; the size is searched where a power is asked for."""
        watch, rules = progress or NoProgress(), pool.rules
        watch.start(1, "Replicates of the trial")
        found = None if rules.power is None else search(pool, seed)
        looks = looks_of(pool, rules.n if found is None else found.n)
        effect = pool.effect(looks.n)
        power = run(pool, looks, seed=seed + CONFIRMING)
        null = run(pool, looks, seed=seed + NULL, null=True)
        watch.advance(1)
        watch.finish()
        return cls(pool, effect, found, looks, power, null, seed)

    @cached_property
    def individual(self) -> Individual:
        """Both lives of each patient."""
        return Individual.of(self.pool)

    @cached_property
    def figures(self) -> Mapping[str, str]:
        """Every figure by name, as an SVG element for a page with the report's style."""
        from osteon.trial.design import figures

        return {
            "power": figures.power_figure(self, self.tables["curve"]),
            "events": figures.calendar_figure(self, self.tables["calendar"]),
            "individual": figures.individual_figure(self),
        }

    @cached_property
    def tables(self) -> Mapping[str, "DataFrame"]:
        """Every table by name."""
        from osteon.trial.design import frames

        return {
            "operating": frames.operating_table(self),
            "looks": frames.looks_table(self),
            "curve": frames.curve_table(self),
            "calendar": frames.calendar_table(self),
            "estimand": frames.estimand_table(self),
            "groups": self.individual.by_group(),
            "numbers_needed": self.individual.numbers_needed(self.seed),
            "individual": self.individual.table(),
        }

    @property
    def power_of_pool(self) -> tuple[float, float]:
        """Power if the effect lay at either end of what the pool leaves open (95 %).

        The statistics of all replicates are moved in proportion to the effect's distance from the
        null hypothesis.
        """
        away = self.distance
        if not away or self.effect.se is None:
            return self.power.share, self.power.share
        part = 1.96 * self.effect.se / abs(away)
        outcomes = self.power.outcomes
        moved = [decide(outcomes, self.looks, shift=shift).share for shift in (-part, part)]
        return min(moved), max(moved)

    @property
    def overruled(self) -> float:
        """Type-I error when trials go on although they could stop for futility."""
        return decide(self.null.outcomes, self.looks, futility=False).share

    @property
    def too_few(self) -> float:
        """Share of replicates in which the events of the last look do not come in time."""
        if self.pool.rules.by_day:
            return 0.0
        seen = self.power.outcomes.events[:, -1].sum(axis=1)
        return float((seen < self.looks.events[-1]).mean())

    @property
    def distance(self) -> float:
        """Distance of the pool's effect from the null hypothesis, above 0 for a benefit."""
        return distance(self.pool.rules, self.effect)

    @property
    def textbook_events(self) -> float | None:
        """Events that Schoenfeld's formula asks for; None where it does not apply."""
        rules = self.pool.rules
        if rules.measure != "hazard_ratio" or rules.power is None or self.distance <= 0.0:
            return None
        share = rules.block[1] / sum(rules.block)
        return schoenfeld_events(np.exp(-self.distance), rules.alpha, rules.power, share)


def distance(rules: Rules, effect: Estimate) -> float:
    """Return how far an effect lies from the null hypothesis, above 0 for a benefit."""
    if rules.is_ratio:
        return rules.sign * (log(rules.null) - log(effect.value))
    return rules.sign * (rules.null - effect.value)


def search(pool: Pool, seed: int) -> Found:
    """Return the smallest size with the power that the rules ask for."""
    rules = pool.rules
    start = min(rules.n, rules.most)
    if distance(rules, pool.effect(start)) <= 0.0:
        return Found(start, start, start, reached=False, tried={})
    aim = Aim(float(rules.power or 0.0), rules.alpha, sum(rules.block), rules.most)

    def power_at(n: int) -> float:
        return run(pool, looks_of(pool, n), seed=seed).share

    return smallest_size(power_at, aim, start=start, replicates=rules.replicates)


def monte_carlo(share: float, replicates: int) -> tuple[float, float]:
    """Return the 95 % interval of a share from the number of replicates (Wilson)."""
    from osteon.analysis.proportions import proportion

    found = proportion(round(share * replicates), replicates)
    return found.ci_low, found.ci_high


def mean_interval(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return a mean over replicates with its 95 % Monte-Carlo interval."""
    mean, half = float(values.mean()), 1.96 * float(values.std(ddof=1)) / sqrt(values.size)
    return mean, mean - half, mean + half

"""The evaluation of a run: costs, life-years and quality-adjusted life-years of each arm."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.economics.dominance import Increment, icers
from osteon.analysis.economics.follow_up import FollowUp
from osteon.base.errors import InputError, Problem
from osteon.library.prices import PriceList
from osteon.library.utilities import UtilitySet
from osteon.trial.economics.arm_means import UNDISCOUNTED, ArmMeans, Rates
from osteon.trial.economics.finished import Finished
from osteon.trial.economics.health_states import time_in_states, utility_of
from osteon.trial.economics.pricing import price
from osteon.trial.economics.resources import resource_use

if TYPE_CHECKING:
    from pandas import DataFrame

Floats = NDArray[np.float64]

# Where fewer would still be followed, the few who are would count for too many.
LEAST_FOLLOWED = 0.1


@dataclass(frozen=True)
class Options:
    """What an evaluation is asked for; what is None is as the price list says.

    Attributes
    ----------
    costs, utilities : str
        Names of a price list and of a set of utilities.
    discount_costs, discount_effects : float or None
        Annual rates.
    until_days : float or None
        End of the analysis; None: the horizon of the trial, or sooner where too few are followed.
    thresholds : tuple of float or None
        What a quality-adjusted life-year may be worth.
    """

    costs: str = "europe"
    utilities: str = "matza_2014"
    discount_costs: float | None = None
    discount_effects: float | None = None
    until_days: float | None = None
    thresholds: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Totals:
    """Means per patient of one arm.

    Attributes
    ----------
    cost, qalys, life_years : float
    by_item : (n_items,) float
        Cost of each item.
    """

    cost: float
    qalys: float
    life_years: float
    by_item: Floats


@dataclass(frozen=True)
class Evaluation:
    """A run with its prices and utilities put to it.

    Attributes
    ----------
    run : Finished
    prices : PriceList
    worth : UtilitySet
    rates : Rates
    thresholds : tuple of float
        The first decides where one is needed.
    until_days : float
        End of the analysis [days].
    costs : DataFrame
        Every cost until then with where it comes from: see `osteon.trial.economics.pricing.COSTS`.
    states : DataFrame
        Every stretch of life until then: see `osteon.trial.economics.health_states.STATES`.
    """

    run: Finished
    prices: PriceList
    worth: UtilitySet
    rates: Rates
    thresholds: tuple[float, ...]
    until_days: float
    costs: "DataFrame"
    states: "DataFrame"

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms, the control first."""
        return self.run.arms

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Every item that was used."""
        return tuple(sorted(set(self.costs["item"])))

    @cached_property
    def category_of(self) -> Mapping[str, str]:
        """What each item belongs to."""
        pairs = self.costs[["item", "category"]].drop_duplicates("item")
        return dict(zip(pairs["item"], pairs["category"], strict=True))

    @cached_property
    def combinations(self) -> tuple[str, ...]:
        """Every combination of states that occurred."""
        return tuple(sorted(set(self.states["state"])))

    @cached_property
    def means(self) -> Mapping[str, ArmMeans]:
        """Each arm, discounted."""
        return self._means(self.rates)

    @cached_property
    def totals(self) -> Mapping[str, Totals]:
        """Discounted means of each arm at the stated prices and utilities."""
        return {name: self.total(means) for name, means in self.means.items()}

    @cached_property
    def undiscounted(self) -> Mapping[str, Totals]:
        """Means of each arm without discounting."""
        return {name: self.total(means) for name, means in self._means(UNDISCOUNTED).items()}

    @cached_property
    def icers(self) -> tuple[Increment, ...]:
        """Every arm with its ratio on the efficient frontier."""
        totals = [self.totals[name] for name in self.arms]
        return icers(self.arms, [own.cost for own in totals], [own.qalys for own in totals])

    @cached_property
    def unit_costs(self) -> Floats:
        """Prices of `items` [currency]."""
        return np.array([self.prices.unit_cost(name) for name in self.items])

    @cached_property
    def utilities(self) -> Floats:
        """Utilities of `combinations`."""
        decrements = {n: np.array([s.decrement.value]) for n, s in self.worth.states.items()}
        baseline = np.array([self.worth.baseline.value])
        return np.array(
            [utility_of(own, self.worth, baseline, decrements)[0] for own in self.combinations]
        )

    def total(self, means: ArmMeans) -> Totals:
        """Return the means of an arm, every patient counting once."""
        by_item = self.unit_costs * means.quantities(*means.everybody)
        years = means.years_in_states(*means.everybody)
        return Totals(
            float(by_item.sum()), float(years @ self.utilities), float(years.sum()), by_item
        )

    def _means(self, rates: Rates) -> dict[str, ArmMeans]:
        names = (self.items, self.combinations)

        counted = self.costs[["until_day", "item", "patient", "day", "quantity"]]
        arm_of_cost = self.costs["arm"].to_numpy()

        def own(frame: "DataFrame", arm: str) -> "DataFrame":
            return frame[frame["arm"] == arm]

        ends = self.run.tables["follow_up"]
        return {
            arm: ArmMeans.of(
                own(ends, arm), counted[arm_of_cost == arm], own(self.states, arm), names, rates
            )
            for arm in self.arms
        }


def evaluate(run: Finished, options: Options | None = None) -> Evaluation:
    """Return the evaluation of a finished run.

    Raises
    ------
    InputError
        There is one arm only, something used has no price, or an option is impossible; every fault
        of a kind is listed.
    """
    asked = options or Options()
    prices = run.library.price_list(asked.costs)
    worth = run.library.utility_set(asked.utilities)
    rates = Rates(
        prices.discount_costs.value if asked.discount_costs is None else asked.discount_costs,
        prices.discount_effects.value if asked.discount_effects is None else asked.discount_effects,
    )
    thresholds = asked.thresholds or prices.thresholds
    _check(run, rates, thresholds)
    until = _until(run, asked.until_days)
    costs, states = _counted(run, prices, worth, until)
    return Evaluation(run, prices, worth, rates, thresholds, until, costs, states)


def evaluate_alike(run: Finished, like: Evaluation) -> Evaluation:
    """Return the evaluation of another run of the same arms, counted in every way as one is.

    Raises
    ------
    InputError
        Something used has no price; all of it is listed.
    """
    costs, states = _counted(run, like.prices, like.worth, like.until_days)
    return replace(like, run=run, costs=costs, states=states)


def _counted(
    run: Finished, prices: PriceList, worth: UtilitySet, until: float
) -> "tuple[DataFrame, DataFrame]":
    """Return every cost and every stretch of life until the end of the analysis."""
    costs = price(resource_use(run.tables, run.library, prices), prices)
    states = time_in_states(run.tables, run.library, worth)
    return _cut_costs(costs, until), cut_states(states, until)


def _check(run: Finished, rates: Rates, thresholds: tuple[float, ...]) -> None:
    problems = []
    if len(run.arms) < 2:
        problems.append(
            Problem("", f'"{run.file.title}" has one arm only; an evaluation compares two or more')
        )
    for what, rate in (("costs", rates.costs), ("effects", rates.effects)):
        if not 0 <= rate < 1:
            problems.append(
                Problem("", f"{rate:g} is no discount rate of {what}; write 0.03 for 3 %")
            )
    problems += [
        Problem("", f"a threshold of {value:g} is not possible; it must be above 0")
        for value in thresholds
        if not value > 0
    ]
    ends = run.tables["follow_up"]
    problems += [
        Problem("", f'nobody was allocated to "{name}"; run more patients')
        for name in run.arms
        if not (ends["arm"] == name).any()
    ]
    if problems:
        raise InputError(problems)


def _until(run: Finished, asked: float | None) -> float:
    """Return the end of the analysis: as asked, or the horizon while enough are followed."""
    ends = run.tables["follow_up"]
    followed = min(
        _still_followed(ends[ends["arm"] == name]) for name in run.arms
    )  # the arm that loses its patients first decides
    if asked is None:
        return min(run.file.horizon_days, followed)
    if not 0 < asked <= run.file.horizon_days:
        raise InputError(
            f"{asked:g} days is not possible; the run ends at {run.file.horizon_days:g} days"
        )
    if asked > followed:
        raise InputError(
            f"after {followed:.0f} days less than {100 * LEAST_FOLLOWED:g} % of the patients of an"
            " arm are still followed; end the analysis there, or run without drop-out"
        )
    return asked


def _still_followed(ends: "DataFrame") -> float:
    died = (ends["reason"] == "death").to_numpy(bool)
    return FollowUp(ends["last_day"].to_numpy(float), died).until(LEAST_FOLLOWED)


def _cut_costs(costs: "DataFrame", until: float) -> "DataFrame":
    """Leave out what comes after the end of the analysis, and cut off what goes on beyond it."""
    import pandas as pd

    inside = (costs["day"] <= until).to_numpy()
    kept = {name: column.to_numpy()[inside] for name, column in costs.items()}
    stop = np.minimum(kept["until_day"], until)
    days = stop - kept["day"]
    quantity = np.where(np.isnan(stop), kept["quantity"], days)
    cost = quantity * kept["unit_cost"]
    return pd.DataFrame({**kept, "until_day": stop, "quantity": quantity, "cost": cost}, copy=False)


def cut_states(states: "DataFrame", until: float) -> "DataFrame":
    """Return the stretches of life until the end of the analysis [days]."""
    kept = states[states["start_day"] < until].reset_index(drop=True)
    return kept.assign(stop_day=kept["stop_day"].clip(upper=until))

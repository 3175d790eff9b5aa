"""One strategy against the control, one parameter at a time: tornado and prices that turn it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import log, nan
from typing import TYPE_CHECKING

import numpy as np

from osteon.analysis.economics.benefit import net_monetary_benefit
from osteon.analysis.economics.one_way import Swing, tornado, turning_point
from osteon.analysis.estimate import NORMAL_QUANTILE
from osteon.trial.economics.evaluate import cut_states
from osteon.trial.economics.health_states import AND, time_in_states
from osteon.trial.economics.model_doubt import EVERYTHING
from osteon.trial.economics.parameters import (
    LENGTH,
    PRICE,
    parameters_of,
    unit_costs,
    utilities,
)

if TYPE_CHECKING:
    from osteon.library.sourced import Sourced
    from osteon.trial.economics.evaluate import Evaluation
    from osteon.trial.economics.model_doubt import ModelDoubt

DRUGS = "bone drugs"
# Beyond so many times its price nobody looks for the price of a drug.
HIGHEST_RATIO = 50.0


@dataclass(frozen=True)
class Compared:
    """Two arms, and what a quality-adjusted life-year is taken to be worth.

    Attributes
    ----------
    strategy, control : str
    threshold : float
    """

    strategy: str
    control: str
    threshold: float

    @classmethod
    def of(cls, evaluation: "Evaluation") -> "Compared":
        """Return the best of the other arms beside the first, at the first threshold."""
        control, *others = evaluation.arms
        threshold = evaluation.thresholds[0]

        def benefit(arm: str) -> float:
            total = evaluation.totals[arm]
            return float(net_monetary_benefit(total.cost, total.qalys, threshold))

        return cls(max(others, key=benefit), control, threshold)

    def benefit(self, evaluation: "Evaluation", values: Mapping[str, float]) -> float:
        """Return the incremental net monetary benefit at these values of all parameters."""
        each = {name: np.array([value]) for name, value in values.items()}
        prices = unit_costs(evaluation.items, each)[0]
        worth = utilities(evaluation.combinations, evaluation.worth, each)[0]
        found = []
        for name in (self.strategy, self.control):
            arm = evaluation.means[name]
            cost = prices @ arm.quantities(*arm.everybody)
            effect = worth @ arm.years_in_states(*arm.everybody)
            found.append(float(net_monetary_benefit(cost, effect, self.threshold)))
        return found[0] - found[1]


def swings(
    evaluation: "Evaluation", compared: Compared, model: "ModelDoubt | None" = None
) -> tuple[Swing, ...]:
    """Return what the incremental net benefit does over the middle 95 % of each parameter.

    Lengths of states are moved by their assumed standard error, twice down and twice up. The
    model's parameters are moved all at once, and each alone that its draws show the benefit to
    hang on.
    """
    known = parameters_of(evaluation)
    base = {name: own.base for name, own in known.items()}
    moved = {name: own.interval for name, own in known.items() if own.distribution != "fixed"}
    found = tornado(lambda values: compared.benefit(evaluation, values), base, moved)
    lengths = _lengths(evaluation, compared, base)
    fitted = () if model is None else _of_model(compared, model, compared.benefit(evaluation, base))
    return tuple(sorted((*found, *lengths, *fitted), key=lambda swing: -swing.width))


def turning_prices(
    evaluation: "Evaluation", compared: Compared
) -> dict[str, dict[float, float | None]]:
    """Return the price of each bone drug at which the strategy stops, or begins, to be worth it.

    By item, then by threshold; None where no price up to 50 times the stated one does.
    """
    costs = evaluation.costs
    arms = costs["arm"].isin([compared.strategy, compared.control])
    drugs = sorted(set(costs.loc[arms & (costs["category"] == DRUGS), "item"]))
    known = parameters_of(evaluation)
    base = {name: own.base for name, own in known.items()}

    def at(drug: str, threshold: float) -> float | None:
        here = replace(compared, threshold=threshold)

        def benefit(price: float) -> float:
            return here.benefit(evaluation, {**base, PRICE + drug: price})

        return turning_point(benefit, 0.0, HIGHEST_RATIO * max(base[PRICE + drug], 1.0))

    return {drug: {value: at(drug, value) for value in evaluation.thresholds} for drug in drugs}


def _of_model(compared: Compared, model: "ModelDoubt", benefit: float) -> Iterator[Swing]:
    """Yield the swings of the model's parameters, read from its draws and a regression on them."""
    arm = model.evaluation.arms.index(compared.strategy)
    if (reach := NORMAL_QUANTILE * float(model.spread(compared.threshold)[arm])) > 0:
        yield Swing(EVERYTHING, nan, nan, benefit - reach, benefit + reach)
    slopes = model.slopes(compared.threshold)[:, arm]
    for name, slope in zip(model.model.names, slopes.tolist(), strict=True):
        if slope:
            value, low, high = model.model.ranges[name]
            ends = (benefit + slope * log(end / value) for end in (low, high))
            yield Swing(name, low, high, *ends)


def _lengths(
    evaluation: "Evaluation", compared: Compared, base: Mapping[str, float]
) -> Iterator[Swing]:
    worth = evaluation.worth
    occurred = {name for own in evaluation.combinations for name in own.split(AND)}
    for name, state in worth.states.items():
        if name not in occurred or state.lasts_days is None:
            continue
        days, share = state.lasts_days.value, 2 * worth.se_share.value
        ends = []
        for moved in (days * max(0.0, 1 - share), days * (1 + share)):
            entry = state.lasts_days.model_copy(update={"name": f"{name}_days", "value": moved})
            ends.append((moved, compared.benefit(_with_states(evaluation, entry), base)))
        (low, at_low), (high, at_high) = ends
        yield Swing(LENGTH + name, low, high, at_low, at_high)


def _with_states(evaluation: "Evaluation", entry: "Sourced") -> "Evaluation":
    worth, run = evaluation.worth.with_entry(entry), evaluation.run
    states = cut_states(time_in_states(run.tables, run.library, worth), evaluation.until_days)
    return replace(evaluation, worth=worth, states=states)

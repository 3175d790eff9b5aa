"""Prices and utilities as uncertain parameters: their base, their draws, their ranges."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.economics.distributions import beta_quantiles, gamma_quantiles
from osteon.base.errors import InputError, Problem
from osteon.trial.economics.health_states import AND, BASELINE, utility_of

if TYPE_CHECKING:
    from osteon.library.utilities import UtilitySet
    from osteon.trial.economics.evaluate import Evaluation
    from osteon.trial.economics.model_draws import Use

Floats = NDArray[np.float64]

PRICE, UTILITY, LENGTH = "price of ", "utility of ", "length of "
RANGE = (0.025, 0.975)


@dataclass(frozen=True)
class Parameter:
    """One uncertain number.

    Attributes
    ----------
    name : str
        In words, such as ``price of denosumab``.
    base, se : float
        Its value and standard error.
    distribution : {"gamma", "beta", "fixed"}
        Of its size: a decrement is drawn positive and counted off.
    basis, source : str
    unit : str
    se_basis : {"published", "assumed"}
    """

    name: str
    base: float
    se: float
    distribution: str
    basis: str
    source: str
    unit: str
    se_basis: str

    def quantiles(self, luck: Floats) -> Floats:
        """Return its values at numbers between 0 and 1, shape of `luck`."""
        size = abs(self.base)
        if self.distribution == "fixed":
            return np.full(len(luck), self.base)
        draw = gamma_quantiles if self.distribution == "gamma" else beta_quantiles
        return np.asarray(np.sign(self.base) * draw(size, self.se, luck))

    @property
    def interval(self) -> tuple[float, float]:
        """The middle 95 %, the lower value first."""
        low, high = sorted(self.quantiles(np.array(RANGE)).tolist())
        return low, high


def parameters_of(evaluation: "Evaluation", uses: "Sequence[Use]" = ()) -> dict[str, Parameter]:
    """Return every price and utility that the evaluation rests on, by name.

    Parameters
    ----------
    uses : sequence of Use
        Of further runs, whose prices and utilities are added.

    Raises
    ------
    InputError
        A standard error is too large for a utility; all of them are listed.
    """
    items = dict.fromkeys((*evaluation.items, *(name for own in uses for name in own.items)))
    together = {*evaluation.combinations, *(name for own in uses for name in own.combinations)}
    both = (*_prices(evaluation, list(items)), *_utilities(evaluation, together))
    found = {own.name: own for own in both}
    problems = [
        Problem(
            own.name, f"a standard error of {own.se:g} is too large for a value of {own.base:g}"
        )
        for own in found.values()
        if own.distribution == "beta" and own.se**2 >= abs(own.base) * (1 - abs(own.base))
    ]
    if problems:
        raise InputError(problems)
    return found


def unit_costs(items: Sequence[str], values: Mapping[str, Floats]) -> Floats:
    """Return the prices of items in each draw, shape (n_draws, n_items)."""
    return np.column_stack([values[PRICE + name] for name in items])


def utilities(
    combinations: Sequence[str], worth: "UtilitySet", values: Mapping[str, Floats]
) -> Floats:
    """Return the utilities of the combinations of states in each draw, (n_draws, n_states)."""
    baseline = values[UTILITY + BASELINE]
    decrements = {name.removeprefix(UTILITY): own for name, own in values.items()}
    value_of = partial(utility_of, worth=worth, baseline=baseline, decrements=decrements)
    return np.column_stack([value_of(own) for own in combinations])


def kind_of(name: str) -> str:
    """Return whether a parameter is a price, a utility or a length."""
    return name.partition(" ")[0]


def in_words(evaluation: "Evaluation", name: str) -> str:
    """Return a parameter as a reader knows it: ``price of radiotherapy, 8 Gy in 1 fraction``.

    One of the model by the end of its path, and whose it is: ``death rate per year, breast``.
    """
    prices, states = evaluation.prices, evaluation.worth.states
    for kind in (PRICE, UTILITY, LENGTH):
        own = name.removeprefix(kind)
        if own == name:
            continue
        if kind == PRICE:
            return kind + (prices.items[own].title or _in_library(evaluation, own))
        return kind + (states[own].title if own in states else "life without an event")
    *whose, last = name.split(".")
    return ", ".join((last.replace("_", " "), *whose[-1:]))


def units_of(evaluation: "Evaluation") -> dict[str, str]:
    """Return the unit of every price, and of how long every state lasts."""
    states = evaluation.worth.states
    days = {LENGTH + name: "days" for name, own in states.items() if own.lasts_days is not None}
    prices = {own.name: own.unit for own in _prices(evaluation, evaluation.items)}
    return days | prices


def _in_library(evaluation: "Evaluation", name: str) -> str:
    library = evaluation.run.library
    kinds = (library.drugs, library.medicines, library.procedures, library.assessments)
    return next((own[name].title for own in kinds if name in own), name.replace("_", " "))


def _prices(evaluation: "Evaluation", items: Sequence[str]) -> Iterator[Parameter]:
    prices = evaluation.prices
    for name in items:
        item, base = prices.items[name], prices.unit_cost(name)
        se = prices.standard_error(name)
        yield Parameter(
            PRICE + name,
            base,
            se,
            "gamma" if base > 0 and se > 0 else "fixed",
            item.basis,
            item.source,
            item.unit,
            prices.se_share.basis if item.se is None else item.basis,
        )


def _utilities(evaluation: "Evaluation", combinations: set[str]) -> Iterator[Parameter]:
    worth = evaluation.worth
    occurred = {name for own in combinations for name in own.split(AND)}
    entries = {BASELINE: worth.baseline} | {
        name: state.decrement for name, state in worth.states.items() if name in occurred
    }
    for name, entry in entries.items():
        se = worth.standard_error(entry)
        yield Parameter(
            UTILITY + name,
            entry.value,
            se,
            "beta" if 0 < abs(entry.value) < 1 and se > 0 else "fixed",
            entry.basis,
            entry.source,
            "per year" if name == BASELINE else "change per year",
            worth.se_share.basis if entry.se is None else entry.basis,
        )

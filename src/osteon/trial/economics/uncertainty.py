"""Probabilistic analysis: draws of prices, utilities and the model, and patients resampled.

Each draw takes a value of every price and utility and counts each patient as often as a bootstrap
draws him; what is not followed is weighted anew in each. Draws of the model's parameters take
turns, and add what they do to the means. Luck is keyed by parameter and arm, so another item or
another arm moves no draw of the rest.

References
----------
drummond_2015, bang_2000
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.base.luck import uniforms
from osteon.base.progress import NoProgress, Progress
from osteon.trial.economics.model_doubt import ModelDoubt
from osteon.trial.economics.parameters import (
    Parameter,
    parameters_of,
    unit_costs,
    utilities,
)

if TYPE_CHECKING:
    from osteon.trial.economics.arm_means import ArmMeans
    from osteon.trial.economics.evaluate import Evaluation
    from osteon.trial.economics.model_draws import ModelDraws

Floats = NDArray[np.float64]

USUAL_DRAWS = 1000


@dataclass(frozen=True)
class Draws:
    """What each arm comes to in each draw.

    Attributes
    ----------
    arms : tuple of str
    costs, qalys, life_years : (n_draws, n_arms) float
        Discounted means per patient.
    drawn : mapping of str to (n_draws,) float
        Every price and utility that was drawn, by name.
    parameters : mapping of str to Parameter
        The same before they were drawn.
    model : ModelDoubt or None
        None where the model's parameters were held fixed.
    """

    arms: tuple[str, ...]
    costs: Floats
    qalys: Floats
    life_years: Floats
    drawn: Mapping[str, Floats]
    parameters: Mapping[str, Parameter]
    model: ModelDoubt | None = None


def draw(
    evaluation: "Evaluation",
    number: int = USUAL_DRAWS,
    *,
    seed: int = 1,
    model: "ModelDraws | None" = None,
    progress: Progress | None = None,
) -> Draws:
    """Return draws of costs and effects.

    Parameters
    ----------
    number : int
        How many draws; those of `model` take turns.
    seed : int
        Luck of the draws.
    model : ModelDraws
        Of the model's own parameters; none: lives differ by the resampling alone.
    progress : Progress
        Told of every draw.
    """
    uses = [] if model is None else [own.use for own in model.draws]
    known = parameters_of(evaluation, uses)
    numbers = np.arange(number, dtype=np.int64)
    values = {
        name: own.quantiles(uniforms(seed, f"draw of {name}", numbers))
        for name, own in known.items()
    }
    outcomes = np.empty((3, number, len(evaluation.arms)))
    watch = progress or NoProgress()
    watch.start(number, "Draws")
    try:
        for at, row in enumerate(_outcomes(evaluation, number, values, seed)):
            outcomes[:, at] = row
            watch.advance(1)
    finally:
        watch.finish()
    doubt = None if model is None else ModelDoubt.of(evaluation, model)
    if doubt is not None:
        outcomes += doubt.shifts(numbers, values)
    costs, qalys, years = outcomes
    return Draws(evaluation.arms, costs, qalys, years, values, known, doubt)


def _outcomes(
    evaluation: "Evaluation", number: int, values: Mapping[str, Floats], seed: int
) -> Iterator[Floats]:
    """Yield costs, quality-adjusted life-years and life-years of the arms, shape (3, n_arms)."""
    prices = unit_costs(evaluation.items, values)
    worth = utilities(evaluation.combinations, evaluation.worth, values)
    means = list(evaluation.means.values())
    for at, price, value in zip(range(number), prices, worth, strict=True):
        found = []
        for arm in means:
            weights = _resampled(arm, at, seed, twin=evaluation.run.twin)
            followed = arm.follow_up.followed(weights)
            years = arm.years_in_states(weights, followed)
            cost = price @ arm.quantities(weights, followed)
            found.append((cost, value @ years, years.sum()))
        yield np.array(found).T


def _resampled(arm: "ArmMeans", at: int, seed: int, *, twin: bool) -> Floats:
    """Return how often each patient is drawn; twins are drawn in every arm alike."""
    stream = "resampled patients" if twin else f"resampled patients of {arm.name}"
    luck = uniforms(seed, stream, np.arange(arm.n, dtype=np.int64), 0, at)
    return np.bincount((luck * arm.n).astype(np.int64), minlength=arm.n).astype(float)

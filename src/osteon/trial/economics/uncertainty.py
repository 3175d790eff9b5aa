"""Probabilistic analysis: draws of prices and utilities crossed with resampled patients.

Each draw takes a value of every parameter and counts each patient as often as a bootstrap draws
him; what is not followed is weighted anew in each. Luck is keyed by parameter and arm, so another
item or another arm moves no draw of the rest.

References
----------
drummond_2015, bang_2000
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.base.luck import uniforms
from osteon.base.progress import NoProgress, Progress
from osteon.trial.economics.parameters import (
    Parameter,
    parameters_of,
    unit_costs,
    utilities,
)

if TYPE_CHECKING:
    from osteon.trial.economics.arm_means import ArmMeans
    from osteon.trial.economics.evaluate import Evaluation

Floats = NDArray[np.float64]
Draw = NDArray[np.int64]

USUAL_DRAWS = 1000


@dataclass(frozen=True)
class ModelDraw:
    """One draw of the parameters of the model, and the lives that were simulated with it.

    Attributes
    ----------
    parameters : mapping of str to float
        Values by name; the same names in every draw.
    evaluation : Evaluation
        Of the run that was made with them, on the same price list and set of utilities.
    """

    parameters: Mapping[str, float]
    evaluation: "Evaluation"


@dataclass(frozen=True)
class Draws:
    """What each arm comes to in each draw.

    Attributes
    ----------
    arms : tuple of str
    costs, qalys, life_years : (n_draws, n_arms) float
        Discounted means per patient.
    drawn : mapping of str to (n_draws,) float
        Every parameter that was drawn, by name; those of the model too where there are any.
    parameters : mapping of str to Parameter
        Prices and utilities.
    """

    arms: tuple[str, ...]
    costs: Floats
    qalys: Floats
    life_years: Floats
    drawn: Mapping[str, Floats]
    parameters: Mapping[str, Parameter]


def draw(
    evaluation: "Evaluation",
    number: int = USUAL_DRAWS,
    *,
    seed: int = 1,
    model: Sequence[ModelDraw] = (),
    progress: Progress | None = None,
) -> Draws:
    """Return draws of costs and effects.

    Parameters
    ----------
    number : int
        How many draws; with `model` given they go round its draws in turn.
    seed : int
        Luck of the draws.
    model : sequence of ModelDraw
        Draws of the model's own parameters; none: lives differ by the resampling alone.
    progress : Progress
        Told of every draw.
    """
    lives = [own.evaluation for own in model] or [evaluation]
    known = {name: entry for own in lives for name, entry in parameters_of(own).items()}
    numbers = np.arange(number, dtype=np.int64)
    values = {
        name: own.quantiles(uniforms(seed, f"draw of {name}", numbers))
        for name, own in known.items()
    }
    outcomes = np.empty((3, number, len(evaluation.arms)))
    watch = progress or NoProgress()
    watch.start(number, "Draws")
    try:
        for first, own in enumerate(lives):
            rows = numbers[first :: len(lives)]
            for at, row in zip(rows, _outcomes(own, rows, values, seed), strict=True):
                outcomes[:, at] = row
                watch.advance(1)
    finally:
        watch.finish()
    drawn, (costs, qalys, years) = values | _of_the_model(model, number), outcomes
    return Draws(evaluation.arms, costs, qalys, years, drawn, known)


def _outcomes(
    evaluation: "Evaluation", rows: Draw, values: Mapping[str, Floats], seed: int
) -> Iterator[Floats]:
    """Yield costs, quality-adjusted life-years and life-years of the arms, shape (3, n_arms)."""
    own = {name: drawn[rows] for name, drawn in values.items()}
    prices, worth = unit_costs(evaluation, own), utilities(evaluation, own)
    means = list(evaluation.means.values())
    for at, price, value in zip(rows.tolist(), prices, worth, strict=True):
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


def _of_the_model(model: Sequence[ModelDraw], number: int) -> dict[str, Floats]:
    """Return the model's own parameters in each draw."""
    if not model:
        return {}
    turn = np.arange(number) % len(model)
    return {
        name: np.array([own.parameters[name] for own in model])[turn]
        for name in model[0].parameters
    }

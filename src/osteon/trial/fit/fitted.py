"""Parameters that a fit may move: where they start, how far they may go, who differs in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint
from osteon.base.units import unit_of_name
from osteon.library.bounds import check_possible
from osteon.model.parameters import DrugSlots, drug_parameter_names

# How far from its start a parameter is looked for, up and down.
FURTHEST = 100.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """One parameter that is estimated.

    Attributes
    ----------
    name : str
        In the model.
    path : str
        In the library: ``drugs.denosumab.clearance_ml_per_day`` for a drug's.
    start, low, high : float
        In the unit that the name states, all above 0.
    random : bool
        Whether subjects differ in it.
    """

    name: str
    path: str
    start: float
    low: float
    high: float
    random: bool

    @property
    def unit(self) -> str:
        """Unit that the name states."""
        return unit_of_name(self.name)


def read_fitted(
    names: Sequence[str],
    random: Sequence[str],
    values: Mapping[str, float],
    slots: DrugSlots,
    problems: list[Problem],
) -> list[Fitted]:
    """Return the parameters to estimate; whatever is wrong is added to `problems`."""
    paths = {model: f"drugs.{drug}.{own}" for drug, own, model in drug_parameter_names(slots)}
    by_path = {path: model for model, path in paths.items()}
    if not names:
        problems.append(Problem("--parameters", "name at least one to estimate"))
    fitted = list[Fitted]()
    models = [by_path.get(name, name) for name in names]
    differing = {by_path.get(name, name) for name in random}
    for name, model in zip(names, models, strict=True):
        if model not in values:
            message = f"no parameter of the model{hint(name, [*values, *by_path])}"
            problems.append(Problem(f"--parameters {name}", message))
        elif model in {own.name for own in fitted}:
            problems.append(Problem(f"--parameters {name}", "is named twice"))
        else:
            start = values[model]
            if start <= 0:
                message = f"starts at {start:g}; only what is above 0 can be estimated, set another"
                problems.append(Problem(f"--parameters {name}", message))
                continue
            low, high = limits(model, start)
            path = paths.get(model, model)
            fitted.append(Fitted(model, path, start, low, high, model in differing))
    for name in random:
        if by_path.get(name, name) not in models:
            message = f"is not among --parameters{hint(name, names)}"
            problems.append(Problem(f"--random {name}", message))
    return fitted


def limits(name: str, start: float) -> tuple[float, float]:
    """Return between which values a parameter can lie, at most a hundredfold from its start."""
    return _furthest(name, start, 1 / FURTHEST), _furthest(name, start, FURTHEST)


def _furthest(name: str, start: float, times: float) -> float:
    """Return the value nearest to ``times * start`` that a number of that name can have."""
    inside, outside = 0.0, float(np.log(times))
    if _possible(name, start * times):
        return start * times
    for _ in range(60):
        middle = (inside + outside) / 2
        if _possible(name, start * float(np.exp(middle))):
            inside = middle
        else:
            outside = middle
    return start * float(np.exp(inside))


def _possible(name: str, value: float) -> bool:
    try:
        check_possible(name, value)
    except InputError:
        return False
    return True

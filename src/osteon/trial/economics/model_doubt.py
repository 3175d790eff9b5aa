"""What the model's parameters do to the means of each arm, apart from patients' luck.

The patients of a draw are few, so draws differ by luck too. Batches of different patients tell how
much of the spread is due to parameters (their covariance over the draws), and deviations from the
mean of the draws are drawn in to that spread. They are added to the resampled means of the run
itself, whose patients are more.

References
----------
ohagan_2007, strong_2014
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.economics.benefit import net_monetary_benefit
from osteon.analysis.economics.information import worth_of_normal
from osteon.analysis.economics.selection import selected_slopes
from osteon.trial.economics.parameters import parameters_of, unit_costs, utilities
from osteon.trial.uncertainty import doubt

if TYPE_CHECKING:
    from osteon.trial.economics.evaluate import Evaluation
    from osteon.trial.economics.model_draws import ModelDraws, Use

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

EVERYTHING = "fitted parameters of the model"


@dataclass(frozen=True)
class ModelDoubt:
    """Draws of the model beside the evaluation of a run.

    Attributes
    ----------
    evaluation : Evaluation
    model : ModelDraws
    items, combinations : tuple of str
        Of all draws.
    quantities : (n_draws, n_batches, n_arms, n_items) float
    years : (n_draws, n_batches, n_arms, n_combinations) float
    """

    evaluation: "Evaluation"
    model: "ModelDraws"
    items: tuple[str, ...]
    combinations: tuple[str, ...]
    quantities: Floats
    years: Floats

    @classmethod
    def of(cls, evaluation: "Evaluation", model: "ModelDraws") -> "ModelDoubt":
        """Return the draws with their items and states in one order."""
        uses = [own.use for own in model.draws]
        items = tuple(sorted({name for own in uses for name in own.items}))
        combinations = tuple(sorted({name for own in uses for name in own.combinations}))
        quantities = _in_order(uses, items, lambda own: (own.items, own.quantities))
        years = _in_order(uses, combinations, lambda own: (own.combinations, own.years))
        return cls(evaluation, model, items, combinations, quantities, years)

    @property
    def patients(self) -> int:
        """How many patients lived each draw in every arm."""
        return self.model.draws[0].use.patients

    def shifts(self, rows: Places, values: Mapping[str, Floats]) -> Floats:
        """Return what the parameters add to the means of each arm in some draws of prices.

        Parameters
        ----------
        rows : (n_rows,) int
            Which draws; the draws of the model take turns.
        values : mapping of str to (n_rows,) float
            Prices and utilities in them.

        Returns
        -------
        (3, n_rows, n_arms) array
            Of costs, quality-adjusted life-years and life-years.
        """
        turn = rows % len(self.model.draws)
        quantities, years = (own.mean(axis=1) for own in (self.quantities, self.years))
        quantities, years = (own - own.mean(axis=0) for own in (quantities, years))
        prices = unit_costs(self.items, values)
        worth = utilities(self.combinations, self.evaluation.worth, values)
        moved = np.array(
            [
                np.einsum("nai,ni->na", quantities[turn], prices),
                np.einsum("nas,ns->na", years[turn], worth),
                years[turn].sum(axis=2),
            ]
        )
        return _together(_apart(moved) * self._due_to_parameters[:, None, :])

    def worth_of_knowing(self, threshold: float, mean: Floats) -> Iterator[tuple[str, str, float]]:
        """Yield what it would be worth to know all parameters, those of a stage, and each alone.

        Net benefit is regressed on the logarithms of the parameters, whose posterior is normal;
        one that it does not visibly hang on has no worth.

        Parameters
        ----------
        mean : (n_arms,) float
            Mean net monetary benefit.

        Yields
        ------
        kind, name, worth
        """
        mean = mean - mean[0]
        benefit, sigma = self._benefit(threshold), self.model.covariance
        yield "model", EVERYTHING, worth_of_normal(mean, _between_batches(benefit))
        slopes = self.slopes(threshold)
        for stage, inside in self.model.stages.items():
            own = slopes[inside].T @ sigma[np.ix_(inside, inside)] @ slopes[inside]
            yield "stage", stage, worth_of_normal(mean, own)
        for at, name in enumerate(self.model.names):
            # Those that are correlated with it become known with it in part.
            along = sigma[at] @ slopes / max(sigma[at, at], np.finfo(float).tiny) ** 0.5
            yield "parameter", name, worth_of_normal(mean, np.outer(along, along))

    def slopes(self, threshold: float) -> Floats:
        """Return what net benefit over the control gains with the logarithm of each parameter.

        Returns
        -------
        (n_parameters, n_arms) array
            By linear regression; 0 where the draws do not show that any hangs on it.
        """
        gained = self._benefit(threshold).mean(axis=1)
        return np.column_stack([selected_slopes(self.model.logarithms, own) for own in gained.T])

    def spread(self, threshold: float) -> Floats:
        """Return the deviation of each arm's net benefit over the control that parameters make.

        Returns
        -------
        (n_arms,) array
            What batches of different patients agree on; 0 where that is nothing.
        """
        variance = np.diag(_between_batches(self._benefit(threshold)))
        return np.asarray(np.sqrt(np.clip(variance, 0.0, None)))

    def _benefit(self, threshold: float) -> Floats:
        """Return the net benefit over the control, shape (n_draws, n_batches, n_arms)."""
        cost, qalys, _ = self._at_base
        benefit = _apart(net_monetary_benefit(cost, qalys, threshold))
        benefit[..., 0] = 0.0
        return benefit

    @cached_property
    def _at_base(self) -> Floats:
        """Costs, QALYs and life-years at the stated prices, (3, n_draws, n_batches, n_arms)."""
        known = parameters_of(self.evaluation, [own.use for own in self.model.draws])
        base = {name: np.array([own.base]) for name, own in known.items()}
        prices = unit_costs(self.items, base)[0]
        worth = utilities(self.combinations, self.evaluation.worth, base)[0]
        return np.array([self.quantities @ prices, self.years @ worth, self.years.sum(axis=3)])

    @cached_property
    def _due_to_parameters(self) -> Floats:
        """Share of each deviation that parameters make: control, increments; (3, n_arms)."""
        apart = _apart(self._at_base)
        return np.array([[_share(own[..., at]) for at in range(own.shape[-1])] for own in apart])


def _in_order(
    uses: "Sequence[Use]",
    names: Sequence[str],
    read: "Callable[[Use], tuple[Sequence[str], Floats]]",
) -> Floats:
    place = {name: at for at, name in enumerate(names)}
    found = []
    for use in uses:
        own, values = read(use)
        row = np.zeros((*values.shape[:-1], len(names)))
        row[..., [place[name] for name in own]] = values
        found.append(row)
    return np.array(found)


def _apart(values: Floats) -> Floats:
    """Return the control and what each other arm adds to it, along the last axis."""
    control = values[..., :1]
    return np.concatenate([control, values[..., 1:] - control], axis=-1)


def _together(values: Floats) -> Floats:
    control = values[..., :1]
    return np.concatenate([control, values[..., 1:] + control], axis=-1)


def _share(values: Floats) -> float:
    """Return the deviation due to parameters over that of the means, from 0 to 1."""
    whole = float(values.mean(axis=1).std(ddof=1))
    return min(1.0, doubt(values).parameters / whole) if whole > 0 else 0.0


def _between_batches(values: Floats) -> Floats:
    """Return the covariance over the draws that batches agree on, shape (n_arms, n_arms)."""
    centred = values - values.mean(axis=0)
    pairs = [
        centred[:, one].T @ centred[:, other] / (len(values) - 1)
        for one, other in permutations(range(values.shape[1]), 2)
    ]
    return np.asarray(np.mean(pairs, axis=0))

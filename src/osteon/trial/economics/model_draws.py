"""Draws of the model's own parameters, each lived by the same patients with the same luck.

Every patient lives in every arm and is followed to the end, whatever the design of the trial: what
a parameter does to the difference between arms then shows on few of them. Evaluations count for
those who are not followed, so who leaves a trial, and when, is none of the parameters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.estimate import NORMAL_QUANTILE
from osteon.base.errors import InputError
from osteon.base.progress import NoProgress, Progress
from osteon.library.replacing import numbers_by_path, with_numbers
from osteon.sim.on_cores import on_cores
from osteon.trial.calibration.posterior import Posterior
from osteon.trial.economics.evaluate import evaluate_alike
from osteon.trial.economics.finished import Finished
from osteon.trial.sensitivity.inputs import used_by

if TYPE_CHECKING:
    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile
    from osteon.trial.economics.evaluate import Evaluation
    from osteon.trial.trial import Trial

Floats = NDArray[np.float64]

USUAL_DRAWS = 30
PATIENTS = 100
BATCHES = 4
FEWEST_DRAWS = 2
DROPOUT = "dropout_rate_per_year"
NOT_AGAIN = (
    "this run cannot be lived again with other numbers: its patients were handed in, or it was"
    " made with another library or other --set"
)


@dataclass(frozen=True)
class Use:
    """What the patients of one run come to, in batches of different patients.

    Attributes
    ----------
    items, combinations : tuple of str
    quantities : (n_batches, n_arms, n_items) float
        Discounted mean quantity of each item.
    years : (n_batches, n_arms, n_combinations) float
        Discounted mean years in each combination of states.
    patients : int
        Of all batches, in each arm.
    """

    items: tuple[str, ...]
    combinations: tuple[str, ...]
    quantities: Floats
    years: Floats
    patients: int

    @classmethod
    def of(cls, evaluation: "Evaluation", batches: int = BATCHES) -> "Use":
        """Return what an evaluation counts; batches are of patients next to each other."""
        arms = list(evaluation.means.values())
        last = 1 + max(int(arm.patients.max()) for arm in arms)
        quantities, years = [], []
        for batch in range(batches):
            for arm in arms:
                weights = (arm.patients * batches // last == batch).astype(float)
                followed = arm.follow_up.followed(weights)
                quantities.append(arm.quantities(weights, followed))
                years.append(arm.years_in_states(weights, followed))
        shape = (batches, len(arms), -1)
        return cls(
            evaluation.items, evaluation.combinations,
            np.reshape(quantities, shape), np.reshape(years, shape), last,
        )  # fmt: skip


@dataclass(frozen=True)
class ModelDraw:
    """One draw of the model's parameters by path, and what the lives came to that had them."""

    parameters: Mapping[str, float]
    use: Use


@dataclass(frozen=True)
class ModelDraws:
    """Draws of the model's parameters, and the posterior that they are from.

    Attributes
    ----------
    library : Library
        With the fitted values.
    posterior : Posterior
    draws : tuple of ModelDraw
        The same parameters in each.
    """

    library: "Library"
    posterior: Posterior
    draws: tuple[ModelDraw, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of what was drawn."""
        return tuple(self.draws[0].parameters)

    @property
    def logarithms(self) -> Floats:
        """Logarithms of what was drawn, shape (n_draws, n_parameters)."""
        return np.log([[own.parameters[name] for name in self.names] for own in self.draws])

    @property
    def covariance(self) -> Floats:
        """Posterior covariance of the logarithms, shape (n_parameters, n_parameters)."""
        place = {own.path: at for at, own in enumerate(self.posterior.numbers)}
        chosen = [place[name] for name in self.names]
        return np.array(self.posterior.covariance, float)[np.ix_(chosen, chosen)]

    @property
    def stages(self) -> dict[str, list[int]]:
        """Places of the parameters that each stage of the calibration fitted."""
        of = {own.path: own.stage for own in self.posterior.numbers}
        found: dict[str, list[int]] = {}
        for at, name in enumerate(self.names):
            found.setdefault(of[name], []).append(at)
        return found

    def described(self) -> list[tuple[object, ...]]:
        """Return a row of each parameter for the table of parameters."""
        known = numbers_by_path(self.library)
        rows: list[tuple[object, ...]] = []
        for name, variance in zip(self.names, np.diag(self.covariance), strict=True):
            entry, (_, low, high) = known[name], self.ranges[name]
            # Of a log-normal distribution by its median.
            se = entry.value * float(np.exp(variance / 2) * np.expm1(variance) ** 0.5)
            rows.append(
                (name, entry.value, se, low, high, "log-normal", entry.unit, entry.source,
                 entry.basis, "calibrated")
            )  # fmt: skip
        return rows

    @cached_property
    def ranges(self) -> dict[str, tuple[float, float, float]]:
        """Value of each parameter, and the ends of the middle 95 % of its posterior."""
        own = {number.path: number for number in self.posterior.numbers}
        known, found = numbers_by_path(self.library), {}
        for name, variance in zip(self.names, np.diag(self.covariance), strict=True):
            value, reach = known[name].value, float(np.exp(NORMAL_QUANTILE * variance**0.5))
            ends = max(own[name].low, value / reach), min(own[name].high, value * reach)
            found[name] = (value, *ends)
        return found


def usable_posterior(trial: "Trial | None", kept: Sequence[str] = ()) -> Posterior:
    """Return the posterior of a trial's library.

    Raises
    ------
    InputError
        There is none, it is of another model or of other values, or the trial cannot be run again.
    """
    if trial is None or trial.cohort is not None:
        raise InputError(NOT_AGAIN)
    posterior = Posterior.of_library(trial.library)
    posterior.check(trial.library, kept)
    if not _drawn(trial, posterior, kept):
        raise InputError("none of the fitted numbers plays a part in this trial, or all were set")
    return posterior


def draws_or_why_none(
    evaluation: "Evaluation",
    asked: int | None,
    *,
    seed: int,
    kept: Sequence[str] = (),
    jobs: int | None = None,
    progress: Progress | None = None,
) -> ModelDraws | str:
    """Return as many draws as asked for, or why the model's parameters are held fixed.

    Parameters
    ----------
    asked : int or None
        0 for none; None: the usual number where there is a posterior of this model.

    Raises
    ------
    InputError
        Draws were asked for and there is no posterior for them; or as `live_draws`.
    """
    if asked == 0:
        return "as asked for"
    try:
        posterior = usable_posterior(evaluation.run.trial, kept)
    except InputError as error:
        if asked is not None:
            raise
        first, *others = error.problems
        return f"{first} (and {len(others)} more)" if others else str(first)
    number = USUAL_DRAWS if asked is None else asked
    return live_draws(
        evaluation, posterior, number, seed=seed, kept=kept, jobs=jobs, progress=progress
    )


def live_draws(
    evaluation: "Evaluation",
    posterior: Posterior,
    number: int = USUAL_DRAWS,
    *,
    seed: int = 1,
    kept: Sequence[str] = (),
    n: int = PATIENTS,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> ModelDraws:
    """Return draws of a posterior, each lived by `n` patients in every arm.

    Parameters
    ----------
    evaluation : Evaluation
        Of the run that they are beside; prices, rates and end are its own.
    kept : sequence of str
        Paths of numbers that are not drawn.
    progress : Progress
        Told of each draw.

    Raises
    ------
    InputError
        There are too few draws, or something that is used then has no price.
    """
    trial = evaluation.run.trial
    if trial is None:
        raise InputError(NOT_AGAIN)
    if number < FEWEST_DRAWS:
        raise InputError(f"uncertainty from {number} draws: it needs {FEWEST_DRAWS} or more")
    drawn = _drawn(trial, posterior, kept)
    numbers = [{path: own[path] for path in drawn} for own in posterior.draws(number, seed)]
    twins = _followed_twins(trial.file, evaluation.until_days)
    found: dict[int, Use] = {}
    watch = progress or NoProgress()

    def do(draw: int) -> Use:
        library = with_numbers(trial.library, {**numbers[draw], f"cancers.*.{DROPOUT}": 0.0})
        own = type(trial).of_file(twins, library)
        run = Finished.of(own.run(n=n, seed=seed, jobs=1, trajectory=0))
        return Use.of(evaluate_alike(run, evaluation))

    def finished(draw: int, use: Use) -> None:
        found[draw] = use
        watch.advance(1)

    watch.start(number, "Parameters of the model")
    try:
        on_cores(do, range(number), jobs=jobs, finished=finished)
    finally:
        watch.finish()
    lived = tuple(ModelDraw(own, found[at]) for at, own in enumerate(numbers))
    return ModelDraws(trial.library, posterior, lived)


def _drawn(trial: "Trial", posterior: Posterior, kept: Sequence[str]) -> list[str]:
    """Return the paths of the numbers that are drawn and can matter to a trial."""
    paths = used_by(trial, [own.path for own in posterior.numbers])
    return [path for path in paths if path not in kept and not path.endswith(DROPOUT)]


def _followed_twins(file: "TrialFile", until_days: float) -> "TrialFile":
    """Return a trial whose patients live in every arm, and are followed until the end."""
    baseline = file.cohort.baseline.model_copy(update={DROPOUT: None})
    return file.model_copy(
        update={
            "design": "twin",
            "accrual": None,
            "horizon": f"{until_days:.6f} days",
            "cohort": file.cohort.model_copy(update={"baseline": baseline}),
            "reported": (),
            "also_reported": (),
        }
    )

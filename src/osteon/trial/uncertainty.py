"""How doubtful a trial's numbers are for the parameters' sake, apart from patients' luck.

Parameters are drawn from the posterior of a calibration. Every draw is lived by the same patients
with the same luck, so luck is common to all draws but for the patients who answer a parameter
differently. What is left of luck is removed by nested analysis of variance: the patients fall
into batches, and only what two batches of different patients agree on, draw by draw, is due to
parameters. So the covariance between batches over the draws is the variance due to parameters,
without bias, however few patients a draw has.

References
----------
ohagan_2007
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.estimate import NORMAL_QUANTILE
from osteon.base.errors import InputError
from osteon.base.progress import NoProgress, Progress
from osteon.library.replacing import with_numbers
from osteon.sim.on_cores import on_cores
from osteon.trial.compare import SHARES, Interval, from_scale, on_scale
from osteon.trial.endpoints import compute_effects
from osteon.trial.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    import pandas as pd

Floats = NDArray[np.float64]

BATCHES = 4
FEWEST_PER_BATCH = 24
PATIENTS = 400  # of a draw, all batches together
MOST_MISSING = 0.2  # of the draws, beyond which a number has no interval


@dataclass(frozen=True, slots=True)
class Doubt:
    """How a number varies over draws of the parameters, on its scale of comparison.

    Attributes
    ----------
    parameters : float
        Standard deviation that parameters make; `nan` where too few draws have the number.
    luck : float
        Standard deviation that patients' luck makes at the size of a draw.
    """

    parameters: float
    luck: float


def parameter_spread(
    trial: Trial,
    draws: Sequence[Mapping[str, float]],
    effects: "pd.DataFrame",
    *,
    seed: int,
    n: int = PATIENTS,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> "pd.DataFrame":
    """Return the effects of a run with the ends that uncertain parameters leave.

    Parameters
    ----------
    draws : sequence of mapping of str to float
        Numbers by path, two draws or more.
    effects : DataFrame
        Of the run with the fitted parameters; intervals are around its values.
    seed : int
        Luck of the patients.
    n : int
        Patients of a draw, 400 by default: what parameters make does not go by the trial's size.
    progress : Progress
        Told of each draw.

    Returns
    -------
    DataFrame
        Of the form of `effects`; `low` and `high` are the 95 % interval due to parameters, and
        `se` its standard error on the scale of comparison.

    Raises
    ------
    InputError
        There are too few draws or patients, or patients are given rather than drawn.
    """
    if trial.cohort is not None:
        raise InputError("uncertain parameters need a trial whose cohort is drawn from the library")
    if len(draws) < 2:
        raise InputError(f"uncertainty from {len(draws)} draws: it needs 2 or more")
    if n < BATCHES * FEWEST_PER_BATCH:
        raise InputError(f"uncertain parameters need {BATCHES * FEWEST_PER_BATCH} patients or more")
    values = _simulate(trial, draws, n, seed, jobs=jobs, watch=progress or NoProgress())
    doubts = [doubt(values[:, :, column]) for column in range(values.shape[2])]
    rows = zip(effects.to_dict("records"), doubts, strict=True)
    ends = [_ends(row, own) for row, own in rows]
    low, high = ([one[side] for one in ends] for side in (0, 1))
    errors = [own.parameters for own in doubts]
    return effects.assign(low=low, high=high, se=errors, note="")


def doubt(values: Floats) -> Doubt:
    """Return how much of a number's variance is due to parameters, and how much to luck.

    Parameters
    ----------
    values : (n_draws, n_batches) float
        On the scale of comparison; `nan` where a batch does not have the number.
    """
    usable = values[np.isfinite(values).all(axis=1)]
    if len(usable) < max(2.0, (1 - MOST_MISSING) * len(values)):
        return Doubt(float("nan"), float("nan"))
    covariance = np.cov(usable.T)
    pairs = [covariance[one, other] for one, other in combinations(range(len(covariance)), 2)]
    parameters = max(0.0, float(np.mean(pairs)))
    # Luck that all draws share shows between batches, the rest within them.
    luck = float(np.mean(usable, axis=0).var(ddof=1)) / usable.shape[1]
    return Doubt(parameters**0.5, luck**0.5)


def _simulate(
    trial: Trial,
    numbers: Sequence[Mapping[str, float]],
    n: int,
    seed: int,
    *,
    jobs: int | None,
    watch: Progress,
) -> Floats:
    """Return every effect of every batch of every draw, shape (n_draws, n_batches, n_effects)."""
    found: dict[int, Floats] = {}

    def do(draw: int) -> Floats:
        own = Trial.of_file(trial.file, with_numbers(trial.library, numbers[draw]))
        return _batches(own, n, seed)

    def finished(draw: int, values: Floats) -> None:
        found[draw] = values
        watch.advance(1)

    watch.start(len(numbers), f"{trial.title}: parameters")
    try:
        on_cores(do, range(len(numbers)), jobs=jobs, finished=finished)
    finally:
        watch.finish()
    return np.array([found[draw] for draw in range(len(numbers))])


def _batches(trial: Trial, n: int, seed: int) -> Floats:
    tables = trial.run(n=n, seed=seed, jobs=1).tables
    size = n / BATCHES
    values = []
    for batch in range(BATCHES):
        first, last = round(batch * size), round((batch + 1) * size)
        own = {
            name: frame[frame["patient"].between(first, last - 1)]
            for name, frame in tables.items()
            if "patient" in frame
        }
        effects = compute_effects(trial.file, trial.library, own)
        pairs = zip(effects["measure"], effects["value"], strict=True)
        values.append([on_scale(str(m), Interval(v, v, v)).value for m, v in pairs])
    return np.array(values)


def _ends(row: "Mapping[Hashable, Any]", own: Doubt) -> tuple[float, float]:
    """Return the ends around a number on its own scale; shares end at 0 and 100 %."""
    measure, value = str(row["measure"]), float(row["value"])
    centre = on_scale(measure, Interval(value, value, value)).value
    if not isfinite(centre) or not isfinite(own.parameters):
        return float("nan"), float("nan")
    half = NORMAL_QUANTILE * own.parameters
    ends = from_scale(measure, Interval(centre, centre - half, centre + half))
    if measure in SHARES:
        return max(0.0, ends.low), min(100.0, ends.high)
    return ends.low, ends.high

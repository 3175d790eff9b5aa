"""A sensitivity study: one number at a time, then many at once through an emulator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.emulator import explained, fit_emulator, held_out
from osteon.analysis.sobol import Indices, sobol_indices
from osteon.base.errors import InputError
from osteon.base.progress import NoProgress, Progress
from osteon.library.replacing import with_numbers
from osteon.sim.on_cores import on_cores
from osteon.trial.compare import Interval, from_scale, on_scale
from osteon.trial.questions import Question, questions_of
from osteon.trial.sensitivity.inputs import Input
from osteon.trial.trial import Trial

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

PATIENTS, POINTS, TOP = 400, 96, 8
MOST_RESULTS = 6
MOST_MISSING = 0.2
TRUSTED_FROM = 0.5  # explained variance below which an emulator's indices say nothing
CONTRASTS_FIRST = ("hazard_ratio", "rate_ratio")
MINOR = ("event_type", "dropout")
ONE_ARM = ("percent", "mean_number", "percent_change_median", "mean")


@dataclass(frozen=True, slots=True)
class Options:
    """How thorough a study is.

    Attributes
    ----------
    patients : int
        Of each simulation; all have the same luck.
    points : int
        Simulations that the emulator is fitted to.
    top : int
        How many numbers, by their widest bar, are varied at once.
    seed : int
    jobs : int or None
    """

    patients: int = PATIENTS
    points: int = POINTS
    top: int = TOP
    seed: int = 1
    jobs: int | None = None


@dataclass(frozen=True)
class Result:
    """How one result of the trial answers.

    Attributes
    ----------
    question : Question
    value : float
        With the library's numbers.
    low, high : (n_inputs,) float
        With each number at its low and its high end, the others as they are.
    indices : Indices
        Of the numbers that were varied at once.
    explained : float
        Share of the variance between simulations that emulators explain which never saw them.
    rmse : float
        Error of those, on the scale of comparison.
    """

    question: Question
    value: float
    low: Floats
    high: Floats
    indices: Indices
    explained: float
    rmse: float

    @property
    def order(self) -> list[int]:
        """Places of the inputs, the widest bar first."""
        ends = np.stack([self.low, self.high, np.full(len(self.low), self.value)])
        widths = np.nan_to_num(np.ptp(ends, axis=0))
        return [int(place) for place in np.argsort(-widths, kind="stable")]

    @property
    def trusts_shares(self) -> bool:
        """Whether the emulator explains enough for its shares of variance to mean anything."""
        return self.explained >= TRUSTED_FROM


@dataclass(frozen=True)
class Study:
    """What a study came to.

    Attributes
    ----------
    inputs : tuple of Input
        Varied one at a time.
    at_once : tuple of int
        Places among them of those that were varied at once.
    results : tuple of Result
    """

    title: str
    options: Options
    inputs: tuple[Input, ...]
    at_once: tuple[int, ...]
    results: tuple[Result, ...]


def main_questions(trial: Trial, endpoints: Sequence[str] = ()) -> tuple[Question, ...]:
    """Return the results that a study follows: at most six of the trial's endpoints.

    Ratios between arms where the endpoint has one, else the number of each arm; both of the first
    endpoint. The kind of the first event and leaving early are followed only where asked for.

    Raises
    ------
    InputError
        An endpoint is unknown, or has neither.
    """
    kinds = {
        name: trial.file.endpoint(name, trial.library).kind
        for name in endpoints or trial.file.endpoints
    }
    wanted = endpoints or [name for name, kind in kinds.items() if kind not in MINOR]
    # Only what was asked for is estimated; nothing that a paper reported.
    file = trial.file.model_copy(update={"endpoints": tuple(wanted), "reported": ()})
    asked = questions_of(file, trial.library)
    found: list[Question] = []
    for name in wanted:
        own = [question for question in asked if question.endpoint == name]
        ratios = [question for question in own if question.measure in CONTRASTS_FIRST]
        numbers = [question for question in own if question.measure in ONE_ARM]
        found += [*ratios, *numbers] if not found else ratios or numbers
    if not found:
        raise InputError(f"{trial.title}: no endpoint has a ratio, a share or a mean to follow")
    return tuple(found[:MOST_RESULTS])


def study(
    trial: Trial,
    inputs: Sequence[Input],
    questions: Sequence[Question],
    options: Options,
    progress: Progress | None = None,
) -> Study:
    """Return how results of a trial answer to numbers of the library.

    Raises
    ------
    InputError
        Nothing is varied, or a result is missing from too many simulations.
    """
    from scipy.stats import qmc

    if not inputs:
        raise InputError("nothing is varied: name numbers with --vary PATH=LOW:HIGH")
    if trial.cohort is not None:
        raise InputError("a study needs a trial whose cohort is drawn from the library")
    run = _Runs(trial, tuple(questions), options, progress or NoProgress())
    ends = [{own.path: end} for own in inputs for end in (own.low, own.high)]
    one_way = run.values([{}, *ends], "one number at a time")
    base, low, high = one_way[0], one_way[1::2], one_way[2::2]
    at_once = _widest(np.ptp(np.stack([low, high, low * 0 + base]), axis=0), options.top)
    sobol = qmc.Sobol(len(at_once), rng=options.seed)
    design = sobol.random_base2((options.points - 1).bit_length())[: options.points]
    chosen = [inputs[place] for place in at_once]
    points = [
        {own.path: own.at(share) for own, share in zip(chosen, row, strict=True)} for row in design
    ]
    outputs = run.values(points, "many at once")
    results = tuple(
        _result(question, base[k], (low[:, k], high[:, k]), (design, outputs[:, k]))
        for k, question in enumerate(questions)
    )
    return Study(trial.title, options, tuple(inputs), at_once, results)


def _widest(widths: Floats, top: int) -> tuple[int, ...]:
    """Return the places of the inputs that move any result most, each in its own measure."""
    largest = np.nanmax(np.where(np.isfinite(widths), widths, 0.0), axis=0)
    share = np.nanmax(widths / np.where(largest > 0, largest, 1.0), axis=1)
    order = np.argsort(-share, kind="stable")[:top]
    return tuple(int(place) for place in order)


def _result(
    question: Question, base: float, ends: tuple[Floats, Floats], runs: tuple[Floats, Floats]
) -> Result:
    x, y = runs
    usable = np.isfinite(y)
    name = f"{question.endpoint} {question.measure}, {question.arm}"
    if usable.mean() < 1 - MOST_MISSING or not np.isfinite(base):
        raise InputError(f"{name}: missing from too many simulations; take more patients (-n)")
    x, y = x[usable], y[usable]
    predicted = held_out(x, y)
    indices = sobol_indices(fit_emulator(x, y), x.shape[1])
    low, high = (_shown(question.measure, end) for end in ends)
    rmse = float(np.sqrt(np.mean((y - predicted) ** 2)))
    value = float(_shown(question.measure, np.array([base]))[0])
    return Result(question, value, low, high, indices, explained(y, predicted), rmse)


def _shown(measure: str, values: Floats) -> Floats:
    return np.array([from_scale(measure, Interval(v, v, v)).value for v in values])


@dataclass(frozen=True)
class _Runs:
    trial: Trial
    questions: tuple[Question, ...]
    options: Options
    watch: Progress

    def values(self, points: Sequence[Mapping[str, float]], what: str) -> Floats:
        """Return each result of each simulation on its scale, shape (n_points, n_questions)."""
        found: dict[int, Floats] = {}

        def finished(point: int, values: Floats) -> None:
            found[point] = values
            self.watch.advance(1)

        self.watch.start(len(points), f"{self.trial.title}: {what}")
        try:
            on_cores(
                lambda point: self._one(points[point]),
                range(len(points)),
                jobs=self.options.jobs,
                finished=finished,
            )
        finally:
            self.watch.finish()
        return np.array([found[point] for point in range(len(points))])

    def _one(self, numbers: Mapping[str, float]) -> Floats:
        names = tuple(dict.fromkeys(question.endpoint for question in self.questions))
        file = self.trial.file.model_copy(update={"endpoints": names, "reported": ()})
        own = Trial.of_file(file, with_numbers(self.trial.library, numbers))
        options = self.options
        result = own.run(n=options.patients, seed=options.seed, jobs=1)
        effects = result.effects()
        return np.array([_answer(question, effects) for question in self.questions])


def _answer(question: Question, effects: "pd.DataFrame") -> float:
    own = (effects["endpoint"] == question.endpoint) & (effects["measure"] == question.measure)
    own &= (effects["arm"] == question.arm) & (effects["versus"] == question.versus)
    own &= effects["time"].isna() if question.at is None else effects["time"] == question.at
    value = float(effects[own].iloc[0]["value"])
    return on_scale(question.measure, Interval(value, value, value)).value

"""The staged fit: each stage recovers numbers it is told of, then meets the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError, OsteonError, Problem
from osteon.base.suggest import hint
from osteon.library.library import Library
from osteon.library.replacing import numbers_by_path
from osteon.library.stages import Stage
from osteon.trial.calibration.aims import Aim, aims_of
from osteon.trial.calibration.fit import Fit, Free, Say, best_start, held, minimise
from osteon.trial.calibration.fit import Problem as FitProblem
from osteon.trial.calibration.laplace import (
    Known,
    ProfilePoint,
    covariance,
    knowledge,
    profiles,
)
from osteon.trial.calibration.moments import Numbers, Simulator
from osteon.trial.calibration.problem import problem_of, problem_of_evidence

Floats = NDArray[np.float64]

RECOVERED_WITHIN = 4.0  # posterior deviations
# Of chi-squared at the known numbers above that of the fit, where luck alone tells the two apart.
# Deviations mislead where a number acts on one side only, such as a spread that is small already.
EXCLUDED_FROM = 0.999
KNOWN_AWAY = 0.8  # prior deviations from the start at which known numbers are hidden


class NotRecoveredError(OsteonError):
    """A stage did not find numbers that its data were simulated with."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How thorough a calibration is.

    Attributes
    ----------
    n, start_n, check_n : int or None
        Patients of each trial in the fit, in the search for a start, and in the check at the end,
        where None is as many as each trial had.
    starts, steps : int
        Points from which a fit may start, and the most steps it takes.
    exact : bool
        Whether derivatives are worked out at each step, or once and then updated.
    recover, profile : bool
        Whether known numbers are recovered first, and profiles drawn.
    claims : bool
        Whether targets that are figures of claims are met and checked too.
    hold : bool
        Whether numbers stay where they are, so that only what the data tell of them is worked out.
    seed : int
    """

    n: int
    start_n: int
    check_n: int | None
    starts: int
    steps: int
    exact: bool = True
    recover: bool = True
    profile: bool = True
    claims: bool = True
    hold: bool = False
    seed: int = 1


# Over an hour of two cores. With half as many patients their luck moves the numbers of the events
# more than the evidence does: fitted, they met fewer targets in the check. Recovery rests on luck
# too, so the seed is one with which all stages were run.
FULL = Settings(n=800, start_n=160, check_n=None, starts=4, steps=48, exact=False, seed=2)
QUICK = Settings(
    n=256,
    start_n=128,
    check_n=512,
    starts=0,
    steps=48,
    exact=False,
    recover=False,
    profile=False,
    claims=False,
)


@dataclass(frozen=True, slots=True)
class Recovered:
    """A known number, and what a fit to data simulated with it found."""

    path: str
    known: float
    found: float
    z: float


@dataclass(frozen=True)
class StageFit:
    """What a stage came to.

    Attributes
    ----------
    covariance : (p, p) float
        Of the logarithms of its numbers.
    """

    stage: Stage
    fit: Fit
    known: tuple[Known, ...]
    covariance: Floats
    recovered: tuple[Recovered, ...] = ()
    profiles: tuple[ProfilePoint, ...] = ()


def chosen_stages(library: Library, names: Sequence[str] = ()) -> tuple[Stage, ...]:
    """Return the stages of a library in their order, or those that are named.

    Raises
    ------
    InputError
        A stage is unknown, frees a number that does not exist or lies outside its range, or has a
        target that no run answers; every fault is listed.
    """
    stages = library.stages
    problems = [
        Problem(name, f"no such stage{hint(name, stages)}") for name in names if name not in stages
    ]
    wanted = [stage for name, stage in stages.items() if not names or name in names]
    for stage in wanted:
        problems += _faults(stage, library)
    if problems:
        raise InputError(problems)
    return tuple(sorted(wanted, key=lambda stage: stage.order))


def _faults(stage: Stage, library: Library) -> list[Problem]:
    known, problems = numbers_by_path(library), []
    for own in stage.free:
        where = f"stages {stage.name}.free {own.path}"
        if own.path not in known:
            problems.append(Problem(where, f"no such number{hint(own.path, known)}"))
        elif not own.low < known[own.path].value < own.high:
            value = known[own.path].value
            message = f"{value:g} lies outside its range {own.low:g} to {own.high:g}"
            problems.append(Problem(where, message))
    try:
        aims_of(library, stage.processes)
    except InputError as error:
        problems += error.problems
    return problems


def fit_stage(
    stage: Stage, simulator: Simulator, settings: Settings, fixed: Numbers, say: Say
) -> StageFit:
    """Return a stage fitted to its targets, with what earlier stages found held fixed.

    Raises
    ------
    NotConvergedError, NotRecoveredError
        The fit has no result.
    """
    aims = fitted_aims(simulator.library, stage)
    free = free_numbers(stage, simulator.library)
    recovered: tuple[Recovered, ...] = ()
    if settings.recover:
        say(f"  {stage.name}: recovering known numbers from simulated data")
        recovered = recover(free, aims, simulator, fixed, settings=settings, say=say)
    say(f"  {stage.name}: {len(free)} numbers to {len(aims)} targets of the evidence")
    problem = problem_of_evidence(free, aims, simulator, fixed)
    if settings.hold:
        fit = held(problem)
    else:
        rough = problem_of_evidence(free, aims, replace(simulator, n=settings.start_n), fixed)
        x0 = best_start(rough, starts=settings.starts, seed=settings.seed, say=say)
        fit = minimise(problem, x0, steps=settings.steps, say=say, exact=settings.exact)
    drawn = profiles(fit) if settings.profile else ()
    return StageFit(stage, fit, knowledge(fit), covariance(fit), recovered, drawn)


def fitted_aims(library: Library, stage: Stage) -> tuple[Aim, ...]:
    """Return what pulls at a stage: numbers of trials, and figures of claims where it says so."""
    found = aims_of(library, stage.processes)
    return tuple(aim for aim in found if aim.weight > 0 and (stage.figures or not aim.figure))


def recover(
    free: tuple[Free, ...],
    aims: Sequence[Aim],
    simulator: Simulator,
    fixed: Numbers,
    *,
    settings: Settings,
    say: Say,
) -> tuple[Recovered, ...]:
    """Return numbers that data of other patients were simulated with, beside those found again.

    Raises
    ------
    NotConvergedError
        The fit to them does not.
    NotRecoveredError
        A number is found far from where it was, and the data exclude where it was.
    """
    away = np.array([KNOWN_AWAY if j % 2 else -KNOWN_AWAY for j in range(len(free))])
    hidden = FitProblem(free, lambda _: np.zeros(0)).numbers(away)
    others = replace(simulator, seed=simulator.seed + 1)
    data = others.moments(aims, {**fixed, **hidden})
    # Figures of claims come without an error of their own: they are as sure as was reported.
    wanted = [
        (moment.value, moment.se or aim.reported()[1])
        for aim, moment in zip(aims, data, strict=True)
    ]
    problem = problem_of(free, aims, simulator, fixed, wanted)
    x0 = np.zeros(len(free))
    fit = minimise(problem, x0, steps=settings.steps, say=say, exact=settings.exact)
    found = []
    for own, known in zip(free, knowledge(fit), strict=True):
        z = np.log(known.value / hidden[own.path]) / (own.sd * known.shrink)
        found.append(Recovered(own.path, hidden[own.path], known.value, float(z)))
    lost = [one for one in found if abs(one.z) > RECOVERED_WITHIN]
    if lost and _excluded(problem, away, fit):
        said = "; ".join(f"{o.path}: {o.found:.3g} instead of {o.known:.3g}" for o in lost)
        raise NotRecoveredError(f"numbers that data were simulated with are not found: {said}")
    return tuple(found)


def _excluded(problem: FitProblem, known: Floats, fit: Fit) -> bool:
    """Whether data reject known numbers beside those of the fit, by the likelihood ratio."""
    from scipy.stats import chi2

    excess = problem.cost(known) - fit.cost
    return bool(excess > chi2.ppf(EXCLUDED_FROM, len(known)))


def free_numbers(stage: Stage, library: Library) -> tuple[Free, ...]:
    """Return the numbers that a stage fits, with their starts in a library."""
    known = numbers_by_path(library)
    return tuple(Free(own.path, known[own.path].value, own.low, own.high) for own in stage.free)

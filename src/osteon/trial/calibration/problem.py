"""What a stage minimises: misfits of simulated to reported numbers in standard errors."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError, Problem
from osteon.trial.calibration.aims import Aim
from osteon.trial.calibration.fit import Free
from osteon.trial.calibration.fit import Problem as FitProblem
from osteon.trial.calibration.moments import Moment, Numbers, Simulator

Floats = NDArray[np.float64]

SOFT_FROM = 2.0  # standard errors from which a misfit counts less than its square
OUT_OF_REACH = 5.0  # standard errors, where trial values leave nobody to work a number out from


def standard_error(aim: Aim, moment: Moment, reported: float | None) -> float:
    """Return the error of simulated less reported; a report without one borrows the simulated.

    For its own number of patients, where that is known.
    """
    own = reported
    if own is None:
        own = moment.se * (np.sqrt(moment.n / aim.row.n) if aim.row.n and moment.n else 1.0)
    return float(np.hypot(own, moment.se))


def problem_of_evidence(
    free: tuple[Free, ...], aims: Sequence[Aim], simulator: Simulator, fixed: Numbers
) -> FitProblem:
    """Return the misfits to what was reported."""
    return problem_of(free, aims, simulator, fixed, [aim.reported() for aim in aims])


def problem_of(
    free: tuple[Free, ...],
    aims: Sequence[Aim],
    simulator: Simulator,
    fixed: Numbers,
    wanted: Sequence[tuple[float, float | None]],
) -> FitProblem:
    """Return the misfits to wanted numbers with their standard errors, None where unknown.

    Weights are those at the start: a fit must not gain by making the simulation vague.

    Raises
    ------
    InputError
        So few patients do not give every number; each one is listed.
    """
    start = simulator.moments(aims, {**fixed, **{own.path: own.start for own in free}})
    _all_there(aims, start)
    values = np.array([value for value, _ in wanted])
    errors = np.array(
        [standard_error(*own) for own in zip(aims, start, (se for _, se in wanted), strict=True)]
    )
    errors, roots = np.where(errors > 0, errors, np.inf), np.sqrt([aim.weight for aim in aims])

    def residuals(numbers: Mapping[str, float]) -> Floats:
        moments = simulator.moments(aims, {**fixed, **numbers})
        z = (np.array([moment.value for moment in moments]) - values) / errors
        return roots * softened(np.where(np.isfinite(z), z, OUT_OF_REACH))

    return FitProblem(free, residuals)


def softened(z: Floats) -> Floats:
    """Return residuals whose squares grow ever less beyond a few standard errors.

    A number that the model cannot meet must not drag all others away from what they meet. The
    square of what comes back is the loss of `scipy.optimize.least_squares` called soft_l1.
    """
    squared = 2 * (np.sqrt(1 + (z / SOFT_FROM) ** 2) - 1)
    return np.asarray(np.sign(z) * SOFT_FROM * np.sqrt(squared))


def _all_there(aims: Sequence[Aim], moments: Sequence[Moment]) -> None:
    """Raise for numbers that so few patients do not give."""
    problems = [
        Problem("", f"{aim.name}: cannot be worked out from so few patients; take more (-n)")
        for aim, moment in zip(aims, moments, strict=True)
        if not np.isfinite(moment.value)
    ]
    if problems:
        raise InputError(problems)

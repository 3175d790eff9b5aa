"""SciPy's LSODA, by `solve_ivp` and by the older `odeint`, whose loop is not in Python."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from engines.right_hand_side import scaled_rates, workspace
from numba import njit
from physiology import DAYS, N_DOSES, WEEKS_PER_DOSE, Floats, Task
from scipy.integrate import odeint, solve_ivp

MOST_STEPS = 100_000
Segment = Callable[[Floats, Floats, Any, float], Floats]


def prepare(task: Task, method: str) -> Callable[[float], tuple[Floats, float]]:
    """Return a function of rtol that gives all states and the CPU seconds they took."""
    fill, bodies = scaled_rates(task), workspace(task)

    @njit
    def rates(_t, z, work):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        out = np.empty(len(z))
        fill(z, work, out)
        return out

    segment = {"solve_ivp": _by_solve_ivp, "odeint": _by_odeint}[method](rates)

    def run(rtol: float) -> tuple[Floats, float]:
        courses = np.empty((len(task), len(DAYS), len(task.scale)))
        begun = time.process_time()
        for k, (start, work) in enumerate(bodies):
            _solve(courses[k], segment, (start, work, task.dose(k) / task.scale[task.depot]), rtol)
            courses[k] *= task.scale
        return courses, time.process_time() - begun

    def _solve(course: Floats, step: Segment, body: tuple[Floats, Any, float], rtol: float) -> None:
        z, work, dose = body
        course[0] = z
        for k in range(N_DOSES):
            rows = slice(WEEKS_PER_DOSE * k, WEEKS_PER_DOSE * (k + 1) + 1)
            z = course[rows.start].copy()
            z[task.depot] += dose
            course[rows.start + 1 : rows.stop] = step(z, DAYS[rows], work, rtol)[1:]

    return run


def _by_odeint(rates: Any) -> Segment:
    def step(z: Floats, days: Floats, work: Any, rtol: float) -> Floats:
        how: dict[str, Any] = {"rtol": rtol, "atol": rtol, "mxstep": MOST_STEPS, "tfirst": True}
        return np.asarray(odeint(rates, z, days, args=(work,), **how))

    return step


def _by_solve_ivp(rates: Any) -> Segment:
    def step(z: Floats, days: Floats, work: Any, rtol: float) -> Floats:
        span = (days[0], days[-1])
        how: dict[str, Any] = {"rtol": rtol, "atol": rtol, "t_eval": days, "args": (work,)}
        return np.asarray(solve_ivp(rates, span, z, "LSODA", **how).y.T)

    return step

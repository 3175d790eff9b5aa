"""numbalsoda: LSODA in C++, called from compiled code; no Python inside a course."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from engines.right_hand_side import scaled_rates, workspace
from numba import carray, cfunc, njit
from numbalsoda import lsoda, lsoda_sig
from physiology import DAYS, N_DOSES, WEEKS_PER_DOSE, Floats, Task

MOST_STEPS = 100_000


def prepare(task: Task) -> Callable[[float], tuple[Floats, float]]:
    """Return a function of rtol that gives all states and the CPU seconds they took."""
    bodies, address, course = workspace(task), _right_hand_side(task).address, _driver()
    flat = [np.concatenate([part.ravel() for part in work[:4]]) for _, work in bodies]

    def run(rtol: float) -> tuple[Floats, float]:
        states = np.empty((len(task), len(DAYS), len(task.scale)))
        begun = time.process_time()
        for k, (start, _) in enumerate(bodies):
            dose = task.dose(k) / task.scale[task.depot]
            course(address, states[k], start, task.depot, dose, DAYS, flat[k], rtol)
            states[k] *= task.scale
        return states, time.process_time() - begun

    run(1e-4)  # compiles
    return run


def _right_hand_side(task: Task) -> Any:
    fill, kernels = scaled_rates(task), task.model.kernels
    n_slots, n_inputs = kernels.PATIENT_SLOTS, len(task.model.declaration.inputs)
    n_states, n, n_lesion = kernels.BODY_STATES, len(task.scale), kernels.LESION_STATES
    n_lesion_slots = kernels.LESION_SLOTS
    n_marks = len(task.model.declaration.lesion_marks)

    @cfunc(lsoda_sig)
    def rates(_t, u, du, p):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        a, b = n_slots, n_slots + n_inputs
        data = carray(p, (b + 2 * n_states,))
        # Without lesions nothing is read from, or written to, the arrays of lesions.
        work = (
            data[:a],
            data[a:b],
            data[b : b + n_states],
            data[b + n_states :],
            carray(p, (1, n_lesion)),
            carray(p, (1, n_marks)),
            carray(p, (1, n_lesion_slots)),
        )
        fill(carray(u, (n,)), work, carray(du, (n,)))

    return rates


def _driver() -> Any:
    @njit
    def course(address, states, start, depot, dose, days, data, rtol):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0917
        states[0] = start
        for k in range(N_DOSES):
            first, last = WEEKS_PER_DOSE * k, WEEKS_PER_DOSE * (k + 1) + 1
            z = states[first].copy()
            z[depot] += dose
            found, success = lsoda(address, z, days[first:last], data, rtol, rtol, MOST_STEPS)
            states[first + 1 : last] = found[1:]
            if not success:
                states[first + 1 : last] = np.nan

    return course

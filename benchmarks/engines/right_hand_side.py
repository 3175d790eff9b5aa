"""The generated rates as a function of the scaled states of one body, compiled by numba.

States are divided by their typical sizes, so that one absolute tolerance fits all of them.
"""

from typing import Any

import numpy as np
from numba import njit
from physiology import Floats, Task

Work = tuple[Floats, ...]


def scaled_rates(task: Task) -> Any:
    """Return ``fill(z, work, out)``; `work` comes from `workspace`."""
    rates, kept, scale = task.model.kernels.rates, task.kept, task.scale

    @njit
    def fill(z, work, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        c, u, y, f, none, mark, lesion_constants = work
        for j in range(len(kept)):
            y[kept[j]] = z[j] * scale[j]
        rates(y, none, 0, c, lesion_constants, u, mark, f, none)
        for j in range(len(kept)):
            out[j] = f[kept[j]] / scale[j]

    return fill


def workspace(task: Task) -> list[tuple[Floats, Work]]:
    """Return for each body its scaled start and the arrays that its rates need."""
    lives, kernels = task.lives(), task.model.kernels
    none = np.zeros((1, kernels.LESION_STATES))
    return [
        (
            lives.body[k, task.kept] / task.scale,
            (
                lives.constants[k].copy(),
                lives.inputs[k].copy(),
                np.zeros(kernels.BODY_STATES),
                np.zeros(kernels.BODY_STATES),
                none,
                lives.marks[k].copy(),
                lives.lesion_constants[k].copy(),
            ),
        )
        for k in range(len(task))
    ]

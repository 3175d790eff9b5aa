"""osteon itself: eight lanes, or one body at a time."""

import os
import time
from collections.abc import Callable

from physiology import DAYS, DOSE_MG, INTERVAL_DAYS, JUMP, N_DOSES, Floats, Task

from osteon.model.engine import Agenda, Recording, advance


def prepare(task: Task, kernel: str) -> Callable[[float], tuple[Floats, float]]:
    """Return a function of rtol that gives all states and the CPU seconds they took."""
    code = task.model.jump_code(JUMP)
    jumps = [(INTERVAL_DAYS * k, code, DOSE_MG) for k in range(N_DOSES)]

    def run(rtol: float) -> tuple[Floats, float]:
        os.environ["OSTEON_KERNEL"] = kernel
        lives, agenda = task.lives(), Agenda.of([jumps] * len(task))
        recording = Recording.of(lives, DAYS, states=True)
        begun = time.process_time()
        advance(lives, DAYS[-1], agenda, recording, rtol=rtol)
        spent = time.process_time() - begun
        del os.environ["OSTEON_KERNEL"]
        return recording.states[:, :, task.kept], spent

    return run

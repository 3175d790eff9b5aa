"""libroadrunner: CVODE on the exported SBML model, compiled by LLVM; doses are its events."""

import time
from collections.abc import Callable

import numpy as np
import roadrunner
from engines.numbers import with_numbers
from physiology import DAYS, N_DOSES, WEEKS_PER_DOSE, Floats, Task

from osteon.model.export.sbml import write_sbml

MOST_STEPS = 1_000_000


def prepare(task: Task, form: str) -> Callable[[float], tuple[Floats, float]]:
    """Return a function of rtol that gives all states and the CPU seconds they took.

    `form` is ``"exported"``, or ``"numbers"`` for a model with all constants worked out, which no
    user would write but which runs faster.
    """
    lives, names = task.lives(), list(task.equations.states)
    bodies = [task.sbml_body(lives, k) for k in range(len(task))]
    made = [with_numbers(body) if form == "numbers" else body for body in bodies]
    engines = [roadrunner.RoadRunner(write_sbml(body)) for body in made]
    for engine in engines:
        engine.timeCourseSelections = names
        engine.integrator.maximum_num_steps = MOST_STEPS

    def run(rtol: float) -> tuple[Floats, float]:
        for engine in engines:
            engine.integrator.relative_tolerance = rtol
            engine.integrator.absolute_tolerance = (rtol * task.scale).tolist()
            engine.resetAll()
        begun = time.process_time()
        courses = [np.array(engine.simulate(0, DAYS[-1], len(DAYS))) for engine in engines]
        spent = time.process_time() - begun
        for k, course in enumerate(courses):
            # It shows the state after a dose.
            course[: WEEKS_PER_DOSE * N_DOSES : WEEKS_PER_DOSE, task.depot] -= task.dose(k)
        return np.array(courses), spent

    return run

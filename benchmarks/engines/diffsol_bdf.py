"""pydiffsol: diffsol's BDF on the equations in its own language, compiled by LLVM.

States are divided by their typical sizes; constants are worked out; every operation is a tensor.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pydiffsol
from engines.numbers import with_numbers
from physiology import DAYS, N_DOSES, WEEKS_PER_DOSE, Floats, Task

from osteon.model.export.sbml import SbmlBody
from osteon.model.symbolic import Leaf

_TEXT = {
    "add": "{} + {}",
    "sub": "{} - {}",
    "mul": "{} * {}",
    "div": "{} / {}",
    "neg": "0.0 - {}",
    "exp": "exp({})",
    "log": "log({})",
    "tanh": "tanh({})",
    "sqrt": "sqrt({})",
    "where": "heaviside({1} - {0}) * {2} + (1.0 - heaviside({1} - {0})) * {3}",
}


def prepare(task: Task) -> Callable[[float], tuple[Floats, float]]:
    """Return a function of rtol that gives all states and the CPU seconds they took."""
    lives = task.lives()
    bodies = [with_numbers(task.sbml_body(lives, k)) for k in range(len(task))]
    solvers = [pydiffsol.Ode(_diffsl(body)) for body in bodies]
    starts = lives.body[:, task.kept] / task.scale

    def run(rtol: float) -> tuple[Floats, float]:
        states = np.empty((len(task), len(DAYS), len(task.scale)))
        begun = time.process_time()
        for k, solver in enumerate(solvers):
            solver.rtol = solver.atol = rtol
            _solve(states[k], solver, starts[k], (task.depot, task.dose(k)))
            states[k] *= task.scale
        return states, time.process_time() - begun

    def _solve(course: Floats, solver: Any, start: Floats, dose: tuple[int, float]) -> None:
        depot, amount = dose
        course[0] = start
        for k in range(N_DOSES):
            rows = slice(WEEKS_PER_DOSE * k, WEEKS_PER_DOSE * (k + 1) + 1)
            z = course[rows.start].copy()
            z[depot] += amount / task.scale[depot]
            found = solver.solve_dense(z, DAYS[rows] - DAYS[rows.start])
            course[rows.start + 1 : rows.stop] = found.ys.T[1:]

    return run


def _diffsl(body: SbmlBody) -> str:
    """Return the equations of one body in DiffSL; its parameters are the scaled start."""
    equations = body.equations
    scales = [state.scale for state in equations.states.values()]
    lines = [
        f"in_i {{ {', '.join(f'a{k} = 1.0' for k in range(len(scales)))} }}",
        f"u_i {{ {', '.join(f'z{k} = a{k}' for k in range(len(scales)))} }}",
        *_assignments(body),
    ]
    rates = [
        f"{_named(body, node)} / {scale!r}"
        for node, scale in zip(equations.rates.values(), scales, strict=True)
    ]
    return "\n".join([*lines, "F_i {", ",\n".join(rates), "}"])


def _named(body: SbmlBody, node: int) -> str:
    value = body.equations.graph.value(node)
    return f"x{node}" if value is None else f"({value!r})" if value < 0 else repr(value)


def _assignments(body: SbmlBody) -> list[str]:
    """Return one line for each operation that the rates need."""
    equations, lines = body.equations, []
    graph, names = equations.graph, list(equations.states)
    for node in graph.reachable(equations.rates.values()):
        load = graph.payload[node]
        if isinstance(load, Leaf):
            place = names.index(load.name)
            text = f"z{place} * {equations.states[load.name].scale!r}"
        elif graph.value(node) is None:
            operands = [_named(body, arg) for arg in graph.arguments[node]]
            text = _TEXT[graph.operations[node]].format(*operands)
        else:
            continue
        lines.append(f"x{node} {{ {text} }}")
    return lines

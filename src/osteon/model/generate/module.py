"""Assembles the source of a kernel module: constants, the model's functions, the driver."""

from collections.abc import Iterator
from importlib.resources import files

from osteon.base.luck import stream
from osteon.model.declaration import Declaration, State
from osteon.model.generate.functions import (
    Kernel,
    write_constants,
    write_crossings,
    write_hazards,
    write_jumps,
    write_lags,
    write_rates,
    write_readings,
)
from osteon.model.generate.lane_steps import lane_step_functions
from osteon.model.generate.solver_functions import (
    ArrowSystem,
    write_factorise,
    write_solve_function,
)
from osteon.model.generate.tableau import STAGES, scalar_constants
from osteon.model.lanes.arithmetic import LANES

# The absolute tolerance of a state is the relative one times its typical size.
ABSOLUTE_SHARE = 1.0
# Text that follows the model's own functions, in this order.
DRIVER = (
    "rodas.py",
    "within_step.py",
    "life.py",
    "batch.py",
    "lanes_step.py",
    "lanes_state.py",
    "lanes_life.py",
)
# Functions that also run on eight lanes, with the order of their arrays.
PLACE = ("y", "n", "c", "d", "u", "mark")
VECTORISED = {
    "rates": (*PLACE, "f", "fn", "present"),
    "hazards": (*PLACE, "h", "hn", "w", "present"),
    "crossings": (*PLACE, "g", "present"),
    "factorise": (*PLACE, "g", "lu", "lun", "present"),
    "solve": ("lu", "lun", "r", "rn", "present"),
}

HEADER = '''"""Generated from the equations of osteon; do not edit."""
from math import exp, log, sqrt, tanh

import numpy as np
from numba import njit

from osteon.base.luck import uniform
from osteon.model.lanes.translation import vector_function

COMPILE = {"cache": True, "error_model": "numpy", "fastmath": {"contract"}, "nogil": True}
'''


def write_module(model: Declaration) -> str:
    """Return the whole source of a model's kernel module."""
    kernel = Kernel(model)
    system = ArrowSystem(kernel)
    functions = [
        write_rates(kernel),
        write_hazards(kernel),
        write_crossings(kernel),
        write_readings(kernel),
        write_jumps(kernel),
        write_lags(kernel),
        write_factorise(system),
        write_solve_function(system),
    ]
    lanes = "\n".join(_lanes(kernel))
    functions.append(write_constants(kernel))  # last, when all have said what they keep
    constants = _constants(kernel, system)
    folder = files("osteon.model.kernel")
    driver = "\n\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in DRIVER)
    body = "\n".join(line for function in functions for line in function)
    return f"{HEADER}\n{constants}\n\n\n{body}\n{lanes}\n{driver}"


def _lanes(kernel: Kernel) -> Iterator[str]:
    """Yield the eight-lane twins of the model's functions, and the arithmetic of a step."""
    twin = Kernel(kernel.model, kernel)
    system = ArrowSystem(twin)
    written = {
        "rates": write_rates(twin),
        "hazards": write_hazards(twin),
        "crossings": write_crossings(twin),
        "factorise": write_factorise(system),
        "solve": write_solve_function(system),
    }
    for name, lines in written.items():
        yield _on_lanes(name, lines[2:], VECTORISED[name])
    for name, (lines, arrays) in lane_step_functions(system, ABSOLUTE_SHARE).items():
        yield _on_lanes(name, lines, arrays)


def _on_lanes(name: str, lines: list[str], arrays: tuple[str, ...]) -> str:
    text = "\n".join([f"def {name}():", *lines])
    return (
        f"_{name.upper()} = vector_function({text!r}, {arrays}, WIDTHS)\n\n\n"
        f"@njit(**COMPILE)\ndef lanes_{name}(k, arrays):\n    _{name.upper()}(k, arrays)\n\n"
    )


def _constants(kernel: Kernel, system: ArrowSystem) -> str:
    m = kernel.model
    events = list(m.events.values())
    of_body = [i for i, e in enumerate(events) if not e.crossing and not e.of_lesion]
    of_lesion = [i for i, e in enumerate(events) if not e.crossing and e.of_lesion]
    crossing = [i for i, e in enumerate(events) if e.crossing]
    clock = {event: j for group in (of_body, of_lesion) for j, event in enumerate(group)}
    slots = kernel.slots
    return "\n".join(
        [
            f"BODY_STATES, LESION_STATES = {len(m.states)}, {len(m.lesion_states)}",
            f"BODY_STORE, LESION_STORE = {system.body_store}, {system.lesion_store}",
            f"PATIENT_SLOTS, LESION_SLOTS = {len(slots.of_patient)}, {len(slots.of_lesion)}",
            f"BODY_HAZARDS, LESION_HAZARDS = {len(of_body)}, {len(of_lesion)}",
            f"CROSSINGS = {len(crossing)}",
            *scalar_constants(),
            f"ABSOLUTE_SHARE, LANES = {ABSOLUTE_SHARE}, {LANES}",
            f"FOLLOWERS = {len(m.followers)}",
            f"BODY_SCALE = np.array({_scales(m.states)})",
            f"LESION_SCALE = np.array({_scales(m.lesion_states)})",
            f"BODY_HAZARD_EVENT = np.array({of_body})",
            f"LESION_HAZARD_EVENT = np.array({of_lesion})",
            f"CROSSING_EVENT = np.array({crossing})",
            f"EVENT_HAZARD = np.array({[clock.get(i, -1) for i in range(len(events))]})",
            f"EVENT_FINAL = np.array({[event.final for event in events]})",
            f"EVENT_STREAM = np.array({[stream(event.name) for event in events]})",
            f"CHANCE_STREAM = np.array({[stream(f'{event.name} chance') for event in events]})",
            f"WIDTHS = {_widths(kernel, system)}",
            f"GATE = {list(m.inputs).index('hazards')}",
        ]
    )


def _widths(kernel: Kernel, system: ArrowSystem) -> dict[str, int]:
    """Return the row length of every array that has one row for each lesion."""
    m = kernel.model
    hazards = sum(event.of_lesion and not event.crossing for event in m.events.values())
    n = len(m.lesion_states)
    return {
        **dict.fromkeys(("n", "fn", "rn", "n1", "outn", *(f"sn{k}" for k in range(STAGES))), n),
        "d": len(kernel.slots.of_lesion),
        "mark": len(m.lesion_marks),
        "hn": hazards,
        "lun": system.lesion_store,
    }


def _scales(states: dict[str, State]) -> list[float]:
    return [float(state.scale) for state in states.values()]

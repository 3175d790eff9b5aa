"""Assembles the source of a kernel module: constants, the model's functions, the driver."""

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
from osteon.model.generate.solver_functions import (
    ArrowSystem,
    write_factorise,
    write_solve_function,
)

# Text that follows the model's own functions, in this order.
DRIVER = ("rodas.py", "within_step.py", "life.py", "batch.py")

HEADER = '''"""Generated from the equations of osteon; do not edit."""
from math import exp, log, sqrt, tanh

import numpy as np
from numba import njit

from osteon.base.luck import uniform

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
        write_constants(kernel),
    ]
    constants = _constants(kernel, system)
    folder = files("osteon.model.kernel")
    driver = "\n\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in DRIVER)
    body = "\n".join(line for function in functions for line in function)
    return f"{HEADER}\n{constants}\n\n\n{body}\n{driver}"


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
            f"GATE = {list(m.inputs).index('hazards')}",
        ]
    )


def _scales(states: dict[str, State]) -> list[float]:
    return [float(state.scale) for state in states.values()]

"""Assembles the source of a kernel module: constants, the model's functions, the driver."""

from collections.abc import Iterator
from importlib.resources import files

from osteon.base.luck import stream
from osteon.model.declaration import Declaration
from osteon.model.generate.followers import SMALLEST_EXPONENT
from osteon.model.generate.functions import (
    Kernel,
    write_catch_up,
    write_constants,
    write_crossings,
    write_fade,
    write_jumps,
    write_lesion_readings,
    write_rates,
    write_readings,
)
from osteon.model.generate.lane_steps import lane_step_functions
from osteon.model.generate.ordering import longest_first
from osteon.model.generate.record import write_record, write_states_at
from osteon.model.generate.solver_functions import (
    ArrowSystem,
    write_factorise,
    write_solve_function,
)
from osteon.model.generate.tableau import GAUSS, STAGES, scalar_constants
from osteon.model.generate.within import PATH, write_within
from osteon.model.lanes.arithmetic import LANES
from osteon.model.quantities import State

# The absolute tolerance of a state is the relative one times its typical size.
ABSOLUTE_SHARE = 1.0
# Text that follows the model's own functions, in this order.
DRIVER = (
    "rodas.py",
    "within_step.py",
    "rules.py",
    "life.py",
    "batch.py",
    "lanes_step.py",
    "lanes_state.py",
    "lanes_life.py",
)
# Functions that also run on eight lanes, with the order of their arrays.
PLACE = ("y", "n", "c", "d", "u", "mark")
STEP = ("y", "n", "y1", "n1", "s0", "sn0", "s1", "sn1")
SETTING = ("c", "d", "u", "mark", "v", "vn", "step")
PATHS = ("path", "pathn")
WITHIN = (*STEP, *SETTING, "h", "hn", "v1", "vn1", *PATHS, "slip", "keep", "present")
VECTORISED = {
    "rates": (*PLACE, "f", "fn", "present"),
    "fade": ("y", "c", "step", "y1", "present"),
    "within": WITHIN,
    "record": (*STEP, *SETTING, *PATHS, "share", "out", "present"),
    "states_at": (*STEP, *SETTING, "share", "out", "present"),
    "crossings": (*PLACE, "v", "vn", "g", "present"),
    "factorise": (*PLACE, "g", "lu", "lun", "f", "fn", "present"),
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
    within, kept = write_within(kernel)
    functions = [
        write_rates(kernel),
        write_fade(kernel),
        within,
        write_crossings(kernel),
        write_readings(kernel),
        write_lesion_readings(kernel),
        write_jumps(kernel),
        write_catch_up(kernel),
        write_factorise(system),
        write_solve_function(system),
    ]
    lanes = "\n".join(_lanes(kernel))
    functions.append(write_constants(kernel))  # last, when all have said what they keep
    constants = _constants(kernel, system, kept)
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
        "fade": write_fade(twin),
        "within": write_within(twin)[0],
        "record": write_record(twin),
        "states_at": write_states_at(twin),
        "crossings": write_crossings(twin),
        "factorise": write_factorise(system),
    }
    for name, lines in written.items():
        yield _on_lanes(name, longest_first(lines[2:]), VECTORISED[name])
    for name, (lines, arrays) in lane_step_functions(system, ABSOLUTE_SHARE).items():
        yield _on_lanes(name, lines, arrays)


def _on_lanes(name: str, lines: list[str], arrays: tuple[str, ...]) -> str:
    text = "\n".join([f"def {name}():", *lines])
    return (
        f"_{name.upper()} = vector_function({text!r}, {arrays}, WIDTHS)\n\n\n"
        f"@njit(**COMPILE)\ndef lanes_{name}(k, arrays):\n    _{name.upper()}(k, arrays)\n\n"
    )


def _constants(kernel: Kernel, system: ArrowSystem, kept: int) -> str:
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
            f"FOLLOWERS, LESION_FOLLOWERS = {len(m.followers)}, {len(m.lesion_followers)}",
            f"PATH, KEPT = {PATH}, {kept}",
            f"GAUSS_FIRST, GAUSS_GAP = {GAUSS[0]!r}, {GAUSS[1] - GAUSS[0]!r}",
            f"SMALLEST_EXPONENT = {SMALLEST_EXPONENT!r}",
            f"FADES = np.array({_fades(kernel)})",
            "FADING = np.flatnonzero(FADES)",
            f"BODY_SCALE = np.array({_scales(m.states)})",
            f"LESION_SCALE = np.array({_scales(m.lesion_states)})",
            f"BODY_HAZARD_EVENT = np.array({of_body})",
            f"LESION_HAZARD_EVENT = np.array({of_lesion})",
            f"CROSSING_EVENT = np.array({crossing})",
            f"EVENT_HAZARD = np.array({[clock.get(i, -1) for i in range(len(events))]})",
            f"EVENT_FINAL = np.array({[event.final for event in events]})",
            f"EVENT_STREAM = np.array({[stream(event.name) for event in events]})",
            f"CHANCE_STREAM = np.array({[stream(f'{event.name} chance') for event in events]})",
            f"WIDTHS = {_widths(kernel, system, kept)}",
            f"GATE = {list(m.inputs).index('hazards')}",
        ]
    )


def _widths(kernel: Kernel, system: ArrowSystem, kept: int) -> dict[str, int]:
    """Return the row length of every array that has one row for each lesion."""
    m = kernel.model
    hazards = sum(event.of_lesion and not event.crossing for event in m.events.values())
    n = len(m.lesion_states)
    return {
        **dict.fromkeys(("n", "fn", "rn", "n1", "outn", *(f"sn{k}" for k in range(STAGES))), n),
        "d": len(kernel.slots.of_lesion),
        "mark": len(m.lesion_marks),
        "hn": 2 * hazards,
        "leftn": hazards,
        **dict.fromkeys(("vn", "vn1"), len(m.lesion_followers)),
        "pathn": PATH * len(m.lesion_followers),
        "keep": kept,
        "lun": system.lesion_store,
    }


def _fades(kernel: Kernel) -> list[bool]:
    fading = {one.state for one in kernel.fading}
    return [name in fading for name in kernel.model.states]


def _scales(states: dict[str, State]) -> list[float]:
    return [float(state.scale) for state in states.values()]

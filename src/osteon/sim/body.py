"""The physiology on its own, for modellers: regimen and infusions in, states out."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from osteon.base.errors import InputError, Problem, SolverError
from osteon.base.units import to_unit, unit_of_name
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.model.compiled import compiled_model
from osteon.model.engine import (
    DEFAULT_RTOL,
    FAILED,
    Agenda,
    Lives,
    Recording,
    advance,
    begin,
    parameter_rows,
    settle,
)
from osteon.model.parameters import DrugSlots, assign_slots, patient_values
from osteon.sim.infusion import Infusion, Jump, read_infusions

if TYPE_CHECKING:
    from pandas import DataFrame

HOURS_PER_DAY = 24.0
T = TypeVar("T")


def body(
    regimen: str | None = None,
    horizon: str = "156 weeks",
    every: str = "1 week",
    *,
    published: bool = False,
    rtol: float = DEFAULT_RTOL,
    infuse: Sequence[str] = (),
    parameters: Mapping[str, float | str] | None = None,
    library: Library | None = None,
) -> "DataFrame":
    """Return the states of one body without tumour over time.

    Parameters
    ----------
    regimen : str
        Prescription, such as ``"denosumab 120 mg sc q4w x 39"``; nothing is given without one.
    horizon, every : str
        How long to look, and the time between two rows.
    published : bool
        Published constants, sharp switches and every declared deviation off.
    rtol : float
        Relative tolerance.
    infuse : sequence of str
        Such as ``"calcium 1 mmol/h from 2 days for 14 days"``; PTH in pmol/h.
    parameters : mapping of str to float or str
        Values that replace the library's, as numbers in the unit the name states or as text.

    Returns
    -------
    pandas.DataFrame
        ``time`` in hours, then the states by their published symbols. At the time of a dose the
        row shows the state before the dose.

    Raises
    ------
    InputError
        Something asked for is unknown or impossible; every fault is listed.
    SolverError
        The equations could not be integrated.

    References
    ----------
    peterson_riggs_2010, riggs_2012
    """
    import pandas as pd

    facts, problems = library or Library.load(), list[Problem]()
    horizon_days = _noted(problems, "horizon", lambda: _positive(horizon, "days"), 1.0)
    every_days = _noted(problems, "every", lambda: _positive(every, "days"), 1.0)
    _noted(problems, "rtol", lambda: _positive(rtol, ""), rtol)
    plan = _noted(problems, "regimen", lambda: _prescription(regimen, facts), None)
    replaced = _overrides(parameters or {}, problems)
    infusions = _noted(problems, "", lambda: read_infusions(infuse), list[Infusion]())
    slots = assign_slots(facts, [plan.drug] if plan else [])
    sets = ["published"] if published else []
    values = _noted(problems, "", lambda: patient_values(facts, slots, sets, replaced), replaced)
    if problems:
        raise InputError(problems)
    lives = _healthy_body(values, at_rest=published)
    days = np.arange(0.0, horizon_days + 1e-9, every_days)
    recording = Recording.of(lives, days, states=True)
    jumps = _jumps(plan, slots, infusions, horizon_days)
    advance(lives, horizon_days, Agenda.of([jumps]), recording, rtol=rtol)
    if lives.status[0] == FAILED:
        where = f"day {lives.day[0]:.3f} at {lives.failed_state(0)}"
        raise SolverError(f"integration failed on {where}")
    symbols = [state.symbol for state in lives.model.declaration.states.values()]
    table = pd.DataFrame(recording.states[0], columns=symbols)
    table.insert(0, "time", days * HOURS_PER_DAY)
    return table


def _noted(problems: list[Problem], where: str, read: Callable[[], T], instead: T) -> T:
    """Return what `read` returns; note its faults, so that all are told at once."""
    try:
        return read()
    except InputError as error:
        problems += [problem.inside(where) for problem in error.problems]
        return instead


def _positive(quantity: str | float, unit: str) -> float:
    value = to_unit(quantity, unit)
    if value <= 0:
        raise InputError(f'"{quantity}" is not possible; it must be more than 0')
    return value


def _prescription(regimen: str | None, library: Library) -> Prescription | None:
    return Prescription.parse(regimen, library.drugs) if regimen else None


def _overrides(parameters: Mapping[str, float | str], problems: list[Problem]) -> dict[str, float]:
    values = {}
    for name, value in parameters.items():
        try:
            values[name] = to_unit(value, unit_of_name(name))
        except InputError as error:
            problems += [problem.inside(name) for problem in error.problems]
    return values


def _healthy_body(values: Mapping[str, float], *, at_rest: bool) -> Lives:
    """Return one life without tumour, at the published start or in its own steady state."""
    model = compiled_model()
    row = parameter_rows(model.parameters, 1, values)
    none = np.zeros((1, 0, len(model.lesion_parameters)))
    lives = begin(model, row, none, np.zeros(1, np.int64), patients=np.zeros(1, np.int64), seed=0)
    lives.set_input("hazards", 0.0)
    lives.set_input("vitamin_d_target", values["vitamin_d_ratio"])
    if not at_rest:
        settle(lives)
    return lives


def _jumps(
    plan: Prescription | None, slots: DrugSlots, infusions: Sequence[Infusion], horizon_days: float
) -> list[Jump]:
    model = compiled_model()
    infused = [
        jump for infusion in infusions for jump in infusion.jumps(model.jump_code(infusion.name))
    ]
    if plan is None:
        return infused
    code = model.jump_code(slots.jumps[plan.drug])
    if plan.interval_days is None:
        return [(0.0, code, plan.dose_mg), *infused]
    most = int(np.ceil(horizon_days / plan.interval_days))
    number = most if plan.count is None else min(plan.count, most)
    return [*((k * plan.interval_days, code, plan.dose_mg) for k in range(number)), *infused]

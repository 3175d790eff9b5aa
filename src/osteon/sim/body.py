"""The physiology on its own, for modellers: regimen and infusions in, states out."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from osteon.base.errors import InputError, Problem, SolverError
from osteon.base.suggest import hint
from osteon.base.units import to_unit, unit_of_name
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.model.compiled import compiled_model
from osteon.model.engine import DEFAULT_RTOL, FAILED, Agenda, Lives, Recording, advance, begin, parameter_rows, settle
from osteon.model.parameters import DrugSlots, assign_slots, patient_values

if TYPE_CHECKING:
    from pandas import DataFrame

HOURS_PER_DAY = 24.0
_INFUSION = re.compile(r"\s*(?P<what>\w+)\s+(?P<rate>.+?)(?:\s+from\s+(?P<start>.+?))?(?:\s+for\s+(?P<long>.+?))?\s*")
# What can be infused: the model's jump and the unit of its rate.
_INFUSED = {"calcium": ("calcium_infusion", "mmol/day"), "pth": ("pth_infusion", "pmol/day")}
Jump = tuple[float, int, float]


def body(  # noqa: PLR0913  orthogonal choices with good defaults
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

    facts = library or Library.load()
    horizon_days, every_days = _positive("horizon", horizon), _positive("every", every)
    plan = Prescription.parse(regimen, facts.drugs) if regimen else None
    slots = assign_slots(facts, [plan.drug] if plan else [])
    sets = ["published"] if published else []
    values = patient_values(facts, slots, sets, _overrides(parameters or {}))
    days = np.arange(0.0, horizon_days + 1e-9, every_days)
    lives = _healthy_body(values, at_rest=published)
    recording = Recording.of(lives, days, states=True)
    jumps = (_doses(plan, slots, horizon_days) if plan else []) + _infusions(infuse)
    advance(lives, horizon_days, Agenda.of([jumps]), recording, rtol=rtol)
    if lives.status[0] == FAILED:
        raise SolverError(f"integration failed on day {lives.day[0]:.3f} at {lives.failed_state(0)}")
    symbols = [state.symbol for state in lives.model.declaration.states.values()]
    table = pd.DataFrame(recording.states[0], columns=symbols)
    table.insert(0, "time", days * HOURS_PER_DAY)
    return table


def _positive(name: str, text: str) -> float:
    days = to_unit(text, "days")
    if days <= 0:
        raise InputError(f'{name}: "{text}" is not possible; it must be longer than 0')
    return days


def _overrides(parameters: Mapping[str, float | str]) -> dict[str, float]:
    problems, values = [], {}
    for name, value in parameters.items():
        try:
            values[name] = to_unit(value, unit_of_name(name))
        except InputError as error:
            problems += [problem.inside(name) for problem in error.problems]
    if problems:
        raise InputError(problems)
    return values


def _healthy_body(values: Mapping[str, float], *, at_rest: bool) -> Lives:
    """Return one life without tumour: at the published start, or settled to its own steady state."""
    model = compiled_model()
    row = parameter_rows(model.parameters, 1, values)
    none = np.zeros((1, 0, len(model.lesion_parameters)))
    lives = begin(model, row, none, np.zeros(1, np.int64), patients=np.zeros(1, np.int64), seed=0)
    lives.set_input("hazards", 0.0)
    lives.set_input("vitamin_d_target", values["vitamin_d_ratio"])
    if not at_rest:
        settle(lives)
    return lives


def _doses(plan: Prescription, slots: DrugSlots, horizon_days: float) -> list[Jump]:
    code = compiled_model().jump_code(slots.jumps[plan.drug])
    if plan.interval_days is None:
        return [(0.0, code, plan.dose_mg)]
    most = int(np.ceil(horizon_days / plan.interval_days))
    number = most if plan.count is None else min(plan.count, most)
    return [(k * plan.interval_days, code, plan.dose_mg) for k in range(number)]


def _infusions(texts: Sequence[str]) -> list[Jump]:
    problems: list[Problem] = []
    jumps: list[Jump] = []
    for text in texts:
        try:
            jumps += _infusion(text)
        except InputError as error:
            problems += [problem.inside(f'infuse "{text}"') for problem in error.problems]
    if problems:
        raise InputError(problems)
    return jumps


def _infusion(text: str) -> list[Jump]:
    match = _INFUSION.fullmatch(text)
    if match is None:
        raise InputError('write it like "calcium 1 mmol/h from 2 days for 14 days"')
    what = match["what"].casefold()
    if what not in _INFUSED:
        raise InputError(f'"{match["what"]}" cannot be infused{hint(what, _INFUSED)}')
    name, unit = _INFUSED[what]
    rate = to_unit(match["rate"], unit)
    start = to_unit(match["start"], "days") if match["start"] else 0.0
    if start < 0 or rate < 0:
        raise InputError("neither the rate nor the start of an infusion can be negative")
    code = compiled_model().jump_code(name)
    jumps = [(start, code, rate)]
    if match["long"]:
        jumps.append((start + _positive("for", match["long"]), code, -rate))
    return jumps

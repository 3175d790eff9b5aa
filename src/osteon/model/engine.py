"""What the floors above may do with true lives: begin, settle, advance, catch up, read."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from osteon.base.errors import InputError
from osteon.base.suggest import hint
from osteon.model.compiled import CompiledModel
from osteon.model.lives import (
    ALIVE,
    ENDED,
    FAILED,
    Agenda,
    Fired,
    Floats,
    Integers,
    Lives,
    Recording,
)

__all__ = [
    "ALIVE",
    "ENDED",
    "FAILED",
    "Agenda",
    "Fired",
    "Floats",
    "Integers",
    "Lives",
    "Recording",
    "advance",
    "begin",
    "catch_up",
    "parameter_rows",
    "read",
    "read_lesions",
    "read_rows",
    "settle",
]

KERNELS = {"lanes": "advance_lanes", "scalar": "advance"}
DEFAULT_RTOL = 1e-5
FIRST_STEP_DAYS, FIRST_RESTART_DAYS = 2.0 / 24.0, 8.0 / 24.0
EVENTS_PER_CALL = 64
SETTLED_PER_DAY = 1e-12
# Bookkeeping or slow states that have no steady state of their own.
NEVER_SETTLING = (
    "bone_calcium",
    "exchangeable_bone_calcium",
    "deep_bone_calcium",
    "extraskeletal_tumour",
)


def begin(
    model: CompiledModel,
    parameters: Floats,
    lesion_parameters: Floats,
    sizes: Integers,
    *,
    patients: Integers,
    seed: int,
) -> Lives:
    """Return lives at rest on day 0 with their lesions as seeded.

    Parameters
    ----------
    parameters : (n, n_parameters)
        In the order of ``model.parameters``.
    lesion_parameters : (n, n_lesions, n_lesion_parameters)
        In the order of ``model.lesion_parameters``; rows beyond a life's size are not read.
    sizes : (n,)
        Lesions of each life.
    patients : (n,)
        Patient numbers.
    seed : int
        Seed of all luck.
    """
    kernels, n, most = model.kernels, len(parameters), max(1, lesion_parameters.shape[1])
    declaration = model.declaration
    lives = Lives(
        model=model,
        seed=seed,
        patients=np.asarray(patients, np.int64),
        sizes=np.asarray(sizes, np.int64),
        day=np.zeros(n),
        body=np.zeros((n, kernels.BODY_STATES)),
        lesions=np.zeros((n, most, kernels.LESION_STATES)),
        followers=np.zeros((n, kernels.FOLLOWERS)),
        lesion_followers=np.zeros((n, most, kernels.LESION_FOLLOWERS)),
        inputs=np.tile([entry.default for entry in declaration.inputs.values()], (n, 1)),
        marks=np.zeros((n, most, len(declaration.lesion_marks))),
        constants=np.zeros((n, kernels.PATIENT_SLOTS)),
        lesion_constants=np.zeros((n, most, kernels.LESION_SLOTS)),
        left=np.zeros((n, kernels.BODY_HAZARDS)),
        lesion_left=np.zeros((n, most, kernels.LESION_HAZARDS)),
        counts=np.zeros((n, len(declaration.events)), np.int64),
        lesion_counts=np.zeros((n, most, kernels.LESION_HAZARDS), np.int64),
        step=np.tile([FIRST_STEP_DAYS, FIRST_RESTART_DAYS], (n, 1)),
        status=np.zeros(n, np.int64),
        worst=np.zeros(n, np.int64),
        steps=np.zeros(n, np.int64),
    )
    kernels.begin_all(
        parameters,
        lesion_parameters,
        lives.sizes,
        lives.constants,
        lives.lesion_constants,
        lives.body,
        lives.lesions,
        lives.followers,
        lives.lesion_followers,
    )
    kernels.draw_thresholds(seed, lives.patients, lives.sizes, lives.left, lives.lesion_left)
    return lives


def settle(lives: Lives) -> Floats:
    """Bring every body to the steady state it would have without lesions.

    Returns what is left of each body's rates, relative to each state's scale, per day.
    """
    frozen = np.array([name in NEVER_SETTLING for name in lives.model.states])
    return np.asarray(
        lives.model.kernels.settle_all(
            lives.body,
            lives.constants,
            lives.inputs,
            lives.marks,
            frozen,
            SETTLED_PER_DAY,
        )
    )


def advance(
    lives: Lives,
    until_days: float | Floats,
    agenda: Agenda | None = None,
    recording: Recording | None = None,
    *,
    interrupting: Sequence[str] = (),
    rtol: float = DEFAULT_RTOL,
) -> Fired:
    """Advance lives in place to `until_days`, or until an interrupting or final event.

    Parameters
    ----------
    until_days : float or (n,)
    agenda : Agenda
        Scheduled jumps; those due before `until_days` or on it are done.
    recording : Recording
        Filled at its days; a row at the time of a jump shows the state before the jump.
    interrupting : sequence of str
        Events after which a life stops early, so that something can be decided.
    rtol : float
        Relative tolerance of the integration.
    """
    n, model = len(lives), lives.model
    agenda = agenda or Agenda.of([()] * n)
    recording = recording or Recording.of(lives, [])
    # An array of one's own: to one that cannot be written the kernel would be compiled once more.
    until = np.full(n, until_days, float)
    stops = np.array([name in interrupting for name in model.events])
    day = np.empty((n, EVENTS_PER_CALL))
    code, lesion = (
        np.empty((n, EVENTS_PER_CALL), np.int64),
        np.empty((n, EVENTS_PER_CALL), np.int64),
    )
    count = np.zeros(n, np.int64)
    kernel = getattr(model.kernels, _chosen_kernel())
    queue = _queue(lives, until, agenda, recording)
    kernel(
        0, len(queue), lives.day, until, rtol, lives.seed, lives.patients,
        lives.body, lives.lesions, lives.followers, lives.lesion_followers, lives.sizes,
        lives.constants, lives.lesion_constants, lives.inputs, lives.marks,
        lives.left, lives.lesion_left, lives.counts, lives.lesion_counts,
        lives.step, lives.status, lives.worst, lives.steps,
        agenda.start, agenda.day, agenda.code, agenda.amount, agenda.lesion, agenda.next,
        recording.days, recording.next, recording.readings, recording.states,
        day, code, lesion, count, stops, queue,
    )  # fmt: skip
    row = np.repeat(np.arange(n), count)
    slot = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return Fired(row, day[row, slot], code[row, slot], lesion[row, slot])


def _queue(lives: Lives, until: Floats, agenda: Agenda, recording: Recording) -> Integers:
    """Return the lives that have anything to do, those of one size side by side.

    Neighbouring lanes take a step together; and to fill a lane costs as much as some steps.
    """
    moving = lives.day < until
    jumping = np.diff(agenda.start) > agenda.next
    days = np.append(recording.days, np.inf)
    reading = days[np.minimum(recording.next, len(days) - 1)] <= until
    going = np.flatnonzero((lives.status == ALIVE) & (moving | jumping | reading))
    return going[np.argsort(lives.sizes[going], kind="stable")]


def _chosen_kernel() -> str:
    chosen = os.environ.get("OSTEON_KERNEL", "lanes")
    if chosen not in KERNELS:
        raise InputError(f'OSTEON_KERNEL="{chosen}" is no kernel{hint(chosen, KERNELS)}')
    return KERNELS[chosen]


def catch_up(lives: Lives) -> None:
    """Put what seeks a target with a lag, such as pain, on its present target."""
    lives.model.kernels.catch_up(*_present(lives))


def read(lives: Lives) -> dict[str, Floats]:
    """Return the present readings of all lives by name, each of shape (n,)."""
    values = read_rows(lives, np.arange(len(lives)))
    return {name: values[:, index] for index, name in enumerate(lives.model.readings)}


def read_rows(lives: Lives, rows: Integers) -> Floats:
    """Return the present readings of some lives, in the order of the model, (n_rows, n_names)."""
    values = np.empty((len(rows), len(lives.model.readings)))
    lives.model.kernels.read_all(rows, *_present(lives), values)
    return values


def read_lesions(
    lives: Lives, names: Sequence[str] | None = None, rows: Integers | None = None
) -> Floats:
    """Return present readings of every lesion, shape (n, n_lesions, n_names).

    Parameters
    ----------
    names : sequence of str
        Of ``lives.model.lesion_readings``; all of them, in that order, unless given.
    rows : (n,) int
        Of which lives; of all unless given. Lesions beyond a life's size read NaN.
    """
    known = lives.model.lesion_readings
    rows = np.arange(len(lives)) if rows is None else rows
    values = np.full((len(rows), lives.lesions.shape[1], len(known)), np.nan)
    lives.model.kernels.read_lesions_all(rows, *_present(lives), values)
    if names is None or tuple(names) == tuple(known):
        return values
    return values[:, :, [known.index(name) for name in names]]


def _present(lives: Lives) -> tuple[Floats | Integers, ...]:
    """Return the arrays that hold the present state of all lives, in the order of the kernels."""
    return (
        lives.body,
        lives.lesions,
        lives.followers,
        lives.lesion_followers,
        lives.sizes,
        lives.constants,
        lives.lesion_constants,
        lives.inputs,
        lives.marks,
    )


def parameter_rows(names: Sequence[str], n: int, values: Mapping[str, Any]) -> Floats:
    """Return a table of parameters, shape (n, n_names), from numbers or arrays by name."""
    rows = np.empty((n, len(names)))
    for index, name in enumerate(names):
        rows[:, index] = values[name]
    return rows

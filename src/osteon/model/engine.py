"""Lives as arrays, and the three things that can be done with them: begin, advance, read.

One row is one life. A life's course depends on its own row only, so rows can be split, joined and
reordered without changing a bit.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.model.compiled import CompiledModel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DEFAULT_RTOL = 1e-5
FIRST_STEP_DAYS = 2.0 / 24.0
EVENTS_PER_CALL = 64
SETTLED_PER_DAY = 1e-12
ALIVE, ENDED, FAILED = 0, 1, 2
# Bookkeeping or slow states that have no steady state of their own.
NEVER_SETTLING = (
    "bone_calcium",
    "exchangeable_bone_calcium",
    "deep_bone_calcium",
    "extraskeletal_tumour",
)


@dataclass
class Lives:
    """The true state of a group of patients, advanced in place.

    Attributes
    ----------
    patients : (n,) int
        Patient numbers; with the seed they fix each life's luck.
    day : (n,) float
        Time of each life [days].
    body, followers, inputs : (n, n_states), (n, n_followers), (n, n_inputs)
    lesions, marks : (n, n_lesions, n_lesion_states), (n, n_lesions, n_marks)
    sizes : (n,) int
        How many lesions each patient has.
    status, worst : (n,) int
        0 living, 1 ended, 2 failed; and the number of the state with the largest error.
    steps : (n,) int
        Steps tried so far.
    """

    model: CompiledModel
    seed: int
    patients: Integers
    sizes: Integers
    day: Floats
    body: Floats
    lesions: Floats
    followers: Floats
    inputs: Floats
    marks: Floats
    constants: Floats
    lesion_constants: Floats
    left: Floats
    lesion_left: Floats
    counts: Integers
    lesion_counts: Integers
    step: Floats
    status: Integers
    worst: Integers
    steps: Integers

    def __len__(self) -> int:
        return len(self.patients)

    def set_input(
        self, name: str, value: float | Floats, rows: NDArray[np.bool_] | slice = slice(None)
    ) -> None:
        """Set one input of the body for some rows."""
        self.inputs[rows, list(self.model.declaration.inputs).index(name)] = value

    def state(self, name: str) -> Floats:
        """Return one state of the body, a view of shape (n,)."""
        return self.body[:, self.model.states.index(name)]

    def enter_as(self, others: "Lives", rows: Integers) -> None:
        """Take over the state of `rows` of other lives: who they are at entry."""
        most = self.lesions.shape[1]
        self.body[:], self.followers[:] = others.body[rows], others.followers[rows]
        self.lesions[:], self.marks[:] = others.lesions[rows, :most], others.marks[rows, :most]
        self.inputs[:], self.step[:] = others.inputs[rows], others.step[rows]
        self.status[:], self.worst[:] = others.status[rows], others.worst[rows]

    def failed_state(self, row: int) -> str:
        """Return the name of the state at which the integration of a life failed."""
        names = self.model.states + list(self.model.declaration.lesion_states)
        return names[int(self.worst[row])]


@dataclass
class Agenda:
    """Scheduled jumps of a group of lives, each life's in order of time."""

    start: Integers
    day: Floats
    code: Integers
    amount: Floats
    next: Integers

    @classmethod
    def of(cls, jumps: Sequence[Sequence[tuple[float, int, float]]]) -> "Agenda":
        """Return the agenda of lists of (day, code, amount), one list for each life."""
        flat = [jump for life in jumps for jump in sorted(life, key=lambda jump: jump[0])]
        start = np.concatenate([[0], np.cumsum([len(life) for life in jumps])]).astype(np.int64)
        columns = list(zip(*flat, strict=True)) or [(), (), ()]
        return cls(
            start,
            np.array(columns[0], float),
            np.array(columns[1], np.int64),
            np.array(columns[2], float),
            np.zeros(len(jumps), np.int64),
        )


@dataclass
class Recording:
    """Readings and, where wanted, raw states of lives at the days of a shared grid."""

    days: Floats
    next: Integers
    readings: Floats
    states: Floats

    @classmethod
    def of(
        cls, lives: Lives, days: Sequence[float] | Floats, *, states: bool = False
    ) -> "Recording":
        """Return an empty recording, NaN where nothing was reached; raw states on request."""
        n, grid, model = len(lives), np.asarray(days, float), lives.model
        rows = (n, 0 if states else len(grid), len(model.readings))
        raw = (n, len(grid) if states else 0, len(model.states))
        return cls(grid, np.zeros(n, np.int64), np.full(rows, np.nan), np.full(raw, np.nan))


@dataclass(frozen=True)
class Fired:
    """Events of one advance, in order of life and time; `lesion` is -1 for the whole patient."""

    row: Integers
    day: Floats
    code: Integers
    lesion: Integers


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
        inputs=np.tile([entry.default for entry in declaration.inputs.values()], (n, 1)),
        marks=np.zeros((n, most, len(declaration.lesion_marks))),
        constants=np.zeros((n, kernels.PATIENT_SLOTS)),
        lesion_constants=np.zeros((n, most, kernels.LESION_SLOTS)),
        left=np.zeros((n, kernels.BODY_HAZARDS)),
        lesion_left=np.zeros((n, most, kernels.LESION_HAZARDS)),
        counts=np.zeros((n, len(declaration.events)), np.int64),
        lesion_counts=np.zeros((n, most, kernels.LESION_HAZARDS), np.int64),
        step=np.full(n, FIRST_STEP_DAYS),
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
    until = np.ascontiguousarray(np.broadcast_to(np.asarray(until_days, float), (n,)))
    stops = np.array([name in interrupting for name in model.events])
    day = np.empty((n, EVENTS_PER_CALL))
    code, lesion = (
        np.empty((n, EVENTS_PER_CALL), np.int64),
        np.empty((n, EVENTS_PER_CALL), np.int64),
    )
    count = np.zeros(n, np.int64)
    scalar = os.environ.get("OSTEON_KERNEL") == "scalar"
    kernel = model.kernels.advance if scalar else model.kernels.advance_lanes
    # Neighbouring lanes take a step together, so lives of one size go side by side.
    queue = np.argsort(lives.sizes, kind="stable")
    kernel(
        0, n, lives.day, until, rtol, lives.seed, lives.patients, lives.body, lives.lesions,
        lives.followers, lives.sizes,
        lives.constants, lives.lesion_constants, lives.inputs, lives.marks,
        lives.left, lives.lesion_left, lives.counts, lives.lesion_counts,
        lives.step, lives.status, lives.worst, lives.steps,
        agenda.start, agenda.day, agenda.code, agenda.amount, agenda.next,
        recording.days, recording.next, recording.readings, recording.states,
        day, code, lesion, count, stops, queue,
    )  # fmt: skip
    row, slot = np.nonzero(np.arange(EVENTS_PER_CALL) < count[:, None])
    return Fired(row, day[row, slot], code[row, slot], lesion[row, slot])


def catch_up(lives: Lives) -> None:
    """Put what follows the state with a lag, such as pain, on its present target."""
    lives.model.kernels.catch_up(
        lives.body,
        lives.lesions,
        lives.followers,
        lives.sizes,
        lives.constants,
        lives.lesion_constants,
        lives.inputs,
        lives.marks,
    )


def read(lives: Lives) -> dict[str, Floats]:
    """Return the present readings of all lives by name, each of shape (n,)."""
    values = np.empty((len(lives), len(lives.model.readings)))
    lives.model.kernels.read_all(
        lives.body,
        lives.lesions,
        lives.followers,
        lives.sizes,
        lives.constants,
        lives.lesion_constants,
        lives.inputs,
        lives.marks,
        values,
    )
    return {name: values[:, index] for index, name in enumerate(lives.model.readings)}


def parameter_rows(names: Sequence[str], n: int, values: Mapping[str, Any]) -> Floats:
    """Return a table of parameters, shape (n, n_names), from numbers or arrays by name."""
    rows = np.empty((n, len(names)))
    for index, name in enumerate(names):
        rows[:, index] = values[name]
    return rows

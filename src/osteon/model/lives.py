"""Lives as arrays: their true state, what is scheduled, what is recorded, what happened.

One row is one life. A life's course depends on its own row only, so rows can be split, joined and
reordered without changing a bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.model.compiled import CompiledModel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Day, code and amount of a scheduled jump, and the lesion it strikes if it strikes one.
ScheduledJump: TypeAlias = tuple[float, int, float] | tuple[float, int, float, int]

ALIVE, ENDED, FAILED = 0, 1, 2


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
    lesion_followers : (n, n_lesions, n_lesion_followers)
    sizes : (n,) int
        How many lesions each patient has.
    step : (n, 2) float
        The next step, and the first one after the next jump [days].
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
    lesion_followers: Floats
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

    def follower(self, name: str) -> Floats:
        """Return one follower of the body, a view of shape (n,)."""
        return self.followers[:, list(self.model.declaration.followers).index(name)]

    def lesion_follower(self, name: str) -> Floats:
        """Return one follower of every lesion, a view of shape (n, n_lesions)."""
        names = list(self.model.declaration.lesion_followers)
        return self.lesion_followers[:, :, names.index(name)]

    def enter_as(self, others: "Lives", rows: Integers) -> None:
        """Take over the state of `rows` of other lives: who they are at entry."""
        most = self.lesions.shape[1]
        self.body[:], self.followers[:] = others.body[rows], others.followers[rows]
        self.lesions[:], self.marks[:] = others.lesions[rows, :most], others.marks[rows, :most]
        self.lesion_followers[:] = others.lesion_followers[rows, :most]
        self.inputs[:], self.step[:] = others.inputs[rows], others.step[rows]
        self.status[:], self.worst[:] = others.status[rows], others.worst[rows]

    def failed_state(self, row: int) -> str:
        """Return the name of the state at which the integration of a life failed."""
        names = self.model.states + list(self.model.declaration.lesion_states)
        return names[int(self.worst[row])]


@dataclass
class Agenda:
    """Scheduled jumps of a group of lives, each life's in order of time.

    `lesion` is the lesion that a jump strikes, -1 for one that strikes none.
    """

    start: Integers
    day: Floats
    code: Integers
    amount: Floats
    lesion: Integers
    next: Integers

    @classmethod
    def of(cls, jumps: Sequence[Sequence[ScheduledJump]]) -> "Agenda":
        """Return the agenda of lists of jumps, one list for each life."""
        flat = [jump for life in jumps for jump in sorted(life, key=lambda jump: jump[0])]
        start = np.concatenate([[0], np.cumsum([len(life) for life in jumps])]).astype(np.int64)
        whole = [(*jump, -1)[:4] for jump in flat]
        columns = list(zip(*whole, strict=True)) or [(), (), (), ()]
        return cls(
            start,
            np.array(columns[0], float),
            np.array(columns[1], np.int64),
            np.array(columns[2], float),
            np.array(columns[3], np.int64),
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

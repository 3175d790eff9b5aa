"""The common task of every engine: the physiology of a few bodies, without lesions or events.

Three years of denosumab 120 mg every four weeks, weekly records of 39 states, each as it is just
before a dose. The bodies differ, so that lanes that run side by side do different things.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.library.library import Library
from osteon.model.compiled import CompiledModel, compiled_model
from osteon.model.engine import Lives, begin, parameter_rows, settle
from osteon.model.export.body_alone import BodyAlone, take_body_alone
from osteon.model.export.sbml import SbmlBody, Schedule
from osteon.model.parameters import assign_slots, patient_values
from osteon.model.whole import declare_model

Floats = NDArray[np.float64]

INTERVAL_DAYS, N_DOSES, DOSE_MG = 28.0, 39, 120.0
WEEKS_PER_DOSE = 4
DAYS = np.arange(0.0, N_DOSES * INTERVAL_DAYS + 1, 7.0)
JUMP, DEPOT = "inhibitor_dose_mg", "inhibitor_depot"
# Standard deviation of the logarithm of what differs between bodies.
SPREAD = {
    "gfr_ml_per_min": 0.2,
    "turnover_factor": 0.15,
    "vitamin_d_ratio": 0.2,
    "inhibitor_absorption_rate_per_day": 0.3,
    "inhibitor_clearance_ml_per_day": 0.3,
}
# A state that stays this far below its typical size has no error worth counting.
SMALLEST_SHARE = 1e-6


@dataclass(frozen=True)
class Task:
    """Bodies to solve, in every form that an engine may need."""

    model: CompiledModel
    equations: BodyAlone
    values: tuple[Mapping[str, float], ...]

    def __len__(self) -> int:
        return len(self.values)

    @property
    def kept(self) -> NDArray[np.int64]:
        """Places of the states of a body without lesions among all states."""
        return np.array([self.model.states.index(name) for name in self.equations.states])

    @property
    def scale(self) -> Floats:
        """Typical size of each of these states."""
        return np.array([state.scale for state in self.equations.states.values()])

    @property
    def depot(self) -> int:
        """Place of the state that a dose raises."""
        return list(self.equations.states).index(DEPOT)

    def dose(self, body: int) -> float:
        """Return by how much a dose raises it."""
        return self.values[body]["inhibitor_bioavailability"] * DOSE_MG * 1e6

    def lives(self) -> Lives:
        """Return all bodies at their own rest on day 0."""
        model, n = self.model, len(self)
        columns = {name: [one[name] for one in self.values] for name in model.parameters}
        rows = parameter_rows(model.parameters, n, columns)
        none = np.zeros((n, 0, len(model.lesion_parameters)))
        lives = begin(model, rows, none, np.zeros(n, int), patients=np.arange(n), seed=1)
        lives.set_input("hazards", 0.0)
        lives.set_input("vitamin_d_target", np.array(columns["vitamin_d_ratio"]))
        settle(lives)
        return lives

    def first(self, n: int) -> "Task":
        """Return the task of the first `n` bodies alone."""
        return Task(self.model, self.equations, self.values[:n])

    def sbml_body(self, lives: Lives, body: int) -> SbmlBody:
        """Return one body as the project exports it."""
        return SbmlBody(
            self.equations,
            self.values[body],
            dict(zip(self.model.states, lives.body[body], strict=True)),
            dict(zip(self.model.declaration.inputs, lives.inputs[body], strict=True)),
            [Schedule(JUMP, DOSE_MG, interval_days=INTERVAL_DAYS, count=N_DOSES)],
        )


def make_task(n: int) -> Task:
    """Return the task of `n` bodies; a longer task begins with the bodies of a shorter one."""
    library, model = Library.load(), compiled_model()
    usual = patient_values(library, assign_slots(library, ["denosumab"]))
    rng = np.random.default_rng(1)
    values = []
    for _ in range(n):
        spread = {name: float(np.exp(sd * rng.standard_normal())) for name, sd in SPREAD.items()}
        values.append({**usual, **{name: usual[name] * share for name, share in spread.items()}})
    return Task(model, take_body_alone(declare_model()), tuple(values))


def largest_error(task: Task, states: Floats, reference: Floats) -> float:
    """Return the largest difference of any state, relative to its own maximum in each body."""
    largest = np.abs(reference).max(axis=1, keepdims=True)
    shown = np.broadcast_to(largest > SMALLEST_SHARE * task.scale, states.shape)
    off = np.abs(states - reference) / np.where(largest > 0, largest, 1.0)
    return float(off[shown].max()) if np.isfinite(states).all() else np.inf

"""Bodies of the subjects: what the model says that would have been measured in each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.library.drugs import RanklInhibitor
from osteon.library.library import Library
from osteon.model.compiled import CompiledModel, compiled_model
from osteon.model.engine import (
    FAILED,
    Agenda,
    Lives,
    Recording,
    advance,
    begin,
    settle,
)
from osteon.model.parameters import DrugSlots
from osteon.sim.arm_parameters import SCALED_BY_WEIGHT, lesion_parameters
from osteon.sim.cohort import Cohort
from osteon.sim.run_in import run_in
from osteon.trial.fit.batches import Batch, batches
from osteon.trial.fit.covariates import WEIGHT
from osteon.trial.fit.fitted import Fitted
from osteon.trial.fit.records import Records

Floats: TypeAlias = NDArray[np.float64]
# Tight enough that a difference of two courses is a derivative.
RTOL = 1e-7
MOST_NUMBERS = 20_000_000


@dataclass(frozen=True)
class Bodies:
    """The subjects as lives that can be lived again with other values of the fitted parameters.

    Attributes
    ----------
    values : mapping of str to float
        Every parameter of the model for the reference adult.
    typical : Cohort or None
        One typical patient with the lesions that every subject has; None without lesions.
    """

    records: Records
    library: Library
    slots: DrugSlots
    fitted: Sequence[Fitted]
    values: Mapping[str, float]
    typical: Cohort | None = None

    @property
    def n(self) -> int:
        """Number of subjects."""
        return len(self.records.ids)

    @cached_property
    def model(self) -> CompiledModel:
        """The model with its kernels."""
        return compiled_model()

    @cached_property
    def rows(self) -> Floats:
        """Parameters of each subject before any is fitted, shape (n, n_parameters)."""
        rows = np.tile([self.values[name] for name in self.model.parameters], (self.n, 1))
        for name, column in self.records.covariates.items():
            if name in self.model.parameters:
                rows[:, self.model.parameters.index(name)] = column
        return rows * self._by_weight(self.model.parameters)

    @cached_property
    def scale(self) -> Floats:
        """What a subject's weight makes of each fitted parameter, shape (n, n_fitted)."""
        return self._by_weight([own.name for own in self.fitted])

    def _by_weight(self, names: Sequence[str]) -> Floats:
        """Return the factor of each parameter in each subject: an antibody's go with weight."""
        factors = np.ones((self.n, len(names)))
        weight = self.records.covariates.get(WEIGHT)
        drug = self.library.drugs[self.slots.inhibitor]
        if weight is None or not isinstance(drug, RanklInhibitor):
            return factors
        ratio = weight / drug.parameters.reference_weight_kg.value
        for place, name in enumerate(names):
            if name.removeprefix("inhibitor_") in SCALED_BY_WEIGHT and name.startswith(
                "inhibitor_"
            ):
                factors[:, place] = ratio
        return factors

    def predict(self, logs: Floats) -> Floats:
        """Return what would have been measured, in units of the readings.

        Parameters
        ----------
        logs : (k, n, n_fitted)
            Logarithms of the fitted parameters: k variants of every subject.

        Returns
        -------
        (k, n_measurements) float
            NaN where a life could not be integrated.
        """
        told = np.full((len(logs), len(self.records.observations.day)), np.nan)
        per_day = len(self.model.readings) + len(self.model.states)
        for batch in self._batches:
            own = logs[:, batch.who]
            most = max(1, MOST_NUMBERS // (len(batch.who) * len(batch.days) * per_day))
            for k in range(0, len(logs), most):
                told[k : k + most, batch.rows] = self._lived(own[k : k + most], batch)
        return told

    @cached_property
    def _batches(self) -> list[Batch]:
        return batches(self.records.observations, self.records.first_day)

    def _lived(self, logs: Floats, batch: Batch) -> Floats:
        """Return what is seen in variants of the subjects of a batch, (k, n_measurements)."""
        k = len(logs)
        rows = np.tile(self.rows[batch.who], (k, 1))
        for place, own in enumerate(self.fitted):
            column = np.exp(logs[:, :, place]) * self.scale[batch.who, place]
            rows[:, self.model.parameters.index(own.name)] = column.ravel()
        lives = self._born(rows)
        recording = Recording.of(lives, batch.days)
        states = np.full((len(lives), len(batch.days), len(self.model.states)), np.nan)
        recording = replace(recording, states=states)
        agenda = Agenda.of([self._jumps[subject] for subject in batch.who])
        advance(lives, np.tile(batch.last, k), _repeated(agenda, k), recording, rtol=RTOL)
        return self._told(recording, rows, lives.status == FAILED, batch)

    def _born(self, rows: Floats) -> Lives:
        """Return lives at rest, or at entry with their lesions."""
        n, model = len(rows), self.model
        if self.typical is None:
            none = np.zeros((n, 0, len(model.lesion_parameters)))
            nobody = np.zeros(n, np.int64)
            lives = begin(model, rows, none, nobody, patients=nobody, seed=0)
            lives.set_input("hazards", 0.0)
            lives.set_input("vitamin_d_target", rows[:, model.parameters.index("vitamin_d_ratio")])
            settle(lives)
            return lives
        same = self.typical.take(np.zeros(n, np.int64))
        column = model.parameters.index
        own = {name: rows[:, column(name)] for name in same.values if name in model.parameters}
        cohort = replace(same, values={**same.values, **own})
        lesions = lesion_parameters(cohort, model.lesion_parameters)
        lives = begin(model, rows, lesions, cohort.sizes, patients=cohort.patients, seed=0)
        run_in(lives, cohort, self.library)
        lives.set_input("hazards", 0.0)
        return lives

    @cached_property
    def _jumps(self) -> list[list[tuple[float, int, float]]]:
        first = self.records.first_day

        def code(drug: str, jump: str) -> int:
            return self.model.jump_code(self.slots.jumps[drug] if drug else jump)

        return [
            [(dose.day - first, code(dose.drug, dose.jump), dose.amount) for dose in own]
            for own in self.records.doses
        ]

    def _told(
        self, recording: Recording, rows: Floats, failed: NDArray[np.bool_], batch: Batch
    ) -> Floats:
        """Return the readings at each subject's own times, shape (k, n_measurements)."""
        seen, model = self.records.observations, self.model
        n = len(batch.who)
        life = batch.life + n * np.arange(len(rows) // n)[:, None]
        which = seen.which[batch.rows]
        told = np.full(life.shape, np.nan)
        for number, reading in enumerate(seen.readings):
            own = which == number
            of_reading = reading.source == "reading"
            table = recording.readings if of_reading else recording.states
            names = model.readings if of_reading else model.states
            values = table[life[:, own], batch.at[own], names.index(reading.key)]
            if reading.per:
                values = values / rows[life[:, own], model.parameters.index(reading.per)]
            told[:, own] = values
        return np.where(failed[life], np.nan, told)


def _repeated(once: Agenda, k: int) -> Agenda:
    """Return the agenda of `k` variants of the same subjects."""
    counts = np.tile(np.diff(once.start), k)
    return Agenda(
        np.concatenate([[0], np.cumsum(counts)]),
        np.tile(once.day, k),
        np.tile(once.code, k),
        np.tile(once.amount, k),
        np.tile(once.lesion, k),
        np.zeros(len(counts), np.int64),
    )

"""One body without tumour and what it is given, read from what a user wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from osteon.base.errors import InputError, Problem, noted
from osteon.base.units import to_unit, unit_of_name
from osteon.library.bounds import check_possible
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.model.compiled import compiled_model
from osteon.model.engine import Lives, begin, parameter_rows, settle
from osteon.model.parameters import DrugSlots, assign_slots, patient_values
from osteon.sim.infusion import Infusion, Jump, read_infusions


@dataclass(frozen=True)
class Asked:
    """What a user asks of a body, as written: see `osteon.body`."""

    regimen: str | None
    published: bool
    infuse: str | Sequence[str]
    parameters: Mapping[str, float | str]


@dataclass(frozen=True)
class Course:
    """The numbers of one body, where it starts, and what it is given."""

    plan: Prescription | None
    slots: DrugSlots
    infusions: Sequence[Infusion]
    values: Mapping[str, float]
    at_rest: bool

    @classmethod
    def read(cls, asked: Asked, library: Library, problems: list[Problem]) -> Self:
        """Return what was asked for; faults are added to `problems`."""
        plan = noted(problems, "regimen", lambda: _prescription(asked.regimen, library), None)
        replaced = _overrides(asked.parameters, problems)
        infusions = noted(problems, "", lambda: read_infusions(asked.infuse), list[Infusion]())
        slots = assign_slots(library, [plan.drug] if plan else [])
        sets = ["published"] if asked.published else []
        values = noted(
            problems, "", lambda: patient_values(library, slots, sets, replaced), replaced
        )
        return cls(plan, slots, infusions, values, at_rest=asked.published)

    def begin(self) -> Lives:
        """Return one life without tumour, at the published start or in its own steady state."""
        model, nobody = compiled_model(), np.zeros(1, np.int64)
        row = parameter_rows(model.parameters, 1, self.values)
        none = np.zeros((1, 0, len(model.lesion_parameters)))
        lives = begin(model, row, none, nobody, patients=nobody, seed=0)
        lives.set_input("hazards", 0.0)
        lives.set_input("vitamin_d_target", self.values["vitamin_d_ratio"])
        if not self.at_rest:
            settle(lives)
        return lives

    def jumps(self, horizon_days: float) -> list[Jump]:
        """Return the jumps, as (day, code, amount), that fall before the horizon."""
        model, plan = compiled_model(), self.plan
        infused = [
            jump
            for infusion in self.infusions
            for jump in infusion.jumps(model.jump_code(infusion.name))
        ]
        if plan is None:
            return infused
        code, interval = model.jump_code(self.slots.jumps[plan.drug]), plan.interval_days or 0.0
        number = self.doses_until(horizon_days)
        return [*((k * interval, code, plan.dose_mg) for k in range(number)), *infused]

    def doses_until(self, horizon_days: float) -> int:
        """Return how many doses are given before the horizon."""
        if self.plan is None:
            return 0
        if self.plan.interval_days is None:
            return 1
        most = int(np.ceil(horizon_days / self.plan.interval_days))
        return most if self.plan.count is None else min(self.plan.count, most)


def _prescription(regimen: str | None, library: Library) -> Prescription | None:
    return Prescription.parse(regimen, library.drugs) if regimen else None


def _overrides(parameters: Mapping[str, float | str], problems: list[Problem]) -> dict[str, float]:
    values = {}
    for name, value in parameters.items():
        try:
            values[name] = check_possible(name, to_unit(value, unit_of_name(name)))
        except InputError as error:
            problems += [problem.inside(name) for problem in error.problems]
    return values

"""A run, described so that any machine can make any of its groups, and that it is known again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from osteon.base.errors import InputError
from osteon.base.luck import uniforms
from osteon.care.policy import Policy
from osteon.library.cohort_file import Start
from osteon.library.library import KINDS, Library
from osteon.library.prescription import Prescription
from osteon.model.parameters import assign_slots
from osteon.sim.before_entry import EarlierCourse
from osteon.sim.cohort import Cohort, Integers
from osteon.sim.execute import GROUP_SIZE, ArmPlan, simulate_group
from osteon.sim.history import History
from osteon.sim.plan import PANEL, Plan
from osteon.sim.software import software

if TYPE_CHECKING:
    from osteon.trial.trial import Trial

# Above this the tables stay in parts, and nobody's course is kept unless asked for.
HUGE_ABOVE = 20_000
HUGE_GROUP_SIZE = 2048
# Large groups share the cost of each stop, small ones fill all cores; a cohort of this size
# fills some cores with large ones.
LARGE_ABOVE = 1024
LARGE_GROUP_SIZE = 512
TRAJECTORIES_KEPT = 400


@dataclass(frozen=True)
class Scheme:
    """Who is simulated in which group, and how.

    Attributes
    ----------
    trial : Trial
    n, seed : int
        Patients, and their luck.
    trajectories : int
        How many patients' courses are kept, from the lowest numbers.
    group_size : int
        Patients of a group; what happens to them does not depend on it.
    """

    trial: "Trial"
    n: int
    seed: int
    trajectories: int
    group_size: int

    @classmethod
    def of(
        cls, trial: "Trial", *, n: int | None, seed: int | None, trajectory: int | None
    ) -> "Scheme":
        """Return the run that is asked for; what is None is as the trial file says.

        Raises
        ------
        InputError
            `n` is not positive or more than there are, or an arm gives drugs that the model cannot
            follow together.
        """
        spec = trial.file.cohort
        number = spec.n if n is None else n
        if number <= 0:
            raise InputError(f"n = {number}: a cohort needs 1 patient or more")
        if trial.cohort is not None and number > len(trial.cohort):
            raise InputError(f"n = {number}: the cohort has {len(trial.cohort)} patients only")
        before = tuple(course.plan.drug for course in _courses_before(trial))
        for policy in trial.arms.values():
            assign_slots(trial.library, (*before, *policy.drugs))
        huge = number > HUGE_ABOVE
        usual = 0 if huge else TRAJECTORIES_KEPT
        return cls(
            trial,
            number,
            spec.seed if seed is None else seed,
            usual if trajectory is None else trajectory,
            _group_size(number),
        )

    @property
    def huge(self) -> bool:
        """Whether its tables are too large to be held at once."""
        return self.n > HUGE_ABOVE

    @property
    def twin(self) -> bool:
        """Whether every patient lives once in every arm."""
        return self.trial.file.design == "twin"

    @property
    def lives(self) -> int:
        """How many lives will be followed."""
        return self.n * (len(self.trial.arms) if self.twin else 1)

    @property
    def groups(self) -> range:
        """Numbers of the groups."""
        return range(-(-self.n // self.group_size))

    @cached_property
    def plan(self) -> Plan:
        """The schedule of the trial."""
        file = self.trial.file
        asked = tuple(row.at_days for row in file.reported if row.at_days is not None)
        return Plan(
            file.horizon_days,
            file.accrual_days,
            file.visit_every_days,
            extra_days=asked,
            before_entry=_courses_before(self.trial),
            screened=self._start == "trial entry",
            panel=_panel(self.trial),
            trajectories=self.trajectories,
        )

    def history(self, group: int) -> History:
        """Return what happens to one group of patients."""
        cohort = self._cohort(group)
        return simulate_group(cohort, self._arms(cohort), self.plan, self.trial.library)

    def identity(self) -> dict[str, Any]:
        """Return everything that the tables of this run follow from, ready for JSON."""
        trial = self.trial
        return {
            "trial": trial.file.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            "arms": {name: _rules(policy) for name, policy in trial.arms.items()},
            "cohort": None if trial.cohort is None else _hash_cohort(trial.cohort),
            "library": hash_library(trial.library),
            "n": self.n,
            "seed": self.seed,
            "trajectories": self.trajectories,
            "group_size": self.group_size,
            "software": dict(software()),
        }

    def _cohort(self, group: int) -> Cohort:
        first = group * self.group_size
        last = min(first + self.group_size, self.n)
        trial = self.trial
        if trial.cohort is not None:
            return replace(trial.cohort.take(slice(first, last)), seed=self.seed)
        mix = trial.file.cohort.mix(trial.library)
        numbers = np.arange(first, last, dtype=np.int64)
        return Cohort.sample_some(
            mix, numbers, seed=self.seed, library=trial.library, start=self._start
        )

    @property
    def _start(self) -> Start:
        own = self.trial.cohort
        return self.trial.file.cohort.start if own is None else own.start

    def _arms(self, cohort: Cohort) -> list[ArmPlan]:
        everybody = np.ones(len(cohort), bool)
        parts = [arm.allocation for arm in self.trial.file.arms]
        arm_of = allocate(cohort.patients, parts, self.seed)
        return [
            ArmPlan(name, policy, policy.drugs, everybody if self.twin else arm_of == position)
            for position, (name, policy) in enumerate(self.trial.arms.items())
        ]


def allocate(patients: Integers, parts: Sequence[int], seed: int) -> Integers:
    """Return the arm of each patient: random order within blocks, `parts` of each arm in a block.

    The block of a patient is its number over the size of a block, so who else takes part moves
    nobody.
    """
    size = sum(parts)
    blocks, own = np.unique(patients // size, return_inverse=True)
    places = (blocks[:, None] * size + np.arange(size)).ravel()
    luck = uniforms(seed, "allocation", places).reshape(-1, size)
    order = np.argsort(luck, axis=1)
    rank = np.argsort(order, axis=1)[own, patients % size]
    return np.searchsorted(np.cumsum(parts), rank, side="right").astype(np.int64)


def _panel(trial: "Trial") -> tuple[str, ...]:
    """Return the tests of every visit: the usual ones, and those that only an endpoint asks for."""
    file, library = trial.file, trial.library
    asked = {file.endpoint(name, library).reading for name in file.asked_endpoints}
    tests = (name for name, own in library.assessments.items() if own.kind == "laboratory")
    return (*PANEL, *(name for name in tests if name in asked and name not in PANEL))


def _courses_before(trial: "Trial") -> tuple[EarlierCourse, ...]:
    drugs = trial.library.drugs
    return tuple(
        EarlierCourse(Prescription.parse(own.bone_agent, drugs), own.duration_days, own.share)
        for own in trial.file.cohort.before_entry
    )


def hash_library(library: Library) -> str:
    """Return a hash of every number and name in the library."""
    digest = hashlib.sha256()
    for kind in KINDS:
        for name, facts in sorted(getattr(library, kind).items()):
            digest.update(f"{kind} {name} {facts.model_dump_json()}".encode())
    for name, entry in sorted(library.parameters.items()):
        digest.update(f"{name} {entry.model_dump_json()}".encode())
    return digest.hexdigest()[:16]


def hash_identity(identity: Mapping[str, Any]) -> str:
    """Return the hash by which a part knows its run."""
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:16]


def _hash_cohort(cohort: Cohort) -> str:
    digest = hashlib.sha256(cohort.patients.tobytes() + cohort.appears.tobytes())
    for table in (cohort.table, cohort.values, cohort.lesions):
        for name, column in sorted(table.items()):
            text = column.dtype == object
            digest.update(name.encode())
            digest.update(repr(column.tolist()).encode() if text else column.tobytes())
    digest.update(repr(cohort.sites.tolist()).encode())
    return digest.hexdigest()[:16]


def _rules(policy: Policy) -> list[str]:
    """Return the names of a policy's rules with a hash of their code."""
    found = []
    for rule in policy.rules:
        code = getattr(rule, "__code__", None)
        own = hashlib.sha256(code.co_code).hexdigest()[:8] if code is not None else ""
        found.append(f"{getattr(rule, '__qualname__', type(rule).__name__)} {own}".strip())
    return found


def _group_size(n: int) -> int:
    """Return the size of the groups of a cohort; it is part of what a folder of parts holds."""
    if n > HUGE_ABOVE:
        return HUGE_GROUP_SIZE
    return LARGE_GROUP_SIZE if n > LARGE_ABOVE else GROUP_SIZE

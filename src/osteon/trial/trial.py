"""A trial: a cohort, arms, a horizon, endpoints; and running it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from osteon.base.errors import InputError
from osteon.base.luck import uniforms
from osteon.base.progress import NoProgress, Progress
from osteon.care.policy import Policy
from osteon.care.standard import standard_care
from osteon.library.library import Library
from osteon.library.trial_file import Arm, TrialFile
from osteon.sim.cohort import Cohort, Integers
from osteon.sim.execute import ArmPlan, simulate_arms
from osteon.sim.history import History
from osteon.sim.plan import Plan
from osteon.trial.parts import Parts

if TYPE_CHECKING:
    from osteon.trial.result import TrialResult

# Courses of everybody are kept in small runs, of some in larger ones, of nobody in huge ones.
TRAJECTORIES_KEPT = 400
NO_TRAJECTORIES_ABOVE = 20_000


@dataclass(frozen=True)
class Trial:
    """A virtual trial, ready to run.

    Attributes
    ----------
    file : TrialFile
        Design, endpoints and what a publication reported.
    arms : mapping of str to Policy
        The first is the control.
    library : Library
        Facts that the run uses.
    cohort : Cohort
        Patients, where they are given rather than drawn from the file's distributions.
    """

    file: TrialFile
    arms: Mapping[str, Policy]
    library: Library
    cohort: Cohort | None = None

    @classmethod
    def load(cls, name_or_path: str | Path, library: Library | None = None) -> "Trial":
        """Return the trial of the library by that name, or the one a file holds.

        Raises
        ------
        InputError
            There is none, or the file is wrong; every fault is listed.
        """
        facts = library or Library.load()
        file = TrialFile.read(name_or_path, facts)
        return cls(file, {arm.name: _policy_of(arm, facts) for arm in file.arms}, facts)

    @classmethod
    def of(
        cls,
        cohort: Cohort,
        arms: Mapping[str, Policy],
        horizon: str,
        *,
        endpoints: Sequence[str] = ("first_sre", "sre_count", "survival"),
        accrual: str | None = None,
        visit_every: str = "4 weeks",
        design: str = "parallel",
        library: Library | None = None,
    ) -> "Trial":
        """Return a trial of a given cohort under policies of one's own.

        Parameters
        ----------
        arms : mapping of str to Policy
            The first is the control.
        horizon, visit_every : str
            Longest follow-up, and the time between visits, such as ``"3 years"``.
        accrual : str
            How long patients are recruited; the last is followed so much shorter.
        design : {"parallel", "twin"}
            In a twin design every patient lives once in every arm.

        Raises
        ------
        InputError
            The design is impossible; every fault is listed.
        """
        facts = library or Library.load()
        cancers, numbers = np.unique(cohort.table["cancer"].astype(str), return_counts=True)
        raw = {
            "title": " versus ".join(arms),
            "horizon": horizon,
            "visit_every": visit_every,
            "design": design,
            "endpoints": list(endpoints),
            "cohort": {
                "cancers": dict(zip(cancers.tolist(), numbers.tolist(), strict=True)),
                "n": len(cohort),
                "seed": cohort.seed,
            },
            "arm": [{"name": name} for name in arms],
        }
        raw |= {} if accrual is None else {"accrual": accrual}
        return cls(TrialFile.of(raw, facts), dict(arms), facts, cohort)

    @property
    def title(self) -> str:
        """What the trial is called."""
        return self.file.title

    @property
    def horizon_days(self) -> float:
        """Longest follow-up [days]."""
        return self.file.horizon_days

    def run(
        self,
        *,
        jobs: int | None = None,
        seed: int | None = None,
        n: int | None = None,
        out: str | Path | None = None,
        progress: Progress | None = None,
        trajectory: int | None = None,
    ) -> "TrialResult":
        """Simulate the trial.

        Parameters
        ----------
        jobs : int
            Threads; as many as there are cores by default. Results do not depend on it.
        seed, n : int
            In the place of the file's.
        out : path
            Folder for finished parts; an interrupted run leaves them there.
        progress : Progress
            Told of every finished patient.
        trajectory : int
            How many patients' courses are kept.

        Raises
        ------
        InputError
            `n` is not positive.
        """
        from osteon.trial.result import TrialResult

        began = time.perf_counter()
        cohort = self._patients(n, seed)
        arms = self._arm_plans(cohort)
        watch = progress or NoProgress()
        watch.start(sum(int(arm.members.sum()) for arm in arms), self.title)
        parts = Parts(Path(out)) if out is not None else None

        def finished(index: int, history: History, lives: int) -> None:
            if parts is not None:
                parts.keep(index, history)
            watch.advance(lives)

        plan = self._plan(len(cohort), trajectory)
        try:
            history = simulate_arms(cohort, arms, plan, self.library, jobs=jobs, finished=finished)
        finally:
            watch.finish()
        if parts is not None:
            parts.discard()
        return TrialResult.of(self, history, cohort.seed, time.perf_counter() - began)

    def _patients(self, n: int | None, seed: int | None) -> Cohort:
        spec = self.file.cohort
        number = spec.n if n is None else n
        if number <= 0:
            raise InputError(f"n = {number}: a cohort needs 1 patient or more")
        luck = spec.seed if seed is None else seed
        if self.cohort is None:
            return Cohort.sample(spec.mix(self.library), number, seed=luck, library=self.library)
        if number > len(self.cohort):
            raise InputError(f"n = {number}: the cohort has {len(self.cohort)} patients only")
        return replace(self.cohort.take(slice(0, number)), seed=luck)

    def _arm_plans(self, cohort: Cohort) -> list[ArmPlan]:
        everybody = np.ones(len(cohort), bool)
        names = list(self.arms)
        arm_of = allocate(cohort.patients, len(names), cohort.seed)
        twin = self.file.design == "twin"
        return [
            ArmPlan(name, policy, policy.drugs, everybody if twin else arm_of == position)
            for position, (name, policy) in enumerate(self.arms.items())
        ]

    def _plan(self, n: int, trajectory: int | None) -> Plan:
        usual = 0 if n > NO_TRAJECTORIES_ABOVE else TRAJECTORIES_KEPT
        asked = tuple(row.at_days for row in self.file.reported if row.at_days is not None)
        return Plan(
            self.file.horizon_days,
            self.file.accrual_days,
            self.file.visit_every_days,
            extra_days=asked,
            trajectories=usual if trajectory is None else trajectory,
        )


def allocate(patients: Integers, n_arms: int, seed: int) -> Integers:
    """Return the arm of each patient: random order within blocks of one patient per arm.

    The block of a patient is its number over the number of arms, so a longer cohort moves nobody.
    """
    blocks = patients // n_arms
    luck = uniforms(seed, "allocation", np.arange((blocks.max() + 1) * n_arms, dtype=np.int64))
    order = np.argsort(luck.reshape(-1, n_arms), axis=1)
    return np.argsort(order, axis=1)[blocks, patients % n_arms]


def _policy_of(arm: Arm, library: Library) -> Policy:
    return standard_care(arm.bone_agent, supplements=arm.supplements, library=library)

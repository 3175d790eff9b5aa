"""A trial: a cohort, arms, a horizon, endpoints; and running it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from osteon.base.errors import InputError
from osteon.base.progress import NoProgress, Progress
from osteon.care.policy import Policy
from osteon.care.standard import standard_care
from osteon.library.arm_file import Arm
from osteon.library.library import Library
from osteon.library.trial_file import TrialFile
from osteon.sim.cohort import Cohort

if TYPE_CHECKING:
    from osteon.trial.design import Study
    from osteon.trial.result import TrialResult


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
        return cls.of_file(TrialFile.read(name_or_path, facts), facts)

    @classmethod
    def of_file(cls, file: TrialFile, library: Library) -> "Trial":
        """Return the trial that a file describes, with the facts of a library."""
        return cls(file, {arm.name: _policy_of(arm, library) for arm in file.arms}, library)

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
        resume: bool = False,
        cluster: str | None = None,
    ) -> "TrialResult":
        """Simulate the trial.

        Parameters
        ----------
        jobs : int
            Processes; as many as there are cores by default. Results do not depend on it.
        seed, n : int
            In the place of the file's.
        out : path
            Folder for finished parts; an interrupted run leaves them there. Above 20,000 patients
            the tables stay in it.
        progress : Progress
            Told of every finished patient.
        trajectory : int
            How many patients' courses are kept.
        resume : bool
            Go on with the run that is in `out`: what is finished and undamaged is not done again.
        cluster : str
            Address of a dask scheduler, or a number of worker processes to start here; `out` must
            then be a folder that all workers see.

        Raises
        ------
        InputError
            `n` is not positive, `out` holds another run, or the cluster is unreachable or differs.
        """
        from osteon.trial.carry_through import Means, run_in_memory, run_in_parts
        from osteon.trial.scheme import Scheme

        began = time.perf_counter()
        scheme = Scheme.of(self, n=n, seed=seed, trajectory=trajectory)
        means, watch = Means(jobs, cluster, resume), progress or NoProgress()
        if out is None and (resume or cluster is not None):
            raise InputError("resuming, or a cluster, needs a folder for the parts (out)")
        watch.start(scheme.lives, self.title)
        try:
            run = (
                run_in_memory(scheme, jobs, watch)
                if out is None
                else run_in_parts(scheme, Path(out), means, watch)
            )
        finally:
            watch.finish()
        # Not before the run, which other processes are at while it is loaded.
        from osteon.trial.result import TrialResult

        return TrialResult.of_run(scheme, run, time.perf_counter() - began, jobs=jobs)

    def design(
        self,
        *,
        pool: int = 2000,
        jobs: int | None = None,
        seed: int | None = None,
        progress: Progress | None = None,
        **wanted: Any,
    ) -> "Study":
        """Return a design of the trial: power or size, type-I error, looks, and who benefits.

        Parameters
        ----------
        pool : int
            Patients who are simulated once under each treatment; replicates are drawn from them.
        jobs, seed, progress
            As in `run`.
        **wanted
            What is asked for, by the names of `osteon.trial.design.Wanted`, such as ``power=0.9``.

        Raises
        ------
        InputError
            The trial has one arm, or something asked for is impossible; every fault is listed.
        """
        from osteon.trial.design import Study, Wanted
        from osteon.trial.design.pool import TABLES, Pool, twin_of
        from osteon.trial.design.read_rules import read_rules
        from osteon.trial.economics.finished import Finished

        rules = read_rules(Wanted(**wanted), self.file, self.library)
        result = twin_of(self, rules).run(n=pool, jobs=jobs, seed=seed, progress=progress)
        made = Pool.of(Finished.of(result, TABLES), rules)
        return Study.of(made, seed=int(result.provenance["seed"]), progress=progress)


def _policy_of(arm: Arm, library: Library) -> Policy:
    slots: dict[str, Any] = {**arm.slots()}
    return standard_care(arm.bone_agent, care=arm.care, **slots, library=library)

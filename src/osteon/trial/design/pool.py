"""The pool that trials are drawn from: patients who lived once in every arm, with the same luck."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.design.lives import Lives
from osteon.analysis.estimate import Estimate, normal
from osteon.base.errors import InputError
from osteon.trial.arms import Arm, join_arms
from osteon.trial.contrasts import measure_contrast
from osteon.trial.counting import asked_of, counted_events, times
from osteon.trial.derived import arms_of
from osteon.trial.design.rules import Rules
from osteon.trial.economics.finished import TABLES as RUN_TABLES
from osteon.trial.economics.finished import Finished
from osteon.trial.groups import strata_of
from osteon.trial.readings import read_arm

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile
    from osteon.trial.endpoints import Reader
    from osteon.trial.trial import Trial

GOLDEN = (5.0**0.5 - 1.0) / 2.0  # its multiples are spread evenly, however many there are
ENTRIES = 4
TABLES = (*RUN_TABLES, "symptoms")


@dataclass(frozen=True)
class Pool:
    """Paired lives of one endpoint.

    Attributes
    ----------
    rules : Rules
    arms : tuple of Arm
        The old and the new treatment; the same patients in the same order.
    lives : Lives
    patients : DataFrame
        One row per patient, in the order of `lives`.
    read : callable
        Finds readings of an arm.
    file : TrialFile
    library : Library
    """

    rules: Rules
    arms: tuple[Arm, Arm]
    lives: Lives
    patients: "DataFrame"
    read: "Reader"
    file: "TrialFile"
    library: "Library"

    @classmethod
    def of(cls, run: Finished, rules: Rules) -> "Pool":
        """Return the pool that a twin run makes.

        Raises
        ------
        InputError
            Patients live in one arm only or not long enough, or an arm has no event.
        """
        _refuse(run, rules)
        both = arms_of(run.tables, rules.arms, [rules.endpoint], run.library)
        asked = [asked_of(rules.endpoint, arm) for arm in both]
        same = np.intersect1d(asked[0].patient, asked[1].patient)
        old, new = (arm.take(np.isin(arm.patient, same)) for arm in asked)
        patients = run.tables["patients"].set_index("patient").loc[same].reset_index()
        file = run.file.model_copy(update={"stratify_by": rules.stratify_by})
        read = partial(read_arm, run.tables)
        strata = strata_of(file, run.library, (old,), read, patients).of((old,))
        lives = _lives(rules, (old, new), strata)
        _refuse_no_events(lives, rules)
        return cls(rules, (old, new), lives, patients, read, file, run.library)

    @property
    def n(self) -> int:
        """Patients in the pool."""
        return self.lives.n

    @property
    def with_event(self) -> int:
        """Lives with the event, in the arm that has fewer of them."""
        return min(int(np.unique(self.lives.events(arm)[0]).size) for arm in (0, 1))

    def effect(self, n: int) -> Estimate:
        """Return the effect, new over old or minus it, if the pool were recruited like `n`.

        All patients stand in both arms, and the interval counts that. What a trial sees depends on
        how long it follows its patients, so lives are cut off as they are in the trial, with each
        patient entering at several times.

        Raises
        ------
        InputError
            An arm has no event so early.
        """
        rules = self.rules
        when = np.arange(self.n) * GOLDEN + np.arange(ENTRIES)[:, None] / ENTRIES
        end = np.maximum(rules.until_days - when % 1.0 * n / rules.rate(n), 0.0)
        old, new = (join_arms([arm.followed_to(own) for own in end]) for arm in self.arms)
        if rules.measure == "percent_difference":
            return self._paired_difference(old, new)
        strata = np.tile(self.lives.stratum, 2 * ENTRIES)
        found = measure_contrast(rules.endpoint, rules.measure, (new, old), strata=strata)
        if not 0.0 < found.value < np.inf:
            raise InputError(
                f"{rules.endpoint.name}: too few events among {self.n} patients to tell the arms"
                " apart; a larger --pool or a longer --until can be designed for"
            )
        return found

    def _paired_difference(self, *arms: Arm) -> Estimate:
        old, new = (times(self.rules.endpoint, arm)[1] for arm in arms)
        change = 100.0 * (new.astype(float) - old).reshape(ENTRIES, -1).mean(axis=0)
        return normal(float(change.mean()), float(change.std(ddof=1)) / self.n**0.5, self.n)


def twin_of(trial: "Trial", rules: Rules) -> "Trial":
    """Return the trial whose run is a pool: two arms, twins, everybody followed to the end."""
    file = trial.file
    kept = {
        "design": "twin",
        "accrual": None,
        "horizon": f"{rules.until_days:g} days",
        "arms": tuple(arm for arm in file.arms if arm.name in rules.arms),
        "endpoints": tuple(dict.fromkeys((rules.endpoint.name, *file.endpoints))),
        "reported": (),
        "also_reported": (),
    }
    arms = {name: own for name, own in trial.arms.items() if name in rules.arms}
    return replace(trial, file=file.model_copy(update=kept), arms=arms)


def _refuse(run: Finished, rules: Rules) -> None:
    what = "make a pool with osteon design TRIAL"
    if not run.twin:
        raise InputError(f"in this run every patient lives in one arm; {what}")
    if run.file.accrual is not None:
        raise InputError(f"in this run lives are cut off as patients were recruited; {what}")
    if run.file.horizon_days < rules.until_days:
        raise InputError(
            f"--until: lives of this run end after {run.file.horizon_days:g} days, and"
            f" {rules.until_days:g} are asked for"
        )


def _lives(rules: Rules, arms: tuple[Arm, Arm], strata: NDArray[np.int64] | None) -> Lives:
    if rules.measure == "rate_ratio":
        (who, day), (other_who, other_day) = (counted_events(rules.endpoint, arm) for arm in arms)
        last = np.stack([arm.last_day for arm in arms])
        return Lives.of_events(last, (who, other_who), (day, other_day), strata)
    (old, old_seen), (new, new_seen) = (times(rules.endpoint, arm) for arm in arms)
    return Lives.of_first_events((old, new), (old_seen, new_seen), strata)


def _refuse_no_events(lives: Lives, rules: Rules) -> None:
    for arm, name in enumerate(rules.arms):
        day = lives.events(arm)[1]
        if not (day <= rules.until_days).any():
            raise InputError(
                f"{rules.endpoint.name}: no event in {name} among {lives.n} patients;"
                " a larger --pool or another --endpoint can be designed for"
            )

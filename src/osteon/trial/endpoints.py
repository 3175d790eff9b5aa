"""From tables to numbers: every endpoint of a trial, by arm and between arms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import nan
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.estimate import Estimate, undefined
from osteon.library.groups import read_group
from osteon.library.measures import CONTRASTS
from osteon.trial.arms import Arm
from osteon.trial.contrasts import measure_contrast
from osteon.trial.counting import asked_of
from osteon.trial.derived import arms_of
from osteon.trial.groups import Strata, members, strata_of
from osteon.trial.measures import measure_arm, measure_readings
from osteon.trial.questions import OF_READINGS, Question, questions_of
from osteon.trial.readings import read_arm

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint
    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class PairedReadings(Protocol):
    """Readings of one arm before treatment and on a day; arrays of shape (n_patients,)."""

    def before(self) -> Floats:
        """Return each patient's last reading up to day 0."""

    def at(self, day: float) -> Floats:
        """Return each patient's reading nearest to a day."""


Reader = Callable[[str, Arm], PairedReadings]


class Effect(NamedTuple):
    """One row of the effects table; `since` and `time` in days, `nan` where all of it counts.

    `se` is the standard error, of the logarithm for ratios, and `events` how many the number
    rests on; `nan` where it rests on none.
    """

    endpoint: str
    arm: str
    versus: str
    measure: str
    time: float
    value: float
    low: float
    high: float
    n: int
    note: str
    since: float = nan
    group: str = ""
    se: float = nan
    events: float = nan

    @classmethod
    def rows(cls, effects: "pd.DataFrame") -> list["Effect"]:
        """Return the rows of an effects table."""
        columns = effects[list(cls._fields)]
        return [cls(*row) for row in columns.itertuples(index=False, name=None)]


def compute_effects(
    trial_file: "TrialFile", library: "Library", tables: Mapping[str, "pd.DataFrame"]
) -> "pd.DataFrame":
    """Return the effects table of a trial.

    One row for each endpoint, measure, arm (or arm over another), time and group. A number that
    does not exist is `nan`, and the column `note` says why; `inf` is a median that was not reached.

    Parameters
    ----------
    trial_file : TrialFile
        Its endpoints, its arms (the first is the control) and what was reported.
    library : Library
        What each endpoint means, where the file does not define it.
    tables : mapping of name to DataFrame
        follow_up, events and observations; patients where groups are asked for; symptoms,
        regimens and procedures where endpoints count them; trajectory where kept.
    """
    arms = arms_in(trial_file, library, tables)
    patients = tables.get("patients")
    return effects_of(trial_file, library, arms, partial(read_arm, tables), patients)


def arms_in(
    trial_file: "TrialFile", library: "Library", tables: Mapping[str, "pd.DataFrame"]
) -> tuple[Arm, ...]:
    """Return the arms of a trial with everything that its endpoints count."""
    endpoints = [trial_file.endpoint(name, library) for name in trial_file.asked_endpoints]
    return arms_of(tables, tuple(arm.name for arm in trial_file.arms), endpoints, library)


def effects_of(
    trial_file: "TrialFile",
    library: "Library",
    arms: tuple[Arm, ...],
    read: Reader,
    patients: "pd.DataFrame | None" = None,
) -> "pd.DataFrame":
    """Return the effects table from arms, a function that finds readings, and the patients."""
    import pandas as pd

    strata = strata_of(trial_file, library, arms, read, patients)
    run = _Run(trial_file, library, {arm.name: arm for arm in arms}, read, patients, strata)
    rows = [run.answer(question) for question in questions_of(trial_file, library)]
    return pd.DataFrame(rows, columns=list(Effect._fields))


@dataclass(frozen=True, slots=True)
class _Run:
    """What questions are put to."""

    trial_file: "TrialFile"
    library: "Library"
    arms: Mapping[str, Arm]
    read: Reader
    patients: "pd.DataFrame | None"
    strata: Strata

    def answer(self, question: Question) -> Effect:
        endpoint = self.trial_file.endpoint(question.endpoint, self.library)
        if endpoint.kind in OF_READINGS:
            estimate = self._of_readings(endpoint, question)
        elif question.measure in CONTRASTS:
            own, other = (self._who(endpoint, question, name) for name in question[2:4])
            pair = (own, other)
            estimate = measure_contrast(
                endpoint, question.measure, pair, at=question.at, strata=self.strata.of(pair)
            )
        else:
            own = self._who(endpoint, question, question.arm)
            since = question.since or 0.0
            estimate = measure_arm(endpoint, question.measure, own, at=question.at, since=since)
        return _effect(question, estimate)

    def _who(self, endpoint: "Endpoint", question: Question, name: str) -> Arm:
        arm = self.arms[name]
        mine = arm if not question.group else arm.take(self._members(question.group, arm))
        return asked_of(endpoint, mine)

    def _members(self, group: str, arm: Arm) -> Bools:
        if self.patients is None:
            return np.zeros(arm.n, bool)
        return members(read_group(group, self.library), arm, self.patients, self.read)

    def _of_readings(self, endpoint: "Endpoint", question: Question) -> Estimate:
        arm, day = self.arms[question.arm], question.at or 0.0
        readings = self.read(str(endpoint.reading), arm)
        before, after = readings.before(), readings.at(day)
        if question.group:
            who = self._members(question.group, arm)
            before, after = before[who], after[who]
        estimate = measure_readings(question.measure, before, after)
        if estimate.n == 0:
            return undefined(f"no readings of {endpoint.name} at week {day / 7:g}", 0)
        return estimate


def _effect(question: Question, estimate: Estimate) -> Effect:
    given = (question.since, question.at, estimate.se, estimate.events)
    since, at, se, events = (nan if number is None else float(number) for number in given)
    return Effect(
        question.endpoint,
        question.arm,
        question.versus,
        question.measure,
        at,
        estimate.value,
        estimate.ci_low,
        estimate.ci_high,
        estimate.n,
        estimate.note,
        since,
        question.group,
        se,
        events,
    )

"""From tables to numbers: every endpoint of a trial, by arm and between arms."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.estimate import Estimate, undefined
from osteon.trial.arms import Arm, split_arms
from osteon.trial.measures import (
    AT_A_TIME,
    CONTRASTS,
    measure_arm,
    measure_contrast,
    measure_readings,
)
from osteon.trial.readings import read_arm

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint
    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile

Floats = NDArray[np.float64]

USUAL_DAY = 91.0  # week 13, at which trials of bone markers report


class PairedReadings(Protocol):
    """Readings of one arm before treatment and on a day; arrays of shape (n_patients,)."""

    def before(self) -> Floats:
        """Return each patient's last reading up to day 0."""

    def at(self, day: float) -> Floats:
        """Return each patient's reading nearest to a day."""


Reader = Callable[[str, Arm], PairedReadings]


class Effect(NamedTuple):
    """One row of the effects table; `time` in days, `nan` where the whole follow-up counts."""

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

    @classmethod
    def rows(cls, effects: "pd.DataFrame") -> list["Effect"]:
        """Return the rows of an effects table."""
        columns = effects[list(cls._fields)]
        return [cls(*row) for row in columns.itertuples(index=False, name=None)]


def compute_effects(
    trial_file: "TrialFile", library: "Library", tables: Mapping[str, "pd.DataFrame"]
) -> "pd.DataFrame":
    """Return the effects table of a trial.

    One row for each endpoint, measure, arm (or arm over another) and time. A number that does not
    exist is `nan`, and the column `note` says why; `inf` is a median that was not reached.

    Parameters
    ----------
    trial_file : TrialFile
        Its endpoints, its arms (the first is the control) and what was reported.
    library : Library
        What each endpoint means.
    tables : mapping of name to DataFrame
        follow_up, events and observations; trajectory where kept.
    """
    arms = split_arms(tables, tuple(arm.name for arm in trial_file.arms))
    return effects_of(trial_file, library, arms, partial(read_arm, tables))


def effects_of(
    trial_file: "TrialFile", library: "Library", arms: tuple[Arm, ...], read: Reader
) -> "pd.DataFrame":
    """Return the effects table from arms, and a function that finds the readings of one."""
    import pandas as pd

    rows: list[Effect] = []
    for name in _endpoint_names(trial_file):
        endpoint = library.endpoint(name)
        if endpoint.reading is not None:
            rows += _of_readings(endpoint, arms, read, _days_of(trial_file, name))
        else:
            rows += _of_events(endpoint, arms, _pairs(trial_file, arms))
    return pd.DataFrame(rows, columns=list(Effect._fields))


def wanted_readings(trial_file: "TrialFile", library: "Library") -> dict[str, tuple[float, ...]]:
    """Return the readings that the endpoints ask for, and on which days."""
    wanted: dict[str, set[float]] = {}
    for name in _endpoint_names(trial_file):
        reading = library.endpoint(name).reading
        if reading is not None:
            wanted.setdefault(str(reading), set()).update(_days_of(trial_file, name))
    return {reading: tuple(sorted(days)) for reading, days in wanted.items()}


def _endpoint_names(trial_file: "TrialFile") -> tuple[str, ...]:
    reported = (row.endpoint for row in trial_file.reported)
    return tuple(dict.fromkeys((*trial_file.endpoints, *reported)))


def _pairs(trial_file: "TrialFile", arms: tuple[Arm, ...]) -> tuple[tuple[Arm, Arm], ...]:
    """Every arm against the first, and whatever else was reported."""
    by_name = {arm.name: arm for arm in arms}
    names = [(arm.name, arms[0].name) for arm in arms[1:]]
    names += [(row.arm, row.versus) for row in trial_file.reported if row.versus]
    return tuple((by_name[arm], by_name[versus]) for arm, versus in dict.fromkeys(names))


def _days_of(trial_file: "TrialFile", name: str) -> tuple[float, ...]:
    reported = (row.at_days for row in trial_file.reported if row.endpoint == name)
    return tuple(sorted({USUAL_DAY, *(day for day in reported if day is not None)}))


def _of_events(
    endpoint: "Endpoint", arms: tuple[Arm, ...], pairs: tuple[tuple[Arm, Arm], ...]
) -> Iterator[Effect]:
    for measure in endpoint.measures:
        if measure in CONTRASTS:
            for arm, versus in pairs:
                estimate = measure_contrast(endpoint, measure, arm, versus)
                yield _row(endpoint, measure, (arm.name, versus.name), estimate)
        else:
            for arm in arms:
                yield _row(endpoint, measure, (arm.name, ""), measure_arm(endpoint, measure, arm))


def _of_readings(
    endpoint: "Endpoint",
    arms: tuple[Arm, ...],
    read: Reader,
    days: tuple[float, ...],
) -> Iterator[Effect]:
    readings = [(arm, read(str(endpoint.reading), arm)) for arm in arms]
    for measure in (m for m in endpoint.measures if m in AT_A_TIME):
        for day in days:
            for arm, mine in readings:
                estimate = measure_readings(measure, mine.before(), mine.at(day))
                if estimate.n == 0:
                    estimate = undefined(f"no readings of {endpoint.name} at week {day / 7:g}", 0)
                yield _row(endpoint, measure, (arm.name, ""), estimate, day)


def _row(
    endpoint: "Endpoint",
    measure: str,
    who: tuple[str, str],
    estimate: Estimate,
    day: float = float("nan"),
) -> Effect:
    return Effect(
        endpoint.name,
        *who,
        measure,
        day,
        estimate.value,
        estimate.ci_low,
        estimate.ci_high,
        estimate.n,
        estimate.note,
    )

"""What the endpoints of a huge run need, gathered part by part into compact columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.sim.on_threads import on_threads
from osteon.trial.arms import Arm, join_arms
from osteon.trial.derived import tables_for
from osteon.trial.endpoints import arms_in
from osteon.trial.parts import Part
from osteon.trial.questions import wanted_readings
from osteon.trial.readings import read_arm
from osteon.trial.run_directory import RunDirectory
from osteon.trial.tallies import TABLES, add_up, tally

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile

Floats = NDArray[np.float64]

COLUMNS = {
    "events": ("arm", "patient", "known_day", "kind", "felt", "site"),
    "follow_up": ("arm", "patient", "last_day", "reason"),
    **TABLES,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a trial asks of the tables.

    Attributes
    ----------
    trial_file : TrialFile
    library : Library
    readings : mapping of str to tuple of float
        Readings of endpoints, and the days on which they are asked for [days].
    """

    trial_file: "TrialFile"
    library: "Library"
    readings: Mapping[str, tuple[float, ...]]

    @classmethod
    def of(cls, trial_file: "TrialFile", library: "Library") -> "Wanted":
        """Return what a trial asks for."""
        return cls(trial_file, library, wanted_readings(trial_file, library))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the arms, in the order of the file."""
        return tuple(arm.name for arm in self.trial_file.arms)

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that are read besides those that are always."""
        asked = self.trial_file.asked_endpoints
        found = tables_for(self.trial_file.endpoint(name, self.library) for name in asked)
        return tuple(dict.fromkeys((*found, *(("observations",) if self.readings else ()))))


@dataclass(frozen=True, slots=True)
class Noted:
    """Readings of one arm on the days that endpoints ask for; arrays of shape (n_patients,)."""

    baseline: Floats
    on_day: Mapping[float, Floats]

    def before(self) -> Floats:
        """Return each patient's last reading up to day 0, `nan` without."""
        return self.baseline

    def at(self, day: float) -> Floats:
        """Return each patient's reading nearest to one of the days asked for."""
        return self.on_day[day]


@dataclass(frozen=True, slots=True)
class Findings:
    """Arms, readings and the few tables that are small enough to be held whole.

    Attributes
    ----------
    arms : tuple of Arm
    noted : mapping of (reading, name of the arm) to Noted
    tables : mapping of str to DataFrame
        patients, follow_up and failures.
    tally : DataFrame
        What was given, done and measured: see `osteon.trial.tallies`.
    sample : mapping of str to DataFrame
        Every table that was read, of the first group of patients.
    """

    arms: tuple[Arm, ...]
    noted: Mapping[tuple[str, str], Noted]
    tables: Mapping[str, "pd.DataFrame"]
    tally: "pd.DataFrame"
    sample: Mapping[str, "pd.DataFrame"]

    def read(self, reading: str, arm: Arm) -> Noted:
        """Return the readings of one arm."""
        return self.noted[reading, arm.name]


def gather(
    directory: RunDirectory, parts: Mapping[int, Part], wanted: Wanted, *, jobs: int | None
) -> Findings:
    """Return what the endpoints need from the parts of a run, reading one after the other."""
    found: dict[int, Findings] = {}

    def do(group: int) -> Findings:
        return _of_part(directory, parts[group], wanted, first=min(parts))

    on_threads(do, sorted(parts), jobs=jobs, finished=found.__setitem__)
    return _joined([found[group] for group in sorted(found)], wanted)


def _of_part(directory: RunDirectory, part: Part, wanted: Wanted, *, first: int) -> Findings:
    small = {name: _frame(directory, part, name) for name in ("follow_up", "patients", "failures")}
    names = dict.fromkeys(("events", *TABLES, *wanted.tables))
    tables = {**small, **{name: _frame(directory, part, name) for name in names}}
    if wanted.readings and part.rows["trajectory"]:
        tables["trajectory"] = _frame(directory, part, "trajectory")
    arms = arms_in(wanted.trial_file, wanted.library, tables)
    noted = {
        (reading, arm.name): _note(tables, reading, arm, days)
        for reading, days in wanted.readings.items()
        for arm in arms
    }
    sample = tables if part.group == first else {}
    return Findings(arms, noted, small, tally(tables, wanted.library), sample)


def _note(
    tables: Mapping[str, "pd.DataFrame"], reading: str, arm: Arm, days: Iterable[float]
) -> Noted:
    readings = read_arm(tables, reading, arm)
    return Noted(readings.before(), {day: readings.at(day) for day in days})


def _frame(directory: RunDirectory, part: Part, table: str) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(dict(directory.read(part.group, table, COLUMNS.get(table))))


def _joined(found: list[Findings], wanted: Wanted) -> Findings:
    import pandas as pd

    number = range(len(wanted.names))
    arms = tuple(join_arms([one.arms[position] for one in found]) for position in number)
    noted = {
        (reading, name): Noted(
            np.concatenate([one.noted[reading, name].baseline for one in found]),
            {
                day: np.concatenate([one.noted[reading, name].on_day[day] for one in found])
                for day in days
            },
        )
        for reading, days in wanted.readings.items()
        for name in wanted.names
    }
    tables = {
        table: pd.concat([one.tables[table] for one in found], ignore_index=True)
        for table in found[0].tables
    }
    return Findings(arms, noted, tables, add_up([one.tally for one in found]), found[0].sample)

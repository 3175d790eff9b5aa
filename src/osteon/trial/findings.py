"""What the endpoints of a huge run need, gathered part by part into compact columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.sim.on_threads import on_threads
from osteon.trial.arms import Arm, join_arms, split_arms
from osteon.trial.parts import Part
from osteon.trial.readings import read_arm
from osteon.trial.run_directory import RunDirectory

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
# Reading, then what is read of it on which days.
Wanted = Mapping[str, tuple[float, ...]]

EVENTS = ("arm", "patient", "known_day", "kind")
FOLLOW_UP = ("arm", "patient", "last_day", "reason")
OBSERVATIONS = ("arm", "patient", "day", "assessment", "value")


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
    """

    arms: tuple[Arm, ...]
    noted: Mapping[tuple[str, str], Noted]
    tables: Mapping[str, "pd.DataFrame"]

    def read(self, reading: str, arm: Arm) -> Noted:
        """Return the readings of one arm."""
        return self.noted[reading, arm.name]


def gather(
    directory: RunDirectory,
    parts: Mapping[int, Part],
    names: tuple[str, ...],
    wanted: Wanted,
    *,
    jobs: int | None,
) -> Findings:
    """Return what the endpoints need from the parts of a run, reading one after the other.

    Parameters
    ----------
    names : tuple of str
        Arms, in the order wanted.
    wanted : mapping of str to tuple of float
        Readings of endpoints, and the days on which they are asked for [days].
    """
    found: dict[int, Findings] = {}

    def do(group: int) -> Findings:
        return _of_part(directory, parts[group], names, wanted)

    on_threads(do, sorted(parts), jobs=jobs, finished=found.__setitem__)
    return _joined([found[group] for group in sorted(found)], names, wanted)


def _of_part(
    directory: RunDirectory, part: Part, names: tuple[str, ...], wanted: Wanted
) -> Findings:
    tables = {
        "events": _frame(directory, part, "events", EVENTS),
        "follow_up": _frame(directory, part, "follow_up", FOLLOW_UP),
        "patients": _frame(directory, part, "patients"),
        "failures": _frame(directory, part, "failures"),
    }
    arms = split_arms(tables, names)
    seen = dict(tables)
    if wanted:
        seen["observations"] = _frame(directory, part, "observations", OBSERVATIONS)
        if part.rows["trajectory"]:
            seen["trajectory"] = _frame(directory, part, "trajectory")
    noted = {
        (reading, arm.name): _note(seen, reading, arm, days)
        for reading, days in wanted.items()
        for arm in arms
    }
    del tables["events"]
    return Findings(arms, noted, tables)


def _note(
    tables: Mapping[str, "pd.DataFrame"], reading: str, arm: Arm, days: Iterable[float]
) -> Noted:
    readings = read_arm(tables, reading, arm)
    return Noted(readings.before(), {day: readings.at(day) for day in days})


def _frame(
    directory: RunDirectory, part: Part, table: str, columns: tuple[str, ...] | None = None
) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(dict(directory.read(part.group, table, columns)))


def _joined(found: list[Findings], names: tuple[str, ...], wanted: Wanted) -> Findings:
    import pandas as pd

    arms = tuple(join_arms([one.arms[position] for one in found]) for position in range(len(names)))
    noted = {
        (reading, name): Noted(
            np.concatenate([one.noted[reading, name].baseline for one in found]),
            {
                day: np.concatenate([one.noted[reading, name].on_day[day] for one in found])
                for day in days
            },
        )
        for reading, days in wanted.items()
        for name in names
    }
    tables = {
        table: pd.concat([one.tables[table] for one in found], ignore_index=True)
        for table in found[0].tables
    }
    return Findings(arms, noted, tables)

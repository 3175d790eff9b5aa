"""Records read: who was measured when, what was found, what was given, who they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError, Problem, noted
from osteon.base.units import factor
from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.trial.fit.asked import Asked
from osteon.trial.fit.covariates import read_covariates
from osteon.trial.fit.dosing import Dose, days_of, read_doses
from osteon.trial.fit.flaws import Flaws
from osteon.trial.fit.observed import Observations, read_observations
from osteon.trial.fit.readings import Reading
from osteon.trial.fit.table import Table, read_table
from osteon.trial.fit.ties import read_ties

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """All that a fit needs of the data, in units of the model.

    Attributes
    ----------
    table : Table
        The file.
    ids : tuple of str
        Subjects with a measurement, in the order of the file.
    observations : Observations
        In the order of subjects.
    doses : sequence of sequence of Dose
        Of each subject, ascending in time.
    covariates : mapping of str to (n,) float
        Parameters of the model, or ``weight_kg``, that belong to a subject.
    first_day : float
        Time of the earliest record, 0 where none is before 0 [days].
    left_out : tuple of str
        Subjects without a measurement.
    ignored : tuple of str
        Columns that mean nothing here.
    """

    table: Table
    ids: tuple[str, ...]
    observations: Observations
    doses: Sequence[Sequence[Dose]]
    covariates: Mapping[str, Floats]
    first_day: float
    left_out: tuple[str, ...]
    ignored: tuple[str, ...]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What was measured."""
        return self.observations.readings

    @property
    def drugs(self) -> tuple[str, ...]:
        """Drugs of the library that were given."""
        given = (dose.drug for own in self.doses for dose in own if dose.drug)
        return tuple(dict.fromkeys(given))


def read_records(asked: Asked, library: Library, problems: list[Problem]) -> Records:
    """Return the records of a file; what is wrong with the options is in `problems` already.

    Raises
    ------
    InputError
        Anything is wrong with the file or the options; every fault is listed.
    """
    flaws = Flaws(str(asked.data))
    per_day = noted(problems, "--time-unit", lambda: factor(asked.time_unit, "days"), 1.0)
    covariate_ties = read_ties("--covariate", asked.covariates, problems)
    reading_ties = read_ties("--reading", asked.readings, problems)
    dose_ties = read_ties("--dose", asked.doses, problems)
    try:
        table = read_table(asked.data, flaws)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    who, ids = _subjects(table, flaws)
    days = days_of(table, per_day)
    _check_times(who, days, flaws)
    is_dose = _kinds(table, flaws)
    doses = read_doses(table, who, per_day, is_dose, (dose_ties, library, flaws, problems))
    seen = read_observations(
        table, who, days, ~is_dose, (reading_ties, asked, library, flaws, problems)
    )
    covariates, used = read_covariates(
        table, who, (covariate_ties, compiled_model(), flaws, problems)
    )
    if not flaws.found and not len(seen.day):
        flaws.add("", "holds no measurement")
    if problems or flaws.found:
        raise InputError([*problems, *flaws.problems()])
    keep = np.unique(seen.subject)
    place = np.full(len(ids), -1)
    place[keep] = np.arange(len(keep))
    return Records(
        table,
        tuple(ids[index] for index in keep),
        seen.of_subjects(place),
        [doses[index] for index in keep],
        {name: column[keep] for name, column in covariates.items()},
        float(min(0.0, np.nanmin(days))),
        tuple(name for index, name in enumerate(ids) if index not in keep),
        tuple(name for name in table.others if name not in used),
    )


def _subjects(table: Table, flaws: Flaws) -> tuple[Integers, list[str]]:
    """Return the number of each row's subject, and the subjects in the order of the file."""
    names = table.text("ID")
    flaws.where("ID", "is missing", np.flatnonzero(names == ""))
    ids = list(dict.fromkeys(names))
    number = {name: index for index, name in enumerate(ids)}
    who = np.array([number[name] for name in names], np.int64)
    first = np.flatnonzero(np.diff(who, prepend=-1) != 0)
    again = [int(row) for k, row in enumerate(first) if who[row] in who[first[:k]]]
    flaws.where("ID", "a subject comes back after others; keep its records together", again)
    return who, ids


def _check_times(who: Integers, days: Floats, flaws: Flaws) -> None:
    flaws.where("TIME", "is missing", np.flatnonzero(np.isnan(days)))
    same = np.diff(who, prepend=-1) == 0
    back = np.flatnonzero(same & (np.diff(days, prepend=np.inf) < 0))
    flaws.where("TIME", "goes back within a subject; sort the records by time", back)


def _kinds(table: Table, flaws: Flaws) -> NDArray[np.bool_]:
    """Return which rows are doses; rows of another kind are left to their own faults."""
    amount, event = table.number("AMT", 0.0), table.number("EVID")
    event = np.where(np.isnan(event), (amount > 0).astype(float), event)
    for code in np.unique(event[~np.isin(event, (0, 1, 2))]):
        message = f"{code:g} is not possible; use 0 (measured), 1 (given) or 2 (neither)"
        if code in {3, 4}:
            message = f"{code:g} resets a subject, which no life can; give it a new ID instead"
        flaws.add("EVID", message, np.flatnonzero(event == code))
    given = event == 1
    flaws.where("AMT", "a dose (EVID 1) needs AMT above 0", np.flatnonzero(given & ~(amount > 0)))
    flaws.where(
        "AMT", "what is measured (EVID 0) has no AMT", np.flatnonzero((event == 0) & (amount > 0))
    )
    for name in ("II", "ADDL", "RATE", "SS"):
        odd = ~given & (table.number(name, 0.0) != 0)
        flaws.where(name, "belongs to a dose (EVID 1)", np.flatnonzero(odd))
    flaws.where(
        "MDV", "a dose (EVID 1) is no measurement: MDV must be 1",
        np.flatnonzero(given & (table.number("MDV", 1.0) == 0)),
    )  # fmt: skip
    return np.asarray(given)

"""Measurements of the records: what was read, in units of the model, and what was too little."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError, Problem, noted
from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.trial.fit.asked import Asked
from osteon.trial.fit.flaws import Flaws
from osteon.trial.fit.readings import Reading, converted, find_reading
from osteon.trial.fit.table import Table
from osteon.trial.fit.ties import Tie, code_of, read_ties

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Told: TypeAlias = tuple[Sequence[Tie], Asked, Library, Flaws, list[Problem]]


@dataclass(frozen=True)
class Observations:
    """What was measured, one element for each measurement, subjects in order.

    Attributes
    ----------
    readings : tuple of Reading
    subject, which, row : (n,) int
        Number of the subject, of the reading, and of the row in the file.
    day : (n,) float
        [days]
    value, lloq : (n,) float
        In the unit of the reading; the lower limit of quantification is NaN where none is known.
    below : (n,) bool
        Below that limit: `value` says nothing more.
    """

    readings: tuple[Reading, ...]
    subject: Integers
    which: Integers
    row: Integers
    day: Floats
    value: Floats
    lloq: Floats
    below: Bools

    def take(self, rows: Bools | Integers) -> "Observations":
        """Return some of the measurements."""
        names = ("subject", "which", "row", "day", "value", "lloq", "below")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})

    def of_subjects(self, place: Integers) -> "Observations":
        """Return the measurements with subjects renumbered: number k becomes ``place[k]``."""
        return replace(self, subject=place[self.subject])

    @property
    def starts(self) -> Integers:
        """Where each subject's measurements begin, shape (n_subjects,)."""
        return np.flatnonzero(np.diff(self.subject, prepend=-1))


def read_observations(
    table: Table, who: Integers, days: Floats, not_dose: Bools, told: Told
) -> Observations:
    """Return the measurements; faults of the file and of the options are added."""
    ties, asked, library, flaws, problems = told
    event = table.number("EVID", 0.0)
    measured = not_dose & (event == 0) & (table.number("MDV", 0.0) != 1)
    rows = np.flatnonzero(measured)
    readings, which, ratio = _which(table, rows, ties, library, (flaws, problems))
    limits = _limits(table, rows, (readings, which, ratio), asked, problems)
    value = table.numbers["DV"][rows] * ratio
    flagged = (table.number("BLQ", 0.0)[rows] == 1) | (table.number("CENS", 0.0)[rows] == 1)
    # Where CENS is set, DV itself holds the limit.
    limits = np.where(np.isnan(limits) & (table.number("CENS", 0.0)[rows] == 1), value, limits)
    _check(table, rows, value, flagged, (limits, flaws))
    below = flagged | (value < limits)
    seen = Observations(readings, who[rows], which, rows, days[rows], value, limits, below)
    return seen if asked.below == "likelihood" else seen.take(~below)


def _check(
    table: Table, rows: Integers, value: Floats, flagged: Bools, told: tuple[Floats, Flaws]
) -> None:
    limits, flaws = told
    flaws.where(
        "DV",
        "is missing; set MDV to 1 where nothing was measured",
        rows[np.isnan(value) & ~flagged],
    )
    flaws.where("DV", "is below 0, which nothing measured here can be", rows[value < 0])
    flaws.where(
        "LLOQ", "a value below quantification needs its limit: a column LLOQ, or --lloq",
        rows[flagged & np.isnan(limits)],
    )  # fmt: skip
    flaws.where("LLOQ", "is not above 0", rows[limits <= 0])
    flaws.where(
        "CENS", "only 0 and 1 are possible", rows[~np.isin(table.number("CENS", 0.0)[rows], (0, 1))]
    )
    flaws.where(
        "BLQ", "only 0 and 1 are possible", rows[~np.isin(table.number("BLQ", 0.0)[rows], (0, 1))]
    )


def _which(
    table: Table,
    rows: Integers,
    ties: Sequence[Tie],
    library: Library,
    told: tuple[Flaws, list[Problem]],
) -> tuple[tuple[Reading, ...], Integers, Floats]:
    """Return the readings there are, which one each row holds, and what its unit is worth."""
    flaws, problems = told
    column = "DVID" if "DVID" in table.texts else "CMT"
    codes = np.array([code_of(code) for code in table.text(column)], object)
    by_code = {code_of(tie.code): tie for tie in ties}
    found: dict[str, Reading | None] = {
        code: noted(problems, f'--reading "{tie.name}"', partial(_find, tie.name, library), None)
        for code, tie in by_code.items()
    }
    which, ratio = np.zeros(len(rows), np.int64), np.ones(len(rows))
    readings = list[Reading]()
    for code in dict.fromkeys(codes[rows]):
        tied = code if code in by_code else ""
        same = np.flatnonzero(codes[rows] == code)
        if tied not in by_code:
            found[tied := code] = _told_by_name(column, code, library, (flaws, rows[same]))
        reading = found[tied]
        if reading is None:
            continue
        if reading not in readings:
            readings.append(reading)
        which[same] = readings.index(reading)
        unit = by_code[tied].unit if tied in by_code else ""
        ratio[same] = _ratios(table, rows[same], reading, unit, told)
    for code, tie in by_code.items():
        if code and code not in codes[rows]:
            problems.append(
                Problem(
                    f'--reading "{tie.code} = {tie.name}"', f"no measurement has {column} {code}"
                )
            )
    return tuple(readings), which, ratio


def _told_by_name(
    column: str, code: str, library: Library, told: tuple[Flaws, Integers]
) -> Reading | None:
    """Return the reading that a code names by itself, or None where it names none."""
    flaws, rows = told
    try:
        float(code or "nan")
    except ValueError:
        try:
            return _find(code, library)
        except InputError as error:
            flaws.add(column, str(error), rows)
            return None
    what = f"{column} {code}" if code else "what was measured"
    example = f'--reading "{f"{code} = " if code else ""}uNTx"'
    flaws.add(column, f"{what} is no reading yet; say {example} or the like", rows)
    return None


def _find(text: str, library: Library) -> Reading:
    return find_reading(text, compiled_model(), library)


def _ratios(
    table: Table, rows: Integers, reading: Reading, unit: str, told: tuple[Flaws, list[Problem]]
) -> Floats:
    """Return what one unit of the data is in units of the model, for rows of one reading."""
    flaws, problems = told
    ratios = np.ones(len(rows))
    own = table.text("UNIT")[rows]
    usual = noted(problems, f"--reading {reading.title}", lambda: converted(unit, reading), 1.0)
    for text in dict.fromkeys(own):
        same = own == text
        try:
            ratios[same] = converted(text, reading) if text else usual
        except InputError as error:
            flaws.add("UNIT", f"{reading.title}: {error}", rows[same])
    return ratios


def _limits(
    table: Table,
    rows: Integers,
    read: tuple[tuple[Reading, ...], Integers, Floats],
    asked: Asked,
    problems: list[Problem],
) -> Floats:
    """Return the limit of quantification of each row, from its column or the option."""
    readings, which, ratio = read
    limits = table.number("LLOQ")[rows]
    said: Mapping[str, Reading] = {n: r for r in readings for n in (r.name, r.title, r.key)}
    for tie in read_ties("--lloq", asked.lloq, problems):
        number = noted(problems, "--lloq", partial(_number, tie.name), np.nan)
        reading = said.get(tie.code.casefold().replace("_", " "), said.get(tie.code))
        if tie.code and reading is None:
            known = ", ".join(r.title for r in readings)
            problems.append(Problem(f'--lloq "{tie.code}"', f"is not measured; there is {known}"))
            continue
        own = np.ones(len(rows), bool) if reading is None else which == readings.index(reading)
        limits = np.where(own & np.isnan(limits), number, limits)
    return np.asarray(limits * ratio)


def _number(text: str) -> float:
    """Return a number that was written as text; InputError where it is none."""
    try:
        return float(text)
    except ValueError:
        raise InputError(f'"{text}" is not a number; write it like "uNTx = 3"') from None

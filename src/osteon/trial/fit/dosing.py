"""Doses of the records: which drug, how much, when; repeats and infusions written out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError, Problem, noted
from osteon.base.suggest import plain
from osteon.base.units import factor
from osteon.library.library import Library
from osteon.trial.fit.flaws import Flaws
from osteon.trial.fit.table import Table
from osteon.trial.fit.ties import Tie, code_of

Told: TypeAlias = tuple[Sequence[Tie], Library, Flaws, list[Problem]]
# Run in over time; the model has a jump that raises and one that lowers each.
_BY_RATE = {"calcium": ("calcium_infusion", "mmol"), "pth": ("pth_infusion", "pmol")}
MOST_DOSES = 100_000
# Of a day: less than a tenth of a millisecond, so that 48 hours are two days.
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Dose:
    """Something given at an instant: a dose of a drug, or an infusion that begins or ends.

    Attributes
    ----------
    day : float
        [days]
    drug : str
        In the library; empty for an infusion of what the body knows.
    jump : str
        Of the model, for such an infusion.
    amount : float
        [mg] of a drug; amount per day of an infusion.
    """

    day: float
    drug: str
    jump: str
    amount: float


@dataclass(frozen=True, slots=True)
class _Given:
    """What a code stands for: drug or infused thing, and how many of its units one of AMT is."""

    name: str
    infused: bool
    ratio: float


def days_of(table: Table, per_day: float) -> NDArray[np.float64]:
    """Return the time of each record, of whose unit one is `per_day` days [days]."""
    return np.asarray(np.round(table.number("TIME") * per_day, DIGITS))


def read_doses(
    table: Table,
    who: NDArray[np.int64],
    per_day: float,
    is_dose: NDArray[np.bool_],
    told: Told,
) -> list[list[Dose]]:
    """Return what each subject was given, ascending in time.

    II is written in the unit of TIME, of which one is `per_day` days; RATE in the unit of AMT per
    unit of TIME.
    """
    ties, library, flaws, problems = told
    rows = np.flatnonzero(is_dose)
    given = _what(table, rows, ties, library, (flaws, problems))
    count, every = table.number("ADDL", 0.0), table.number("II", 0.0)
    rate = table.number("RATE", 0.0)
    _check_repeats(count, every, rows, flaws)
    _check_rates(rate, table.number("SS", 0.0), rows, flaws)
    flaws.where("ADDL", "gives too many doses", rows[count[rows] > MOST_DOSES])
    doses: list[list[Dose]] = [[] for _ in range(int(who.max(initial=-1)) + 1)]
    if flaws.found or problems:
        return doses
    days = days_of(table, per_day)
    for row in rows.tolist():
        one, amount = given[row], float(table.numbers["AMT"][row])
        long = amount / rate[row] * per_day if rate[row] > 0 else 0.0
        if not one.infused and long > 1:
            flaws.add("RATE", "a drug's infusion longer than a day is not followed", [row])
        if one.infused and long <= 0:
            flaws.add("RATE", f"{one.name} runs in at a RATE above 0", [row])
            continue
        starts = days[row] + np.round(every[row] * per_day * np.arange(int(count[row]) + 1), DIGITS)
        for start in starts.tolist():
            doses[who[row]] += _written_out(one, amount * one.ratio, start, long)
    return [sorted(own, key=lambda dose: dose.day) for own in doses]


def _written_out(one: _Given, amount: float, start: float, long: float) -> list[Dose]:
    """Return one dose, in the middle of its infusion, or the two ends of an infusion."""
    if not one.infused:
        return [Dose(start + long / 2, one.name, "", amount)]
    jump, _unit = _BY_RATE[one.name]
    return [Dose(start, "", jump, amount / long), Dose(start + long, "", jump, -amount / long)]


def _check_repeats(
    count: NDArray[np.float64], every: NDArray[np.float64], rows: NDArray[np.int64], flaws: Flaws
) -> None:
    own, gap = count[rows], every[rows]
    flaws.where("ADDL", "is no whole number from 0", rows[(own < 0) | (own % 1 != 0)])
    flaws.where(
        "II", "more doses (ADDL) need the time between them above 0", rows[(own > 0) & (gap <= 0)]
    )


def _check_rates(
    rate: NDArray[np.float64], steady: NDArray[np.float64], rows: NDArray[np.int64], flaws: Flaws
) -> None:
    flaws.where("RATE", "is below 0; write the rate itself", rows[rate[rows] < 0])
    flaws.where(
        "SS", "a steady state is not made up; write the doses before it", rows[steady[rows] != 0]
    )


def _what(
    table: Table,
    rows: NDArray[np.int64],
    ties: Sequence[Tie],
    library: Library,
    told: tuple[Flaws, list[Problem]],
) -> dict[int, _Given]:
    """Return what each dose is of, by row; what is unknown is added to the faults."""
    flaws, problems = told
    known: dict[str, _Given | None] = {
        code_of(tie.code): noted(
            problems, f'--dose "{tie.code} = {tie.name}"', partial(_of, tie, library), None
        )
        for tie in ties
    }
    drugs, compartments = table.text("DRUG"), table.text("CMT")
    codes = {row: code_of(drugs[row] or compartments[row]) for row in rows.tolist()}
    for code in dict.fromkeys(codes.values()):
        if code in known:
            continue
        same = [row for row, own in codes.items() if own == code]
        if not drugs[same[0]] and "" in known:
            known[code] = known[""]
            continue
        column = "DRUG" if drugs[same[0]] else "CMT"
        try:
            known[code] = _named(column, code, library)
        except InputError as error:
            flaws.add(column, str(error), same)
            known[code] = None
    return {row: one for row, code in codes.items() if (one := known[code]) is not None}


def _named(column: str, code: str, library: Library) -> _Given:
    if column == "DRUG":
        return _of(Tie(code, code, ""), library)
    what = f"CMT {code}" if code else "a dose without CMT or DRUG"
    raise InputError(f'{what} is no drug yet; say --dose "{code or 1} = denosumab" or the like')


def _of(tie: Tie, library: Library) -> _Given:
    if plain(tie.name) in _BY_RATE:
        unit = _BY_RATE[plain(tie.name)][1]
        return _Given(plain(tie.name), infused=True, ratio=factor(tie.unit or unit, unit))
    return _Given(library.drug(tie.name).name, infused=False, ratio=factor(tie.unit or "mg", "mg"))

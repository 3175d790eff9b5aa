"""The numbers of the report: reported beside simulated, and every effect of the run."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isnan
from typing import TYPE_CHECKING

from osteon.trial.compare import INSIDE, NOT_DECIDED, OUTSIDE, Comparison
from osteon.trial.endpoints import Effect
from osteon.trial.report.words import (
    at_week,
    difference,
    interval,
    listed,
    measured,
    number,
    quantity,
    unit_of_reading,
)

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint
    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile

NOT_REACHED = "not reached"  # what the number itself says already
MOST_COLUMNS = 5  # of numbers beside each other; with more they stand below each other
Cell = tuple[str, str, str]  # value, interval and the mark of its footnote
EMPTY: Cell = ("", "", "")


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a table that share a heading."""

    title: str
    rows: tuple["Row", ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One number as text, beside the reported one; `mark` is its footnote.

    `doubt` is the interval that uncertain parameters of the model leave, where it was asked for.
    """

    measure: str
    who: str
    value: str
    interval: str
    reported: str = ""
    reported_interval: str = ""
    doubt: str = ""
    difference: str = ""
    z: str = ""
    verdict: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Rows by endpoint, their footnotes by mark, and what they come to in one sentence."""

    groups: tuple[Group, ...]
    notes: tuple[tuple[str, str], ...]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Numbers by measure and arm: one table, or one for each endpoint where arms are many.

    Attributes
    ----------
    headings : tuple of str
        Over the numbers.
    groups : tuple of (str, rows)
        A title with its rows; a row is a label and cells of (value, interval, mark).
    """

    headings: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, tuple[Cell, ...]], ...]], ...]


@dataclass(frozen=True, slots=True)
class AllNumbers:
    """Every number of a run, in as many tables as it takes, with the footnotes of all."""

    tables: tuple[Matrix, ...]
    notes: tuple[tuple[str, str], ...]


def compared(comparison: "pd.DataFrame", trial_file: "TrialFile", library: "Library") -> Numbers:
    """Return every reported number beside the simulated one."""
    marks = _marks(comparison["note"])
    endpoint = partial(trial_file.endpoint, library=library)
    rows = [
        (
            row.endpoint,
            Row(
                measure=_measure(
                    endpoint(row.endpoint), row.measure, _when(row.since, row.at, row.group)
                ),
                who=_who(row.arm, row.versus),
                value=quantity(row.measure, row.simulated),
                interval=interval(row.simulated_low, row.simulated_high),
                reported=quantity(row.measure, row.reported),
                reported_interval=interval(row.reported_low, row.reported_high),
                doubt=interval(row.parameter_low, row.parameter_high),
                difference=difference(row.measure, row.difference),
                z="" if isnan(row.z) else number(row.z),
                verdict=row.verdict,
                mark=marks.get(row.note, ""),
            ),
        )
        for row in Comparison.rows(comparison)
    ]
    sentence = _sentence(Counter(comparison["verdict"]))
    return Numbers(_grouped(rows, endpoint), _footnotes(marks), sentence)


def all_numbers(effects: "pd.DataFrame", trial_file: "TrialFile", library: "Library") -> AllNumbers:
    """Return every number of the run with its interval, arms and contrasts beside each other.

    Where there are many of those, each endpoint has a table of its own with a row for each arm, and
    what compares an arm with another stands in its row.
    """
    marks = _marks(effects["note"])
    endpoint = partial(trial_file.endpoint, library=library)
    pairs = list(dict.fromkeys(zip(effects["arm"], effects["versus"], strict=True)))
    many = len(pairs) > MOST_COLUMNS
    found: dict[str, dict[str, dict[str, Cell]]] = {}
    for row in Effect.rows(effects):
        own = endpoint(row.endpoint)
        measure = _measure(
            own, row.measure, _when(at_week(row.since), at_week(row.time), row.group)
        )
        label = f"{measure}, over {row.versus}" if many and row.versus else measure
        mark = marks.get(row.note, "")
        cell = quantity(row.measure, row.value), interval(row.low, row.high), mark
        who = row.arm if many else _who(row.arm, row.versus)
        found.setdefault(own.title, {}).setdefault(label, {})[who] = cell
    notes = _footnotes(marks)
    if many:
        arms = [arm.name for arm in trial_file.arms]
        return AllNumbers(tuple(_turned(*item, arms) for item in found.items()), notes)
    people = sorted((_who(*pair) for pair in pairs), key=lambda who: " / " in who)
    groups = [(title, _rows(cells, people)) for title, cells in found.items()]
    return AllNumbers((Matrix(tuple(people), tuple(groups)),), notes)


def _rows(
    cells: Mapping[str, Mapping[str, Cell]], columns: Sequence[str]
) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    return tuple(
        (name, tuple(own.get(column, EMPTY) for column in columns)) for name, own in cells.items()
    )


def _turned(title: str, cells: Mapping[str, Mapping[str, Cell]], arms: Sequence[str]) -> Matrix:
    """Return one endpoint with measures as columns and a row for each arm."""
    by_arm = {arm: {key: own[arm] for key, own in cells.items() if arm in own} for arm in arms}
    return Matrix(tuple(cells), ((title, _rows(by_arm, list(cells))),))


def _when(since: str, at: str, group: str) -> str:
    between = f"{since} to {at}" if since and at else at or since
    return ", ".join(part for part in (between, group) if part)


def _grouped(
    rows: Sequence[tuple[str, Row]], endpoint: "Callable[[str], Endpoint]"
) -> tuple[Group, ...]:
    """Gather rows by endpoint, in the order of their first rows."""
    return tuple(
        Group(endpoint(name).title, tuple(row for key, row in rows if key == name))
        for name in dict.fromkeys(key for key, _ in rows)
    )


def _marks(notes: Iterable[str]) -> dict[str, str]:
    """Return a letter for each different note; past z they double."""
    different = [note for note in dict.fromkeys(notes) if note and note != NOT_REACHED]
    return {note: chr(ord("a") + i % 26) * (1 + i // 26) for i, note in enumerate(different)}


def _footnotes(marks: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((mark, f"{note[0].upper()}{note[1:]}.") for note, mark in marks.items())


def _measure(endpoint: "Endpoint", measure: str, at: str) -> str:
    unit = unit_of_reading(endpoint.reading) if measure == "mean" else ""
    # By kind, so that a survival endpoint of one's own says who died as well.
    name = "survival" if endpoint.kind == "survival" else endpoint.name
    return ", ".join(part for part in (measured(name, measure), unit, at) if part)


def _who(arm: str, versus: str) -> str:
    return f"{arm} / {versus}" if versus else arm


def _sentence(verdicts: "Counter[str]") -> str:
    decided = verdicts[INSIDE] + verdicts[OUTSIDE]
    parts = []
    if decided:
        parts.append(f"{verdicts[INSIDE]} of {decided} reported numbers lie within sampling error")
    if verdicts[NOT_DECIDED]:
        parts.append(f"{verdicts[NOT_DECIDED]} could not be decided (see the notes)")
    return f"{listed(parts)}." if parts else ""

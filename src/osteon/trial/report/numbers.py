"""The numbers of the report: reported beside simulated, every effect, and what they rest on."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from osteon.library.sourced import Basis
from osteon.trial.compare import INSIDE, NOT_DECIDED, OUTSIDE, Comparison
from osteon.trial.endpoints import Effect
from osteon.trial.report.baseline import Grid
from osteon.trial.report.words import (
    at_week,
    count,
    difference,
    interval,
    listed,
    measured,
    quantity,
    unit_of_reading,
)

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint
    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile

NOT_REACHED = "not reached"  # what the number itself says already
BASES: tuple[Basis, ...] = ("published", "calibrated", "assumed")


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a table that share a heading."""

    title: str
    rows: tuple["Row", ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One number as text, beside the reported one where there is one; `mark` is its footnote."""

    measure: str
    who: str
    value: str
    interval: str
    reported: str = ""
    reported_interval: str = ""
    difference: str = ""
    verdict: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Rows by endpoint, their footnotes by mark, and what they come to in one sentence."""

    groups: tuple[Group, ...]
    notes: tuple[tuple[str, str], ...]
    sentence: str = ""


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
                difference=difference(row.measure, row.difference),
                verdict=row.verdict,
                mark=marks.get(row.note, ""),
            ),
        )
        for row in Comparison.rows(comparison)
        for when in (_when(row.since, row.at, row.group),)
    ]
    sentence = _sentence(Counter(comparison["verdict"]))
    return Numbers(_grouped(rows, endpoint), _footnotes(marks), sentence)


def all_numbers(effects: "pd.DataFrame", trial_file: "TrialFile", library: "Library") -> Numbers:
    """Return every number of the run with its interval."""
    marks = _marks(effects["note"])
    endpoint = partial(trial_file.endpoint, library=library)
    rows = [
        (
            row.endpoint,
            Row(
                measure=_measure(endpoint(row.endpoint), row.measure, when),
                who=f"{_who(row.arm, row.versus)} ({count(row.n)})",
                value=quantity(row.measure, row.value),
                interval=interval(row.low, row.high),
                mark=marks.get(row.note, ""),
            ),
        )
        for row in Effect.rows(effects)
        for when in (_when(at_week(row.since), at_week(row.time), row.group),)
    ]
    return Numbers(_grouped(rows, endpoint), _footnotes(marks))


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


def basis_grid(library: "Library") -> Grid:
    """Return how many numbers of the library are published, calibrated and assumed."""
    tally = Counter((path.split(".")[0], entry.basis) for path, entry in library.entries())
    kinds = list(dict.fromkeys(kind for kind, _ in tally))
    rows = [(kind.capitalize(), *(count(tally[kind, basis]) for basis in BASES)) for kind in kinds]
    sums = [sum((tally[kind, basis] for kind in kinds), 0) for basis in BASES]
    rows.append(("All", *(count(total) for total in sums)))
    return Grid(("Numbers in the library", *(basis.capitalize() for basis in BASES)), tuple(rows))


def basis_shares(library: "Library") -> tuple[tuple[str, float], ...]:
    """Return the share of each basis among the numbers of the library [%]."""
    tally = Counter(entry.basis for _, entry in library.entries())
    total = max(1, tally.total())
    return tuple((basis, 100 * tally[basis] / total) for basis in BASES)


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

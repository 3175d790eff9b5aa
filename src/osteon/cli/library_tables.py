"""The library as tables: numbers with unit, source and basis; entries; the overview."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.markup import escape

from osteon.base.citations import format_reference
from osteon.cli.calibration_tables import (
    STAGE_COLUMNS,
    TARGET_COLUMNS,
    stage_parts,
    stage_rows,
    target_parts,
    target_rows,
)
from osteon.cli.output import make_table
from osteon.cli.trial_tables import reported_rows, trial_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from osteon.library.library import Library
    from osteon.library.sourced import Sourced

COLUMNS = ("name", "value", "unit", "spread", "basis", "source", "note")
# Too many, or too plain, for a line each.
_LISTED = frozenset({"sites", "symptoms", "procedures", "assessments", "medicines", "standards"})
_OF_CALIBRATION: dict[str, tuple[Any, tuple[str, ...], Any]] = {
    "set of targets": (target_parts, TARGET_COLUMNS, target_rows),
    "stage": (stage_parts, STAGE_COLUMNS, stage_rows),
}
_BASIS_STYLES = {"published": "green", "calibrated": "cyan", "assumed": "yellow"}


def number_rows(numbers: Iterable[Sourced]) -> Iterator[tuple[str, ...]]:
    """Yield name, value, unit, spread, basis, source and note of each number."""
    for number in numbers:
        yield (
            number.name,
            f"{number.value:.6g}",
            number.unit,
            _spread(number),
            number.basis,
            number.source,
            number.note,
        )


def numbers(entries: Iterable[Sourced]) -> object:
    """Return a rich table of numbers; notes are left to ``--format csv``."""
    rows = (
        (name, value, unit, spread, _coloured(basis), source)
        for name, value, unit, spread, basis, source, _note in number_rows(entries)
    )
    return make_table(COLUMNS[:-1], rows, right=1)


def overview(library: Library, rows: Sequence[tuple[str, str, str]]) -> Iterator[object]:
    """Yield one table per kind, then how many numbers there are and what they rest on."""
    for kind, group in _by_kind(rows).items():
        if kind in _LISTED:
            yield f"[bold]{kind}[/]  {', '.join(name for name, _title in group)}\n"
        else:
            yield make_table((kind, ""), group)
            yield ""
    entries = [number for _path, number in library.entries()]
    yield f"[bold]{len(entries)} numbers[/]: {basis_tally(entries)}"
    yield "[dim]osteon show NAME for one entry; osteon show parameters for the model's numbers[/]"


def basis_tally(entries: Iterable[Sourced]) -> str:
    """Return how many numbers are published, calibrated and assumed, in words."""
    counts: Counter[str] = Counter(number.basis for number in entries)
    return ", ".join(f"{counts[basis]} {_coloured(basis)}" for basis in _BASIS_STYLES)


def entry(library: Library, kind: str, content: Any) -> Iterator[object]:
    """Yield what is shown of one entry: its words, its numbers, its sources."""
    if kind in _OF_CALIBRATION:
        yield from _OF_CALIBRATION[kind][0](content, library)
        keys = []
    elif kind == "trial":
        yield from trial_parts(content)
        keys = [content.source]
    else:
        entries = _numbers_of(kind, content)
        yield f"[bold]{content.name}[/]  {kind}"
        words = ((name.replace("_", " "), escape(text)) for name, text in _words(content))
        yield make_table(("", ""), words, headed=False)
        yield from _number_parts(entries)
        keys = [getattr(content, "source", ""), *(number.source for number in entries)]
    yield from _sources(library, keys)


def _number_parts(entries: Sequence[Sourced]) -> Iterator[object]:
    if not entries:
        return
    yield ""
    yield numbers(entries)
    yield f"\n{len(entries)} numbers: {basis_tally(entries)}" if len(entries) > 1 else ""
    notes = [(number.name, escape(number.note)) for number in entries if number.note]
    if notes:
        yield ""
        yield make_table(("note", ""), notes)


def entry_rows(
    library: Library, kind: str, content: Any
) -> tuple[tuple[str, ...], Iterable[tuple[Any, ...]]]:
    """Return columns and rows of one entry, for CSV and JSON."""
    if kind in _OF_CALIBRATION:
        _parts, columns, rows = _OF_CALIBRATION[kind]
        return columns, rows(content, library)
    if kind == "trial":
        return reported_rows(content)
    entries = _numbers_of(kind, content)
    if entries:
        return COLUMNS, number_rows(entries)
    return ("name", "value"), _words(content)


def _numbers_of(kind: str, content: Any) -> list[Sourced]:
    if kind == "parameter":
        return [content]
    return [number for _name, number in content.entries()]


def _words(content: Any) -> Iterator[tuple[str, str]]:
    """Yield each field that is plain text, a plain number or a list of them, if it says more.

    What is empty, or is what the field would be if it were left out, says nothing.
    """
    for name, field in type(content).model_fields.items():
        value = getattr(content, name)
        if name in {"name", "value", "source", "basis"} or value in ("", (), None, field.default):
            continue
        if isinstance(value, str | bool | int | float):
            yield name, str(value)
        elif isinstance(value, tuple) and all(isinstance(part, str) for part in value):
            yield name, ", ".join(value)


def _sources(library: Library, keys: Iterable[str]) -> Iterator[object]:
    references = library.references
    cited = [key for key in dict.fromkeys(keys) if key in references]
    if cited:
        yield ""
        rows = ((key, escape(format_reference(references[key]))) for key in cited)
        yield make_table(("source", ""), rows)


def _spread(number: Sourced) -> str:
    spread = number.spread
    if spread is None:
        return ""
    if spread.kind == "lognormal":
        return f"lognormal {100 * spread.sd:.3g} %"
    return f"normal {spread.sd:.3g}"


def _coloured(basis: str) -> str:
    return f"[{_BASIS_STYLES[basis]}]{basis}[/]"


def _by_kind(rows: Iterable[tuple[str, str, str]]) -> dict[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind, name, title in rows:
        groups.setdefault(kind, []).append((name, title))
    return groups

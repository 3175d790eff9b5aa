"""Targets and stages of the calibration as tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.markup import escape

from osteon.cli.comparison import value_and_interval
from osteon.cli.output import make_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osteon.library.library import Library
    from osteon.library.stages import Stage
    from osteon.library.targets import TargetSet

TARGET_COLUMNS = ("target", "value", "low", "high", "weight", "source", "checked")
STAGE_COLUMNS = ("number", "now", "low", "high", "basis", "note")
Row = tuple[object, ...]


def target_rows(targets: TargetSet, library: Library) -> Iterator[Row]:
    """Yield each target with what was reported, its weight and where it was read."""
    from osteon.trial.calibration.aims import aims_of

    for aim in aims_of(library, [targets.name]):
        row = aim.row
        low, high = row.interval or (None, None)
        trial = library.trials.get(aim.place)
        source = row.source or (trial.source if trial else "")
        yield aim.name, row.value, low, high, aim.weight, source, row.checked


def stage_rows(stage: Stage, library: Library) -> Iterator[Row]:
    """Yield each number that a stage fits, with its value now and its plausible range."""
    from osteon.library.replacing import numbers_by_path

    known = numbers_by_path(library)
    for own in stage.free:
        entry = known[own.path]
        yield own.path, entry.value, own.low, own.high, entry.basis, own.note


def target_parts(targets: TargetSet, library: Library) -> Iterator[object]:
    """Yield the title of a set of targets and its table."""
    yield f"[bold]{escape(targets.title)}[/]"
    if targets.note:
        yield escape(targets.note)
    rows = [
        (escape(str(name)), _with_interval(value, low, high), f"{weight:g}", str(source))
        for name, value, low, high, weight, source, _checked in target_rows(targets, library)
    ]
    yield make_table(("target", "reported", "weight", "source"), rows, right=2)


def stage_parts(stage: Stage, library: Library) -> Iterator[object]:
    """Yield the title of a stage, its targets and the numbers that it fits."""
    yield f"[bold]{escape(stage.title)}[/]"
    yield f"fitted to: {', '.join(stage.processes)}"
    rows = [
        (str(path), f"{value:.4g}", f"{low:g} to {high:g}", str(basis), escape(str(note)))
        for path, value, low, high, basis, note in stage_rows(stage, library)
    ]
    yield make_table(("number", "now", "plausible", "basis", ""), rows, right=2)


def _with_interval(value: object, low: object, high: object) -> str:
    numbers = (math.nan if end is None else float(str(end)) for end in (value, low, high))
    return value_and_interval(*numbers)

"""A trial file as tables: its design, its arms and what was reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osteon.cli.comparison import format_number
from osteon.cli.output import make_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from osteon.library.trial_file import TrialFile

COLUMNS = ("endpoint", "measure", "arm", "versus", "at", "value", "low", "high", "checked")


def trial_parts(trial: TrialFile) -> Iterator[object]:
    """Yield the design in words, the arms, and the reported numbers."""
    yield f"[bold]{trial.title}[/]  {trial.design} trial, {trial.horizon}, n = {trial.cohort.n}"
    arms = ((arm.name, arm.bone_agent or "–", arm.supplements or "–") for arm in trial.arms)
    yield make_table(("arm", "bone agent", "supplements"), arms)
    _columns, rows = reported_rows(trial)
    yield make_table(COLUMNS, ([_text(cell) for cell in row] for row in rows))


def reported_rows(trial: TrialFile) -> tuple[tuple[str, ...], Iterable[tuple[object, ...]]]:
    """Return the columns, and a row for each reported number."""
    rows = (
        (row.endpoint, row.measure, row.arm, row.versus or "", row.at or "", row.value)
        + (row.interval or (None, None))
        + (row.checked,)
        for row in trial.reported
    )
    return COLUMNS, rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return format_number(cell) if isinstance(cell, float) else str(cell)

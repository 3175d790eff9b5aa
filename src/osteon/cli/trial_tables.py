"""A trial file as tables: its design, its arms and what was reported."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.markup import escape

from osteon.cli.comparison import arm_name, number_name, value_and_interval
from osteon.cli.output import make_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from osteon.library.trial_file import TrialFile

COLUMNS = (
    *("endpoint", "measure", "arm", "versus", "since", "at", "group"),
    *("value", "low", "high", "checked"),
)


def trial_parts(trial: TrialFile) -> Iterator[object]:
    """Yield the design in words, the arms, and the reported numbers."""
    yield f"[bold]{escape(trial.title)}[/]"
    visits = f"visits every {trial.visit_every}"
    yield f"{trial.design} trial, n = {trial.cohort.n}, {trial.horizon}, {visits}\n"
    yield make_table(("arm", "bone agent", "supplements", "care"), _arm_rows(trial))
    if trial.reported:
        yield ""
        yield make_table(("reported", "", "arm", "read in"), _cells(trial), right=1)


def _arm_rows(trial: TrialFile) -> Iterator[tuple[str, ...]]:
    for arm in trial.arms:
        own = {slot: text for slot, text in arm.slots().items() if slot != "supplements"}
        care = [arm.care, *(f"{slot.replace('_', ' ')}: {text}" for slot, text in own.items())]
        yield arm.name, arm.bone_agent or "–", arm.supplements or "–", ", ".join(care)


def _cells(trial: TrialFile) -> Iterator[tuple[str, ...]]:
    for row in trial.reported:
        yield (
            number_name(row.endpoint, row.measure, row.at, row.group, row.since),
            value_and_interval(
                row.value, *(row.interval or (math.nan, math.nan)), measure=row.measure
            ),
            arm_name(row.arm, row.versus),
            # The page's host is enough here; --format csv has the whole address.
            row.checked.partition("/")[0] if row.is_checked else "[dim]unverified[/]",
        )


def reported_rows(trial: TrialFile) -> tuple[tuple[str, ...], Iterable[tuple[object, ...]]]:
    """Return the columns, and a row for each reported number."""
    rows = (
        (row.endpoint, row.measure, row.arm, row.versus or "")
        + (row.since or "", row.at or "", row.group, row.value)
        + (row.interval or (None, None))
        + (row.checked,)
        for row in trial.reported
    )
    return COLUMNS, rows

"""A fit as text: estimates, criteria, and what to know."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.markup import escape

from osteon.cli.output import make_table

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping
    from typing import Any

    from osteon.trial.fit.result import FitResult

# Searches that end this near each other, in -2 log likelihood, have found the same.
SAME = 0.5
WIDE_CONDITION = 1000.0
HEADINGS = ("parameter", "estimate", "SE %", "95 % interval", "shrinkage %", "unit", "")


def parts(result: FitResult) -> Iterator[object]:
    """Yield everything that is printed."""
    records, seen = result.bodies.records, result.seen
    below = int(seen.below.sum())
    yield f"[bold]{escape(records.table.path.name)}[/]"
    yield (
        f"{len(records.ids)} subjects, {len(seen.day)} measurements"
        f"{f', {below} of them below quantification' if below else ''}"
        f"; {'subjects differ' if result.random_names else 'pooled'}\n"
    )
    rows = [_row(row) for row in result.parameters.to_dict(orient="records")]
    yield make_table(HEADINGS, rows, right=4)
    yield (
        f"\n-2 log likelihood {result.objective:.2f}, AIC {result.aic:.2f}, BIC {result.bic:.2f};"
        f" condition number {_number(result.precision.condition, '.3g')}"
    )
    yield from _remarks(result)


def _row(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    low, high = (_number(row[end], ".4g") for end in ("low", "high"))
    return (
        escape(_named(row["parameter"], row["kind"])),
        f"{row['estimate']:.4g}",
        _number(row["se_percent"], ".1f"),
        f"{low} to {high}" if low else "",
        _number(row["shrinkage_percent"], ".0f"),
        escape(row["unit"]),
        escape(row["note"]),
    )


def _named(parameter: str, kind: str) -> str:
    return f"{parameter}, between subjects (sd of log)" if kind == "between subjects" else parameter


def _number(value: float, form: str) -> str:
    return "" if math.isnan(value) else format(value, form)


def _remarks(result: FitResult) -> Iterator[str]:
    same = sum(2 * (cost - result.best.cost) < SAME for cost in result.costs)
    asked = result.asked.starts
    yield f"{same} of {asked} searches ended here{'' if same == asked else '; look at others too'}."
    if result.unclear:
        yield f"The data do not tell: {escape(', '.join(result.unclear))}."
    elif result.precision.condition > WIDE_CONDITION:
        yield "The estimates hang together; see correlations.csv."
    if result.precision.sandwich:
        yield "Standard errors allow for measurements of one subject being alike (sandwich)."

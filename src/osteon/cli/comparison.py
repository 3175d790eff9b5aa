"""Reported and simulated numbers side by side, for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from osteon.cli.output import make_table

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from typing import Any

    from pandas import DataFrame
    from rich.text import Text

HEADINGS = ("reported", "simulated", "off by", "verdict")
_STYLES = {"inside": ("✓", "green"), "outside": ("✗", "red"), "not decided": ("·", "dim")}


def comparison_parts(comparison: DataFrame, title: str) -> Iterator[object]:
    """Yield the tables *reported | simulated (interval) | off by | verdict*, arm by arm.

    Parameters
    ----------
    comparison : pandas.DataFrame
        What ``TrialResult.compare`` returns.
    title : str
        The trial's title.
    """
    who = comparison["arm"] + (" / " + comparison["versus"]).where(comparison["versus"] != "", "")
    rows = [_row(row) for row in comparison.to_dict("records")]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    first = max(widths[0], who.str.len().max())
    yield f"[bold]{title}[/]"
    for arm in who.unique():
        own = (row for row, here in zip(rows, who, strict=True) if here == arm)
        # The same widths for every arm, so that the numbers stand below each other.
        table = make_table((arm.ljust(first), *HEADINGS), own, right=3)
        for column, width in zip(table.columns[1:], widths[1:], strict=True):
            column.min_width = width
        yield ""
        yield table


def tally(comparison: DataFrame) -> str:
    """Return the closing line: how many are inside, outside and not decided, and why not."""
    counts = comparison["verdict"].value_counts()
    parts = [f"{counts[verdict]} {verdict}" for verdict in _STYLES if verdict in counts]
    undecided = comparison[comparison["verdict"] == "not decided"]
    # A note's first part is the reason; what follows is about intervals.
    reasons = dict.fromkeys(note.partition(";")[0] for note in undecided["note"] if note)
    return ", ".join(parts) + (f" ({', '.join(reasons)})" if reasons else "")


def format_number(value: float) -> str:
    """Return about three digits without an exponent; a dash where there is no value."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞"
    size = abs(value)
    decimals = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 0.1 or not size else 4
    return f"{value:.{decimals}f}".replace("-", "−")


def format_interval(value: float, low: float, high: float) -> str:
    """Return ``0.82 (0.71–0.95)``, or the value alone without an interval."""
    shown = "not reached" if math.isinf(value) else format_number(value)
    if math.isnan(low) or math.isnan(high):
        return shown
    # A dash between two minus signs cannot be read.
    to = " to " if low < 0 else "–"
    return f"{shown} ({format_number(low)}{to}{format_number(high)})"


def format_difference(measure: str, difference: float) -> str:
    """Return how far off a number is: a factor for ratios, otherwise a signed difference."""
    if not math.isfinite(difference):
        return "–"
    if measure.endswith("_ratio"):
        return f"× {difference:.2f}"
    return f"{'+' if difference > 0 else ''}{format_number(difference)}"


def _row(row: dict[Hashable, Any]) -> tuple[str | Text, ...]:
    from rich.text import Text

    symbol, style = _STYLES[row["verdict"]]
    return (
        _what(row),
        format_interval(row["reported"], row["reported_low"], row["reported_high"]),
        format_interval(row["simulated"], row["simulated_low"], row["simulated_high"]),
        format_difference(row["measure"], row["difference"]),
        Text(f"{symbol} {row['verdict']}", style, no_wrap=True),
    )


def _what(row: dict[Hashable, Any]) -> str:
    at = f" at {row['at']}" if row["at"] else ""
    return f"{row['endpoint']} {row['measure']}{at}".replace("_", " ")

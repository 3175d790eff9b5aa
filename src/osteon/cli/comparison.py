"""Reported and simulated numbers side by side, for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from osteon.cli.output import make_table

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from typing import Any

    from pandas import DataFrame
    from rich.table import Table

HEADINGS = ("number", "reported", "simulated", "off by", "verdict", "arm")
_VERDICTS = {
    "inside": "[green]✓ inside[/]",
    "outside": "[red]✗ outside[/]",
    "not decided": "[dim]· not decided[/]",
}


def comparison_table(comparison: DataFrame, title: str) -> Table:
    """Return the table *reported | simulated (interval) | off by | verdict*.

    Parameters
    ----------
    comparison : pandas.DataFrame
        What ``TrialResult.compare`` returns.
    title : str
        The trial's title.
    """
    return make_table(HEADINGS, _rows(comparison), title=title, right=3)


def tally(comparison: DataFrame) -> str:
    """Return the closing line: how many are inside, outside and not decided, and why not."""
    counts = comparison["verdict"].value_counts()
    parts = [f"{counts[verdict]} {verdict}" for verdict in _VERDICTS if verdict in counts]
    undecided = comparison[comparison["verdict"] == "not decided"]
    # A note's first part is the reason; what follows is about intervals.
    reasons = dict.fromkeys(note.partition(";")[0] for note in undecided["note"] if note)
    return ", ".join(parts) + (f" ({', '.join(reasons)})" if reasons else "")


def format_number(value: float) -> str:
    """Return three significant digits without an exponent; a dash where there is no value."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "not reached"
    if value == 0:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{min(decimals, 4)}f}".replace("-", "−")


def format_interval(value: float, low: float, high: float) -> str:
    """Return ``0.82 (0.71 to 0.95)``, or the value alone without an interval."""
    if math.isnan(low) or math.isnan(high):
        return format_number(value)
    return f"{format_number(value)} ({format_number(low)} to {format_number(high)})"


def format_difference(measure: str, difference: float) -> str:
    """Return how far off a number is: a factor for ratios, otherwise a signed difference."""
    if not math.isfinite(difference):
        return "–"
    if measure.endswith("_ratio"):
        return f"× {difference:.2f}"
    return f"{'+' if difference > 0 else ''}{format_number(difference)}"


def _rows(comparison: DataFrame) -> Iterator[tuple[str, ...]]:
    for row in comparison.to_dict("records"):
        yield (
            _what(row),
            format_interval(row["reported"], row["reported_low"], row["reported_high"]),
            format_interval(row["simulated"], row["simulated_low"], row["simulated_high"]),
            format_difference(row["measure"], row["difference"]),
            _VERDICTS[row["verdict"]],
            f"{row['arm']} / {row['versus']}" if row["versus"] else row["arm"],
        )


def _what(row: dict[Hashable, Any]) -> str:
    at = f" at {row['at']}" if row["at"] else ""
    return f"{row['endpoint']} {row['measure']}{at}".replace("_", " ")

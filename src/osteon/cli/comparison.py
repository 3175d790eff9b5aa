"""Reported and simulated numbers side by side, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osteon.cli.output import make_table
from osteon.trial.report import words

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from typing import Any

    from pandas import DataFrame
    from rich.text import Text

HEADINGS = ("reported", "simulated", "off by", "verdict")
_STYLES = {"inside": "green", "outside": "bold red", "not decided": "dim"}


def comparison_parts(comparison: DataFrame, title: str) -> Iterator[object]:
    """Yield the tables *reported | simulated (interval) | off by | verdict*, arm by arm.

    Parameters
    ----------
    comparison : pandas.DataFrame
        What ``TrialResult.compare`` returns.
    title : str
        The trial's title.
    """
    yield f"[bold]{title}[/]"
    if comparison.empty:
        yield "nothing was reported to compare with"
        return
    who = list(map(arm_name, comparison["arm"], comparison["versus"]))
    rows = [_row(row) for row in comparison.to_dict("records")]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    first = max(widths[0], *map(len, who))
    for arm in dict.fromkeys(who):
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


def number_name(endpoint: str, measure: str, at: str | None) -> str:
    """Return what a number is, in words: ``uNTX: median change, % at 13 weeks``."""
    measured = words.measured(endpoint, measure)
    return f"{words.short_title(endpoint)}: {measured}{f' at {at}' if at else ''}"


def arm_name(arm: str, versus: str | None) -> str:
    """Return whose number it is: the arm, or ``denosumab / zoledronic acid`` for a contrast."""
    return f"{arm} / {versus}" if versus else arm


def value_and_interval(value: float, low: float, high: float) -> str:
    """Return ``0.82 (0.71–0.95)``, or the value alone without an interval."""
    interval = words.interval(low, high)
    # A dash saves room, but cannot be read between minus signs.
    interval = interval if "−" in interval else interval.replace(" to ", "–")
    return f"{words.number(value)} {interval}".rstrip()


def _row(row: dict[Hashable, Any]) -> tuple[str | Text, ...]:
    from rich.text import Text

    return (
        number_name(row["endpoint"], row["measure"], row["at"]),
        value_and_interval(row["reported"], row["reported_low"], row["reported_high"]),
        value_and_interval(row["simulated"], row["simulated_low"], row["simulated_high"]),
        words.difference(row["measure"], row["difference"]),
        Text(row["verdict"], _STYLES[row["verdict"]], no_wrap=True),
    )

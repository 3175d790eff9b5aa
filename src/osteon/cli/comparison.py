"""Reported and simulated numbers side by side, for a terminal."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from osteon.cli.output import make_table
from osteon.trial.report import words

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from typing import Any

    from pandas import DataFrame
    from rich.table import Table
    from rich.text import Text

HEADINGS = ("reported", "simulated", "z", "verdict")
PARAMETERS = "parameters"
SCORE_HEADINGS = (
    "trial",
    "numbers",
    "inside",
    "outside",
    "not decided",
    "inside, %",
    "rms z",
    "furthest z",
)
_STYLES = {"inside": "green", "outside": "bold red", "not decided": "dim"}


def comparison_parts(comparison: DataFrame, title: str) -> Iterator[object]:
    """Yield the tables *reported | simulated (interval) | z | verdict*, arm by arm.

    The interval beside a simulated number is that of sampling. Where somebody worked out the one
    that uncertain parameters leave, it has a column of its own, and z and verdict heed both.

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
    uncertain = bool(comparison["parameter_low"].notna().any())
    rows = [_row(row, uncertain=uncertain) for row in comparison.to_dict("records")]
    headings = (*HEADINGS[:2], PARAMETERS, *HEADINGS[2:]) if uncertain else HEADINGS
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    first = max(widths[0], *map(len, who))
    for arm in dict.fromkeys(who):
        own = (row for row, here in zip(rows, who, strict=True) if here == arm)
        # The same widths for every arm, so that the numbers stand below each other.
        table = make_table((arm.ljust(first), *headings), own, right=len(headings) - 1)
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


def score_table(scores: DataFrame) -> Table:
    """Return what `osteon.trial.scoreboard.score` found, as a table."""
    rows = [
        (
            str(row["trial"]),
            *(str(row[name]) for name in ("numbers", "inside", "outside", "not_decided")),
            words.number(row["inside_percent"]),
            words.number(row["rms_z"]),
            standard_errors(row["furthest_z"]),
        )
        for row in scores.to_dict("records")
    ]
    return make_table(SCORE_HEADINGS, rows, right=len(SCORE_HEADINGS) - 1)


def number_name(
    endpoint: str, measure: str, at: str | None, group: str = "", since: str | None = None
) -> str:
    """Return what a number is, in words: ``uNTX: median change, % at 13 weeks, ecog = 2``."""
    measured = words.measured(endpoint, measure)
    when = f" from {since}" if since else ""
    when += f"{' to' if since else ' at'} {at}" if at else ""
    return f"{words.short_title(endpoint)}: {measured}{when}{f', {group}' if group else ''}"


def arm_name(arm: str, versus: str | None) -> str:
    """Return whose number it is: the arm, or ``denosumab / zoledronic acid`` for a contrast."""
    return f"{arm} / {versus}" if versus else arm


def value_and_interval(value: float, low: float, high: float, *, measure: str = "") -> str:
    """Return ``0.82 (0.71–0.95)``, or the value alone without an interval."""
    return f"{words.quantity(measure, value)} {ends(low, high)}".rstrip()


def ends(low: float, high: float) -> str:
    """Return ``(0.71–0.95)``, or nothing without an interval."""
    interval = words.interval(low, high)
    # A dash saves room, but cannot be read between minus signs.
    return interval if "−" in interval else interval.replace(" to ", "–")


def standard_errors(z: float) -> str:
    """Return ``+1.9``: how far off a number is in standard errors."""
    if isnan(z):
        return words.MISSING
    return f"{z:+.1f}".replace("-", "−").replace("inf", "∞")


def _row(row: dict[Hashable, Any], *, uncertain: bool) -> tuple[str | Text, ...]:
    from rich.text import Text

    measure = row["measure"]
    reported, simulated = (
        value_and_interval(row[name], row[f"{name}_low"], row[f"{name}_high"], measure=measure)
        for name in ("reported", "simulated")
    )
    cells = [
        number_name(row["endpoint"], measure, row["at"], row["group"], row["since"]),
        reported,
        simulated,
        *([ends(row["parameter_low"], row["parameter_high"])] if uncertain else []),
        standard_errors(row["z"]),
    ]
    return (*cells, Text(row["verdict"], _STYLES[row["verdict"]], no_wrap=True))

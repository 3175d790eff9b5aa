"""The main numbers of a trial as plain text."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from osteon.trial.report import words

if TYPE_CHECKING:
    from pandas import DataFrame

NOT_A_DEVICE = "Simulated patients. Research and teaching, not a medical device."


def summarise(
    title: str,
    effects: "DataFrame",
    tables: Mapping[str, "DataFrame"],
    provenance: Mapping[str, Any],
) -> str:
    """Return title, how follow-up ended, every number with its interval, and a caution."""
    follow_up = tables["follow_up"].assign(lives=1)
    ends = follow_up.pivot_table("lives", "arm", "reason", "sum", fill_value=0, sort=False)
    speed = f"{provenance['n']} lives in {provenance['elapsed_s']:.1f} s, seed {provenance['seed']}"
    lines = [title, speed, "", "End of follow-up", ends.to_string(), ""]
    for endpoint, rows in effects.groupby("endpoint", sort=False):
        lines.append(words.spaced(str(endpoint)))
        lines += [f"  {_line(row)}" for row in rows.to_dict("records")]
    return "\n".join([*lines, "", NOT_A_DEVICE])


def _line(row: Mapping[Any, Any]) -> str:
    who = f"{row['arm']} v {row['versus']}" if row["versus"] else row["arm"]
    measure = words.MEASURES.get(row["measure"], words.spaced(row["measure"]))
    when = f" at {words.at_week(row['time'])}" if row["time"] == row["time"] else ""
    value = words.quantity(row["measure"], row["value"])
    return f"{who}: {measure}{when} {value} {words.interval(row['low'], row['high'])}".rstrip()

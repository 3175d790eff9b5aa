"""The main numbers of a trial as plain text."""

from collections.abc import Iterator, Mapping
from math import isnan, nan
from typing import TYPE_CHECKING, Any

from osteon.trial.report import words
from osteon.trial.report.baseline import FLOW

if TYPE_CHECKING:
    from pandas import DataFrame

NOT_A_DEVICE = "Simulated patients. Research and teaching, not a medical device."


def summarise(
    title: str,
    effects: "DataFrame",
    tables: Mapping[str, "DataFrame"],
    provenance: Mapping[str, Any],
    spread: "DataFrame | None" = None,
) -> str:
    """Return title, how follow-up ended, every number with its interval, and a caution.

    With `spread`, of the form of `effects`, also the interval that uncertain parameters leave.
    """
    if spread is not None:
        effects = effects.assign(parameter_low=spread["low"], parameter_high=spread["high"])
    follow_up = tables["follow_up"]
    number = provenance["n"]
    lives = "1 life" if number == 1 else f"{number} lives"
    speed = f"{lives} in {provenance['elapsed_s']:.1f} s, seed {provenance['seed']}"
    lines = [title, speed, "", "End of follow-up", *_ends(follow_up), ""]
    for endpoint, rows in effects.groupby("endpoint", sort=False):
        lines.append(words.short_title(str(endpoint)))
        lines += [f"  {_line(row)}" for row in rows.to_dict("records")]
    return "\n".join([*lines, "", NOT_A_DEVICE])


def _ends(follow_up: "DataFrame") -> Iterator[str]:
    """Yield a line for each arm: how many died, dropped out, completed and failed."""
    for arm, rows in follow_up.groupby("arm", sort=False, observed=True):
        counts = rows["reason"].value_counts()
        parts = [
            f"{counts[reason]} {text[0].lower()}{text[1:]}"
            for reason, text in FLOW.items()
            if counts.get(reason, 0)
        ]
        yield f"  {arm}: {', '.join(parts)}"


def _line(row: Mapping[Any, Any]) -> str:
    who = f"{row['arm']} v {row['versus']}" if row["versus"] else row["arm"]
    measure = words.measured(row["endpoint"], row["measure"])
    when = f" at {words.at_week(row['time'])}" if row["time"] == row["time"] else ""
    value = words.quantity(row["measure"], row["value"])
    number = f"{value} {words.interval(row['low'], row['high'])}".rstrip()
    # What the number itself says already is not said twice.
    note = f" [{row['note']}]" if row["note"] and row["note"] != value else ""
    return f"{who}: {measure}{when} {number}{_doubt(row)}{note}"


def _doubt(row: Mapping[Any, Any]) -> str:
    low, high = row.get("parameter_low", nan), row.get("parameter_high", nan)
    said = "" if isnan(low) else words.interval(low, high)
    return f", parameters {said}" if said else ""

"""What was reported beside what was simulated, with a verdict.

A simulated number is *inside* when its distance from the reported one is no more than sampling
of both explains: the half-widths of the two 95 % intervals on the sides that face each other,
added in squares. Ratios are compared by their logarithms, medians of time by their inverses (a
median that was not reached is a rate of zero), everything else as it stands.

References
----------
newcombe_1998, zou_2008
"""

from math import hypot, inf, isfinite, isnan, log, nan, sqrt
from typing import TYPE_CHECKING, NamedTuple

from osteon.analysis.estimate import NORMAL_QUANTILE
from osteon.analysis.proportions import percent

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.reported import Reported
    from osteon.library.trial_file import TrialFile

INSIDE, OUTSIDE, NOT_DECIDED = "inside", "outside", "not decided"


class Interval(NamedTuple):
    """A number with the ends of its interval."""

    value: float
    low: float
    high: float


class Comparison(NamedTuple):
    """One row of the comparison; `difference` is simulated over reported for ratios."""

    endpoint: str
    measure: str
    arm: str
    versus: str
    at: str
    reported: float
    reported_low: float
    reported_high: float
    simulated: float
    simulated_low: float
    simulated_high: float
    difference: float
    verdict: str
    checked: str
    note: str

    @classmethod
    def rows(cls, comparison: "pd.DataFrame") -> list["Comparison"]:
        """Return the rows of a comparison table."""
        columns = comparison[list(cls._fields)]
        return [cls(*row) for row in columns.itertuples(index=False, name=None)]


def compare(trial_file: "TrialFile", effects: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row for each number the trial reported, in the file's order.

    Parameters
    ----------
    trial_file : TrialFile
        Its `reported` rows; only those read in their source decide a verdict.
    effects : DataFrame
        From `compute_effects`.
    """
    import pandas as pd

    rows = [_compare_one(row, effects) for row in trial_file.reported]
    return pd.DataFrame(rows, columns=list(Comparison._fields))


def is_inside(simulated: Interval, reported: Interval) -> bool:
    """Return whether sampling of both explains their distance, on the scale of comparison."""
    if not isfinite(simulated.value):
        return simulated.low <= reported.high and reported.low <= simulated.high
    if simulated.value >= reported.value:
        half = hypot(simulated.value - simulated.low, reported.high - reported.value)
    else:
        half = hypot(simulated.high - simulated.value, reported.value - reported.low)
    return abs(simulated.value - reported.value) <= half


def reported_interval(row: "Reported") -> tuple[Interval | None, str]:
    """Return a reported number with its interval, and where the interval is from.

    As printed; else binomial from events and patients; else Poisson for a mean number of events;
    else None.
    """
    if row.interval is not None:
        return Interval(row.value, *row.interval), ""
    if row.n and row.measure == "percent":
        events = round(row.value * row.n / 100) if row.events is None else row.events
        wilson = percent(events, row.n)
        return Interval(row.value, wilson.ci_low, wilson.ci_high), "reported interval is binomial"
    if row.n and row.measure == "mean_number":
        half = NORMAL_QUANTILE * sqrt(row.value / row.n)
        ends = (max(0.0, row.value - half), row.value + half)
        return Interval(row.value, *ends), "reported interval is Poisson"
    return None, "no reported interval: taken to be as wide as the simulated one"


def _compare_one(row: "Reported", effects: "pd.DataFrame") -> Comparison:
    simulated, n, note = _find(row, effects)
    reported, origin = reported_interval(row)
    verdict, reason = _judge(row, reported, simulated, n)
    shown = reported or Interval(row.value, nan, nan)
    return Comparison(
        row.endpoint,
        row.measure,
        row.arm,
        row.versus or "",
        row.at or "",
        *shown,
        *simulated,
        difference(row.measure, row.value, simulated.value),
        verdict,
        row.checked,
        "; ".join(part for part in (reason, note, origin if not reason else "") if part),
    )


def difference(measure: str, reported: float, simulated: float) -> float:
    """Return how far off: simulated over reported for ratios, otherwise simulated minus reported.

    `nan` where one of them is not a finite number.
    """
    if not (isfinite(reported) and isfinite(simulated)):
        return nan
    return simulated / reported if measure.endswith("_ratio") else simulated - reported


def _judge(
    row: "Reported", reported: Interval | None, simulated: Interval, n: int
) -> tuple[str, str]:
    if not row.is_checked:
        return NOT_DECIDED, "reported value not read in its source"
    if any(isnan(number) for number in simulated):
        return NOT_DECIDED, "no simulated interval to judge by"
    ours = _on_scale(row.measure, simulated)
    if reported is None:
        theirs = _borrow(_on_scale(row.measure, Interval(*[row.value] * 3)), ours, row.n, n)
    else:
        theirs = _on_scale(row.measure, reported)
    return (INSIDE if is_inside(ours, theirs) else OUTSIDE), ""


def _borrow(reported: Interval, simulated: Interval, n: int | None, n_simulated: int) -> Interval:
    """Give a reported number the width of the simulated one, for its own number of patients."""
    factor = sqrt(n_simulated / n) if n else 1.0
    value = reported.value
    below, above = simulated.value - simulated.low, simulated.high - simulated.value
    return Interval(value, value - factor * below, value + factor * above)


def _on_scale(measure: str, interval: Interval) -> Interval:
    if measure.endswith("_ratio"):
        return Interval(*(_log(x) for x in interval))
    if measure == "median":
        value, low, high = (inf if x == 0 else 1 / x for x in interval)
        return Interval(value, high, low)
    return interval


def _log(ratio: float) -> float:
    return log(ratio) if ratio > 0 else -inf


def _find(row: "Reported", effects: "pd.DataFrame") -> tuple[Interval, int, str]:
    match = (
        (effects["endpoint"] == row.endpoint)
        & (effects["measure"] == row.measure)
        & (effects["arm"] == row.arm)
        & (effects["versus"] == (row.versus or ""))
    )
    if row.at_days is not None:
        match &= effects["time"] == row.at_days
    found = effects[match]
    if found.empty:
        return Interval(nan, nan, nan), 0, "not simulated"
    one = found.iloc[0]
    interval = Interval(float(one["value"]), float(one["low"]), float(one["high"]))
    return interval, int(one["n"]), str(one["note"])

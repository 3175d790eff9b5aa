"""What was reported beside what was simulated, with a verdict.

A simulated number is *inside* when its distance from the reported one is no more than sampling
of both explains, and uncertain parameters of the model where somebody worked out what they leave:
the half-widths of the 95 % intervals on the sides that face each other, added in squares. Ratios
are compared by their logarithms, medians of time by their inverses (a median that was not reached
is a rate of zero), everything else as it stands.

References
----------
newcombe_1998, zou_2008
"""

from math import exp, hypot, inf, isfinite, isnan, log, nan, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from osteon.analysis.estimate import NORMAL_QUANTILE
from osteon.analysis.proportions import percent
from osteon.analysis.rates import poisson_rate
from osteon.library.measures import UNTIL_REACHED

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.reported import Reported
    from osteon.library.trial_file import TrialFile

INSIDE, OUTSIDE, NOT_DECIDED = "inside", "outside", "not decided"
NOT_READ = "reported value not read in its source"
SET_BY_IT = "an input: the cohort's own numbers were set by it"
SHARES = ("percent", "event_free", "cumulative_incidence", "percent_in_state")
RATES = ("incidence_rate", "rate_per_year", "rate_per_patient", "periods_per_year")
INVERSE = UNTIL_REACHED  # compared as rates


class Interval(NamedTuple):
    """A number with the ends of its interval."""

    value: float
    low: float
    high: float


class Comparison(NamedTuple):
    """One row of the comparison.

    Attributes
    ----------
    difference : float
        Simulated over reported for ratios, otherwise simulated minus reported.
    z : float
        The same in standard errors of both, on the scale of comparison, the doubt of uncertain
        parameters included where it is known; beyond 1.96 is outside.
    parameter_low, parameter_high : float
        Ends of the interval that uncertain parameters of the model leave; `nan` where nobody
        worked it out. Sampling alone makes `simulated_low` and `simulated_high`.
    """

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
    since: str = ""
    group: str = ""
    z: float = nan
    parameter_low: float = nan
    parameter_high: float = nan

    @classmethod
    def rows(cls, comparison: "pd.DataFrame") -> list["Comparison"]:
        """Return the rows of a comparison table."""
        columns = comparison[list(cls._fields)]
        return [cls(*row) for row in columns.itertuples(index=False, name=None)]


def compare(
    trial_file: "TrialFile", effects: "pd.DataFrame", spread: "pd.DataFrame | None" = None
) -> "pd.DataFrame":
    """Return one row for each number the trial reported, in the file's order.

    Parameters
    ----------
    trial_file : TrialFile
        Its `reported` rows; only those read in their source decide a verdict.
    effects : DataFrame
        From `compute_effects`.
    spread : DataFrame, optional
        Of the form of `effects`, with the ends that uncertain parameters leave as `low`, `high`.
    """
    import pandas as pd

    rows = [_compare_one(row, effects, spread) for row in trial_file.reported]
    return pd.DataFrame(rows, columns=list(Comparison._fields))


def is_inside(simulated: Interval, reported: Interval) -> bool:
    """Return whether sampling of both explains their distance, on the scale of comparison."""
    if not isfinite(simulated.value):
        return simulated.low <= reported.high and reported.low <= simulated.high
    return abs(simulated.value - reported.value) <= _half(simulated, reported)


def standardised(simulated: Interval, reported: Interval) -> float:
    """Return the distance on the scale of comparison in standard errors of both, `nan` if none."""
    distance, half = simulated.value - reported.value, _half(simulated, reported)
    if not isfinite(distance) or isnan(half):
        return nan
    if half == 0:
        return 0.0 if distance == 0 else inf * distance
    return NORMAL_QUANTILE * distance / half


def _half(simulated: Interval, reported: Interval) -> float:
    """Half-widths on the sides that face each other, added in squares."""
    if simulated.value >= reported.value:
        return hypot(simulated.value - simulated.low, reported.high - reported.value)
    return hypot(simulated.high - simulated.value, reported.value - reported.low)


def reported_interval(row: "Reported") -> tuple[Interval | None, str]:
    """Return a reported number with its interval, and where the interval is from.

    As printed; else binomial from events and patients for shares; else Poisson for a mean number
    of events, and for a rate whose events are known; else None.
    """
    if row.interval is not None:
        return Interval(row.value, *row.interval), ""
    if row.n and row.measure in SHARES:
        events = round(row.value * row.n / 100) if row.events is None else row.events
        wilson = percent(events, row.n)
        return Interval(row.value, wilson.ci_low, wilson.ci_high), "reported interval is binomial"
    if row.n and row.measure == "mean_number":
        half = NORMAL_QUANTILE * sqrt(row.value / row.n)
        ends = (max(0.0, row.value - half), row.value + half)
        return Interval(row.value, *ends), "reported interval is Poisson"
    if row.events and row.measure in RATES:
        exact = poisson_rate(row.events, row.events / row.value, row.n or row.events)
        return Interval(row.value, exact.ci_low, exact.ci_high), "reported interval is Poisson"
    return None, "no reported interval: taken to be as wide as the simulated one"


def _compare_one(
    row: "Reported", effects: "pd.DataFrame", spread: "pd.DataFrame | None"
) -> Comparison:
    simulated, n, note = find_effect(row, effects)
    reported, origin = reported_interval(row)
    uncertain = find_effect(row, spread)[0] if spread is not None else Interval(nan, nan, nan)
    verdict, reason, z = _judge(row, reported, simulated, uncertain, n)
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
        row.since or "",
        row.group,
        z,
        *uncertain[1:],
    )


def difference(measure: str, reported: float, simulated: float) -> float:
    """Return how far off: simulated over reported for ratios, otherwise simulated minus reported.

    `nan` where one of them is not a finite number.
    """
    if not (isfinite(reported) and isfinite(simulated)):
        return nan
    return simulated / reported if measure.endswith("_ratio") else simulated - reported


def _judge(
    row: "Reported", reported: Interval | None, simulated: Interval, uncertain: Interval, n: int
) -> tuple[str, str, float]:
    if any(isnan(number) for number in simulated):
        reason = "no simulated interval to judge by" if row.is_checked else NOT_READ
        return NOT_DECIDED, reason, nan
    ours = on_scale(row.measure, simulated)
    if reported is None:
        theirs = _borrow(on_scale(row.measure, Interval(*[row.value] * 3)), ours, row.n, n)
    else:
        theirs = on_scale(row.measure, reported)
    if not any(isnan(end) for end in uncertain):
        ours = _with_doubt(ours, on_scale(row.measure, uncertain))
    z = standardised(ours, theirs)
    # More of a median is less of a rate.
    z = -z if row.measure in INVERSE else z
    if not row.is_checked or row.input:
        return NOT_DECIDED, SET_BY_IT if row.input else NOT_READ, z
    return (INSIDE if is_inside(ours, theirs) else OUTSIDE), "", z


def _with_doubt(sampled: Interval, uncertain: Interval) -> Interval:
    """Add the half-widths that uncertain parameters leave, in squares."""
    value = sampled.value
    below = hypot(value - sampled.low, value - uncertain.low)
    above = hypot(sampled.high - value, uncertain.high - value)
    return Interval(value, value - below, value + above)


def _borrow(reported: Interval, simulated: Interval, n: int | None, n_simulated: int) -> Interval:
    """Give a reported number the width of the simulated one, for its own number of patients."""
    factor = sqrt(n_simulated / n) if n else 1.0
    value = reported.value
    below, above = simulated.value - simulated.low, simulated.high - simulated.value
    return Interval(value, value - factor * below, value + factor * above)


def on_scale(measure: str, interval: Interval) -> Interval:
    """Return a number on the scale on which it is compared: see the head of this module."""
    if measure.endswith("_ratio"):
        return Interval(*(_log(x) for x in interval))
    if measure in INVERSE:
        value, low, high = (inf if x == 0 else 1 / x for x in interval)
        return Interval(value, high, low)
    return interval


def from_scale(measure: str, interval: Interval) -> Interval:
    """Return a number on the scale of comparison as it is reported."""
    if measure.endswith("_ratio"):
        return Interval(*(exp(x) for x in interval))
    if measure in INVERSE:
        value, low, high = (inf if x <= 0 else 1 / x for x in interval)
        return Interval(value, high, low)
    return interval


def _log(ratio: float) -> float:
    return log(ratio) if ratio > 0 else -inf


def find_effect(row: "Reported", effects: "pd.DataFrame") -> tuple[Interval, int, str]:
    """Return the simulated number that answers a reported one, of how many patients, and a note."""
    column = {name: effects[name].to_numpy() for name in effects}
    match = column["since"] == row.since_days if row.since else np.isnan(column["since"])
    asked = {name: getattr(row, name) for name in ("endpoint", "measure", "arm", "group")}
    for name, value in {**asked, "versus": row.versus or ""}.items():
        match = match & (column[name] == value)
    if row.at_days is not None:
        match = match & (column["time"] == row.at_days)
    found = np.flatnonzero(match)
    if not len(found):
        return Interval(nan, nan, nan), 0, "not simulated"
    # Without a day the whole follow-up is meant, where there is such a number.
    when = np.nan_to_num(column["time"][found], nan=-inf)
    one = {name: values[found[np.argmin(when)]] for name, values in column.items()}
    interval = Interval(float(one["value"]), float(one["low"]), float(one["high"]))
    return interval, int(one["n"]), str(one["note"])

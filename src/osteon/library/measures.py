"""Measures: the numbers that an endpoint can be put into, and how each is asked for."""

from collections.abc import Mapping
from typing import Literal

Measure = Literal[
    "hazard_ratio",
    "subdistribution_hazard_ratio",
    "median",
    "lower_quartile",
    "upper_quartile",
    "percent",
    "percent_difference",
    "event_free",
    "event_free_difference",
    "cumulative_incidence",
    "cumulative_incidence_difference",
    "incidence_rate",
    "rmst",
    "rmst_difference",
    "rmst_ratio",
    "mean_number",
    "mean_number_difference",
    "rate_ratio",
    "rate_per_year",
    "rate_per_year_ratio",
    "rate_per_patient",
    "periods_per_year",
    "mean_days",
    "mean_days_difference",
    "days_per_year",
    "percent_of_time",
    "percent_in_state",
    "percent_change_median",
    "mean",
]

_OF_DEATH: tuple[Measure, ...] = (
    "hazard_ratio",
    "median",
    "lower_quartile",
    "upper_quartile",
    "percent",
    "percent_difference",
    "event_free",
    "event_free_difference",
    "incidence_rate",
    "rmst",
    "rmst_difference",
    "rmst_ratio",
)
_OF_FIRST: tuple[Measure, ...] = (
    *_OF_DEATH,
    "subdistribution_hazard_ratio",
    "cumulative_incidence",
    "cumulative_incidence_difference",
)
ANSWERS: Mapping[str, tuple[Measure, ...]] = {
    "time_to_first": _OF_FIRST,
    "event_type": ("percent", "cumulative_incidence"),
    "survival": _OF_DEATH,
    "dropout": ("percent",),
    "proportion": _OF_FIRST,
    "time_to_reading": _OF_FIRST,
    "recurrent": (
        "mean_number",
        "mean_number_difference",
        "rate_ratio",
        "rate_per_year",
        "rate_per_year_ratio",
        "rate_per_patient",
        "periods_per_year",
    ),
    "time_spent": (
        "mean_days",
        "mean_days_difference",
        "days_per_year",
        "percent_of_time",
        "percent",
        "percent_in_state",
    ),
    "change_from_baseline": ("percent_change_median",),
    "mean_value": ("mean",),
}
"""Measures that each kind of endpoint can answer."""
CONTRASTS: tuple[Measure, ...] = (
    "hazard_ratio",
    "subdistribution_hazard_ratio",
    "percent_difference",
    "event_free_difference",
    "cumulative_incidence_difference",
    "rmst_difference",
    "rmst_ratio",
    "mean_number_difference",
    "rate_ratio",
    "rate_per_year_ratio",
    "mean_days_difference",
)
"""Measures of one arm over another."""
LANDMARKS: tuple[Measure, ...] = (
    "event_free",
    "event_free_difference",
    "cumulative_incidence",
    "cumulative_incidence_difference",
    "rmst",
    "rmst_difference",
    "rmst_ratio",
)
"""Measures that need a day at which they are read."""
ALSO_AT_LANDMARKS: tuple[Measure, ...] = (
    "percent_difference",
    "mean_number",
    "mean_number_difference",
)
"""Measures of the whole follow-up, and besides at the days that an endpoint names."""
MAY_BE_READ_AT: tuple[Measure, ...] = (
    *LANDMARKS,
    "percent",
    "percent_difference",
    "incidence_rate",
    "mean_number",
    "mean_number_difference",
    "percent_in_state",
    "percent_change_median",
    "mean",
)
"""Measures that may be read at a day; the others are of the whole follow-up."""
MAY_BEGIN_LATER: tuple[Measure, ...] = ("incidence_rate",)
"""Measures that may leave out what was before a day."""
UNTIL_REACHED: tuple[Measure, ...] = ("median", "lower_quartile", "upper_quartile")
"""Times that may not be reached."""
UNITS: Mapping[str, str] = {
    **dict.fromkeys((*UNTIL_REACHED, "rmst", "rmst_difference"), "months"),
    **dict.fromkeys(("mean_days", "mean_days_difference", "days_per_year"), "days"),
}
"""Units of the measures that are times; others are ratios, percent or events."""

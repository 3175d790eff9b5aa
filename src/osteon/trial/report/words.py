"""Numbers and names as a reader wants them."""

from math import floor, inf, isinf, isnan, log10

from osteon.library.measures import UNTIL_REACHED
from osteon.trial.measures import DAYS_PER_MONTH

MEASURES = {
    "hazard_ratio": "hazard ratio",
    "subdistribution_hazard_ratio": "subdistribution hazard ratio",
    "rate_ratio": "rate ratio",
    "median": "median, months",
    "lower_quartile": "first quarter by, months",
    "upper_quartile": "third quarter by, months",
    "percent": "patients, %",
    "percent_difference": "difference, % points (Miettinen-Nurminen)",
    "event_free": "free of it, %",
    "event_free_difference": "free of it, difference, % points",
    "cumulative_incidence": "cumulative incidence, %",
    "cumulative_incidence_difference": "cumulative incidence, difference, % points",
    "incidence_rate": "per 100 patient-years",
    "rmst": "restricted mean, months",
    "rmst_difference": "restricted mean, difference, months",
    "rmst_ratio": "ratio of restricted means",
    "mean_number": "events per patient",
    "mean_number_difference": "events per patient, difference",
    "rate_per_year": "events per patient-year",
    "rate_per_year_ratio": "ratio of events per patient-year",
    "rate_per_patient": "mean of patients' yearly rates",
    "periods_per_year": "periods with events, per year",
    "mean_days": "days per patient",
    "mean_days_difference": "days per patient, difference",
    "days_per_year": "days per patient-year",
    "percent_of_time": "of the time, %",
    "percent_in_state": "patients then, %",
    "percent_change_median": "median change, %",
    "mean": "mean",
}
# What an endpoint is called where a title does not fit; another one by its name.
SHORT_TITLES = {
    "first_sre": "first SRE",
    "sre_count": "all SREs",
    "first_sre_type_fracture": "first SRE a fracture",
    "first_sre_type_radiation": "first SRE radiation",
    "first_sre_type_surgery": "first SRE surgery",
    "first_sre_type_scc": "first SRE compression",
    "first_radiation": "first radiation",
    "first_sre_or_hypercalcaemia": "SRE or high calcium",
    "survival": "overall survival",
    "dropout": "left the trial early",
    "untx": "uNTX",
    "sctx": "sCTX",
    "bsap": "BSAP",
    "hypocalcaemia": "low calcium",
    "hypercalcaemia": "high calcium",
    "first_sse": "first SSE",
    "sse_count": "all SSEs",
    "moderate_severe_pain": "moderate or severe pain",
}
ABBREVIATIONS = {"sre": "SRE", "sse": "SSE"}
DIED = "died, %"
CALENDAR = 1e-3  # months: a day so near to a month is one
SCORE = "_0_10"
UNITS = {"l": "L", "ml": "mL", "ug": "µg"}
MISSING = "–"


def measured(endpoint: str, measure: str) -> str:
    """Return a measure in words; the percent of survival is the share who died."""
    if (endpoint, measure) == ("survival", "percent"):
        return DIED
    return MEASURES.get(measure, spaced(measure))


def short_title(endpoint: str) -> str:
    """Return what an endpoint is called in a narrow table."""
    usual = " ".join(ABBREVIATIONS.get(word, word) for word in spaced(endpoint).split())
    return SHORT_TITLES.get(endpoint, usual)


def number(value: float) -> str:
    """Return a number to two decimals, fewer above ten, two digits below 0.1.

    The minus sign is a true one; a missing value is a dash.
    """
    if isnan(value):
        return MISSING
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    magnitude = floor(log10(abs(value)))
    decimals = 1 - magnitude if magnitude < -1 else max(0, 2 - max(magnitude, 0))
    return f"{value:.{min(decimals, 4)}f}".replace("-", "−")


def quantity(measure: str, value: float) -> str:
    """Return a number as its measure wants it: an infinite median was not reached."""
    return "not reached" if measure in UNTIL_REACHED and value == inf else number(value)


def interval(low: float, high: float) -> str:
    """Return ``(0.71 to 0.95)``, or nothing where there is no interval."""
    if isnan(low) or isnan(high) or low == inf:
        return ""
    return f"({number(low)} to {number(high)})"


def difference(measure: str, value: float) -> str:
    """Return how far off a simulated number is: ``× 1.05`` for ratios, ``+0.3`` otherwise."""
    if isnan(value):
        return MISSING
    if measure.endswith("_ratio"):
        return f"× {number(value)}"
    return f"{'+' if value > 0 else ''}{number(value)}"


def p_value(p: float) -> str:
    """Return ``= 0.031``, or ``< 0.0001``."""
    return "<\u00a00.0001" if p < 1e-4 else f"=\u00a0{p:#.2g}"


def count(value: int) -> str:
    """Return a whole number with narrow, unbreakable spaces between thousands."""
    return f"{value:,}".replace(",", "\u202f")


def share(part: int, whole: int) -> str:
    """Return ``12 (34.3 %)``, or the count alone when there is nothing to divide by."""
    return f"{count(part)} ({100 * part / whole:.1f}\u00a0%)" if whole else count(part)


def spaced(name: str) -> str:
    """Return a name of the tables as words: ``pathological_fracture`` without its underscore."""
    return name.replace("_", " ")


def unit_of_reading(name: str | None) -> str:
    """Return the unit that ends the name of a reading: ``mmol/L`` for ``calcium_mmol_l``."""
    if name is not None and name.endswith(SCORE):
        return "score, 0 to 10"
    parts = (name or "").split("_")[1:]
    return "/".join(UNITS.get(part, part) for part in parts)


def at_week(day: float) -> str:
    """Return ``week 13`` for day 91, ``month 6``, ``day 3``, nothing for the whole follow-up."""
    if isnan(day):
        return ""
    month = day / DAYS_PER_MONTH
    if day % 7 > 0 and month >= 1 and abs(month - round(month)) < CALENDAR:
        return f"month {round(month)}"
    return f"day {day:g}" if 0 < day < 7 else f"week {day / 7:.3g}"


def listed(words: list[str], last: str = "and") -> str:
    """Return ``a, b and c``."""
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} {last} {words[-1]}"

"""What the report says in words, its figures in order, its settings and its sources."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from osteon.analysis.logrank import log_rank
from osteon.base.citations import format_reference
from osteon.trial.arms import Arm
from osteon.trial.counting import asked_of, times
from osteon.trial.endpoints import Effect
from osteon.trial.groups import NO_STRATA, Strata
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.questions import OF_READINGS
from osteon.trial.report.baseline import Grid
from osteon.trial.report.courses import course_figure
from osteon.trial.report.figures import count_figure, survival_figure
from osteon.trial.report.words import count, interval, listed, number, spaced

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint
    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile

LABELS = {
    "n": "Patients",
    "elapsed": "Time taken, s",
    "elapsed_s": "Time taken, s",
    "patients_per_s": "Patients per second",
}
METHODS = (
    "kaplan_1958",
    "greenwood_1926",
    "mantel_1966",
    "cox_1972",
    "efron_1977",
    "andersen_1982",
    "lin_1989",
    "ghosh_2000",
    "wilson_1927",
    "newcombe_1998",
    "zou_2008",
)
METHODS_OF = {
    "subdistribution_hazard_ratio": ("fine_1999",),
    "cumulative_incidence": ("aalen_1978",),
    "cumulative_incidence_difference": ("aalen_1978",),
    "rmst": ("irwin_1949",),
    "rmst_difference": ("irwin_1949", "royston_2013"),
    "rmst_ratio": ("irwin_1949", "royston_2013"),
    "percent_difference": ("miettinen_1985",),
    "incidence_rate": ("garwood_1936",),
    "rate_ratio": ("lin_2000",),
}
"""References of measures that not every trial asks for."""

UNPAIRED = (
    "The test takes the arms for different patients; in a twin design they are the same, "
    "so that p is only a rough guide, and as a rule too large."
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the heading above it and the caption below."""

    heading: str
    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Source:
    """A reference as text, and its DOI apart so that it can be followed."""

    text: str
    doi: str


def lead(
    trial_file: "TrialFile", arms: Sequence[Arm], effects: "pd.DataFrame", library: "Library"
) -> str:
    """Return the first sentences: who was simulated, and the first hazard ratio."""
    twin = trial_file.design == "twin"
    groups = listed([f"{arm.name} ({count(arm.n)})" for arm in arms], "and" if twin else "or")
    verb = "who each live once in every arm:" if twin else "randomised to"
    months = f"{trial_file.horizon_days / DAYS_PER_MONTH:.3g}"
    n = len(set().union(*(arm.patient.tolist() for arm in arms)))
    text = f"{count(n)} simulated patients, {verb} {groups}, followed for up to {months} months."
    ratios = effects[(effects["measure"] == "hazard_ratio") & effects["value"].notna()]
    for row in Effect.rows(ratios)[:1]:
        found = f"hazard ratio {number(row.value)} {interval(row.low, row.high)}"
        title = trial_file.endpoint(row.endpoint, library).title
        text += f" {title}: {found}, {row.arm} over {row.versus}."
    return text


def figures(
    trial_file: "TrialFile",
    arms: Sequence[Arm],
    tables: Mapping[str, "pd.DataFrame"],
    library: "Library",
    strata: Strata = NO_STRATA,
) -> list[Figure]:
    """Return every figure the trial's endpoints ask for, in the order of the endpoints."""
    endpoints = [trial_file.endpoint(name, library) for name in trial_file.endpoints]
    drawn = [_figure(endpoint, arms, trial_file.design, strata) for endpoint in endpoints]
    # In huge runs the observations stay in their parts, and nothing is drawn of them.
    whole = "observations" in tables
    read = [endpoint for endpoint in endpoints if endpoint.kind in OF_READINGS and whole]
    courses = course_figure(read, arms, tables, trial_file.visit_every_days)
    caption = (
        "Medians of the change from entry, or means of the value, at each visit with ten or more "
        "readings. Bands: 95 % intervals."
    )
    last = [Figure("Markers over time", courses, caption)] if courses else []
    return [figure for figure in drawn if figure is not None] + last


def settings_grid(trial_file: "TrialFile", provenance: Mapping[str, Any]) -> Grid:
    """Return what was run and how, one setting a row."""
    rows = [
        ("Source of the trial", trial_file.source or "none"),
        ("Design", trial_file.design),
        ("Longest follow-up", trial_file.horizon),
        ("Visits", f"every {trial_file.visit_every}"),
    ]
    rows += [(f"Arm: {arm.name}", _treatment(arm)) for arm in trial_file.arms]
    rows += [
        (LABELS.get(key) or spaced(key).capitalize(), _plain(value))
        for key, value in provenance.items()
        if key != "references"
    ]
    rows.append(("Python", platform.python_version()))
    return Grid(("Setting", "Value"), tuple(rows))


def sources(
    trial_file: "TrialFile", library: "Library", provenance: Mapping[str, Any]
) -> list[Source]:
    """Return the references this run used, with those of the statistics, by author."""
    keys = {trial_file.source, *provenance.get("references", ()), *METHODS}
    endpoints = [trial_file.endpoint(name, library) for name in trial_file.asked_endpoints]
    asked = {row.measure for row in trial_file.reported}
    asked |= {measure for endpoint in endpoints for measure in endpoint.measures}
    keys |= {key for measure in asked for key in METHODS_OF.get(measure, ())}
    keys |= {row.source for row in trial_file.reported if row.source}
    known = [library.references[key] for key in keys if key in library.references]
    without = [(r, replace(r, fields={**r.fields, "doi": "", "url": ""})) for r in known]
    return sorted(
        (Source(format_reference(bare), full.doi) for full, bare in without), key=lambda s: s.text
    )


def _figure(
    endpoint: "Endpoint", arms: Sequence[Arm], design: str, strata: Strata
) -> Figure | None:
    arms = [asked_of(endpoint, arm) for arm in arms]
    if endpoint.kind in ("time_to_first", "time_to_reading", "survival"):
        label = "Alive" if endpoint.kind == "survival" else "Free of the event"
        censored = (
            "Drop-out censors" if endpoint.kind == "survival" else "Death and drop-out censor"
        )
        caption = (
            f"Kaplan-Meier curves with 95 % bands. {censored}. {_log_rank(endpoint, arms, strata)}"
        )
        if design == "twin":
            caption += f" {UNPAIRED}"
        return Figure(endpoint.title, survival_figure(endpoint, arms, label), caption)
    if endpoint.kind == "recurrent":
        window = f"{endpoint.window_days:g} days"
        caption = (
            f"Mean cumulative count of events at least {window} apart, with 95 % bands. Patients "
            "who died have no more events and stay in the mean."
        )
        return Figure(endpoint.title, count_figure(endpoint, arms), caption)
    return None


def _log_rank(endpoint: "Endpoint", arms: Sequence[Arm], strata: Strata) -> str:
    by_arm = [times(endpoint, arm) for arm in arms]
    days, observed = (np.concatenate(columns) for columns in zip(*by_arm, strict=True))
    group, within = np.repeat(np.arange(len(arms)), [arm.n for arm in arms]), strata.of(arms)
    result = log_rank(days, observed, group, strata=within)
    test = "Log-rank test" if within is None else "Log-rank test within strata"
    if result.note:
        return f"{test}: {result.note}."
    p = "<\u00a00.0001" if result.p < 1e-4 else f"=\u00a0{result.p:.2g}"
    return f"{test}: chi-square {number(result.statistic)}, p\u00a0{p}."


def _treatment(arm: Any) -> str:
    parts = [str(part) for part in (arm.bone_agent, arm.supplements) if part]
    return "; ".join(parts) or "no bone agent"


def _plain(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)

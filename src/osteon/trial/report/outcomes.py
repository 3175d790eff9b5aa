"""The figures of the outcomes, endpoint by endpoint, and what stands below each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osteon.analysis.logrank import log_rank
from osteon.trial.arms import Arm
from osteon.trial.counting import asked_of, counted_events, times
from osteon.trial.groups import Strata
from osteon.trial.measures import DAYS_PER_YEAR
from osteon.trial.report.curves import (
    MOST_BANDS,
    Curve,
    count_table,
    curve_figure,
    incidence_table,
    survival_table,
)
from osteon.trial.report.figure import Figure
from osteon.trial.report.words import count, number, p_value

if TYPE_CHECKING:
    from osteon.library.endpoints import Endpoint

TIMED = ("time_to_first", "time_to_reading", "survival")
RECURRENT = "recurrent"
UNPAIRED = (
    "The test takes the arms for different patients; in a twin design they are the same, "
    "so that p is only a rough guide, and as a rule too large."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An endpoint with its figures, or the sentence that stands where nothing happened."""

    title: str
    figures: tuple[Figure, ...]
    sentence: str = ""


def outcomes(
    endpoints: Sequence["Endpoint"], arms: Sequence[Arm], design: str, strata: Strata
) -> tuple[Outcome, ...]:
    """Return every endpoint that has a curve, in the order of the trial."""
    found = [
        _outcome(own, [asked_of(own, arm) for arm in arms], design, strata) for own in endpoints
    ]
    return tuple(one for one in found if one.figures or one.sentence)


def _outcome(endpoint: "Endpoint", arms: Sequence[Arm], design: str, strata: Strata) -> Outcome:
    drawn = endpoint.kind in (*TIMED, RECURRENT)
    if drawn and not any(_happened(endpoint, arm) for arm in arms):
        return Outcome(endpoint.title, (), _nothing(endpoint, arms))
    return Outcome(endpoint.title, tuple(_figures(endpoint, arms, design, strata)))


def _happened(endpoint: "Endpoint", arm: Arm) -> bool:
    if endpoint.kind == RECURRENT:
        return bool(counted_events(endpoint, arm)[0].size)
    return bool(times(endpoint, arm)[1].any())


def _nothing(endpoint: "Endpoint", arms: Sequence[Arm]) -> str:
    """Return how many were followed for how long without the event, instead of empty axes."""
    what = "died" if endpoint.kind == "survival" else "had the event"
    years = [number(float(arm.last_day.sum()) / DAYS_PER_YEAR) for arm in arms]
    followed = "; ".join(
        f"{arm.name}, {count(arm.n)} patients for {long} years"
        for arm, long in zip(arms, years, strict=True)
    )
    return f"Nobody {what}. Followed in all: {followed}."


def _figures(
    endpoint: "Endpoint", arms: Sequence[Arm], design: str, strata: Strata
) -> Iterator[Figure]:
    if endpoint.kind in TIMED:
        yield _survival(endpoint, arms, design, strata)
    if endpoint.kind in ("time_to_first", "time_to_reading"):
        yield _incidence(endpoint, arms)
    if endpoint.kind == RECURRENT:
        yield _count(endpoint, arms)


def _survival(endpoint: "Endpoint", arms: Sequence[Arm], design: str, strata: Strata) -> Figure:
    alive = endpoint.kind == "survival"
    table = survival_table(endpoint, arms)
    axis = "Alive (%)" if alive else "Free of the event (%)"
    svg = curve_figure(
        Curve(endpoint.name, endpoint.title, axis, 100.0, _since(endpoint)), table, _names(arms)
    )
    censored = "Drop-out censors" if alive else "Death and drop-out censor"
    caption = f"Kaplan-Meier curves{_bands(arms)}. {censored}. {_log_rank(endpoint, arms, strata)}"
    if design == "twin" and len(arms) > 1:
        caption += f" {UNPAIRED}"
    return Figure(endpoint.name, endpoint.title, svg, caption, table)


def _incidence(endpoint: "Endpoint", arms: Sequence[Arm]) -> Figure:
    name, table = f"{endpoint.name}_incidence", incidence_table(endpoint, arms)
    title = f"{endpoint.title}: cumulative incidence"
    svg = curve_figure(
        Curve(name, title, "Cumulative incidence (%)", since=_since(endpoint)), table, _names(arms)
    )
    caption = (
        f"Cumulative incidence with death competing (Aalen-Johansen){_bands(arms)}: the share of "
        "all patients to whom the event has happened. Drop-out censors."
    )
    return Figure(name, title, svg, caption, table)


def _count(endpoint: "Endpoint", arms: Sequence[Arm]) -> Figure:
    table = count_table(endpoint, arms)
    curve = Curve(endpoint.name, endpoint.title, "Mean number of events per patient")
    apart = f" at least {endpoint.window_days:g} days apart" if endpoint.window_days else ""
    caption = (
        f"Mean cumulative count of events{apart}{_bands(arms)}. Patients who died have no more "
        "events and stay in the mean (Ghosh-Lin)."
    )
    svg = curve_figure(curve, table, _names(arms))
    return Figure(endpoint.name, endpoint.title, svg, caption, table)


def _since(endpoint: "Endpoint") -> str:
    return "randomisation" if endpoint.origin == (None, None) else "the start of the clock"


def _names(arms: Sequence[Arm]) -> list[str]:
    return [arm.name for arm in arms]


def _bands(arms: Sequence[Arm]) -> str:
    if len(arms) <= MOST_BANDS:
        return " with 95 % bands"
    return " (95 % intervals are in the data of the figure)"


def _log_rank(endpoint: "Endpoint", arms: Sequence[Arm], strata: Strata) -> str:
    by_arm = [times(endpoint, arm) for arm in arms]
    days, observed = (np.concatenate(columns) for columns in zip(*by_arm, strict=True))
    group, within = np.repeat(np.arange(len(arms)), [arm.n for arm in arms]), strata.of(arms)
    result = log_rank(days, observed, group, strata=within)
    test = "Log-rank test" if within is None else "Log-rank test within strata"
    if result.note:
        return f"{test}: {result.note}."
    return f"{test}: chi-square {number(result.statistic)}, p\u00a0{p_value(result.p)}."

"""One arm over another, at landmarks and within strata, on synthetic trials with known truth."""

import numpy as np
import pytest

from osteon.analysis.cox import hazard_ratio
from osteon.analysis.logrank import log_rank
from osteon.library.library import Library
from osteon.trial.arms import split_arms
from osteon.trial.compare import compare
from osteon.trial.counting import times
from osteon.trial.endpoints import compute_effects
from osteon.trial.report import Content, Material, render, words
from osteon.trial.summary import summarise
from support.synthetic_trial import (
    ARMS,
    TRIAL_TOML,
    Chances,
    read_trial,
    synthetic_tables,
    twin,
)

CONTROL, DRUG = ARMS
LIBRARY = Library.load()
YEAR, RATE, RATIO, DEATH, SHAPE = 365.25, 0.45, 0.6, 0.25, 1.5
FIRST = """
[endpoint.first]
title = "First event"
kind = "time_to_first"
events = [
    "pathological_fracture", "spinal_cord_compression", "radiotherapy_to_bone", "surgery_to_bone",
]
at = ["1 year"]
measures = [
    "hazard_ratio", "subdistribution_hazard_ratio", "lower_quartile", "percent",
    "percent_difference",
    "event_free", "event_free_difference", "cumulative_incidence",
    "cumulative_incidence_difference", "rmst", "rmst_difference", "rmst_ratio",
]
margin_percent_points = 4
[endpoint.count]
title = "Events"
kind = "recurrent"
events = [
    "pathological_fracture", "spinal_cord_compression", "radiotherapy_to_bone", "surgery_to_bone",
]
measures = ["mean_number", "mean_number_difference", "rate_ratio", "rate_per_year_ratio"]
[[reported]]
endpoint = "count"
measure = "mean_number"
arm = "denosumab"
at = "2 years"
value = 0.4
checked = "unverified"
"""


def read(tmp_path, more=""):
    head, arms = TRIAL_TOML.split("[cohort]")
    asked = head[: head.index("endpoints")] + 'endpoints = ["first", "count"]\n'
    return read_trial(tmp_path, f"{asked}{more}\n[cohort]{arms}{FIRST}")


def number(effects, endpoint, measure, arm=DRUG, versus=CONTROL):
    mine = effects[(effects["endpoint"] == endpoint) & (effects["measure"] == measure)]
    mine = mine[(mine["arm"] == arm) & (mine["versus"] == versus)]
    assert len(mine) >= 1
    return mine.iloc[-1]


@pytest.fixture(scope="module")
def tables():
    return synthetic_tables(8000, chances=Chances(ratio=RATIO))


@pytest.fixture
def effects(tmp_path, tables):
    return compute_effects(read(tmp_path), LIBRARY, tables)


def free_of_events(years, rate):
    """Return the share without an event, frailty being gamma-distributed."""
    return (1 + rate * years / SHAPE) ** -SHAPE


def truth(rate):
    """Return event-free share, incidence with death competing, and restricted mean [months]."""
    at = np.linspace(0.0, 1.0, 4001)
    free = free_of_events(at, rate)
    middle = np.exp(-DEATH * (at[1:] + at[:-1]) / 2)
    mean = float(((free[1:] + free[:-1]) / 2).sum() / 4000)
    return 100 * free[-1], 100 * float((-np.diff(free) * middle).sum()), 12 * mean


def test_landmarks_lie_around_the_truth_and_their_differences_too(effects):
    measures = ("event_free", "cumulative_incidence", "rmst")
    pairs = zip(measures, truth(RATE * RATIO), truth(RATE), strict=True)
    for measure, own, other in pairs:
        for arm, true in ((DRUG, own), (CONTROL, other)):
            found = number(effects, "first", measure, arm, "")
            assert found.low < true < found.high, measure
            assert found.time == YEAR
        apart = number(effects, "first", f"{measure}_difference")
        assert apart.low < own - other < apart.high
        assert apart.value == pytest.approx(
            number(effects, "first", measure, DRUG, "").value
            - number(effects, "first", measure, CONTROL, "").value
        )


def test_counts_with_death_competing_and_ratios_of_rates_lie_around_the_truth(effects):
    found = number(effects, "count", "mean_number", DRUG, "")
    assert found.time == 2 * YEAR
    assert found.low < RATE * RATIO * (1 - np.exp(-2 * DEATH)) / DEATH < found.high
    for measure in ("rate_ratio", "rate_per_year_ratio"):
        ratio = number(effects, "count", measure)
        assert ratio.low < RATIO < ratio.high
        assert ratio.high / ratio.low < 1.25


def test_a_margin_has_its_verdict(effects):
    found = number(effects, "first", "percent_difference")
    assert found.value < 0
    assert found.note.endswith("is below the margin 4: non-inferiority is shown")


def test_shares_and_counts_are_read_at_the_days_that_an_endpoint_names_too(effects):
    own = effects[(effects["endpoint"] == "first") & (effects["measure"] == "percent_difference")]
    assert own["time"].isna().sum() == 1
    at_a_year = own[own["time"] == YEAR].iloc[0]
    assert "the margin 4" in at_a_year["note"]
    assert at_a_year["low"] < at_a_year["value"] < at_a_year["high"]
    assert at_a_year["events"] < own[own["time"].isna()]["events"].iloc[0]
    shares = effects[(effects["measure"] == "percent") & (effects["time"] == YEAR)]
    by_arm = dict(zip(shares["arm"], shares["value"], strict=True))
    assert by_arm[DRUG] - by_arm[CONTROL] == pytest.approx(at_a_year["value"])


def test_first_quarter_comes_before_the_median(effects):
    for arm, rate in ((DRUG, RATE * RATIO), (CONTROL, RATE)):
        true = 12 * SHAPE / rate * (0.75 ** (-1 / SHAPE) - 1)
        found = number(effects, "first", "lower_quartile", arm, "")
        assert found.low < true < found.high


def test_strata_are_those_of_the_groups(tmp_path, tables):
    trial_file = read(tmp_path, 'stratify_by = ["prior_sre = yes", "age_years >= 60"]')
    effects = compute_effects(trial_file, LIBRARY, tables)
    arms = split_arms(tables, ARMS)
    patients = tables["patients"].set_index("patient")
    days, seen, stratum = [], [], []
    for arm in arms:
        day, observed = times(trial_file.endpoint("first", LIBRARY), arm)
        own = patients.loc[arm.patient]
        days.append(day)
        seen.append(observed)
        stratum.append(2 * own["prior_sre"].to_numpy(int) + (own["age_years"] >= 60).to_numpy(int))
    expected = hazard_ratio(
        np.concatenate(days),
        np.concatenate(seen),
        np.repeat([False, True], [arm.n for arm in arms]),
        strata=np.concatenate(stratum),
    )
    found = number(effects, "first", "hazard_ratio")
    assert (found.value, found.low, found.high) == pytest.approx(
        (expected.value, expected.ci_low, expected.ci_high)
    )
    plain = number(compute_effects(read(tmp_path), LIBRARY, tables), "first", "hazard_ratio")
    assert found.value != plain.value


def test_errors_and_events_stand_beside_the_numbers(effects):
    free = number(effects, "first", "event_free", DRUG, "")
    assert free.se == pytest.approx((free.high - free.low) / 2 / 1.96, rel=0.02)
    ratio = number(effects, "first", "hazard_ratio")
    assert np.log(ratio.high / ratio.low) == pytest.approx(2 * 1.959964 * ratio.se)
    assert ratio.events > free.events > 0


def test_the_report_tests_within_the_same_strata(tmp_path, tables):
    trial_file = read(tmp_path, 'stratify_by = ["prior_sre = yes"]')
    effects = compute_effects(trial_file, LIBRARY, tables)
    arms = split_arms(tables, ARMS)
    numbers = (effects, compare(trial_file, effects))
    page = render(Content.of(Material(trial_file, LIBRARY, arms, tables, *numbers, {})))
    pairs = [times(trial_file.endpoint("first", LIBRARY), arm) for arm in arms]
    days, seen = (np.concatenate(columns) for columns in zip(*pairs, strict=True))
    prior = tables["patients"].set_index("patient")["prior_sre"]
    within = np.concatenate([prior.loc[arm.patient] for arm in arms])
    expected = log_rank(days, seen, np.repeat([0, 1], [arm.n for arm in arms]), strata=within)
    assert f"Log-rank test within strata: chi-square {words.number(expected.statistic)}" in page
    assert "subdistribution of a competing risk" in page


def test_the_summary_says_the_verdict_and_why_a_number_is_missing(tmp_path, tables):
    few = {
        name: table[table["arm"] == DRUG] if "arm" in table else table
        for name, table in tables.items()
    }
    for data, words_of_it in (
        (tables, "is below the margin 4: non-inferiority is shown]"),
        (few, "subdistribution hazard ratio – [patients in one arm only: no ratio]"),
    ):
        effects = compute_effects(read(tmp_path), LIBRARY, data)
        run = {"n": 8000, "elapsed_s": 1.0, "seed": 1}
        assert words_of_it in summarise("Title", effects, data, run)


def test_twins_say_that_a_difference_takes_them_for_strangers(tmp_path, tables):
    effects = compute_effects(read(tmp_path), LIBRARY, twin(tables))
    assert "same" in number(effects, "first", "rmst_difference").note
    assert number(effects, "first", "hazard_ratio").note == ""


def test_an_arm_without_patients_has_sentences_for_numbers(tmp_path, tables):
    alone = {
        name: table[table["arm"] == DRUG] if "arm" in table else table
        for name, table in tables.items()
    }
    effects = compute_effects(read(tmp_path), LIBRARY, alone)
    missing = effects[["value", "low", "high"]].isna().any(axis=1)
    assert missing.any()
    assert (effects.loc[missing, "note"] != "").all()

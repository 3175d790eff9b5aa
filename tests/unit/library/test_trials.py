"""The published trials, against what their papers print."""

import math

import pytest

from osteon.library.library import Library

library = Library.load()
TRIALS = tuple(trial for trial in library.trials.values() if trial.reported)
DENOSUMAB = tuple(library.trial(name) for name in ("fizazi_2011", "henry_2011", "stopeck_2010"))
# Trials and results that are kept for validation from outside: nobody may tune on them.
RESERVED = ("70604", "trapeze", "reduse", "optimize", "90202", "s0702", "alsympca")


def rows(name, endpoint, measure):
    return {
        (row.arm, row.versus or ""): row
        for row in library.trial(name).reported
        if (row.endpoint, row.measure) == (endpoint, measure)
    }


@pytest.mark.parametrize(
    ("name", "n", "hazard_ratio"),
    [
        ("stopeck_2010", 2046, (0.82, (0.71, 0.95))),
        ("fizazi_2011", 1901, (0.82, (0.71, 0.95))),
        ("henry_2011", 1776, (0.84, (0.71, 0.98))),
    ],
)
def test_size_and_main_result(name, n, hazard_ratio):
    assert library.trial(name).cohort.n == n
    row = rows(name, "first_sre", "hazard_ratio")["denosumab", "zoledronic acid"]
    assert (row.value, row.interval) == hazard_ratio
    assert row.is_checked


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_percentages_follow_from_their_counts(trial):
    for row in trial.reported:
        if row.measure == "percent" and row.events is not None:
            # Some print whole per cents.
            rounding = 0.5 if row.value == round(row.value) else 0.4
            assert 100 * row.events / row.n == pytest.approx(row.value, abs=rounding)


@pytest.mark.parametrize("trial", DENOSUMAB, ids=lambda trial: trial.name)
def test_types_of_first_events_add_up(trial):
    for arm in trial.arms:
        counts = {r.endpoint: r.events for r in trial.reported if r.arm == arm.name and r.events}
        parts = [n for endpoint, n in counts.items() if endpoint.startswith("first_sre_type_")]
        assert sum(parts) == counts["first_sre"]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_a_number_that_was_not_read_counts_for_nothing(trial):
    assert all(row.weight == (1.0 if row.is_checked else 0.0) for row in trial.reported)
    assert any(row.is_checked for row in trial.reported)


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_rows_that_are_compared_are_of_everybody(trial):
    assert not any(row.population for row in trial.reported)
    assert {row.endpoint for row in trial.reported} <= set(trial.endpoints)


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_addresses_have_no_scheme(trial):
    for row in (*trial.reported, *trial.also_reported):
        assert "://" not in row.checked


def test_a_median_that_was_not_reached_is_infinite():
    assert math.isinf(rows("stopeck_2010", "first_sre", "median")["denosumab", ""].value)


def test_patients_with_poor_kidneys_were_not_included():
    for trial in DENOSUMAB:
        for cancer, _ in trial.cohort.mix(library):
            assert cancer.gfr_ml_per_min.spread.low == 30.0


def test_leaving_dying_and_completing_are_everybody():
    for arm, n in (("denosumab", 950), ("zoledronic acid", 951)):
        dead = rows("fizazi_2011", "survival", "percent")[arm, ""].events
        left = rows("fizazi_2011", "dropout", "percent")[arm, ""].events
        (completed,) = (
            row.events
            for row in library.trial("fizazi_2011").also_reported
            if row.quantity == "study completion" and row.arm == arm
        )
        assert dead + left + completed == n


def test_what_is_kept_for_validation_is_not_in_the_library():
    for trial in TRIALS:
        words = trial.model_dump_json().casefold()
        assert not any(name in words for name in RESERVED)


@pytest.mark.parametrize("trial", DENOSUMAB, ids=lambda trial: trial.name)
def test_arms_are_cared_for_alike_and_surveyed_every_12_weeks(trial):
    assert {arm.care for arm in trial.arms} == {"usual"}
    assert {arm.imaging for arm in trial.arms} == {"xray every 12 weeks"}

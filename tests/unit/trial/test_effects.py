"""From tables to numbers: by hand on four patients, and on synthetic trials with known truth."""

from math import inf, isnan

import numpy as np
import pandas as pd
import pytest

from osteon.library.library import Library
from osteon.trial.endpoints import compute_effects
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


@pytest.fixture
def trial_file(tmp_path):
    return read_trial(tmp_path)


def small_tables():
    """Four patients: one fractures twice within the window, one dies, one drops out."""
    follow_up = pd.DataFrame(
        {
            "arm": [CONTROL, CONTROL, DRUG, DRUG],
            "patient": [1, 3, 2, 4],
            "last_day": [365.25, 100.0, 365.25, 50.0],
            "reason": ["cutoff", "death", "cutoff", "dropout"],
        }
    )
    events = pd.DataFrame(
        [
            (CONTROL, 1, 10.0, "pathological_fracture"),
            (CONTROL, 1, 30.0, "radiotherapy_to_bone"),
            (CONTROL, 1, 60.0, "surgery_to_bone"),
            (CONTROL, 3, 100.0, "death"),
            (DRUG, 4, 20.0, "surgery_to_bone"),
            (DRUG, 4, 20.0, "pathological_fracture"),
            (DRUG, 4, 80.0, "pathological_fracture"),
        ],
        columns=["arm", "patient", "known_day", "kind"],
    )
    observations = pd.DataFrame(
        [
            (CONTROL, 1, 0.0, "untx", 50.0),
            (CONTROL, 1, 84.0, "untx", 20.0),
            (CONTROL, 1, 95.0, "untx", 15.0),
            (CONTROL, 3, -3.0, "untx", 40.0),
            (DRUG, 2, 0.0, "untx", 30.0),
            (DRUG, 2, 120.0, "untx", 5.0),
        ],
        columns=["arm", "patient", "day", "assessment", "value"],
    )
    return {"follow_up": follow_up, "events": events, "observations": observations}


def find(effects, endpoint, measure, arm, versus=""):
    mine = effects[
        (effects["endpoint"] == endpoint)
        & (effects["measure"] == measure)
        & (effects["arm"] == arm)
        & (effects["versus"] == versus)
    ]
    assert len(mine) == 1
    return mine.iloc[0]


@pytest.fixture
def by_hand(trial_file):
    return compute_effects(trial_file, LIBRARY, small_tables())


def test_columns_are_those_of_the_effects_table(by_hand):
    assert list(by_hand.columns) == [
        "endpoint", "arm", "versus", "measure", "time", "value", "low", "high", "n", "note",
        "since", "group", "se", "events",
    ]  # fmt: skip


def test_the_dead_and_the_lost_stay_in_a_crude_percentage(by_hand):
    assert find(by_hand, "first_sre", "percent", CONTROL).value == 50.0
    assert find(by_hand, "survival", "percent", CONTROL).value == 50.0
    assert find(by_hand, "dropout", "percent", DRUG).value == 50.0


def test_events_within_21_days_and_after_the_last_day_do_not_count(by_hand):
    # Control: days 10 and 60 count, 30 does not. Drug: day 20 once; day 80 is after drop-out.
    assert find(by_hand, "sre_count", "mean_number", CONTROL).value == 1.0
    assert find(by_hand, "sre_count", "mean_number", DRUG).value == 0.5
    years = (365.25 + 100) / 365.25
    assert find(by_hand, "sre_count", "rate_per_year", CONTROL).value == pytest.approx(2 / years)


def test_of_two_events_on_one_day_the_one_listed_first_is_the_first(by_hand):
    assert find(by_hand, "first_sre_type_fracture", "percent", DRUG).value == 50.0


def test_a_median_is_in_months_and_infinite_when_not_reached(by_hand):
    # The curve lies at one half from day 10 to the last day seen, 100: the middle counts.
    assert find(by_hand, "first_sre", "median", CONTROL).value == pytest.approx(55 / 30.4375)
    survival = find(by_hand, "survival", "median", DRUG)
    assert (survival.value, survival.note) == (inf, "not reached")


def test_a_change_is_from_the_last_reading_before_to_the_nearest_at_the_day(by_hand):
    change = find(by_hand, "untx", "percent_change_median", CONTROL)
    assert (change.time, change.value, change.n) == (91.0, -70.0, 1)
    without = find(by_hand, "untx", "percent_change_median", DRUG)
    assert isnan(without.value)
    assert without.note == "no readings of untx at week 13"


def test_no_number_is_missing_without_a_reason(by_hand):
    missing = by_hand[["value", "low", "high"]].isna().any(axis=1)
    assert (by_hand.loc[missing, "note"] != "").all()


def test_the_trajectory_serves_what_nobody_observed(trial_file):
    tables = small_tables()
    observed = tables["observations"]
    tables["trajectory"] = observed.rename(columns={"value": "untx_nmol_mmol"})
    tables["observations"] = observed[:0]
    effects = compute_effects(trial_file, LIBRARY, tables)
    assert find(effects, "untx", "percent_change_median", CONTROL).value == -70.0


def test_what_nobody_knows_of_is_not_counted_and_what_is_found_late_counts_late(trial_file):
    tables = small_tables()
    before = find(compute_effects(trial_file, LIBRARY, tables), "first_sre", "percent", CONTROL)
    assert before.value > 0
    tables["events"].loc[tables["events"]["arm"] == CONTROL, "known_day"] = np.nan
    after = find(compute_effects(trial_file, LIBRARY, tables), "first_sre", "percent", CONTROL)
    assert after.value == 0


def test_a_large_trial_finds_the_true_ratio(trial_file):
    effects = compute_effects(
        trial_file, LIBRARY, synthetic_tables(6000, chances=Chances(ratio=0.6))
    )
    ratio = find(effects, "sre_count", "rate_ratio", DRUG, CONTROL)
    assert ratio.low < 0.6 < ratio.high
    assert ratio.high / ratio.low < 1.25
    survival = find(effects, "survival", "hazard_ratio", DRUG, CONTROL)
    assert survival.low < 1.0 < survival.high


def test_intervals_cover_the_truth_as_often_as_they_say(trial_file):
    # Frailty makes events cluster: a naive interval of the rate ratio would cover far less.
    hits = 0
    for seed in range(60):
        effects = compute_effects(trial_file, LIBRARY, synthetic_tables(200, seed))
        ratio = find(effects, "sre_count", "rate_ratio", DRUG, CONTROL)
        # The 21-day window takes out a few events, a little more of the more frequent.
        hits += ratio.low < 0.785 < ratio.high
    assert hits >= 52


def test_arms_may_be_categorical_and_rows_in_any_order(trial_file):
    tables = synthetic_tables(200)
    shuffled = {
        name: table.sample(frac=1, random_state=0).astype(
            {column: "category" for column in ("arm", "kind", "reason") if column in table}
        )
        for name, table in tables.items()
    }
    pd.testing.assert_frame_equal(
        compute_effects(trial_file, LIBRARY, tables),
        compute_effects(trial_file, LIBRARY, shuffled),
    )


def test_twins_narrow_the_interval_when_they_live_alike(trial_file):
    rng = np.random.default_rng(0)
    day = rng.exponential(500.0, 300)
    follow_up = pd.DataFrame(
        {
            "arm": np.repeat(ARMS, 300),
            "patient": np.tile(np.arange(300), 2),
            "last_day": np.concatenate([day, day * 1.2]),
            "reason": "death",
        }
    )
    tables = small_tables() | {"follow_up": follow_up, "events": small_tables()["events"][:0]}
    paired = find(
        compute_effects(trial_file, LIBRARY, tables), "survival", "hazard_ratio", DRUG, CONTROL
    )
    apart = follow_up.assign(patient=np.arange(600))
    unpaired = find(
        compute_effects(trial_file, LIBRARY, tables | {"follow_up": apart}),
        "survival", "hazard_ratio", DRUG, CONTROL,
    )  # fmt: skip
    assert paired.value == pytest.approx(unpaired.value)
    assert np.log(paired.high / paired.low) < 0.5 * np.log(unpaired.high / unpaired.low)


def test_a_twin_design_runs_through(tmp_path):
    trial_file = read_trial(
        tmp_path, TRIAL_TOML.replace("visit_every", 'design = "twin"\nvisit_every')
    )
    effects = compute_effects(trial_file, LIBRARY, twin(synthetic_tables(200)))
    assert find(effects, "first_sre", "hazard_ratio", DRUG, CONTROL).n == 100


NOTHING = Chances(events=0.0, death=0.0, dropout=0.0)


@pytest.mark.parametrize(
    ("tables", "endpoint", "measure", "note"),
    [
        (synthetic_tables(20, chances=NOTHING), "first_sre", "hazard_ratio", "no events in either"),
        (synthetic_tables(20, chances=NOTHING), "sre_count", "rate_ratio", "no events in either"),
        (synthetic_tables(1), "survival", "hazard_ratio", "patients in one arm only"),
        (synthetic_tables(1), "sre_count", "rate_ratio", "patients in one arm only"),
    ],
)
def test_a_contrast_that_does_not_exist_says_why(trial_file, tables, endpoint, measure, note):
    effect = find(compute_effects(trial_file, LIBRARY, tables), endpoint, measure, DRUG, CONTROL)
    assert isnan(effect.value)
    assert effect.note.startswith(note)


def test_no_patients_at_all(trial_file):
    tables = {name: table[:0] for name, table in synthetic_tables(4).items()}
    effects = compute_effects(trial_file, LIBRARY, tables)
    assert (effects["note"] != "").all()
    assert (effects["n"] == 0).all()

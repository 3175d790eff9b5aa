"""Verdicts: what lies inside, what outside, and what cannot be decided."""

from math import hypot, inf, isnan, nan

import pandas as pd
import pytest

from osteon.library.library import Library
from osteon.library.reported import Reported
from osteon.trial.compare import Interval, compare, difference, is_inside, reported_interval
from osteon.trial.endpoints import Effect, compute_effects
from support.synthetic_trial import ARMS, read_trial, synthetic_tables

CONTROL, DRUG = ARMS


class Reports:
    """What `compare` asks of a trial file."""

    def __init__(self, **row):
        facts = {"endpoint": "first_sre", "arm": DRUG, "checked": "example.org"}
        self.reported = (Reported(**(facts | row)),)


def effects(measure, value, low, high, n=1000, *, versus="", time=nan, note=""):
    row = Effect("first_sre", DRUG, versus, measure, time, value, low, high, n, note)
    return pd.DataFrame([row], columns=Effect._fields)


def verdict(reported, simulated):
    return compare(reported, simulated)["verdict"].iloc[0]


def test_a_ratio_is_judged_by_its_logarithm():
    reported = Reports(measure="hazard_ratio", versus=CONTROL, value=0.8, interval=(0.64, 1.0))
    # Equal widths of a quarter either way: their distance may be sqrt(2) of one, a factor 1.37.
    for factor, wanted in ((1.36, "inside"), (1.38, "outside"), (1 / 1.36, "inside")):
        value = 0.8 * factor
        ours = effects("hazard_ratio", value, value / 1.25, value * 1.25, versus=CONTROL)
        assert verdict(reported, ours) == wanted


@pytest.mark.parametrize(
    ("doubt", "wanted"), [(None, "outside"), (3.0, "outside"), (4.0, "inside")]
)
def test_doubt_of_the_parameters_is_added_in_squares(doubt, wanted):
    reported = Reports(measure="percent", value=30.0, interval=(27.0, 33.0))
    # Sampling of both reaches 5 points far, and with 4 points of doubt 6.4: the distance is 6.
    ours = effects("percent", 36.0, 32.0, 40.0)
    spread = None if doubt is None else effects("percent", 36.0, 36.0 - doubt, 36.0 + doubt)
    row = compare(reported, ours, spread).iloc[0]
    assert row["verdict"] == wanted
    reach = hypot(3.0, 4.0, doubt or 0.0)
    assert row["z"] == pytest.approx(1.959964 * 6.0 / reach, rel=1e-6)


def test_what_a_report_borrows_is_sampling_alone():
    """Without an interval of its own it is as wide as the simulated number, not as its doubt."""
    reported = Reports(measure="percent_change_median", value=30.0, n=1000)
    ours = effects("percent_change_median", 36.0, 32.0, 40.0)
    row = compare(reported, ours, effects("percent_change_median", 36.0, 33.0, 39.0)).iloc[0]
    assert row["z"] == pytest.approx(1.959964 * 6.0 / hypot(4.0, 4.0, 3.0), rel=1e-6)


def test_a_median_that_is_not_reached_is_judged_by_its_lower_end():
    reported = Reports(measure="median", value=26.4)
    assert verdict(reported, effects("median", inf, 25.0, inf)) == "inside"
    assert verdict(reported, effects("median", inf, 60.0, inf)) == "outside"


def test_a_reported_median_that_was_not_reached_agrees_with_another():
    reported = Reports(measure="median", value=inf)
    assert verdict(reported, effects("median", inf, 30.0, inf)) == "inside"


def test_an_arm_without_events_is_judged_by_its_upper_end():
    reported = Reports(measure="hazard_ratio", versus=CONTROL, value=0.8, interval=(0.64, 1.0))
    assert verdict(reported, effects("hazard_ratio", 0.0, 0.0, 0.7, versus=CONTROL)) == "inside"
    assert verdict(reported, effects("hazard_ratio", 0.0, 0.0, 0.3, versus=CONTROL)) == "outside"


def test_an_unverified_number_decides_nothing_but_is_shown():
    reported = Reports(measure="percent", value=30.0, n=100, checked="unverified")
    row = compare(reported, effects("percent", 80.0, 75.0, 85.0)).iloc[0]
    assert row["verdict"] == "not decided"
    assert row["difference"] == 50.0
    assert row["note"] == "reported value not read in its source"


def test_a_number_by_which_the_cohort_was_set_decides_nothing():
    reported = Reports(measure="percent", value=30.0, n=100, input=True)
    row = compare(reported, effects("percent", 30.0, 25.0, 35.0)).iloc[0]
    assert row["verdict"] == "not decided"
    assert row["note"].startswith("an input")


def test_a_number_that_was_not_simulated_is_not_decided():
    row = compare(Reports(measure="percent", value=30.0), effects("median", 1, 0, 2)).iloc[0]
    assert row["verdict"] == "not decided"
    assert row["note"] == "no simulated interval to judge by; not simulated"
    assert isnan(row["difference"])


def test_a_simulated_number_without_an_interval_is_not_decided():
    ours = effects("percent", 30.0, nan, nan, note="one patient: no interval")
    assert verdict(Reports(measure="percent", value=30.0, n=10), ours) == "not decided"


def test_a_time_must_match():
    reported = Reports(measure="percent", value=30.0, n=500, at="13 weeks")
    assert verdict(reported, effects("percent", 30.0, 26.0, 34.0, time=91.0)) == "inside"
    assert verdict(reported, effects("percent", 30.0, 26.0, 34.0, time=84.0)) == "not decided"


@pytest.mark.parametrize(
    ("row", "low", "high"),
    [
        ({"measure": "percent", "value": 30.7, "n": 1026, "events": 315}, 27.96, 33.59),
        ({"measure": "percent", "value": 30.7, "n": 1026}, 27.96, 33.59),
        ({"measure": "mean_number", "value": 0.46, "n": 1026}, 0.4185, 0.5015),
        ({"measure": "percent", "value": 30.7, "interval": (20.0, 40.0), "n": 9}, 20.0, 40.0),
    ],
)
def test_where_a_reported_interval_comes_from(row, low, high):
    found, _ = reported_interval(Reports(**row).reported[0])
    assert found[1:] == pytest.approx((low, high), abs=5e-3)


def test_without_an_interval_the_simulated_width_serves_for_the_reported_number_of_patients():
    # Ours is 10 wide on 1000 patients, so theirs is 5 on 4000: together 11.18.
    reported = Reports(measure="percent_change_median", value=-80.0, n=4000)
    near = effects("percent_change_median", -69.0, -79.0, -59.0)
    far = effects("percent_change_median", -68.0, -78.0, -58.0)
    assert (verdict(reported, near), verdict(reported, far)) == ("inside", "outside")
    shown = compare(reported, near).iloc[0]
    assert isnan(shown["reported_low"])


def test_touching_ends_are_inside():
    assert is_inside(Interval(1.0, 1.0, 1.0), Interval(1.0, 1.0, 1.0))


@pytest.mark.parametrize(
    ("measure", "wanted"), [("hazard_ratio", 1.25), ("rate_ratio", 1.25), ("percent", 0.2)]
)
def test_how_far_off(measure, wanted):
    assert difference(measure, 0.8, 1.0) == pytest.approx(wanted)
    assert isnan(difference(measure, inf, 1.0))


def test_every_reported_number_of_a_trial_has_a_row_in_the_order_of_the_file(tmp_path):
    trial_file = read_trial(tmp_path)
    library = Library.load()
    table = compare(trial_file, compute_effects(trial_file, library, synthetic_tables(800)))
    assert table["endpoint"].tolist() == [row.endpoint for row in trial_file.reported]
    assert table["simulated"].notna().all()
    assert set(table["verdict"]) <= {"inside", "outside", "not decided"}


def test_the_interval_of_uncertain_parameters_stands_beside_that_of_sampling():
    reported = Reports(measure="percent", value=30.0, n=500)
    ours, wider = effects("percent", 35.0, 33.0, 37.0), effects("percent", 35.0, 25.0, 45.0)
    row = compare(reported, ours, wider).iloc[0]
    assert (row["simulated_low"], row["parameter_low"], row["parameter_high"]) == (33.0, 25.0, 45.0)
    assert isnan(compare(reported, ours).iloc[0]["parameter_low"])
    assert row["verdict"] == "outside" or abs(row["z"]) <= 1.96


def test_a_number_of_a_group_or_of_later_days_is_looked_for_there():
    frame = pd.concat(
        [
            effects("percent", 50.0, 45.0, 55.0).assign(group="ecog = 2"),
            effects("percent", 30.0, 27.0, 33.0),
            effects("percent", 20.0, 18.0, 22.0, time=365.25),
            effects("incidence_rate", 2.0, 1.0, 4.0, time=730.5).assign(since=365.25),
        ]
    )
    asked = (
        ({"measure": "percent", "group": "ecog = 2", "n": 80}, 50.0),
        ({"measure": "percent", "n": 80}, 30.0),
        ({"measure": "percent", "n": 80, "at": "1 year"}, 20.0),
        ({"measure": "incidence_rate", "since": "1 year", "at": "2 years", "events": 9}, 2.0),
    )
    for row, wanted in asked:
        assert compare(Reports(value=30.0, **row), frame).iloc[0]["simulated"] == wanted

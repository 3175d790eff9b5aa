"""Differences, non-inferiority, restricted means and landmarks where data barely carry them."""

from math import isnan

import numpy as np
import pytest

from osteon.analysis.estimate import Estimate, difference, ratio, undefined
from osteon.analysis.proportions import non_inferiority, proportion, proportion_difference
from osteon.analysis.rates import poisson_rate, rate_per_patient
from osteon.analysis.restricted_mean import restricted_mean
from osteon.analysis.survival import kaplan_meier


def test_newcombes_worked_example():
    """Newcombe 1998, table II: 56/70 against 48/80, his methods 6 and 10."""
    scored = proportion_difference((56, 70), (48, 80))
    hybrid = proportion_difference((56, 70), (48, 80), "newcombe")
    assert scored.value == pytest.approx(0.2)
    assert (scored.ci_low, scored.ci_high) == pytest.approx((0.0528, 0.3382), abs=5e-5)
    assert (hybrid.ci_low, hybrid.ci_high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_a_trial_of_intervals_is_non_inferior_below_its_margin_and_says_so():
    found = proportion_difference((260, 911), (253, 911))
    assert non_inferiority(found, 0.07).shown
    verdict = non_inferiority(found, 0.04)
    assert not verdict.shown
    assert verdict.sentence == (
        "upper end 0.04899 is not below the margin 0.04: non-inferiority is not shown"
    )


def test_no_patients_no_difference_and_no_verdict():
    missing = proportion_difference((0, 0), (3, 10))
    assert isnan(missing.value)
    assert non_inferiority(missing, 0.1).sentence == "no patients in one arm: no difference"


def test_nobody_in_both_arms_is_no_difference_with_an_interval():
    none = proportion_difference((0, 30), (0, 30))
    assert none.value == 0.0
    assert none.ci_low == pytest.approx(-none.ci_high)
    assert 0.0 < none.ci_high < 0.2


def test_restricted_mean_without_censoring_is_the_mean_of_times_cut_off():
    days = np.array([10.0, 20.0, 40.0, 80.0])
    found = restricted_mean(days, [True] * 4, 50.0)
    cut = np.minimum(days, 50.0)
    assert found.value == pytest.approx(cut.mean())
    assert found.se == pytest.approx(cut.std() / 2.0)
    assert found.events == 3


@pytest.mark.parametrize(
    ("found", "note"),
    [
        (restricted_mean([], [], 10.0), "no patients"),
        (restricted_mean([5.0], [False], 10.0), "nobody was followed to day 10"),
        (kaplan_meier([5.0, 9.0], [True, False]).landmark(10.0), "nobody was followed to day 10"),
        (kaplan_meier([], []).landmark(10.0), "no patients"),
        (rate_per_patient([0], [0.0]), "no time under observation: no rate"),
        (poisson_rate(0, 0.0, 0), "no time under observation: no rate"),
        (
            difference(undefined("no patients", 0), proportion(1, 2)),
            "a number is missing in one arm",
        ),
        (ratio(proportion(0, 9), proportion(1, 2)), "zero in one arm: no ratio"),
        (ratio(Estimate(1.0, 0.0, 2.0, 3), proportion(1, 2)), "no standard error in one arm"),
    ],
)
def test_a_number_that_does_not_exist_says_why(found, note):
    assert isnan(found.value)
    assert found.note.startswith(note)


def test_everybody_without_an_event_has_a_restricted_mean_without_width():
    found = restricted_mean([50.0, 60.0], [False, False], 40.0)
    assert (found.value, found.ci_low, found.ci_high, found.se) == (40.0, 40.0, 40.0, 0.0)


def test_a_curve_that_reached_zero_stays_there():
    gone = kaplan_meier([1.0, 2.0], [True, True]).landmark(9.0)
    assert (gone.value, gone.ci_low) == (0.0, 0.0)
    assert gone.note.startswith("nobody is left")


def test_a_short_life_weighs_as_much_as_a_long_one_in_the_rate_per_patient():
    found = rate_per_patient([1, 0], [36.525, 3652.5])
    assert found.value == pytest.approx(5.0)

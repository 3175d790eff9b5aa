"""Hazard ratios where the likelihood has no maximum, and fits of several covariates."""

from math import inf, isnan

import numpy as np
import pytest

from osteon.analysis.cox import fit_cox, hazard_ratio

ARM = [True, True, True, False, False, False]


def test_no_event_in_the_treated_arm_is_a_ratio_of_zero_with_an_upper_end():
    ratio = hazard_ratio([9, 9, 9, 1, 2, 3], [False, False, False, True, True, True], ARM)
    assert (ratio.value, ratio.ci_low) == (0.0, 0.0)
    assert 0.0 < ratio.ci_high < 1.5
    assert ratio.note == "no event in the treated arm while both were at risk"


def test_no_event_in_the_control_arm_is_the_mirror_image():
    down = hazard_ratio([9, 9, 9, 1, 2, 3], [False, False, False, True, True, True], ARM)
    up = hazard_ratio([1, 2, 3, 9, 9, 9], [True, True, True, False, False, False], ARM)
    assert up.value == inf
    assert up.ci_low == pytest.approx(1.0 / down.ci_high)
    assert up.note == "no event in the control arm while both were at risk"


def test_the_end_of_a_limiting_ratio_is_where_the_likelihood_has_fallen_by_1_92():
    # One death, one arm of m against one of m: the likelihood is 1 / (1 + ratio).
    ratio = hazard_ratio([5, 1], [False, True], [True, False])
    assert ratio.ci_high == pytest.approx(np.exp(3.841458820694124 / 2) - 1.0)


@pytest.mark.parametrize(
    ("days", "observed", "arm", "note"),
    [
        ([1, 2], [True, True], [True, True], "patients in one arm only: no ratio"),
        ([1, 2], [False, False], [True, False], "no events in either arm: no ratio"),
        ([], [], [], "patients in one arm only: no ratio"),
        ([1, 2, 3], [False, True, True], [True, False, False], "no event while both"),
    ],
)
def test_a_ratio_that_does_not_exist_says_why(days, observed, arm, note):
    ratio = hazard_ratio(days, observed, arm)
    assert isnan(ratio.value)
    assert ratio.note.startswith(note)


def test_everything_on_one_day_is_a_ratio_of_one():
    ratio = hazard_ratio([4] * 6, [True] * 6, ARM)
    assert ratio.value == pytest.approx(1.0)
    assert ratio.ci_low < 1.0 < ratio.ci_high


def test_a_constant_covariate_tells_nothing_apart_and_says_so():
    fit = fit_cox([1, 2, 3], [True, True, True], np.ones(3))
    assert fit.note.startswith("the covariates tell nothing apart")
    assert fit.coefficients.tolist() == [0.0]


def test_copies_of_a_patient_do_not_narrow_a_clustered_interval():
    rng = np.random.default_rng(3)
    days, arm = rng.exponential(100.0, 60), np.arange(60) % 2 == 0
    label = np.arange(60)
    once = hazard_ratio(days, np.ones(60), arm, cluster=label)
    twice = hazard_ratio(
        np.tile(days, 2) + np.repeat([0.0, 1e-6], 60),
        np.ones(120),
        np.tile(arm, 2),
        cluster=np.tile(label, 2),
    )
    assert twice.n == once.n == 60
    assert np.log(twice.ci_high / twice.ci_low) == pytest.approx(
        np.log(once.ci_high / once.ci_low), rel=0.02
    )

"""Forward selection, and what knowing something normal is worth: known truths as oracles."""

import numpy as np
import pytest
from scipy.stats import norm

from osteon.analysis.economics.information import worth_of_normal
from osteon.analysis.economics.selection import selected_slopes


def test_what_acts_is_found_and_what_does_not_has_no_slope():
    luck = np.random.default_rng(1)
    predictors = luck.standard_normal((30, 25))
    response = 5 + 3 * predictors[:, 7] - 2 * predictors[:, 11] + 0.3 * luck.standard_normal(30)
    slopes = selected_slopes(predictors, response)
    assert np.flatnonzero(slopes).tolist() == [7, 11]
    assert slopes[[7, 11]] == pytest.approx([3, -2], abs=0.25)


def test_noise_is_seldom_taken_for_an_effect():
    found = 0
    for seed in range(200):
        luck = np.random.default_rng(seed)
        found += bool(
            selected_slopes(luck.standard_normal((30, 20)), luck.standard_normal(30)).any()
        )
    assert found <= 20  # 5 % of 200, and what luck adds


def test_what_cannot_be_told_is_left_out():
    predictors = np.column_stack([np.ones(9), np.arange(9.0), np.arange(9.0)])
    assert selected_slopes(predictors, np.full(9, 3.0)).tolist() == [0, 0, 0]
    slopes = selected_slopes(predictors, 2 * np.arange(9.0))
    assert slopes.sum() == pytest.approx(2)
    assert np.count_nonzero(slopes) == 1
    assert selected_slopes(predictors[:2], np.array([1.0, 2.0])).tolist() == [0, 0, 0]


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 100.0), (50.0, 100.0), (-200.0, 100.0)])
def test_the_worth_of_a_normal_is_the_unit_normal_loss(mean, sd):
    """Closed form: sd * (density(m / sd) - |m / sd| * tail(|m / sd|))."""
    z = abs(mean) / sd
    expected = sd * (norm.pdf(z) - z * norm.sf(z))
    worth = worth_of_normal([0.0, mean], [[0.0, 0.0], [0.0, sd**2]])
    assert worth == pytest.approx(expected, rel=0.05, abs=0.01 * sd)


def test_what_does_not_move_is_worth_nothing():
    assert worth_of_normal([0.0, 10.0, 20.0], np.zeros((3, 3))) == 0

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import truncnorm

from osteon.library.sourced import Sourced, Spread
from osteon.sim.draws import Draws, correlated, spread_out

GRID = np.linspace(0.001, 0.999, 999)


def entry(value, spread=None):
    return Sourced.model_construct(name="x", value=value, spread=spread)


def test_a_number_without_spread_is_the_same_for_everybody():
    assert np.all(spread_out(entry(3.5), ndtri(GRID)) == 3.5)


@given(st.floats(0.01, 100), st.floats(0.01, 2))
def test_a_lognormal_number_has_its_value_as_median_and_its_deviation_on_the_log_scale(value, sd):
    drawn = spread_out(entry(value, Spread("lognormal", sd)), ndtri(GRID))
    assert np.median(drawn) == pytest.approx(value)
    np.testing.assert_allclose(np.log(drawn / value), sd * ndtri(GRID), atol=1e-9)


@given(st.floats(-50, 50), st.floats(0.1, 20), st.floats(0.2, 3), st.floats(0.2, 3))
def test_a_normal_number_with_limits_is_a_truncated_normal(value, sd, below, above):
    low, high = value - below * sd, value + above * sd
    drawn = spread_out(entry(value, Spread("normal", sd, low, high)), ndtri(GRID))
    assert low <= drawn.min() <= drawn.max() <= high
    known = truncnorm.ppf(GRID, -below, above, loc=value, scale=sd)
    np.testing.assert_allclose(drawn, known, rtol=1e-9, atol=1e-9 * sd)


@given(st.floats(-1, 1))
def test_correlated_numbers_are_standard_normal_and_correlate_so(correlation):
    draws = Draws(1, np.arange(4000))
    common, own = draws.normal("a"), draws.normal("b")
    mixed = correlated(common, own, correlation)
    assert np.corrcoef(common, mixed)[0, 1] == pytest.approx(correlation, abs=0.05)
    assert mixed.std() == pytest.approx(1, abs=0.05)


def test_each_name_lesion_and_seed_has_luck_of_its_own():
    people = np.arange(4000)
    streams = [
        Draws(1, people).normal("a"),
        Draws(1, people).normal("b"),
        Draws(1, people).normal("a", 1),
        Draws(2, people).normal("a"),
    ]
    off_diagonal = np.corrcoef(streams) - np.eye(len(streams))
    assert np.abs(off_diagonal).max() < 0.06

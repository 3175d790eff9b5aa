"""A body without disease or drug stays where it is; another steady state is found and kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.model.engine import NEVER_SETTLING, advance, settle
from support.lives import LYTIC, OneLife, lives_of, model

GFR = st.floats(15.0, 150.0)
FIVE_YEARS = 5 * 365.25
MOVING = np.array([name not in NEVER_SETTLING for name in model().states])


def relative_rates(lives):
    life = OneLife(lives)
    return np.abs(life.rates(life.state) / life.scale)


def drift(lives, days=FIVE_YEARS):
    """Return how far each state of the body moves, relative to its scale."""
    before = lives.body[0].copy()
    advance(lives, days)
    assert lives.status[0] == 0
    return np.abs(lives.body[0] - before) / model().kernels.BODY_SCALE


@given(GFR)
def test_every_rate_at_rest_is_zero_whatever_the_kidneys(gfr):
    assert relative_rates(lives_of(overrides={"gfr_ml_per_min": gfr})).max() < 1e-13


def test_the_published_start_is_not_quite_at_rest():
    assert relative_rates(lives_of(sets=["published"])).max() > 1e-6
    only = lives_of(overrides={"balance_constants": 0.0})
    assert relative_rates(only).max() > 1e-6


@settings(max_examples=30)
@given(GFR)
def test_a_healthy_body_stays_put_for_five_years(gfr):
    assert drift(lives_of(overrides={"gfr_ml_per_min": gfr})).max() < 1e-9


def test_a_body_off_its_balance_would_be_seen_to_drift():
    assert drift(lives_of(overrides={"turnover_factor": 1.001})).max() > 1e-3


@settings(max_examples=10)
@given(GFR, st.integers(1, 4))
def test_normal_bone_around_no_tumour_stays_put_too(gfr, n_lesions):
    lives = lives_of([LYTIC] * n_lesions, overrides={"gfr_ml_per_min": gfr})
    names = list(model().declaration.lesion_states)
    lives.lesions[:, :, names.index("tumour")] = 0.0
    lives.lesions[:, :, names.index("region")] = 12.0
    before = lives.lesions.copy()
    assert relative_rates(lives).max() < 1e-13
    assert drift(lives).max() < 1e-9
    np.testing.assert_allclose(lives.lesions, before, atol=1e-9)


covariates = st.fixed_dictionaries(
    {
        "vitamin_d_ratio": st.floats(0.2, 1.6),
        "turnover_factor": st.floats(0.95, 1.15),
        "calcium_setpoint_mmol_per_l": st.floats(2.15, 2.55),
        "gfr_ml_per_min": GFR,
    }
)


@settings(max_examples=30)
@given(covariates)
def test_another_body_starts_from_its_own_steady_state_and_stays(overrides):
    lives = lives_of(overrides=overrides)
    assert settle(lives)[0] < 1e-9
    assert drift(lives)[MOVING].max() < 1e-7


@settings(max_examples=10)
@given(covariates)
def test_settling_a_settled_body_changes_nothing(overrides):
    lives = lives_of(overrides=overrides)
    settle(lives)
    before = lives.body.copy()
    settle(lives)
    np.testing.assert_allclose(lives.body, before, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    "overrides",
    [{"vitamin_d_ratio": 0.3}, {"turnover_factor": 1.08}],
    ids=["vitamin D", "turnover"],
)
def test_without_settling_such_a_body_would_drift(overrides):
    assert drift(lives_of(overrides=overrides))[MOVING].max() > 1e-3


def test_a_steady_state_moves_the_way_the_covariate_says():
    rest = lives_of()
    turned = lives_of(overrides={"turnover_factor": 1.08})
    poor = lives_of(overrides={"vitamin_d_ratio": 0.3})
    for lives in (rest, turned, poor):
        settle(lives)
    assert turned.state("osteoclasts")[0] > rest.state("osteoclasts")[0]
    assert poor.state("calcitriol")[0] < rest.state("calcitriol")[0]
    assert poor.state("pth")[0] > rest.state("pth")[0]


def test_a_body_settles_as_if_it_had_no_lesions_and_leaves_them_alone():
    overrides = {"turnover_factor": 1.06, "vitamin_d_ratio": 0.5}
    lives, alone = lives_of([LYTIC] * 2, overrides=overrides), lives_of(overrides=overrides)
    lesions = lives.lesions.copy()
    assert settle(lives)[0] < 1e-9
    settle(alone)
    np.testing.assert_array_equal(lives.body, alone.body)
    np.testing.assert_array_equal(lives.lesions, lesions)


def test_a_body_with_numbers_that_are_none_says_that_it_did_not_settle():
    lives = lives_of(overrides={"pth_rest_pmol_per_l": np.nan})
    assert not settle(lives)[0] < 1e-9

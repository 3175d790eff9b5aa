"""Competing risks and fits of several covariates where data barely carry them."""

from math import isnan

import numpy as np
import pytest

from osteon.analysis.cox import fit_cox, hazard_ratio
from osteon.analysis.cumulative_incidence import cumulative_incidence
from osteon.analysis.fine_gray import fit_fine_gray, subdistribution_hazard_ratio
from osteon.analysis.gray import gray_test
from osteon.base.errors import InputError


def test_without_censoring_the_incidence_is_the_share_of_patients():
    curve = cumulative_incidence([1, 2, 3, 4, 5], [1, 2, 1, 2, 1])
    found = curve.landmark(3)
    assert found.value == pytest.approx(2 / 5)
    assert found.se == pytest.approx(0.258736244937667)  # cmprsk: Aalen's, wider than binomial
    assert found.events == 2


def test_the_dead_stay_in_the_incidence_and_leave_the_curve():
    """Of four, one dies first: the event of the next is one of four, not one of three."""
    assert cumulative_incidence([1, 2, 9, 9], [2, 1, 0, 0]).at(5) == pytest.approx(1 / 4)


@pytest.mark.parametrize(
    ("found", "note"),
    [
        (cumulative_incidence([], []).landmark(3), "no patients"),
        (cumulative_incidence([2.0], [0]).landmark(3), "nobody was followed to day 3"),
        (subdistribution_hazard_ratio([1, 2], [1, 1], [True, True]), "patients in one arm only"),
        (subdistribution_hazard_ratio([1, 2], [2, 0], [True, False]), "no events in either arm"),
    ],
)
def test_a_number_that_does_not_exist_says_why(found, note):
    assert isnan(found.value)
    assert found.note.startswith(note)


def test_no_event_by_then_is_zero_with_the_exact_upper_end():
    found = cumulative_incidence([4.0, 5.0], [2, 0]).landmark(4.5)
    assert (found.value, found.ci_low) == (0.0, 0.0)
    assert found.ci_high == pytest.approx(1 - 0.025**0.5)
    assert found.note == "no event by then: the interval is exact, from 2 known until then"


@pytest.mark.parametrize(
    ("status", "group", "note"),
    [
        ([1, 1], ["a", "a"], "only one group"),
        ([2, 0], ["a", "b"], "no events"),
    ],
)
def test_grays_test_says_why_there_is_none(status, group, note):
    found = gray_test([1.0, 2.0], status, group)
    assert (found.statistic, found.p) == (0.0, 1.0)
    assert found.note.startswith(note)


def test_all_events_in_one_arm_is_a_ratio_at_its_limit():
    status = [1, 1, 2, 2, 0, 0, 1, 0]
    arm = [True, True, True, False, False, False, True, False]
    found = subdistribution_hazard_ratio(range(1, 9), status, arm)
    assert found.value == np.inf
    assert 0.0 < found.ci_low < np.inf
    assert found.note == "no event in the control arm while both were at risk"


def test_a_covariate_that_orders_the_events_has_no_finite_coefficient():
    rng = np.random.default_rng(2)
    x = np.array([5.0, 4, 3, 2, 1, 0])
    fit = fit_cox([1, 2, 3, 4, 5, 6], [True] * 6, np.column_stack([x, rng.random(6)]))
    assert fit.note == "the likelihood has no maximum: a coefficient runs off to infinity"
    assert all(isnan(one.value) and one.note == fit.note for one in fit.ratios())


@pytest.mark.parametrize("fit", [fit_cox, fit_fine_gray])
def test_covariates_that_say_the_same_have_no_coefficients(fit):
    x = np.array([0.0, 1, 0, 1, 1, 0])
    found = fit([1, 2, 3, 4, 5, 6], [1, 1, 0, 1, 1, 0], np.column_stack([x, 2 * x + 1]))
    assert found.note == "the covariates tell nothing apart: no coefficients"


@pytest.mark.parametrize("fit", [fit_cox, fit_fine_gray])
def test_no_events_no_coefficients(fit):
    found = fit([1, 2], [0, 0], [[0.0], [1.0]])
    assert [one.note for one in found.ratios()] == ["no events: no coefficients"]


def test_the_scale_of_a_covariate_does_not_matter():
    rng = np.random.default_rng(4)
    x, days = rng.random((60, 2)), rng.exponential(1.0, 60)
    plain = fit_cox(days, np.ones(60), x)
    large = fit_cox(days, np.ones(60), x * [1e9, 1e-9] + [1e9, 0.0])
    assert large.coefficients * [1e9, 1e-9] == pytest.approx(plain.coefficients, rel=1e-6)
    assert large.standard_errors * [1e9, 1e-9] == pytest.approx(plain.standard_errors, rel=1e-6)


def test_rows_without_time_are_refused():
    with pytest.raises(InputError, match="2 rows start on or after the day on which they end"):
        hazard_ratio([5, 6, 7], [1, 1, 0], [True, False, True], start=[5, 7, 0])

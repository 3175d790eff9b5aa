"""Discounting and censoring: closed forms, numerical integrals, and Kaplan-Meier as oracle."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time
from scipy.integrate import quad

from osteon.analysis.economics.discounting import present_value, present_years
from osteon.analysis.economics.distributions import beta_quantiles, gamma_quantiles
from osteon.analysis.economics.follow_up import FollowUp, Intervals, Moments

RNG = np.random.default_rng(3)


def simulated(n, *, whole_days=False):
    death, leaving = RNG.exponential(700, n), RNG.exponential(900, n)
    last = np.minimum(death, leaving)
    last = np.ceil(last / 30) * 30 if whole_days else last
    return FollowUp(last, death <= leaving), death


def test_a_year_from_now_counts_less_by_the_annual_rate():
    assert present_value(365.25, 0.03) == pytest.approx(1 / 1.03)
    assert present_value(0.0, 0.03) == 1.0


@pytest.mark.parametrize("rate", [0.0, 0.015, 0.035])
def test_discounted_years_are_the_integral_of_the_present_value(rate):
    whole, _ = quad(lambda day: float(present_value(day, rate)) / 365.25, 0, 1234)
    assert present_years(1234.0, rate) == pytest.approx(whole, rel=1e-10)


@pytest.mark.parametrize("whole_days", [False, True], ids=["no ties", "ties"])
def test_years_of_life_are_the_area_under_kaplan_meier(whole_days):
    follow_up, _ = simulated(300, whole_days=whole_days)
    until, n = 600.0, 300
    own = Intervals.of(follow_up, np.zeros(n), np.minimum(follow_up.last_day, until), 0.0)
    years = own.weighted(follow_up.followed(np.ones(n))).sum() / n
    curve = KaplanMeierFitter().fit(follow_up.last_day, follow_up.died)
    area = restricted_mean_survival_time(curve, t=until)
    assert years * 365.25 == pytest.approx(area, rel=1e-9)


def test_a_cost_at_death_counts_for_those_not_followed():
    # Everybody's death costs 1; by day 500 the mean is the share that has died.
    follow_up, death = simulated(4000)
    seen = follow_up.died & (follow_up.last_day <= 500)
    weights = follow_up.followed(np.ones(4000))
    counted = Moments.of(follow_up, follow_up.last_day[seen], 0.0).weighted(weights)
    assert counted.sum() / 4000 == pytest.approx(1 - np.exp(-500 / 700), abs=0.02)
    assert seen.mean() < (death <= 500).mean() - 0.1
    curve = KaplanMeierFitter().fit(follow_up.last_day, follow_up.died)
    assert counted.sum() / 4000 == pytest.approx(1 - curve.predict(500.0), rel=1e-9)


def test_a_bootstrap_counts_a_patient_as_often_as_drawn():
    follow_up, _ = simulated(60, whole_days=True)
    drawn = RNG.integers(0, 60, 60)
    weights = np.bincount(drawn, minlength=60).astype(float)
    twice = FollowUp(follow_up.last_day[drawn], follow_up.died[drawn])
    place = np.searchsorted(twice.censored_days, follow_up.censored_days, side="right") - 1
    whole = np.concatenate([[1.0], twice.followed(np.ones(60))])[place + 1]
    assert follow_up.followed(weights) == pytest.approx(whole)


def test_discounted_intervals_are_integrals_of_the_discount_over_the_chance():
    follow_up, _ = simulated(40)
    chance = follow_up.followed(np.ones(40))
    days = follow_up.censored_days

    def integrand(day):
        share = np.concatenate([[1.0], chance])[np.searchsorted(days, day, side="left")]
        return float(present_value(day, 0.04)) / share / 365.25

    start, stop = np.array([5.0, 100.0]), np.array([90.0, 250.0])
    found = Intervals.of(follow_up, start, stop, 0.04).weighted(chance)
    for value, low, high in zip(found, start, stop, strict=True):
        breaks = days[(days > low) & (days < high)]
        whole, _ = quad(integrand, low, high, points=breaks, limit=200)
        assert value == pytest.approx(whole, rel=1e-6)


def test_follow_up_ends_where_too_few_would_still_be_seen():
    assert FollowUp(np.array([1.0, 2.0, 3.0]), np.zeros(3, bool)).until(0.5) == 2.0
    assert FollowUp(np.array([1.0, 2.0]), np.ones(2, bool)).until(0.5) == np.inf


def test_draws_have_the_mean_and_the_standard_error_they_were_asked_for():
    luck = (np.arange(4000) + 0.5) / 4000
    for draws, mean, se in (
        (gamma_quantiles(7043.0, 700.0, luck), 7043.0, 700.0),
        (beta_quantiles(0.47, 0.0314, luck), 0.47, 0.0314),
    ):
        assert draws.mean() == pytest.approx(mean, rel=1e-3)
        assert draws.std() == pytest.approx(se, rel=1e-2)
    assert gamma_quantiles(5.0, 0.0, luck).tolist() == [5.0] * 4000
    with pytest.raises(ValueError, match="cannot have a standard error"):
        beta_quantiles(0.5, 0.6, luck)


def test_who_is_not_drawn_counts_nothing_where_nobody_else_was_followed():
    """A bootstrap that leaves out the last who was followed: no row of his is infinite, or nan."""
    own = FollowUp(np.array([10.0, 20.0, 30.0]), np.array([False, False, False]))
    weights = np.array([2.0, 1.0, 0.0])
    counted = weights * Moments.of(own, np.array([5.0, 15.0, 25.0]), 0.0).weighted(
        own.followed(weights)
    )
    assert counted == pytest.approx([2.0, 3.0, 0.0])

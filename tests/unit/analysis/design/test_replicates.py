"""Replicates: their tests are the single tests, and their power is Schoenfeld's."""

import numpy as np
import pytest

from osteon.analysis.design.closed_form import schoenfeld_events, schoenfeld_power
from osteon.analysis.design.lives import Lives
from osteon.analysis.design.replicates import ALL_EVENTS, FIRST_EVENTS, Plan, replicate
from osteon.analysis.design.score_tests import log_rank_score, rate_score
from osteon.analysis.logrank import log_rank
from osteon.analysis.partial_likelihood import likelihood, score_residuals
from osteon.analysis.recurrent import cut_at_events
from osteon.analysis.risk_sets import RiskSets


def some_patients(n=300, seed=3):
    rng = np.random.default_rng(seed)
    treated = rng.random(n) < 0.4
    return rng, treated, rng.integers(0, 3, n)


def test_the_batch_log_rank_is_the_single_one_with_ties_and_strata():
    rng, treated, stratum = some_patients()
    days, seen = rng.integers(1, 40, treated.size).astype(float), rng.random(treated.size) < 0.6
    for strata in (np.zeros_like(stratum), stratum):
        excess, variance = log_rank_score(days, seen, treated, strata, 1.0)
        single = log_rank(days, seen, treated, strata=strata)
        assert excess**2 / variance == pytest.approx(single.statistic, rel=1e-12)


@pytest.mark.parametrize("ratio", [0.7, 1.0, 1.3])
def test_under_another_ratio_it_is_the_score_test_of_cox(ratio):
    rng, treated, stratum = some_patients()
    days, seen = rng.exponential(100, treated.size), rng.random(treated.size) < 0.6
    excess, variance = log_rank_score(days, seen, treated, stratum, ratio)
    risk = RiskSets.build(days, seen, strata=stratum)
    there = likelihood(risk, treated[risk.order, None].astype(float), np.log([ratio]))
    assert excess == pytest.approx(there.slope[0], rel=1e-10)
    assert variance == pytest.approx(there.information[0, 0], rel=1e-10)


@pytest.mark.parametrize("ratio", [0.8, 1.0, 1.4])
def test_the_batch_rate_test_is_the_robust_score_of_andersen_and_gill(ratio):
    rng, treated, stratum = some_patients()
    n, last = treated.size, rng.uniform(50, 300, treated.size)
    who = np.repeat(np.arange(n), rng.poisson(1.5, n))
    day = rng.random(who.size) * last[who]
    order = np.lexsort((day, who))
    who, day = who[order], day[order]
    excess, variance = rate_score(last, treated, stratum, (who, day), ratio)
    rows = cut_at_events(who, day, last)
    risk = RiskSets.build(rows.stop, rows.observed, rows.start, stratum[rows.patient], "breslow")
    design = treated[rows.patient][risk.order, None].astype(float)
    share = score_residuals(risk, design, np.log([ratio]))[:, 0]
    own = np.bincount(rows.patient[risk.order], weights=share, minlength=n)
    assert excess == pytest.approx(own.sum(), rel=1e-9)
    assert variance == pytest.approx((own**2).sum(), rel=1e-9)


def exponential(n=4000, *, ratio=0.7, stratum=None):
    """Return paired lives with hazards 1/600 and `ratio`/600 a day, without luck in them."""
    rng = np.random.default_rng(8)
    threshold = -np.log(1 - rng.permutation((np.arange(n) + 0.5) / n))
    days = (600 * threshold, 600 / ratio * threshold)
    end = np.full(n, 900.0)
    seen = tuple(own <= end for own in days)
    return Lives.of_first_events(tuple(np.minimum(own, end) for own in days), seen, stratum)


def plan(**changed):
    usual = Plan(300 / 365.0, (2, 2), 900.0, np.array([0]), FIRST_EVENTS, 1.0)
    return usual._replace(**changed)


def test_power_is_schoenfelds_and_the_error_that_of_the_test():
    lives, n, replicates = exponential(), 340, 4000
    found = replicate(lives, plan(), n, replicates=replicates, seed=2)
    events = found.events.sum(axis=2).mean()
    known = schoenfeld_power(0.7, 0.025, events)
    assert (found.z[:, 0] > 1.96).mean() == pytest.approx(known, abs=0.025)
    assert 0.5 < known < 0.9
    null = replicate(lives, plan(), n, replicates=replicates, seed=2, null=True)
    error = 3 * np.sqrt(0.025 * 0.975 / replicates)
    assert (null.z[:, 0] > 1.96).mean() == pytest.approx(0.025, abs=error)
    assert null.z.std() == pytest.approx(1.0, abs=0.035)


def test_schoenfelds_events_have_his_power():
    events = schoenfeld_events(0.75, 0.025, 0.9)
    assert events == pytest.approx(508, abs=0.5)
    assert schoenfeld_power(0.75, 0.025, events) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("kind", "ratio"), [(FIRST_EVENTS, 1.3), (FIRST_EVENTS, 0.8), (ALL_EVENTS, 1.3)]
)
def test_at_the_margin_the_error_is_that_of_the_test(kind, ratio):
    """Lives made worse by the margin: the test of non-inferiority then errs as often as it may."""
    made = plan(kind=kind, ratio=ratio)
    found = replicate(exponential(ratio=1.0), made, 600, replicates=4000, seed=4, null=True)
    side = 1.0 if ratio > 1.0 else -1.0
    assert (side * found.z[:, 0] > 1.96).mean() == pytest.approx(0.025, abs=0.0075)
    assert abs(found.z.mean()) < 0.06


def test_a_look_takes_place_when_its_events_have_happened():
    found = replicate(
        exponential(), plan(targets=np.array([60, 120, 10_000])), 300, replicates=200, seed=2
    )
    assert (found.events.sum(axis=2)[:, :2] == [60, 120]).all()
    assert (np.diff(found.day, axis=1) > 0).all()
    assert (found.day[:, 2] == 900.0).all()
    # Early looks see those only who have entered.
    assert (found.patients.sum(axis=2)[:, 0] < 300).any()
    assert (found.patients.sum(axis=2)[:, 2] == 300).all()


def test_arms_are_balanced_within_strata_to_half_a_block():
    lives = exponential(stratum=np.arange(4000) % 3)
    found = replicate(lives, plan(block=(2, 4)), 300, replicates=100, seed=2)
    old, new = found.patients[:, 0].T
    # Three strata, and in each one open block of six.
    assert (np.abs(new - 2 * old) <= 3 * 4).all()
    assert np.abs(new - 2 * old).max() > 0


def test_replicates_of_two_sizes_share_their_patients():
    """Power at two sizes differs by less noise than if each were drawn by itself."""
    lives = exponential()
    small, large, other = (
        replicate(lives, plan(per_day=1.0), n, replicates=400, seed=seed).z[:, 0]
        for n, seed in ((400, 2), (440, 2), (440, 7))
    )
    assert np.corrcoef(small, large)[0, 1] > 0.9
    assert abs(np.corrcoef(small, other)[0, 1]) < 0.2

"""What must hold for any survival data, however odd."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.analysis.changes import median
from osteon.analysis.cox import hazard_ratio
from osteon.analysis.cumulative_count import mean_cumulative_count
from osteon.analysis.logrank import log_rank
from osteon.analysis.proportions import proportion, proportion_difference
from osteon.analysis.recurrent import at_least_apart, cut_at_events, rate_ratio
from osteon.analysis.restricted_mean import restricted_mean
from osteon.analysis.survival import kaplan_meier

patients = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.booleans()), min_size=1, max_size=40
)
events = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 120)), max_size=40).map(sorted)


def columns(rows):
    days, observed, arm = zip(*rows, strict=True)
    return np.array(days, float), np.array(observed), np.array(arm)


@given(patients)
def test_a_curve_falls_between_its_bounds(rows):
    days, observed, _ = columns(rows)
    curve = kaplan_meier(days, observed)
    assert (np.diff(curve.survival) <= 1e-12).all()
    assert (curve.low <= curve.survival + 1e-12).all()
    assert (curve.survival <= curve.high + 1e-12).all()
    assert ((curve.low >= 0) & (curve.high <= 1)).all()
    assert curve.median().ci_low <= curve.median().value <= curve.median().ci_high


@given(patients)
def test_a_ratio_is_a_number_within_its_interval_or_a_sentence(rows):
    days, observed, arm = columns(rows)
    ratio = hazard_ratio(days, observed, arm)
    assert ratio.note or 0 < ratio.ci_low <= ratio.value <= ratio.ci_high < np.inf
    assert np.isnan(ratio.value) or ratio.ci_low <= ratio.value <= ratio.ci_high


@given(patients)
def test_swapping_the_arms_inverts_the_ratio(rows):
    days, observed, arm = columns(rows)
    there, back = hazard_ratio(days, observed, arm), hazard_ratio(days, observed, ~arm)
    if not there.note:
        np.testing.assert_allclose(there.value * back.value, 1.0, rtol=1e-6)
        np.testing.assert_allclose(there.ci_low * back.ci_high, 1.0, rtol=1e-6)


@given(patients, st.integers(1, 9))
def test_only_the_order_of_days_matters_to_a_ratio(rows, factor):
    days, observed, arm = columns(rows)
    plain, stretched = hazard_ratio(days, observed, arm), hazard_ratio(factor * days, observed, arm)
    np.testing.assert_allclose(plain.value, stretched.value)


@given(patients)
def test_log_rank_always_has_a_p_value(rows):
    result = log_rank(*columns(rows))
    assert 0.0 <= result.p <= 1.0
    assert result.statistic >= 0.0


@given(events, st.integers(1, 40))
def test_counted_events_are_apart_and_the_rest_are_too_close(rows, window):
    who, when = (np.array([r[i] for r in rows], float) for i in (0, 1))
    counted = at_least_apart(who, when, window)
    for patient in np.unique(who):
        mine, kept = when[who == patient], when[(who == patient) & counted]
        assert (np.diff(kept) >= window).all()
        assert kept[0] == mine[0]
        for day in mine:
            assert (np.abs(kept[kept <= day] - day) < window).any()


@given(events)
def test_rows_of_a_patient_cover_the_follow_up_once(rows):
    who, when = (np.array([r[i] for r in rows], float) for i in (0, 1))
    keep = at_least_apart(who, when, 1)
    ends = np.full(6, 120.0)
    table = cut_at_events(who[keep].astype(int), when[keep], ends)
    assert table.observed.sum() == keep.sum()
    for patient in range(6):
        mine = table.patient == patient
        start, stop = np.sort(table.start[mine]), np.sort(table.stop[mine])
        assert stop[-1] == 120.0
        assert (start[1:] == stop[:-1]).all()
        assert start[0] == -np.inf


@given(events, st.lists(st.booleans(), min_size=6, max_size=6))
def test_counting_the_dead_never_raises_the_mean_count(rows, died):
    who, when = (np.array([r[i] for r in rows], float) for i in (0, 1))
    ends = np.array([20.0, 40.0, 60.0, 80.0, 100.0, 120.0])
    keep = when <= ends[who.astype(int)]
    at = [0.0, 30.0, 90.0, 130.0]
    args = (who[keep].astype(int), when[keep], ends)
    with_death = mean_cumulative_count(*args, np.array(died), at)
    while_alive = mean_cumulative_count(*args, np.zeros(6, bool), at)
    assert (with_death.mean <= while_alive.mean + 1e-12).all()
    assert (np.diff(with_death.mean) >= 0).all()
    assert np.isfinite(with_death.high).all()


@given(events, st.lists(st.booleans(), min_size=6, max_size=6))
def test_a_ratio_of_rates_is_a_number_within_its_interval_or_a_sentence(rows, treated):
    who, when = (np.array([r[i] for r in rows], float) for i in (0, 1))
    keep = at_least_apart(who, when, 1)
    table = cut_at_events(who[keep].astype(int), when[keep], np.full(6, 121.0))
    for strata in (None, np.arange(6) % 2):
        ratio = rate_ratio(table, np.array(treated), strata=strata)
        assert ratio.note or 0 < ratio.ci_low <= ratio.value <= ratio.ci_high < np.inf
        # Where nothing shows how patients vary, the number stands alone, and the note says so.
        assert (
            np.isnan([ratio.value, ratio.ci_low]).any()
            or ratio.ci_low <= ratio.value <= ratio.ci_high
        )


@given(st.integers(0, 200), st.integers(1, 200))
def test_a_share_lies_within_its_interval(some, n):
    share = proportion(min(some, n), n)
    assert 0.0 <= share.ci_low <= share.value <= share.ci_high <= 1.0


@settings(max_examples=50)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_a_median_lies_within_its_interval(values):
    estimate = median(values)
    assert estimate.ci_low <= estimate.value <= estimate.ci_high


counts = st.tuples(st.integers(0, 60), st.integers(1, 60)).map(lambda c: (min(c), c[1]))


@given(counts, counts, st.sampled_from(["miettinen_nurminen", "newcombe"]))
def test_a_difference_of_shares_lies_within_its_interval_and_turns_with_the_arms(
    own, other, method
):
    there = proportion_difference(own, other, method)
    back = proportion_difference(other, own, method)
    assert -1.0 <= there.ci_low <= there.value <= there.ci_high <= 1.0
    np.testing.assert_allclose(
        [there.value, there.ci_low, there.ci_high],
        [-back.value, -back.ci_high, -back.ci_low],
        atol=1e-9,
    )


@given(patients, st.integers(0, 14), st.sampled_from(["log_log", "log", "plain"]))
def test_landmarks_and_restricted_means_are_numbers_or_sentences(rows, day, scale):
    days, observed, _ = columns(rows)
    share = kaplan_meier(days, observed, scale).landmark(day)
    mean = restricted_mean(days, observed, day)
    for estimate, most in ((share, 1.0), (mean, day)):
        if not np.isnan(estimate.value):
            assert 0.0 <= estimate.ci_low <= estimate.value <= estimate.ci_high
            assert estimate.value <= most
            assert estimate.value == 0.0 or estimate.se >= 0.0

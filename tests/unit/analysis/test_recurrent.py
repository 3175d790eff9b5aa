"""The 21-day window, counting-process rows, rates and the mean cumulative count."""

from math import isnan

import numpy as np
import pytest

from osteon.analysis.cumulative_count import mean_cumulative_count
from osteon.analysis.rates import mean_number, rate_per_year
from osteon.analysis.recurrent import (
    at_least_apart,
    cut_at_events,
    moments_apart,
    rate_ratio,
)


def test_the_window_runs_from_the_last_event_that_counted():
    # 20 is too close to 0; 21 counts; 41 is 20 after 21; 42 counts.
    assert at_least_apart([1] * 5, [0, 20, 21, 41, 42], 21).tolist() == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_each_patient_has_a_window_of_their_own():
    assert at_least_apart([1, 2, 2, 3], [5, 6, 30, 31], 21).all()


def test_two_events_on_one_day_count_once_even_without_a_window():
    assert at_least_apart([1, 1, 1], [5, 5, 6], 0).tolist() == [True, False, True]


def test_events_of_one_day_come_a_moment_apart_and_the_last_keeps_its_day():
    days = moments_apart([0, 0, 0, 1, 1], [5.0, 5.0, 6.0, 6.0, 6.0])
    assert days[[1, 2, 4]].tolist() == [5.0, 6.0, 6.0]
    assert (days[[0, 3]] < [5.0, 6.0]).all()
    rows = cut_at_events([0, 0, 0, 1, 1], days, [6.0, 6.0])
    assert rows.observed.sum() == 5
    assert (rows.start < rows.stop).all()
    assert moments_apart([], []).size == 0


def test_no_events_no_rows():
    assert at_least_apart([], [], 21).size == 0


def test_rows_cut_each_patients_time_at_each_event():
    rows = cut_at_events([0, 0, 2], [10.0, 40.0, 25.0], [60.0, 30.0, 25.0])
    table = sorted(zip(rows.patient, rows.start, rows.stop, rows.observed, strict=True))
    assert table == [
        (0, -np.inf, 10.0, True),
        (0, 10.0, 40.0, True),
        (0, 40.0, 60.0, False),
        (1, -np.inf, 30.0, False),
        (2, -np.inf, 25.0, True),
    ]


def test_rate_ratio_without_events_says_so():
    rows = cut_at_events([], [], [10.0, 20.0])
    ratio = rate_ratio(rows, [True, False])
    assert isnan(ratio.value)
    assert ratio.note == "no events in either arm: no ratio"


def test_rate_ratio_of_twice_the_events_is_about_two():
    days = np.concatenate([np.arange(30.0, 331.0, 30.0), np.arange(31.0, 332.0, 60.0)])
    who = np.repeat([0, 1], [11, 6])
    ratio = rate_ratio(cut_at_events(who, days, [360.0, 360.0]), [True, False])
    assert ratio.value == pytest.approx(11 / 6)
    assert ratio.n == 2


def test_mean_number_and_rate_use_the_spread_between_patients():
    number = mean_number([0, 0, 1, 3])
    assert number.value == 1.0
    assert number.ci_high - 1.0 == pytest.approx(
        1.959963984540054 * np.std([0, 0, 1, 3], ddof=1) / 2
    )
    rate = rate_per_year([0, 0, 1, 3], [365.25] * 4)
    assert (rate.value, rate.ci_high) == pytest.approx((number.value, number.ci_high))


@pytest.mark.parametrize(
    ("estimate", "note"),
    [
        (mean_number([]), "no patients"),
        (mean_number([2]), "one patient: no interval"),
        (rate_per_year([0, 0], [0.0, 0.0]), "no time under observation: no rate"),
        (rate_per_year([0, 0], [365.25, 365.25]), "no events"),
    ],
)
def test_a_rate_that_barely_exists_says_so(estimate, note):
    assert estimate.note == note


def test_no_events_in_two_patient_years_allow_up_to_1_84_a_year():
    assert rate_per_year([0, 0], [365.25, 365.25]).ci_high == pytest.approx(3.688879454 / 2)


def test_cumulative_count_without_censoring_is_the_plain_mean():
    count = mean_cumulative_count(
        [0, 0, 1], [10.0, 20.0, 30.0], [100.0] * 4, [False] * 4, [5.0, 10.0, 25.0, 50.0]
    )
    assert count.mean == pytest.approx([0.0, 0.25, 0.5, 0.75])
    plain = mean_number([2, 1, 0, 0])
    half = plain.ci_high - plain.value
    # The influence form divides by n, the sample form by n - 1.
    assert (count.high - count.mean)[-1] == pytest.approx(half * np.sqrt(3 / 4))


def test_the_dead_stay_in_the_mean():
    ends, died = [10.0, 100.0], [True, False]
    per_randomised = mean_cumulative_count([1], [50.0], ends, died, [100.0])
    while_alive = mean_cumulative_count([1], [50.0], ends, [False, False], [100.0])
    assert per_randomised.mean[0] == pytest.approx(0.5)
    assert while_alive.mean[0] == pytest.approx(1.0)


def test_influence_agrees_with_the_jackknife_when_patients_die():
    rng = np.random.default_rng(5)
    ends = np.ceil(rng.exponential(300.0, 150))
    died = rng.random(150) < 0.6
    who = rng.integers(0, 150, 260)
    day = np.ceil(rng.random(260) * 400)
    keep = day <= ends[who]
    who, day = who[keep], day[keep]
    whole = mean_cumulative_count(who, day, ends, died, [100.0, 300.0])
    left_out = []
    for patient in range(150):
        rest = who != patient
        shifted = who[rest] - (who[rest] > patient)
        without = np.arange(150) != patient
        count = mean_cumulative_count(
            shifted, day[rest], ends[without], died[without], [100.0, 300.0]
        )
        left_out.append(count.mean)
    jackknife = np.std(left_out, axis=0) * 149 / np.sqrt(149)
    assert (whole.high - whole.mean) / 1.96 == pytest.approx(jackknife, rel=0.05)


def test_cumulative_count_of_nobody_and_of_no_events():
    assert np.isnan(mean_cumulative_count([], [], [], [], [1.0]).mean).all()
    none = mean_cumulative_count([], [], [5.0, 6.0], [True, False], [1.0, 9.0])
    assert none.mean.tolist() == none.high.tolist() == [0.0, 0.0]

"""Proportions, medians, means, changes, first events and the estimate itself."""

from math import isnan, nan

import numpy as np
import pytest

from osteon.analysis.changes import mean, median, percent_change
from osteon.analysis.estimate import Estimate, undefined
from osteon.analysis.first_events import first_rows, kind_mix
from osteon.analysis.proportions import percent, proportion


@pytest.mark.parametrize(
    ("events", "n", "low", "high"),
    [  # Newcombe 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_newcombes_worked_examples(events, n, low, high):
    share = proportion(events, n)
    assert (share.ci_low, share.ci_high) == pytest.approx((low, high), abs=5e-5)


def test_everybody_and_nobody():
    assert percent(20, 20).ci_high == 100.0
    assert percent(0, 20).ci_low == 0.0
    nobody = percent(0, 0)
    assert isnan(nobody.value)
    assert nobody.note == "no patients"


@pytest.mark.parametrize(("n", "rank"), [(6, 1), (10, 2), (20, 6), (100, 40)])
def test_median_interval_ends_on_the_tabled_order_statistics(n, rank):
    estimate = median(np.random.default_rng(0).permutation(n) + 1.0)
    assert (estimate.ci_low, estimate.ci_high) == (rank, n + 1 - rank)


def test_too_few_values_for_an_interval_give_the_range_and_say_so():
    estimate = median([3.0, 1.0, nan])
    assert (estimate.value, estimate.ci_low, estimate.ci_high, estimate.n) == (2.0, 1.0, 3.0, 2)
    assert estimate.note == "2 values: the interval is their range"


@pytest.mark.parametrize("estimator", [median, mean])
def test_no_values_and_equal_values(estimator):
    assert estimator([]).note == "no values"
    same = estimator([4.0] * 9)
    assert (same.value, same.ci_low, same.ci_high) == (4.0, 4.0, 4.0)


def test_one_value_has_a_mean_and_no_interval():
    estimate = mean([2.4])
    assert estimate.value == 2.4
    assert isnan(estimate.ci_low)
    assert estimate.note == "one value: no interval"


def test_change_leaves_out_pairs_without_a_usable_start():
    change = percent_change([50.0, 0.0, nan, 40.0, 10.0], [10.0, 5.0, 5.0, nan, 20.0])
    assert change.tolist() == [-80.0, 100.0]


def test_first_event_of_a_day_goes_by_rank():
    rows = first_rows([2, 1, 1, 2], [7.0, 9.0, 9.0, 8.0], [0, 1, 0, 0])
    assert rows.tolist() == [2, 0]


def test_kinds_are_listed_by_frequency_then_name():
    assert list(kind_mix(["b", "a", "c", "c"]).items()) == [("c", 2), ("a", 1), ("b", 1)]
    assert kind_mix([]) == {}


def test_a_number_that_is_missing_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="says why"):
        Estimate(nan, 0.0, 1.0, 3)
    assert undefined("no patients", 0).note == "no patients"

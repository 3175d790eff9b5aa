"""Kaplan-Meier, medians and the log-rank test, also on data that barely carry them."""

from math import inf, isnan

import numpy as np
import pytest

from osteon.analysis.logrank import log_rank
from osteon.analysis.survival import kaplan_meier, number_at_risk


def test_without_censoring_the_curve_is_the_share_left():
    curve = kaplan_meier([1.0, 2.0, 3.0, 4.0], [True] * 4)
    assert curve.at([0.0, 1.0, 2.5, 4.0]) == pytest.approx([1.0, 0.75, 0.5, 0.0])
    assert curve.median().value == 2.5  # level at one half from day 2 to day 3


def test_censored_on_the_day_of_an_event_is_still_at_risk():
    curve = kaplan_meier([5.0, 5.0], [True, False])
    assert curve.at_risk[0] == 2
    assert curve.at(5.0) == pytest.approx(0.5)


def test_number_at_risk_counts_who_is_not_yet_gone():
    assert number_at_risk([10.0, 20.0, 20.0, 30.0], [0, 10, 11, 20, 31]).tolist() == [4, 4, 3, 3, 0]


def test_nobody_had_an_event():
    curve = kaplan_meier([3.0, 8.0], [False, False])
    assert curve.survival.tolist() == curve.low.tolist() == curve.high.tolist() == [1.0, 1.0]
    median = curve.median()
    assert (median.value, median.ci_low, median.ci_high) == (inf, inf, inf)
    assert median.note == "not reached"


def test_nobody_at_all():
    curve = kaplan_meier([], [])
    assert curve.at([0.0, 5.0]).tolist() == [1.0, 1.0]
    median = curve.median()
    assert isnan(median.value)
    assert median.note == "no patients"


def test_the_interval_stays_a_number_when_everybody_had_the_event():
    curve = kaplan_meier([1.0, 2.0, 2.0], [True] * 3)
    assert curve.survival[-1] == 0.0
    assert np.isfinite(curve.low).all()
    assert np.isfinite(curve.high).all()


def test_one_event_on_everybodys_only_day():
    curve = kaplan_meier([7.0] * 5, [True] * 5)
    assert (curve.low[0], curve.survival[0], curve.high[0]) == (0.0, 0.0, 1.0)
    assert curve.median().value == 7.0


@pytest.mark.parametrize(
    ("observed", "group", "note"),
    [
        ([True, True], ["a", "a"], "only one group"),
        ([False, False], ["a", "b"], "no events"),
        ([True, True], ["a", "b"], ""),
    ],
)
def test_log_rank_says_why_there_is_no_test(observed, group, note):
    result = log_rank([1.0, 2.0], observed, group)
    assert result.note.startswith(note)
    assert 0.0 <= result.p <= 1.0


def test_log_rank_of_groups_that_never_meet():
    result = log_rank([1.0, 5.0, 6.0], [False, True, True], ["a", "b", "b"])
    assert (result.statistic, result.p) == (0.0, 1.0)
    assert result.note == "the groups are never at risk together"

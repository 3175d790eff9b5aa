"""Where nothing happens there is a number all the same, and no interval that claims too much."""

import numpy as np
import pytest
from scipy.stats import binomtest

from osteon.analysis import changes
from osteon.analysis.cumulative_incidence import CENSORED, COMPETING, EVENT, cumulative_incidence
from osteon.analysis.estimate import difference
from osteon.analysis.fine_gray import subdistribution_hazard_ratio
from osteon.analysis.recurrent import cut_at_events, rate_ratio
from osteon.analysis.restricted_mean import restricted_mean
from osteon.analysis.survival import kaplan_meier


def test_a_curve_without_events_has_the_exact_interval_of_those_still_followed():
    days = np.array([50.0, 90.0, 200.0, 300.0, 400.0, 500.0])
    found = kaplan_meier(days, np.zeros(6, bool)).landmark(100.0)
    exact = binomtest(4, 4).proportion_ci()
    assert (found.value, found.ci_high) == (1.0, 1.0)
    assert found.ci_low == pytest.approx(exact.low)
    assert "from 4 known until then" in found.note


def test_the_dead_count_among_those_to_whom_nothing_happened():
    days = np.array([50.0, 90.0, 200.0, 300.0])
    status = np.array([COMPETING, CENSORED, CENSORED, EVENT])
    found = cumulative_incidence(days, status).landmark(100.0)
    assert (found.value, found.ci_low) == (0.0, 0.0)
    assert found.ci_high == pytest.approx(binomtest(0, 3).proportion_ci().high)
    seen = cumulative_incidence(days, status).landmark(300.0)
    assert seen.value > 0
    assert not seen.note


def test_two_arms_without_events_differ_by_nothing_that_has_an_interval():
    days, none = np.array([100.0, 200.0]), np.zeros(2, bool)
    found = difference(*(kaplan_meier(days, none).landmark(150.0) for _ in range(2)))
    assert found.value == 0
    assert np.isnan(found.ci_low)
    assert "no interval" in found.note


def test_a_rate_ratio_whose_patients_do_not_vary_has_no_interval():
    """One patient a stratum and arm, each with the same share of the events."""
    patient, day = np.array([0, 1, 1, 1]), np.array([40.0, 10.0, 50.0, 70.0])
    rows = cut_at_events(patient, day, np.array([100.0, 100.0]))
    found = rate_ratio(rows, np.array([False, True]))
    assert found.value == pytest.approx(3.0)
    assert np.isnan(found.ci_low)
    assert "how patients vary" in found.note


def test_what_happens_to_everybody_has_an_exact_lower_end():
    found = cumulative_incidence(np.full(9, 30.0), np.full(9, EVENT)).landmark(30.0)
    assert (found.value, found.ci_high) == (1.0, 1.0)
    assert found.ci_low == pytest.approx(binomtest(9, 9).proportion_ci().low)


def test_numbers_without_spread_say_so():
    same, none = np.full(40, 30.0), np.zeros(40, bool)
    assert "no width" in changes.mean(same).note
    assert "no width" in restricted_mean(same, none, 20.0).note
    arms = np.arange(40) % 2 == 0
    tied = subdistribution_hazard_ratio(same, np.full(40, EVENT), arms)
    assert tied.value == pytest.approx(1.0)
    assert np.isnan(tied.ci_low)
    assert tied.note

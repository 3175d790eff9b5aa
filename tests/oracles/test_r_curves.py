"""Kaplan-Meier, restricted means, log-rank, shares and rates against R, to six digits or more."""

import numpy as np
import pytest

from osteon.analysis.estimate import difference, ratio
from osteon.analysis.logrank import log_rank
from osteon.analysis.proportions import proportion, proportion_difference
from osteon.analysis.rates import poisson_rate
from osteon.analysis.restricted_mean import restricted_mean
from osteon.analysis.survival import kaplan_meier
from support.goldens import at_terms, goldens, table

PATIENTS = table("patients")
DAY, SEEN, ARM = PATIENTS["day"], PATIENTS["status"] == 1, PATIENTS["arm"] == 1


def near(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("scale", ["log_log", "log", "plain"])
def test_curve_at_landmarks(scale):
    curve = kaplan_meier(DAY, SEEN, scale)
    days, value = at_terms(f"km_{scale}_value")
    found = [curve.landmark(day) for day in days]
    assert [one.value for one in found] == near(value)
    assert [one.se for one in found] == near(at_terms(f"km_{scale}_se")[1])
    assert [one.ci_low for one in found] == near(at_terms(f"km_{scale}_low")[1])
    assert [one.ci_high for one in found] == near(at_terms(f"km_{scale}_high")[1])


@pytest.mark.parametrize("scale", ["log_log", "log", "plain"])
def test_quantiles(scale):
    curve = kaplan_meier(DAY, SEEN, scale)
    shares, value = at_terms(f"km_{scale}_quantile")
    found = [curve.quantile(share) for share in shares]
    assert [one.value for one in found] == value.tolist()
    assert [one.ci_low for one in found] == at_terms(f"km_{scale}_quantile_low")[1].tolist()
    assert [one.ci_high for one in found] == at_terms(f"km_{scale}_quantile_high")[1].tolist()


def test_a_curve_level_at_one_half_has_its_median_in_the_middle():
    golden = goldens()["km_level_at_half"]
    falls = kaplan_meier([1, 2, 3, 4], [True] * 4)
    stays = kaplan_meier([1, 2, 3, 4], [True, True, False, False])
    assert falls.median().value == golden["then_falls"]
    assert stays.median().value == golden["to_the_end"]


def test_restricted_means_and_how_they_differ():
    own, other = (restricted_mean(DAY[m], SEEN[m], 180.0) for m in (ARM, ~ARM))
    assert [other.value, own.value] == near(at_terms("rmst_value")[1])
    assert [other.se, own.se] == near(at_terms("rmst_se")[1])
    for name, found in (("difference", difference(own, other)), ("ratio", ratio(own, other))):
        golden = goldens()[f"rmst_{name}"]
        ends = [golden["value"], golden["low"], golden["high"]]
        assert [found.value, found.ci_low, found.ci_high] == near(ends)


@pytest.mark.parametrize("group", ["arm", "group"])
def test_log_rank_plain_and_stratified(group):
    plain = log_rank(DAY, SEEN, PATIENTS[group])
    within = log_rank(DAY, SEEN, PATIENTS[group], strata=PATIENTS["stratum"])
    golden = goldens()["log_rank"]
    assert plain.statistic == near(golden[group])
    assert within.statistic == near(golden[f"{group}_stratified"])
    assert plain.degrees == within.degrees == len(np.unique(PATIENTS[group])) - 1


def ends_of(estimator):
    """Return the low and high ends of R's intervals by the numbers they are for."""
    golden = goldens()[estimator]
    cases = {term.partition("_")[2] for term in golden}
    return {
        tuple(int(part) for part in case.split("_")): (
            golden[f"low_{case}"],
            golden[f"high_{case}"],
        )
        for case in sorted(cases)
    }


@pytest.mark.parametrize("method", ["wilson", "exact"])
def test_intervals_of_shares(method):
    for (events, n), ends in ends_of(f"{method}_share").items():
        found = proportion(events, n, method)
        assert (found.ci_low, found.ci_high) == near(ends)


@pytest.mark.parametrize("method", ["miettinen_nurminen", "newcombe"])
def test_intervals_of_differences(method):
    for (events, n, other_events, other_n), ends in ends_of(method).items():
        found = proportion_difference((events, n), (other_events, other_n), method)
        # R's restricted likelihood is maximised numerically, which leaves seven digits.
        assert (found.ci_low, found.ci_high) == pytest.approx(ends, abs=2e-8)


@pytest.mark.parametrize("years", [{0: 12.5, 7: 31.0, 153: 88.25}])
def test_exact_intervals_of_rates(years):
    for (events,), ends in ends_of("poisson_rate").items():
        found = poisson_rate(events, years[events], 50)
        assert (found.ci_low, found.ci_high) == near(ends)

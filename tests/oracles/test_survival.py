"""Our estimators against lifelines, against R's `survival` and against published examples.

The R numbers were printed once by R 4.2.2 with survival 3.5-3 on the same made-up rows (the
formulas below), `coxph` with eps = 1e-14 and Efron's ties.
"""

import warnings

import numpy as np
import pytest

from osteon.analysis.cox import fit_cox, hazard_ratio
from osteon.analysis.cumulative_count import mean_cumulative_count
from osteon.analysis.estimate import NORMAL_QUANTILE
from osteon.analysis.logrank import log_rank
from osteon.analysis.recurrent import at_least_apart, cut_at_events
from osteon.analysis.survival import kaplan_meier

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import lifelines
    import lifelines.statistics
    import pandas as pd

# Freireich 1963, weeks of remission of acute leukaemia on 6-mercaptopurine and on placebo.
MERCAPTOPURINE = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
WEEKS = np.array(MERCAPTOPURINE + PLACEBO, float)
RELAPSED = np.array([True] * 9 + [False] * 12 + [True] * 21)
TREATED = np.array([True] * 21 + [False] * 21)

# Eighty made-up patients with many ties.
NUMBER = np.arange(80)
STOP = ((NUMBER * 37) % 53 + 1).astype(float)
SEEN = (NUMBER * 7) % 3 != 0
COVARIATES = np.column_stack([NUMBER % 2 == 0, ((NUMBER * 13) % 17) / 10]).astype(float)


def recurrent_rows():
    """Made-up events, 21 days apart, of the eighty patients."""
    ends = ((NUMBER * 29) % 61 + 20).astype(float)
    events = [
        (k, float(day))
        for k in NUMBER
        for day in sorted({int((k * 17 + j * j * 23 + j * 9) % 70) + 1 for j in range(k * 11 % 5)})
        if day <= ends[k]
    ]
    who, when = np.array(events).T
    keep = at_least_apart(who, when, 21)
    return who[keep].astype(int), when[keep], ends


def random_survival(seed, n=200, ties=True):
    rng = np.random.default_rng(seed)
    days, arm = rng.exponential(200.0, n), rng.random(n) < 0.5
    days = np.ceil(days / 20) if ties else days
    return days, rng.random(n) < 0.7, arm


def test_remission_curve_of_the_textbooks():
    curve = kaplan_meier(WEEKS[TREATED], RELAPSED[TREATED])
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.at([6, 7, 10, 13, 16, 22, 23]) == pytest.approx(published, abs=5e-4)
    assert curve.median().value == 23
    assert kaplan_meier(WEEKS[~TREATED], RELAPSED[~TREATED]).median().value == 8


def test_remission_log_rank_and_cox_of_the_textbooks():
    assert log_rank(WEEKS, RELAPSED, TREATED).statistic == pytest.approx(16.79, abs=5e-3)
    ratio = hazard_ratio(WEEKS, RELAPSED, ~TREATED)
    assert np.log(ratio.value) == pytest.approx(1.5721, abs=5e-5)
    assert np.log(ratio.ci_high / ratio.ci_low) / 2 / NORMAL_QUANTILE == pytest.approx(
        0.4124, abs=5e-5
    )


def test_cox_with_ties_against_r():
    fit = fit_cox(STOP, SEEN, COVARIATES)
    assert fit.coefficients == pytest.approx([-0.1400849554862, -0.0340063828504], abs=1e-10)
    assert fit.standard_errors == pytest.approx([0.276662991777, 0.279811845519], abs=1e-10)
    assert fit.log_likelihood == pytest.approx(-179.546829674, abs=1e-8)


def test_clustered_cox_with_ties_against_r():
    fit = fit_cox(STOP, SEEN, COVARIATES, cluster=NUMBER // 2)
    assert fit.standard_errors == pytest.approx([0.297138988374, 0.268999805225], abs=1e-10)


def test_andersen_gill_with_robust_errors_against_r():
    who, when, ends = recurrent_rows()
    rows = cut_at_events(who, when, ends)
    arm = COVARIATES[rows.patient, 0]
    naive = fit_cox(rows.stop, rows.observed, arm, start=rows.start)
    robust = fit_cox(rows.stop, rows.observed, arm, start=rows.start, cluster=rows.patient)
    assert robust.coefficients == pytest.approx([-0.00461164494314], abs=1e-10)
    assert naive.standard_errors == pytest.approx([0.223631853498], abs=1e-10)
    assert robust.standard_errors == pytest.approx([0.158482020126], abs=1e-10)


def test_log_rank_of_three_groups_against_r():
    assert log_rank(STOP, SEEN, NUMBER % 3).statistic == pytest.approx(24.3009418742, abs=1e-9)


def test_kaplan_meier_interval_and_median_against_r():
    curve = kaplan_meier(STOP, SEEN)
    rows = [9, 29, 49]  # days 10, 30 and 50
    assert curve.survival[rows] == pytest.approx([0.870009192856, 0.595197307041, 0.138576226891])
    assert curve.low[rows] == pytest.approx([0.7717256730926, 0.4676477687501, 0.0563488071988])
    assert curve.high[rows] == pytest.approx([0.927899169278, 0.701723549742, 0.257172177146])
    median = curve.median()
    assert (median.value, median.ci_low, median.ci_high) == (36.0, 29.0, 41.0)


def test_mean_cumulative_count_against_r():
    who, when, ends = recurrent_rows()
    count = mean_cumulative_count(who, when, ends, np.zeros(80, bool), [20, 40, 60])
    assert count.mean == pytest.approx([0.4625, 0.892872099674, 1.183234769349], abs=1e-10)
    errors = (count.high - count.mean) / NORMAL_QUANTILE
    assert errors == pytest.approx([0.0557442541882, 0.0797649858121, 0.1024770590987], abs=1e-10)


@pytest.mark.parametrize("ties", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kaplan_meier_against_lifelines(seed, ties):
    days, observed, _ = random_survival(seed, ties=ties)
    theirs = lifelines.KaplanMeierFitter().fit(days, observed)
    ours = kaplan_meier(days, observed)
    at = theirs.survival_function_.index.to_numpy()
    assert ours.at(at) == pytest.approx(theirs.survival_function_.iloc[:, 0].to_numpy(), abs=1e-8)
    bounds = theirs.confidence_interval_.to_numpy()[1:]
    left = ours.survival > 0  # at zero the interval has no value: they print 0, R prints NA
    assert ours.low[left] == pytest.approx(bounds[left, 0], abs=1e-8)
    assert ours.high[left] == pytest.approx(bounds[left, 1], abs=1e-8)
    assert ours.median().value == theirs.median_survival_time_


@pytest.mark.parametrize("ties", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cox_against_lifelines(seed, ties):
    days, observed, arm = random_survival(seed, ties=ties)
    table = pd.DataFrame({"days": days, "observed": observed, "arm": arm.astype(float)})
    theirs = lifelines.CoxPHFitter().fit(
        table, "days", "observed", fit_options={"precision": 1e-14, "r_precision": 1e-14}
    )
    ours = fit_cox(days, observed, arm)
    # They stop while the slope is still 1e-6, two units of the eighth decimal away.
    assert ours.coefficients[0] == pytest.approx(theirs.params_.iloc[0], abs=5e-8)
    assert ours.standard_errors[0] == pytest.approx(theirs.standard_errors_.iloc[0], abs=1e-8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_log_rank_against_lifelines(seed):
    days, observed, arm = random_survival(seed)
    theirs = lifelines.statistics.multivariate_logrank_test(days, arm, observed)
    ours = log_rank(days, observed, arm)
    assert ours.statistic == pytest.approx(theirs.test_statistic, abs=1e-8)
    assert ours.p == pytest.approx(theirs.p_value, abs=1e-8)

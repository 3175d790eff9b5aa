"""Cox, Andersen-Gill, LWYY, Fine-Gray, Gray and cumulative counts against R."""

import numpy as np
import pytest

from osteon.analysis.cox import fit_cox, hazard_ratio
from osteon.analysis.cumulative_count import mean_cumulative_count
from osteon.analysis.cumulative_incidence import cumulative_incidence
from osteon.analysis.fine_gray import fit_fine_gray
from osteon.analysis.gray import gray_test
from osteon.analysis.recurrent import cut_at_events
from support.goldens import at_terms, goldens, table

PATIENTS = table("patients")
DAY, SEEN, STRATUM = PATIENTS["day"], PATIENTS["status"] == 1, PATIENTS["stratum"]
COLUMNS = {
    "arm": ("arm",),
    "many": ("arm", "x1", "x2", "x3", "x4"),
    "strata": ("arm", "x1"),
    "robust": ("arm", "x1"),
}
EVENTS = table("events")
ROWS = cut_at_events(EVENTS["patient"].astype(int), EVENTS["day"], PATIENTS["last"])


def near(expected):
    return pytest.approx(expected, rel=1e-8, abs=1e-10)


def design(*names):
    return np.column_stack([PATIENTS[name] for name in names])


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("model", COLUMNS)
def test_cox(model, ties):
    within = STRATUM if model in ("strata", "robust") else None
    cluster = PATIENTS["patient"] // 3 if model == "robust" else None
    fit = fit_cox(DAY, SEEN, design(*COLUMNS[model]), strata=within, cluster=cluster, ties=ties)
    name = f"cox_{model}_{ties}"
    assert fit.coefficients == near(at_terms(f"{name}_coefficient")[1])
    assert fit.standard_errors == near(at_terms(f"{name}_se")[1])
    assert fit.log_likelihood == near(goldens()[f"{name}_log_likelihood"]["full"])


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("stratified", [False, True])
def test_recurrent_events_with_robust_errors(ties, stratified):
    columns = design("arm", "x1") if stratified else design("arm")
    fit = fit_cox(
        ROWS.stop,
        ROWS.observed,
        columns[ROWS.patient],
        start=ROWS.start,
        strata=STRATUM[ROWS.patient] if stratified else None,
        cluster=ROWS.patient,
        ties=ties,
    )
    name = f"lwyy_{'strata_' if stratified else ''}{ties}"
    assert fit.coefficients == near(at_terms(f"{name}_coefficient")[1])
    assert fit.standard_errors == near(at_terms(f"{name}_se")[1])
    assert fit.log_likelihood == near(goldens()[f"{name}_log_likelihood"]["full"])
    assert fit.n == 240


def test_the_ratio_of_two_arms_is_the_fit_of_one_covariate():
    ratio = hazard_ratio(DAY, SEEN, PATIENTS["arm"] == 1, strata=STRATUM)
    fit = fit_cox(DAY, SEEN, PATIENTS["arm"], strata=STRATUM)
    assert (np.log(ratio.value), ratio.se) == near((fit.coefficients[0], fit.standard_errors[0]))
    assert (ratio.n, ratio.events) == (240, int(SEEN.sum()))


@pytest.mark.parametrize("cause", [1, 2])
@pytest.mark.parametrize("arm", [0, 1])
def test_cumulative_incidence(arm, cause):
    mine, status = PATIENTS["arm"] == arm, PATIENTS["status"].astype(int)
    turned = status if cause == 1 else np.array([0, 2, 1])[status]
    curve = cumulative_incidence(DAY[mine], turned[mine])
    days, value = at_terms(f"incidence_{arm}_{cause}_value")
    found = [curve.landmark(day) for day in days]
    assert [one.value for one in found] == near(value)
    assert [one.se for one in found] == near(at_terms(f"incidence_{arm}_{cause}_se")[1])


@pytest.mark.parametrize("cause", [1, 2])
@pytest.mark.parametrize("term", ["arm", "group", "arm_stratified", "exact"])
def test_grays_test(term, cause):
    status = PATIENTS["status"].astype(int)
    turned = status if cause == 1 else np.array([0, 2, 1])[status]
    group = PATIENTS["group" if term == "group" else "arm"]
    within = STRATUM if term == "arm_stratified" else None
    found = gray_test(
        PATIENTS["exact_day"] if term == "exact" else DAY, turned, group, strata=within
    )
    assert found.statistic == near(goldens()["gray"][f"{term}{cause}"])
    assert found.degrees == np.unique(group).size - 1


@pytest.mark.parametrize("model", ["arm", "exact", "many"])
def test_fine_and_gray(model):
    names = ("arm", "x1", "x2") if model == "many" else ("arm",)
    day = PATIENTS["exact_day"] if model == "exact" else DAY
    fit = fit_fine_gray(day, PATIENTS["status"], design(*names))
    assert fit.coefficients == near(at_terms(f"fine_gray_{model}_coefficient")[1])
    assert fit.standard_errors == near(at_terms(f"fine_gray_{model}_se")[1])


@pytest.mark.parametrize("estimator", ["nelson", "ghosh_lin", "ghosh_lin_exact"])
def test_mean_cumulative_counts(estimator):
    days, mean = at_terms(f"{estimator}_mean")
    died = (PATIENTS["status"] == 2) & (estimator != "nelson")
    exact = "exact_" if estimator == "ghosh_lin_exact" else ""
    who, when = EVENTS["patient"].astype(int), EVENTS[f"{exact}day"]
    found = mean_cumulative_count(who, when, PATIENTS[f"{exact}last"], died, days).estimates()
    assert [one.value for one in found] == near(mean)
    assert [one.se for one in found] == near(at_terms(f"{estimator}_se")[1])
    assert [one.events for one in found] == [int((when <= day).sum()) for day in days]

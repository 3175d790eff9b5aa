"""Cox with strata and many covariates, competing risks: a number or a sentence, whatever comes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from osteon.analysis.cox import fit_cox, hazard_ratio
from osteon.analysis.cumulative_incidence import cumulative_incidence
from osteon.analysis.fine_gray import fit_fine_gray, subdistribution_hazard_ratio
from osteon.analysis.gray import gray_test
from osteon.analysis.logrank import log_rank
from osteon.analysis.survival import kaplan_meier

patients = st.lists(
    st.tuples(
        st.integers(0, 8), st.integers(0, 2), st.booleans(), st.integers(0, 2), st.integers(-2, 2)
    ),
    min_size=1,
    max_size=30,
)


def columns(rows):
    return tuple(np.array(column) for column in zip(*rows, strict=True))


def assert_number_or_sentence(estimate):
    # Where nothing shows how patients vary, a number stands alone, and the note says so.
    if np.isnan([estimate.value, estimate.ci_low]).any():
        assert estimate.note
    else:
        assert estimate.ci_low <= estimate.value <= estimate.ci_high
        assert estimate.note or 0.0 < estimate.ci_low <= estimate.ci_high < np.inf


@given(patients)
def test_stratified_ratios(rows):
    days, status, arm, stratum, _ = columns(rows)
    for ties in ("efron", "breslow"):
        assert_number_or_sentence(hazard_ratio(days, status == 1, arm, strata=stratum, ties=ties))


@given(patients)
def test_fits_of_several_covariates(rows):
    days, status, arm, stratum, x = columns(rows)
    design = np.column_stack([arm, x, stratum == 1])
    fits = (
        fit_cox(days, status == 1, design, cluster=x),
        fit_fine_gray(days, status, design),
    )
    for fit in fits:
        for estimate in fit.ratios():
            assert_number_or_sentence(estimate)


@given(patients)
def test_a_stratum_of_its_own_for_everybody_leaves_nothing_to_compare(rows):
    days, status, arm, _, _ = columns(rows)
    alone = np.arange(days.size)
    assert np.isnan(hazard_ratio(days, status == 1, arm, strata=alone).value)
    assert log_rank(days, status == 1, arm, strata=alone).p == 1.0


@given(patients)
def test_one_stratum_for_everybody_changes_nothing(rows):
    days, status, arm, _, _ = columns(rows)
    one = np.zeros(days.size)
    assert hazard_ratio(days, status == 1, arm, strata=one) == hazard_ratio(days, status == 1, arm)
    assert gray_test(days, status, arm, strata=one) == gray_test(days, status, arm)


@given(patients)
def test_subdistribution_ratio_and_grays_test(rows):
    days, status, arm, stratum, _ = columns(rows)
    assert_number_or_sentence(subdistribution_hazard_ratio(days, status, arm))
    for group in (arm, stratum):
        found = gray_test(days, status, group)
        assert 0.0 <= found.p <= 1.0
        assert found.statistic >= 0.0


@given(patients)
def test_without_competing_events_nothing_competes(rows):
    days, status, arm, _, _ = columns(rows)
    seen = status == 1
    alone = seen.astype(int)
    curve, incidence = kaplan_meier(days, seen), cumulative_incidence(days, alone)
    np.testing.assert_allclose(incidence.at(range(9)), 1.0 - curve.at(range(9)), atol=1e-12)
    plain = hazard_ratio(days, seen, arm, ties="breslow")
    weighed = subdistribution_hazard_ratio(days, alone, arm)
    np.testing.assert_allclose(weighed.value, plain.value, rtol=1e-6)


@given(patients, st.integers(0, 9))
def test_incidences_of_both_causes_and_the_free_make_up_everybody(rows, day):
    days, status, _, _, _ = columns(rows)
    turned = np.array([0, 2, 1])[status]
    curves = [cumulative_incidence(days, status), cumulative_incidence(days, turned)]
    free = kaplan_meier(days, status > 0).at(day)
    np.testing.assert_allclose(sum(curve.at(day) for curve in curves) + free, 1.0, atol=1e-12)
    for curve in curves:
        found = curve.landmark(day)
        assert np.isnan(found.value) or 0.0 <= found.ci_low <= found.value <= found.ci_high <= 1.0
        assert np.isnan(found.value) or found.se >= 0.0

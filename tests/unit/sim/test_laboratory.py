import numpy as np
import pytest

from osteon.sim.laboratory import measure
from support.runs import cohort, library, live, with_assessments

N = 20_000
TRUE = {
    "calcium": 2.4,
    "gfr": 80.0,
    "untx": 60.0,
    "sctx": 0.5,
    "bsap": 15.0,
    "pain": 4.0,
    "worst_pain": 5.0,
}
PANEL = tuple(TRUE)


def results(name, day=28.0, *, n=N, seed=1, true=None, first=0):
    values = np.full(n, TRUE[name] if true is None else true)
    test = library().assessments[name]
    return measure(test, values, np.arange(first, first + n), day, seed=seed)


@pytest.mark.parametrize("name", PANEL)
def test_a_test_errs_by_what_is_stated(name):
    test = library().assessments[name]
    error = np.log(results(name) / TRUE[name]) if test.relative else results(name) - TRUE[name]
    lasting = test.between_persons.value if test.between_persons else 0.0
    deviation = np.hypot(test.error.value, lasting)
    low, middle, high = np.quantile(error, [0.1587, 0.5, 0.8413])
    assert (high - low) / 2 == pytest.approx(deviation, rel=0.03)
    assert middle == pytest.approx(0, abs=0.04 * deviation)


def test_persons_of_the_same_turnover_excrete_more_or_less_for_good():
    test = library().assessments["untx"]
    first, second = np.log(results("untx") / 60.0), np.log(results("untx", 56.0) / 60.0)
    assert np.std(second - first) == pytest.approx(np.sqrt(2) * test.error.value, rel=0.03)
    shared = test.between_persons.value**2 / (test.between_persons.value**2 + test.error.value**2)
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(shared, abs=0.03)


def test_some_samples_of_calcium_are_low_for_a_passing_reason_and_none_is_high():
    test = library().assessments["calcium"]
    error = np.log(results("calcium") / TRUE["calcium"])
    beyond = 0.12
    expected = test.low_share.value * np.exp(-beyond / test.low_loss.value)
    assert np.mean(error < -beyond) == pytest.approx(expected, rel=0.3)
    assert not np.any(error > beyond)


@pytest.mark.parametrize("pain", [0.0, 10.0])
def test_a_pain_score_stays_on_its_scale(pain):
    scores = results("pain", true=pain)
    assert 0 <= scores.min() <= scores.max() <= 10
    assert np.mean(scores == pain) == pytest.approx(0.5, abs=0.02)


def test_an_error_belongs_to_patient_test_day_and_seed():
    for name in PANEL:
        np.testing.assert_array_equal(results(name, n=10, first=90), results(name, n=100)[90:])
    error = [
        np.log(measured / 60.0)
        for measured in (
            results("bsap") * 4,
            results("bsap", 56.0) * 4,
            results("bsap", seed=2) * 4,
            results("sctx") * 120,
        )
    ]
    assert np.abs(np.corrcoef(error) - np.eye(4)).max() < 0.04


def test_days_may_differ_between_patients():
    patients, days = np.arange(50), np.where(np.arange(50) < 25, 28.0, 56.0)
    test = library().assessments["untx"]
    mixed = measure(test, np.full(50, 60.0), patients, days, seed=1)
    np.testing.assert_array_equal(mixed[:25], results("untx", 28.0, n=50)[:25])
    np.testing.assert_array_equal(mixed[25:], results("untx", 56.0, n=50)[25:])


def test_the_table_holds_the_panel_of_every_day_seen():
    observations = live(cohort(10))["observations"]
    taken = observations[observations["assessment"].isin(PANEL)]
    names = taken.groupby(["patient", "day"])["assessment"].apply(list)
    assert all(own == list(PANEL) for own in names)
    assert {0.0, 7.0, 28.0, 91.0, 175.0, 364.0} <= set(taken["day"])
    assert set(taken["unit"]) == {"mmol/L", "mL/min", "nmol/mmol", "ng/mL", "ug/L", ""}


def test_results_are_the_truth_where_nothing_errs():
    never = {"calcium": {"error": 0.0, "low_share": 0.0}}
    alike = {"untx": {"error": 0.0, "between_persons": 0.0}}
    exact = with_assessments({name: {"error": 0.0} for name in PANEL} | never | alike)
    tables = live(cohort(10), facts=exact)
    measured = tables["observations"].pivot_table("value", ["patient", "day"], "assessment")
    true = tables["trajectory"].set_index(["patient", "day"])
    for name in PANEL:
        reading = library().assessments[name].reading
        np.testing.assert_array_equal(
            measured[name].dropna(), true.loc[measured[name].dropna().index, reading]
        )
    erring = live(cohort(10))["observations"]["value"]
    assert (erring.to_numpy() != tables["observations"]["value"].to_numpy()).mean() > 0.7

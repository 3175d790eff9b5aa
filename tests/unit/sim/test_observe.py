import numpy as np
import pytest

from osteon.sim.observe import MEASUREMENTS, measure
from support.runs import cohort, library, live, with_parameters

N = 20_000
TRUE = {"calcium_mmol_l": 2.4, "untx_nmol_mmol": 60.0, "sctx_ng_ml": 0.5, "bsap_ug_l": 15.0}
TRUE |= {"pain_0_10": 4.0}
MARKERS = ("untx", "sctx", "bsap")


def results(day=28.0, *, n=N, seed=1, true=TRUE, first=0):
    readings = {name: np.full(n, value) for name, value in true.items()}
    who = np.arange(first, first + n)
    return measure(readings, who, day, seed=seed, library=library())


def test_markers_err_by_their_stated_share():
    for name in MARKERS:
        entry = next(entry for entry in MEASUREMENTS if entry.assessment == name)
        error = np.log(results()[name] / TRUE[entry.reading])
        stated = library().parameters[entry.error].value
        assert error.std() == pytest.approx(stated, rel=0.03)
        assert error.mean() == pytest.approx(0, abs=0.03 * stated)


@pytest.mark.parametrize("name", ["calcium", "pain"])
def test_calcium_and_pain_err_by_their_stated_deviation(name):
    entry = next(entry for entry in MEASUREMENTS if entry.assessment == name)
    error = results()[name] - TRUE[entry.reading]
    stated = library().parameters[entry.error].value
    assert error.std() == pytest.approx(stated, rel=0.03)
    assert error.mean() == pytest.approx(0, abs=0.03 * stated)


@pytest.mark.parametrize("pain", [0.0, 10.0])
def test_a_pain_score_stays_on_its_scale(pain):
    scores = results(true={**TRUE, "pain_0_10": pain})["pain"]
    assert 0 <= scores.min() <= scores.max() <= 10
    assert np.mean(scores == pain) == pytest.approx(0.5, abs=0.02)


def test_an_error_belongs_to_patient_assessment_day_and_seed():
    again, crowd = results(n=10, first=90), results(n=100)
    for name in again:
        np.testing.assert_array_equal(again[name], crowd[name][90:])
    error = [
        np.log(measured / 60.0)
        for measured in (
            results()["untx"],
            results(56.0)["untx"],
            results(seed=2)["untx"],
            results()["sctx"] * 120,
        )
    ]
    assert np.abs(np.corrcoef(error) - np.eye(4)).max() < 0.04


def test_the_table_holds_every_assessment_of_every_day_seen():
    observations = live(cohort(10))["observations"]
    days = observations.groupby(["patient", "day"])["assessment"].apply(list)
    assert all(names == [entry.assessment for entry in MEASUREMENTS] for names in days)
    assert {0.0, 7.0, 28.0, 91.0, 175.0, 364.0} <= set(observations["day"])
    assert set(observations["unit"]) == {"mmol/L", "nmol/mmol", "ng/mL", "ug/L", "NRS"}


def test_results_are_the_truth_where_nothing_errs():
    exact = with_parameters(**{entry.error: 0.0 for entry in MEASUREMENTS})
    tables = live(cohort(10), facts=exact)
    measured = tables["observations"].pivot_table("value", ["patient", "day"], "assessment")
    true = tables["trajectory"].set_index(["patient", "day"]).loc[measured.index]
    for entry in MEASUREMENTS:
        np.testing.assert_array_equal(measured[entry.assessment], true[entry.reading])
    erring = live(cohort(10))["observations"]["value"]
    assert (erring != tables["observations"]["value"]).mean() > 0.9

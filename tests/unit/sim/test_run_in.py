import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.model import engine
from osteon.model.compiled import compiled_model
from osteon.model.engine import ALIVE, FAILED, begin, read
from osteon.model.parameters import assign_slots
from osteon.sim.arm_parameters import lesion_parameters, parameters_in_arm
from osteon.sim.run_in import _grown_backward, run_in
from support.only import only
from support.runs import DENOSUMAB, YEAR, cohort, library, live, rows_of, with_values

CANCERS = sorted(library().cancers)


def at_entry(people):
    model = compiled_model()
    lives = begin(
        model,
        parameters_in_arm(people, library(), assign_slots(library(), []), model.parameters),
        lesion_parameters(people, model.lesion_parameters),
        people.sizes,
        patients=people.patients,
        seed=people.seed,
    )
    left = lives.left.copy(), lives.lesion_left.copy()
    run_in(lives, people, library())
    return lives, left


def lesion_state(lives, name):
    return lives.lesions[:, :, list(lives.model.declaration.lesion_states).index(name)]


@pytest.mark.parametrize("cancer", CANCERS)
def test_every_lesion_enters_with_the_volume_that_was_sampled(cancer, monkeypatch):
    people, arrived = cohort(100, 2, cancer), []

    def advance(lives, days, *doses):
        engine.advance(lives, days, *doses)
        arrived.append(lesion_state(lives, "tumour").copy())

    monkeypatch.setattr("osteon.sim.run_in.advance", advance)
    lives, _ = at_entry(people)
    real = np.arange(people.sites.shape[1]) < people.sizes[:, None]
    sampled = people.lesions["tumour_volume_cm3"]
    np.testing.assert_array_equal(lesion_state(lives, "tumour")[real], sampled[real])
    outside = people.values["extraskeletal_volume_cm3"]
    np.testing.assert_array_equal(lives.state("extraskeletal_tumour"), outside)
    # It grew there by the model's own growth; what is set in the end is the last digits.
    off = np.abs(arrived[0][real] / sampled[real] - 1)
    assert off.max() < 1e-2
    assert np.median(off) < 1e-5


@given(st.floats(0.01, 50), st.floats(1.01, 100), st.floats(1e-4, 0.02), st.floats(1, 1000))
def test_growth_is_followed_backward_to_where_it_came_from(volume, spare, rate, days):
    capacity = volume * spare
    then = _grown_backward(np.array([volume]), np.array([capacity]), rate, days)
    assert 0 < then[0] < volume
    grown = capacity / (1 + (capacity / then - 1) * np.exp(-rate * days))
    np.testing.assert_allclose(grown, volume, rtol=1e-9)


@pytest.mark.filterwarnings("error")
def test_what_doubled_within_hours_was_nothing_at_the_start_of_the_run_in():
    seeded = _grown_backward(np.array([1.0]), np.array([20.0]), np.array([np.log(2) / 0.2]), 450.0)
    assert seeded[0] == 0.0


@pytest.mark.parametrize("cancer", CANCERS)
def test_nobody_enters_with_a_pressed_cord_a_break_or_an_event(cancer):
    people = cohort(100, 2, cancer)
    lives, (left, lesion_left) = at_entry(people)
    assert np.all(lives.status == ALIVE)
    assert np.all(lives.day == 0)
    assert (
        read(lives)["cord_deficit"].max() < 0.1 * library().parameters["cord_event_deficit"].value
    )
    assert not lives.lesion_follower("broken").any()
    assert not lives.counts.any()
    assert not lives.lesion_counts.any()
    # No hazard has run down yet.
    np.testing.assert_array_equal(lives.left, left)
    np.testing.assert_array_equal(lives.lesion_left, lesion_left)


def test_bone_around_a_lesion_has_followed_its_tumour():
    people = cohort(100, 2, "breast")
    lives, _ = at_entry(people)
    real = np.arange(people.sites.shape[1]) < people.sizes[:, None]
    mineral = lesion_state(lives, "lamellar_mineral") + lesion_state(lives, "woven_mineral")
    assert np.all(np.abs(mineral[real] - 1) > 1e-4)
    assert read(lives)["pain_0_10"].max() > 1


def test_events_happen_from_entry_on():
    lives, _ = at_entry(cohort(5, 2, "breast"))
    inputs = list(lives.model.declaration.inputs)
    assert np.all(lives.inputs[:, inputs.index("hazards")] == 1)
    assert np.all(lives.inputs[:, inputs.index("tumour_feedback")] == 1)


def test_arms_share_the_entry():
    arms = {"none": only(), "drug": only(DENOSUMAB)}
    tables = live(cohort(20, 2, "breast"), arms)
    entry = {
        arm: rows_of(tables, range(20), arm)["trajectory"].query("day == 0").drop(columns="arm")
        for arm in arms
    }
    assert len(entry["none"]) == 20
    np.testing.assert_array_equal(entry["none"].to_numpy(), entry["drug"].to_numpy())


def test_a_life_that_fails_on_the_way_keeps_its_day():
    people = cohort(3, 2, "breast")
    lives, _ = at_entry(with_values(people, {"gfr_ml_per_min": [80.0, np.nan, 80.0]}))
    assert lives.status.tolist() == [ALIVE, FAILED, ALIVE]
    assert lives.day[1] < 0


def test_the_first_year_is_lived_from_there():
    tables = live(cohort(5, 2, "breast"), plan=YEAR)
    first = tables["trajectory"].groupby("patient")["tumour_cm3"].first().to_numpy()
    np.testing.assert_allclose(first, cohort(5, 2, "breast").table["tumour_cm3"], rtol=0.05)

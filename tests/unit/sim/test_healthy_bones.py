"""A bone that breaks without a deposit has a place, so that care can see to it."""

import numpy as np
import pytest

from osteon.sim.healthy_bones import bone_that_broke
from support.runs import cohort, library

N = 6000


def drawn(kind, seed=1):
    return [bone_that_broke(kind, patient, 100.0, seed, library()) for patient in range(N)]


def test_a_fall_breaks_each_bone_as_often_as_its_number_says():
    odds = {name: bone.fall_fracture_probability.value for name, bone in library().sites.items()}
    bones = drawn("fragility_fracture")
    for name, share in odds.items():
        expected = N * share / sum(odds.values())
        assert bones.count(name) == pytest.approx(expected, abs=5 * np.sqrt(expected) + 1e-9)


def test_a_femur_cracks_on_either_side():
    bones = drawn("atypical_femoral_fracture")
    assert set(bones) == {"femur_left", "femur_right"}
    assert bones.count("femur_left") == pytest.approx(N / 2, rel=0.1)


def test_what_breaks_no_bone_has_no_place():
    assert set(drawn("fall")) == {""}


def test_men_break_healthy_bones_less_often_than_women_and_both_as_often_as_the_library_says():
    p = {name: own.value for name, own in library().parameters.items()}
    people = cohort(400, 1, "lung")
    own, female = people.values["fragility_fractures_per_fall"], people.table["sex"] == "female"
    women, men = own[female], own[~female]
    assert np.ptp(women) == np.ptp(men) == 0
    assert men[0] / women[0] == pytest.approx(p["fragility_men_to_women"])
    assert (men[0] + women[0]) / 2 == pytest.approx(p["fragility_fractures_per_fall"])

"""The recipe of the benchmarks fits the model that it times."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from osteon.library.library import Library
from osteon.model.compiled import compiled_model

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def patient(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("patient")


def test_the_lesion_of_the_recipe_has_the_numbers_of_a_lesion_and_no_others(patient):
    assert {*patient.LESION, "tumour_volume_cm3"} == set(compiled_model().lesion_parameters)


def test_patients_of_the_recipe_reach_entry_with_their_lesions(patient):
    lives = patient.lives_at_entry(compiled_model(), Library.load(), 2, 2)
    assert lives.sizes.tolist() == [2, 2]
    tumour = list(lives.model.declaration.lesion_states).index("tumour")
    assert lives.lesions[:, :2, tumour] == pytest.approx(np.array([[3.0, 3.5]] * 2), rel=0.1)

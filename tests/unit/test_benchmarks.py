"""The recipe of the benchmarks fits the model that it times."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.model.lanes.arithmetic import EXP_POLYNOMIAL, LOG_EVEN, LOG_ODD

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def patient(monkeypatch):
    return _module(monkeypatch, "patient")


@pytest.fixture
def vector_work(monkeypatch):
    if not _module(monkeypatch, "machine_code").readable():
        pytest.skip("the machine code of this kind of processor is not read")
    return _module(monkeypatch, "vector_work")


def _module(monkeypatch, name):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module(name)


def test_the_lesion_of_the_recipe_has_the_numbers_of_a_lesion_and_no_others(patient):
    assert {*patient.LESION, "tumour_volume_cm3"} == set(compiled_model().lesion_parameters)


def test_patients_of_the_recipe_reach_entry_with_their_lesions(patient):
    lives = patient.lives_at_entry(compiled_model(), Library.load(), 2, 2)
    assert lives.sizes.tolist() == [2, 2]
    tumour = list(lives.model.declaration.lesion_states).index("tumour")
    assert lives.lesions[:, :2, tumour] == pytest.approx(np.array([[3.0, 3.5]] * 2), rel=0.1)


def test_an_exponential_is_counted_as_the_operations_of_its_polynomial(vector_work):
    groups = len(EXP_POLYNOMIAL) // 4
    polynomial = 3 * groups + groups - 1 + 2  # terms of four, then those in r^4; r^2 and r^4
    by_one = EXP_POLYNOMIAL[1::2].count(1.0)  # needs no product
    reduction, scaling = 1 + 2, 1
    done = _work_of_line(vector_work, "exp(y[0])").body
    assert done[vector_work.PRODUCTS] == polynomial - by_one + reduction + scaling
    assert done[vector_work.DIVISIONS] == done[vector_work.ROOTS] == 0
    assert (done[vector_work.LOADS] >= 1, done[vector_work.STORES]) == (True, 1)


def test_a_logarithm_is_counted_with_its_division(vector_work):
    done = _work_of_line(vector_work, "log(y[0])").body
    assert done[vector_work.DIVISIONS] == 1
    assert done[vector_work.PRODUCTS] > len(LOG_EVEN) + len(LOG_ODD)


def test_what_is_done_in_a_loop_is_counted_for_each_lesion(vector_work):
    source = (
        "def f():\n    y[0] = y[0] / y[1]\n    for i in range(k):\n        n[i, 0] = sqrt(n[i, 0])"
    )
    work = vector_work.count(
        vector_work.translated(vector_work.Function(source, ("y", "n", "present")), {"n": 1})
    )
    assert (work.body[vector_work.DIVISIONS], work.lesion[vector_work.DIVISIONS]) == (1, 0)
    assert (work.body[vector_work.ROOTS], work.lesion[vector_work.ROOTS]) == (0, 1)


def test_every_part_of_the_roofline_is_a_function_of_the_kernel(vector_work, monkeypatch):
    bounds = _module(monkeypatch, "bounds")
    known = vector_work.functions(compiled_model().kernels)
    assert {name for part in bounds.PARTS.values() for name in part} == {*known} - {"states_at"}


def test_the_least_time_of_a_step_grows_with_lesions_and_memory(vector_work, monkeypatch):
    bounds = _module(monkeypatch, "bounds")
    kernels = compiled_model().kernels
    work = vector_work.work_of(vector_work.functions(kernels)["stage_1"], kernels)
    one_each = dict.fromkeys((*bounds.SHOWN, bounds.MIXED), 1.0)
    few, many = (bounds.bound(work, k, one_each, with_memory=False) for k in (0, 5))
    assert 0 < few < many
    assert bounds.bound(work, 5, one_each, with_memory=True) >= many


def _work_of_line(vector_work, expression):
    function = vector_work.Function(f"def f():\n    y[1] = {expression}", ("y",))
    return vector_work.count(vector_work.translated(function, {}))

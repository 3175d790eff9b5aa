"""What a lane computes depends on its own life alone, to the last bit.

The kernel itself is asked, below the loop of visits: lives beside any others, in any order, cut
into any groups on any number of threads, in arrays wider than they need.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.model.engine import FAILED, Agenda, Recording, advance, begin
from osteon.model.parameters import assign_slots
from osteon.sim.arm_parameters import lesion_parameters, parameters_in_arm
from osteon.sim.cohort import Cohort
from osteon.sim.run_in import run_in
from support.runs import FRAIL, with_values

N, HORIZON_DAYS = 21, 400.0
DAYS = np.arange(0.0, HORIZON_DAYS, 28.0)
PER_LESION = (
    *("lesions", "lesion_followers", "marks", "lesion_constants", "lesion_left", "lesion_counts"),
)
SHARED = ("model", "seed")
some = settings(max_examples=25, deadline=None)


@cache
def at_entry():
    """Return frail patients with 0 to many lesions, grown, on the day they enter."""
    facts, model = Library.load(), compiled_model()
    people = with_values(Cohort.sample("breast", N, seed=11), FRAIL)
    values = parameters_in_arm(people, facts, assign_slots(facts, ["denosumab"]), model.parameters)
    sizes = np.where(people.patients % 7 == 0, 0, people.sizes)
    lives = begin(
        model,
        values,
        lesion_parameters(people, model.lesion_parameters),
        sizes,
        patients=people.patients,
        seed=people.seed,
    )
    run_in(lives, people, facts)
    return lives


def chosen(rows, wider=0):
    """Return copies of some of the lives, in arrays that hold `wider` more lesions."""
    lives, made = at_entry(), {}
    for field in fields(lives):
        value = getattr(lives, field.name)
        if field.name in SHARED:
            continue
        value = value[np.asarray(rows)].copy()
        if field.name in PER_LESION:
            padding = [(0, 0), (0, wider), *[(0, 0)] * (value.ndim - 2)]
            value = np.pad(value, padding, constant_values=7)
        made[field.name] = value
    return replace(lives, **made)


def lived(lives):
    """Advance lives; return by patient all that is left of each, and what happened to it."""
    code = lives.model.jump_code("inhibitor_dose_mg")
    recording = Recording.of(lives, DAYS)
    doses = [(float(day), code, 120.0) for day in DAYS]
    fired = advance(lives, HORIZON_DAYS, Agenda.of([doses] * len(lives)), recording)
    found = {}
    for row, patient in enumerate(lives.patients.tolist()):
        mine = fired.row == row
        events = fired.day[mine], fired.code[mine], fired.lesion[mine]
        found[patient] = (*_own(lives, row), recording.readings[row], *events)
    return found


def _own(lives, row):
    size = lives.sizes[row]
    for field in fields(lives):
        if field.name not in SHARED:
            value = np.asarray(getattr(lives, field.name)[row])
            yield value[:size].copy() if field.name in PER_LESION else value.copy()


@cache
def everybody():
    return lived(chosen(range(N)))


def assert_same(found):
    for patient, parts in found.items():
        for one, other in zip(parts, everybody()[patient], strict=True):
            np.testing.assert_array_equal(one, other)


def test_the_crowd_is_worth_comparing():
    sizes = at_entry().sizes
    assert sizes.min() == 0
    assert sizes.max() >= 6
    assert sum(len(parts[-1]) for parts in everybody().values()) > 10
    lives = chosen(range(N))
    lived(lives)
    assert len(set(lives.steps.tolist())) > N / 2


def test_another_life_is_seen_as_another():
    lives = chosen(range(N))
    lives.body[3] *= 1 + 1e-12
    found = lived(lives)
    other = int(lives.patients[3])
    with pytest.raises(AssertionError):
        assert_same({other: found.pop(other)})
    assert_same(found)


@some
@given(st.permutations(range(N)), st.integers(1, N))
def test_beside_any_neighbours_in_any_order(order, number):
    assert_same(lived(chosen(order[:number])))


@some
@given(st.permutations(range(N)), st.integers(1, N), st.integers(1, 4))
def test_in_groups_of_any_size_on_any_number_of_threads(order, group_size, threads):
    groups = [chosen(order[k : k + group_size]) for k in range(0, N, group_size)]
    with ThreadPoolExecutor(threads) as pool:
        for found in pool.map(lived, groups):
            assert_same(found)


@some
@given(st.permutations(range(N)), st.integers(0, 9))
def test_in_arrays_wider_than_the_lesions(order, wider):
    assert_same(lived(chosen(order, wider)))


@some
@given(st.permutations(range(N)), st.integers(0, N - 1))
def test_beside_a_life_that_cannot_be_solved(order, place):
    lives = chosen(order)
    lives.body[place] = np.nan
    found = lived(lives)
    assert lives.status[place] == FAILED
    del found[int(lives.patients[place])]
    assert_same(found)


@pytest.mark.parametrize("kernel", ["scalar", "lanes"])
def test_twice_is_the_same(kernel, monkeypatch):
    monkeypatch.setenv("OSTEON_KERNEL", kernel)
    once, twice = lived(chosen(range(N))), lived(chosen(range(N)))
    for patient, parts in once.items():
        for one, other in zip(parts, twice[patient], strict=True):
            np.testing.assert_array_equal(one, other)

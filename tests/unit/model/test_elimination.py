"""The written-out LU: right for any sparse matrix it may meet, and sparse where it can be."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from osteon.model.generate.elimination import plan_elimination, write_factorisation, write_solve


@st.composite
def sparse(draw):
    """A matrix whose diagonal dominates, with the pattern of its entries."""
    size = draw(st.integers(1, 9))
    places = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    pattern = draw(st.sets(places, max_size=3 * size))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    matrix = np.zeros((size, size))
    for row, column in pattern:
        matrix[row, column] = rng.uniform(-1, 1)
    np.fill_diagonal(matrix, 0.5 + np.abs(matrix).sum(0) + np.abs(matrix).sum(1))
    return matrix, pattern, rng.uniform(-1, 1, size)


def run(lines, known):
    exec("\n".join(lines), {}, known)  # noqa: S102  generated source is what is tested
    return known


def factors(matrix, plan):
    scalars = {f"e_{row}_{column}": float(matrix[row, column]) for row, column in plan.slots}
    return run(write_factorisation(plan, "e"), scalars)


@given(sparse())
def test_a_system_is_solved(drawn):
    matrix, pattern, right = drawn
    plan = plan_elimination(len(right), pattern, 0)
    known = factors(matrix, plan) | {f"x{row}": value for row, value in enumerate(right)}
    run(write_solve(plan, "e_{0}_{1}", "x"), known)
    solution = [known[f"x{row}"] for row in range(len(right))]
    np.testing.assert_allclose(solution, np.linalg.solve(matrix, right), rtol=1e-10, atol=1e-12)


@given(sparse(), st.integers(0, 50))
def test_factors_kept_in_an_array_solve_the_same_system(drawn, first):
    matrix, pattern, right = drawn
    plan = plan_elimination(len(right), pattern, first)
    assert sorted(plan.slots.values()) == list(range(first, first + len(plan.slots)))
    scalars, store = factors(matrix, plan), np.full(first + len(plan.slots), np.nan)
    for (row, column), slot in plan.slots.items():
        store[slot] = scalars[f"e_{row}_{column}"]
    known = {"lu": store} | {f"b{row}": value for row, value in enumerate(right)}
    run(write_solve(plan, "lu[{2}]", "b"), known)
    solution = [known[f"b{row}"] for row in range(len(right))]
    np.testing.assert_allclose(solution, np.linalg.solve(matrix, right), rtol=1e-10, atol=1e-12)


@given(sparse())
def test_every_state_is_a_pivot_once_and_no_entry_is_lost(drawn):
    _, pattern, right = drawn
    plan = plan_elimination(len(right), pattern, 0)
    assert sorted(plan.order) == list(range(len(right)))
    assert pattern <= set(plan.slots)


def test_an_arrow_is_eliminated_without_fill_in():
    size = 12
    tip = {(0, k) for k in range(size)} | {(k, 0) for k in range(size)}
    arrow = tip | {(k, k) for k in range(size)}
    plan = plan_elimination(size, arrow, 0)
    assert set(plan.slots) == arrow
    assert 0 in plan.order[-2:]


def test_taking_the_tip_of_an_arrow_first_would_fill_the_matrix():
    size = 12
    hub = {(0, k) for k in range(size)} | {(k, 0) for k in range(size)}
    chained = hub | {(k, k + 1) for k in range(size - 1)}
    assert len(plan_elimination(size, chained, 0).slots) < size * size / 2


def test_the_order_does_not_depend_on_chance():
    pattern = [(0, 3), (3, 0), (2, 1), (1, 4), (4, 2)]
    backwards = {entry for entry in reversed(pattern)}  # noqa: C416  another insertion order
    assert plan_elimination(5, set(pattern), 0) == plan_elimination(5, backwards, 0)

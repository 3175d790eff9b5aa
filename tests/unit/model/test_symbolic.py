"""Expressions: equal ones are one, numbers fold exactly, derivatives are right."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from osteon.model.symbolic import Graph, exp, log, ramp, sqrt, step, tanh, where
from support.evaluate import evaluate, slope

NUMBERS = st.floats(-3, 3).map(lambda x: round(x, 3))
POINTS = st.tuples(*[st.floats(-2, 2)] * 3)
LEAVES = ("a", "b", "c")

# Every rule, in forms whose value exists for all arguments.
ONE = {
    "neg": lambda x: -x,
    "exp": lambda x: exp(tanh(x)),
    "log": lambda x: log(1 + x * x),
    "tanh": tanh,
    "sqrt": lambda x: sqrt(2 + x * x),
    "square": lambda x: x**2,
    "minus five": lambda x: (1.5 + tanh(x)) ** -5,
    "real power": lambda x: (1.5 + tanh(x)) ** 0.37,
    "ramp": lambda x: ramp(x, 0.8),
    "step": lambda x: step(x, 0.6),
}
TWO = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * tanh(y),
    "div": lambda x, y: x / (1.5 + tanh(y)),
    "power": lambda x, y: (1.5 + tanh(x)) ** tanh(y),
    "where": lambda x, y: where(x, y, x * y, y - 2 * x),
    "number left": lambda x, y: 2 - 3 / (2 + x * x) + 1.5 * y,
}
TREES = st.recursive(
    st.sampled_from(LEAVES) | NUMBERS,
    lambda children: (
        st.tuples(st.sampled_from(sorted(ONE)), children)
        | st.tuples(st.sampled_from(sorted(TWO)), children, children)
    ),
    max_leaves=12,
)


def build(graph, tree):
    match tree:
        case str():
            return graph.leaf("x", tree)
        case float():
            return graph.constant(tree)
        case (rule, only):
            return ONE[rule](build(graph, only))
        case (rule, left, right):
            return TWO[rule](build(graph, left), build(graph, right))


@given(TREES, POINTS, st.sampled_from(LEAVES))
@example(("where", ("mul", "a", "a"), "a"), (0.0, 0.0, 0.0), "a")  # a comparison in a kink
def test_derivatives_equal_complex_steps(tree, point, by):
    graph = Graph()
    expr, leaf = build(graph, tree), graph.leaf("x", by)
    at = dict(zip(LEAVES, point, strict=True))
    derivative = type(expr)(graph, graph.derivative(expr.node, leaf.node))
    expected = slope(expr, by, **at)
    assert evaluate(derivative, **at).real == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(TREES, POINTS)
@example(("where", ("where", "a", "b"), "a"), (0.0, 0.0, 0.0))  # two kinks in one point
def test_derivatives_equal_differences_where_the_function_is_smooth(tree, point):
    graph = Graph()
    expr, leaf = build(graph, tree), graph.leaf("x", "a")
    at = dict(zip(LEAVES, point, strict=True))
    h = 1e-6
    sides = [evaluate(expr, **{**at, "a": at["a"] + d}).real for d in (h, -h)]
    # In a kink the slope is that of neither side, or of one alone.
    slopes = [slope(expr, "a", **{**at, "a": at["a"] + d}) for d in (h, 0.0, -h)]
    derivative = type(expr)(graph, graph.derivative(expr.node, leaf.node))
    value = evaluate(derivative, **at).real
    allowed = 1e-4 * (1 + abs(value)) + max(slopes) - min(slopes)
    jump = abs(sides[0] - sides[1]) > 1e-3 * (1 + abs(value))  # a `where` may jump
    assert jump or (sides[0] - sides[1]) / (2 * h) == pytest.approx(value, abs=allowed)


def test_a_wrong_derivative_would_be_seen():
    graph = Graph()
    a = graph.leaf("x", "a")
    wrong = evaluate(tanh(a), a=0.7).real
    assert slope(tanh(a), "a", a=0.7) != pytest.approx(wrong, rel=1e-3)


def test_the_same_operation_on_the_same_operands_is_one_node():
    graph = Graph()
    a, b = graph.leaf("x", "a"), graph.leaf("x", "b")
    assert (a * b + exp(a)).node == (a * b + exp(a)).node
    assert graph.leaf("x", "a").node == a.node
    assert graph.leaf("y", "a").node != a.node
    assert (a - b).node != (b - a).node


@given(TREES)
def test_building_an_expression_again_adds_nothing(tree):
    graph = Graph()
    first = build(graph, tree)
    size = len(graph.operations)
    assert build(graph, tree).node == first.node
    assert len(graph.operations) == size


@given(TREES)
def test_operands_stand_before_their_users(tree):
    graph = Graph()
    expr = build(graph, tree)
    order = {node: place for place, node in enumerate(graph.reachable([expr.node]))}
    assert all(order[arg] < order[node] for node in order for arg in graph.arguments[node])


def test_all_powers_of_a_base_share_one_logarithm():
    graph = Graph()
    a = graph.leaf("x", "a")
    _ = a**0.3 + a**1.7 + 1 / a**2.2
    assert graph.operations.count("log") == 1


def test_derivatives_of_powers_need_no_further_transcendental_function():
    graph = Graph()
    a = graph.leaf("x", "a")
    expr = (a**1.69) / (a**1.69 + 0.4) * exp(tanh(a))
    before = [op for op in graph.operations if op in {"exp", "log", "tanh", "sqrt"}]
    graph.derivative(expr.node, a.node)
    after = [op for op in graph.operations if op in {"exp", "log", "tanh", "sqrt"}]
    assert after == before


@given(st.integers(-8, 8), st.floats(0.2, 3))
def test_whole_powers_are_products(power, at):
    graph = Graph()
    expr = graph.leaf("x", "a") ** power
    assert "exp" not in graph.operations
    assert evaluate(expr, a=at).real == pytest.approx(at**power, rel=1e-13)


@given(st.floats(-5, 5), st.floats(0.2, 3))
def test_real_powers_are_powers(power, at):
    expr = Graph().leaf("x", "a") ** power
    assert evaluate(expr, a=at).real == pytest.approx(at**power, rel=1e-12)


@given(NUMBERS, NUMBERS)
def test_numbers_fold(x, y):
    graph = Graph()
    a, b = graph.constant(x), graph.constant(y)
    assert graph.value((a + b).node) == x + y
    assert graph.value((a * b - 2).node) == x * y - 2
    assert graph.value(where(a, b, 1, 2).node) == (1 if x < y else 2)


def test_neutral_elements_vanish():
    graph = Graph()
    a = graph.leaf("x", "a")
    same = [a + 0, 0 + a, a - 0, a * 1, 1 * a, a / 1, a**1, where(a, 3, a, a)]
    assert {expr.node for expr in same} == {a.node}
    assert {graph.value(expr.node) for expr in (a * 0, 0 * a, 0 / a)} == {0.0}
    assert graph.operations[(0 - a).node] == "neg"
    assert graph.value((a**0).node) == 1.0


@given(st.floats(0.05, 2), st.floats(-3, 3))
def test_a_ramp_is_exact_outside_its_window_and_never_negative(width, x):
    value = evaluate(ramp(Graph().leaf("x", "a"), width), a=x).real
    assert 0 <= value <= max(0.0, x) + 0.25 * width
    if abs(x) >= width:
        assert value == max(0.0, x)


@pytest.mark.parametrize("edge", [-0.5, 0.5])
def test_a_ramp_joins_its_lines_with_slope_and_curvature(edge):
    graph = Graph()
    a = graph.leaf("x", "a")
    first = type(a)(graph, graph.derivative(ramp(a, 0.5).node, a.node))
    second = type(a)(graph, graph.derivative(first.node, a.node))
    for expr, line in ((ramp(a, 0.5), max(0.0, edge)), (first, float(edge > 0)), (second, 0.0)):
        sides = [evaluate(expr, a=edge + d).real for d in (-1e-9, 1e-9)]
        np.testing.assert_allclose(sides, line, atol=1e-7)


@given(st.floats(0.05, 2), st.floats(-3, 3), st.floats(-3, 3))
def test_a_step_rises_from_zero_to_one_and_never_falls(width, x, y):
    a = Graph().leaf("x", "a")
    low, high = (evaluate(step(a, width), a=v).real for v in sorted((x, y)))
    assert 0 <= low <= high <= 1
    assert evaluate(step(a, width), a=-width).real == 0
    assert evaluate(step(a, width), a=width).real == 1


def test_leaves_are_found_once_in_order_of_declaration():
    graph = Graph()
    a, b, _ = (graph.leaf("x", name) for name in "abc")
    found = [leaf.name for _, leaf in graph.leaves([(b * a + a).node])]
    assert found == ["a", "b"]

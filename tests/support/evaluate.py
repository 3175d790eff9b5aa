"""Evaluates symbolic expressions one by one, without generated code, complex numbers too."""

import cmath
from collections.abc import Mapping

import numpy as np

from osteon.model.engine import Lives, parameter_rows
from osteon.model.symbolic import Expr, Graph, Leaf

RULES = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "exp": cmath.exp,
    "log": cmath.log,
    "tanh": cmath.tanh,
    "sqrt": cmath.sqrt,
    "where": lambda left, right, a, b: a if left.real < right.real else b,
}


def evaluate_nodes(
    graph: Graph, nodes: list[int], leaves: Mapping[Leaf, complex]
) -> dict[int, complex]:
    """Return the values of nodes and of everything they need."""
    values: dict[int, complex] = {}
    for node in graph.reachable(nodes):
        load = graph.payload[node]
        if isinstance(load, Leaf):
            values[node] = complex(leaves[load])
        elif isinstance(load, float):
            values[node] = complex(load)
        else:
            args = (values[arg] for arg in graph.arguments[node])
            values[node] = complex(RULES[graph.operations[node]](*args))
    return values


def evaluate(expr: Expr, **leaves: complex) -> complex:
    """Return the value of an expression whose leaves are all of kind ``x``."""
    known = {Leaf("x", name): value for name, value in leaves.items()}
    return evaluate_nodes(expr.graph, [expr.node], known)[expr.node]


def slope(expr: Expr, by: str, **leaves: float) -> float:
    """Return a partial derivative by a complex step: no rule of differentiation, no rounding."""
    tiny = 1e-200  # whose square is exactly nothing, so that no comparison comes out otherwise
    return evaluate(expr, **{**leaves, by: complex(leaves[by], tiny)}).imag / tiny


class Interpreter:
    """The declared equations, evaluated for one row of a group of lives with its parameters."""

    def __init__(
        self,
        lives: Lives,
        values: Mapping[str, float],
        lesions: list[Mapping[str, float]] | None = None,
        row: int = 0,
    ) -> None:
        self.m = lives.model.declaration
        self.lives, self.row, self.lesions = lives, row, lesions or []
        p = parameter_rows(lives.model.parameters, 1, values)[0]
        self.fixed = {
            Leaf("parameter", name): value
            for name, value in zip(lives.model.parameters, p, strict=True)
        }
        self.fixed |= {
            Leaf("input", name): value
            for name, value in zip(self.m.inputs, lives.inputs[row], strict=True)
        }

    def _body(self) -> dict[Leaf, float]:
        states = zip(self.m.states, self.lives.body[self.row], strict=True)
        followers = zip(self.m.followers, self.lives.followers[self.row], strict=True)
        leaves = self.fixed | {Leaf("state", name): value for name, value in states}
        leaves |= {Leaf("follower", name): value for name, value in followers}
        nodes = {name: line.expr.node for name, line in self.m.couplings.items()}
        values = evaluate_nodes(self.m.graph, list(nodes.values()), leaves)
        return leaves | {Leaf("coupling", name): values[n].real for name, n in nodes.items()}

    def _lesion(self, place: int) -> dict[Leaf, float]:
        states = zip(self.m.lesion_states, self.lives.lesions[self.row, place], strict=True)
        marks = zip(self.m.lesion_marks, self.lives.marks[self.row, place], strict=True)
        felt = self.lives.lesion_followers[self.row, place]
        followers = zip(self.m.lesion_followers, felt, strict=True)
        own = self.lesions[place].items()
        return (
            {Leaf("lesion_state", name): value for name, value in states}
            | {Leaf("lesion_mark", name): value for name, value in marks}
            | {Leaf("lesion_follower", name): value for name, value in followers}
            | {Leaf("lesion_parameter", name): value for name, value in own}
        )

    def of_lesion(self, place: int, exprs: list[Expr]) -> np.ndarray:
        """Return values of expressions of one lesion."""
        nodes = [expr.node for expr in exprs]
        values = evaluate_nodes(self.m.graph, nodes, self._body() | self._lesion(place))
        return np.array([values[node].real for node in nodes])

    def of_body(self, exprs: list[Expr]) -> np.ndarray:
        """Return values of expressions of the body, totals over lesions included."""
        leaves = self._body()
        for kind, lines in (("total", self.m.totals), ("read_total", self.m.read_totals)):
            sums = sum(
                (
                    self.of_lesion(place, [line.expr for line in lines.values()])
                    for place in range(len(self.lesions))
                ),
                start=np.zeros(len(lines)),
            )
            leaves |= {Leaf(kind, name): value for name, value in zip(lines, sums, strict=True)}
        nodes = [expr.node for expr in exprs]
        values = evaluate_nodes(self.m.graph, nodes, leaves)
        return np.array([values[node].real for node in nodes])

    def named(self, *names: str) -> np.ndarray:
        """Return values of named intermediate quantities of the body, as first declared."""
        lines = {line.name: line.expr for line in reversed(self.m.lets)}
        return self.of_body([lines[name] for name in names])

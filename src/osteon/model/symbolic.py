"""A thin symbolic layer: expressions that share equal sub-expressions and know their derivatives.

Every expression is a number in one `Graph`; asking twice for the same operation on the same
operands gives the same number, so common sub-expressions are found by construction. Powers are
written as `exp(exponent * log(base))`, so that one logarithm serves all powers of a base and the
derivatives need no further transcendental function.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

Number: TypeAlias = int | float
Operand: TypeAlias = "Expr | float"

LARGEST_UNROLLED_POWER = 8

_FOLD: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "sqrt": math.sqrt,
    "where": lambda left, right, a, b: a if left < right else b,
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a leaf of the graph stands for: a kind (``state``, ``parameter``, …) and a name."""

    kind: str
    name: str


class Graph:
    """All expressions of one model, each operation on the same operands stored once."""

    def __init__(self) -> None:
        self.operations: list[str] = []
        self.arguments: list[tuple[int, ...]] = []
        self.payload: list[float | Leaf | None] = []
        self._known: dict[object, int] = {}
        self._derivative: dict[tuple[int, int], int] = {}

    def _store(self, key: object, op: str, args: tuple[int, ...], load: float | Leaf | None) -> int:
        if key not in self._known:
            self._known[key] = len(self.operations)
            self.operations.append(op)
            self.arguments.append(args)
            self.payload.append(load)
        return self._known[key]

    def constant(self, value: Number) -> "Expr":
        """Return the expression of a plain number."""
        number = float(value)
        return Expr(self, self._store(("const", number), "const", (), number))

    def leaf(self, kind: str, name: str) -> "Expr":
        """Return the expression of a named quantity."""
        load = Leaf(kind, name)
        return Expr(self, self._store(load, "leaf", (), load))

    def value(self, node: int) -> float | None:
        """Return the number a constant stands for, else None."""
        load = self.payload[node]
        return load if isinstance(load, float) else None

    def apply(self, op: str, *args: int) -> int:
        """Return the node of an operation, simplified where that is exact."""
        values = [self.value(arg) for arg in args]
        known = [value for value in values if value is not None]
        if len(known) == len(args):
            return self.constant(_FOLD[op](*known)).node
        simpler = self._simplify(op, args, values)
        return simpler if simpler is not None else self._store((op, *args), op, args, None)

    def _simplify(  # noqa: PLR0911  one line for each rule
        self, op: str, args: tuple[int, ...], values: list[float | None]
    ) -> int | None:
        if op == "where" and args[2] == args[3]:
            return args[2]
        if len(args) != 2:
            return None
        (left, right), (a, b) = args, values
        if op == "add":
            return right if a == 0 else left if b == 0 else None
        if op == "sub":
            return left if b == 0 else self.apply("neg", right) if a == 0 else None
        if op == "mul":
            if a == 0 or b == 0:
                return self.constant(0).node
            return right if a == 1 else left if b == 1 else None
        if op == "div":
            return self.constant(0).node if a == 0 else left if b == 1 else None
        return None

    def derivative(self, node: int, leaf: int) -> int:
        """Return the node of the partial derivative of `node` by the leaf `leaf`."""
        key = (node, leaf)
        if key not in self._derivative:
            self._derivative[key] = self._differentiate(node, leaf)
        return self._derivative[key]

    def _differentiate(self, node: int, leaf: int) -> int:  # noqa: C901, PLR0912  one case for each rule
        if node == leaf:
            return self.constant(1).node
        args = self.arguments[node]
        if not args:
            return self.constant(0).node
        here = Expr(self, node)
        of = [Expr(self, arg) for arg in args]
        d = [Expr(self, self.derivative(arg, leaf)) for arg in args]
        match self.operations[node]:
            case "add":
                result = d[0] + d[1]
            case "sub":
                result = d[0] - d[1]
            case "neg":
                result = -d[0]
            case "mul":
                result = d[0] * of[1] + of[0] * d[1]
            case "div":
                result = (d[0] - here * d[1]) / of[1]
            case "exp":
                result = here * d[0]
            case "log":
                result = d[0] / of[0]
            case "tanh":
                result = (1 - here * here) * d[0]
            case "sqrt":
                result = d[0] / (2 * here)
            case "where":
                branch = self.apply("where", args[0], args[1], d[2].node, d[3].node)
                result = Expr(self, branch)
            case other:
                raise AssertionError(f"no derivative rule for {other}")
        return result.node

    def reachable(self, roots: Iterable[int]) -> list[int]:
        """Return every node the roots need, operands before the operations that use them."""
        seen: set[int] = set()
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                stack.extend(self.arguments[node])
        return sorted(seen)  # an operand is always stored before its user

    def leaves(self, roots: Iterable[int]) -> Iterator[tuple[int, Leaf]]:
        """Yield the leaves the roots depend on, in order of declaration."""
        for node in self.reachable(roots):
            load = self.payload[node]
            if isinstance(load, Leaf):
                yield node, load


@dataclass(frozen=True, slots=True, eq=False)
class Expr:
    """One expression of a graph; Python's arithmetic operators build larger ones."""

    graph: Graph
    node: int

    def _other(self, other: Operand) -> int:
        return other.node if isinstance(other, Expr) else self.graph.constant(other).node

    def _apply(self, op: str, *args: int) -> "Expr":
        return Expr(self.graph, self.graph.apply(op, *args))

    def __add__(self, other: Operand) -> "Expr":
        return self._apply("add", self.node, self._other(other))

    def __radd__(self, other: Operand) -> "Expr":
        return self._apply("add", self._other(other), self.node)

    def __sub__(self, other: Operand) -> "Expr":
        return self._apply("sub", self.node, self._other(other))

    def __rsub__(self, other: Operand) -> "Expr":
        return self._apply("sub", self._other(other), self.node)

    def __mul__(self, other: Operand) -> "Expr":
        return self._apply("mul", self.node, self._other(other))

    def __rmul__(self, other: Operand) -> "Expr":
        return self._apply("mul", self._other(other), self.node)

    def __truediv__(self, other: Operand) -> "Expr":
        return self._apply("div", self.node, self._other(other))

    def __rtruediv__(self, other: Operand) -> "Expr":
        return self._apply("div", self._other(other), self.node)

    def __neg__(self) -> "Expr":
        return self._apply("neg", self.node)

    def __pow__(self, exponent: Operand) -> "Expr":
        power = exponent if not isinstance(exponent, Expr) else self.graph.value(exponent.node)
        if power is not None and power == int(power) and abs(power) <= LARGEST_UNROLLED_POWER:
            return self._whole_power(int(power))
        return exp(exponent * log(self))

    def _whole_power(self, power: int) -> "Expr":
        if power < 0:
            return 1 / self._whole_power(-power)
        if power == 0:
            return Expr(self.graph, self.graph.constant(1).node)
        half = self._whole_power(power // 2)
        return half * half * self if power % 2 else half * half


def exp(x: Expr) -> Expr:
    """Return the exponential of an expression."""
    return Expr(x.graph, x.graph.apply("exp", x.node))


def log(x: Expr) -> Expr:
    """Return the natural logarithm of an expression."""
    return Expr(x.graph, x.graph.apply("log", x.node))


def tanh(x: Expr) -> Expr:
    """Return the hyperbolic tangent of an expression."""
    return Expr(x.graph, x.graph.apply("tanh", x.node))


def sqrt(x: Expr) -> Expr:
    """Return the square root of an expression."""
    return Expr(x.graph, x.graph.apply("sqrt", x.node))


def where(left: Expr, below: Operand, then: Operand, otherwise: Operand) -> Expr:
    """Return `then` where ``left < below``, else `otherwise`."""
    graph = left.graph
    args = (
        x.node if isinstance(x, Expr) else graph.constant(x).node for x in (below, then, otherwise)
    )
    return Expr(graph, graph.apply("where", left.node, *args))


def ramp(x: Expr, width: Operand) -> Expr:
    """Return max(0, x) with the corner rounded over -width…width (twice differentiable).

    Outside the window it is exact, so a rest state away from the corner is not moved. The quartic
    between has value, slope and curvature of the two straight lines at both ends.
    """
    s = (x / width + 1) / 2
    inside = width * (s * s * s * (2 - s))
    return where(
        x, -width if isinstance(width, Expr) else -float(width), 0, where(x, width, inside, x)
    )


def step(x: Expr, width: Operand) -> Expr:
    """Return 0 below -width, 1 above +width and the cubic smooth step between."""
    s = (x / width + 1) / 2
    low = -width if isinstance(width, Expr) else -float(width)
    return where(x, low, 0, where(x, width, s * s * (3 - 2 * s), 1))

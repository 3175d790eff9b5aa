"""Turns expressions into the straight-line Python source of one kernel function."""

from collections.abc import Callable, Iterable, Mapping

from osteon.model.generate.levels import CONSTANT, PATH_PARTS, PER_LESION, Level, Levels
from osteon.model.symbolic import Graph, Leaf

_TEXT = {
    "add": "{} + {}",
    "sub": "{} - {}",
    "mul": "{} * {}",
    "div": "{} / {}",
    "neg": "-{}",
    "exp": "exp({})",
    "log": "log({})",
    "tanh": "tanh({})",
    "sqrt": "sqrt({})",
    "where": "{2} if {0} < {1} else {3}",
}


class Slots:
    """Expressions of parameters alone, each computed once and kept in an array."""

    def __init__(self) -> None:
        self.of_patient: dict[int, int] = {}
        self.of_lesion: dict[int, int] = {}

    def text(self, node: int, level: Level) -> str:
        """Return how a kernel reads a kept expression."""
        if level & Level.LESION_CONSTANT:
            return f"d[i, {self.of_lesion.setdefault(node, len(self.of_lesion))}]"
        return f"c[{self.of_patient.setdefault(node, len(self.of_patient))}]"


class Places:
    """Where each named leaf lives: the array and index a kernel reads it from."""

    def __init__(self, arrays: Mapping[str, tuple[str, Iterable[str]]]) -> None:
        """Place the leaves of each kind by a pattern with room for the place of their name."""
        self._text = {
            Leaf(kind, name): pattern.format(place, **_parts(place))
            for kind, (pattern, names) in arrays.items()
            for place, name in enumerate(names)
        }

    def text(self, leaf: Leaf) -> str:
        """Return the text that reads a leaf."""
        return self._text[leaf]


def _parts(place: int) -> dict[str, int]:
    """Return where each part of a follower's path is."""
    return {part: len(PATH_PARTS) * place + k for k, part in enumerate(PATH_PARTS)}


class Writer:
    """Writes one function, line by line; each expression is computed once, where first needed.

    With `reciprocals` a quotient becomes a product with the reciprocal, which all quotients by the
    same expression share, and which costs nothing where it depends on parameters alone.
    """

    def __init__(
        self,
        graph: Graph,
        levels: Levels,
        places: Places,
        slots: Slots | None,
        *,
        reciprocals: bool = False,
    ) -> None:
        self.lines: list[str] = []
        self._reciprocals = reciprocals
        self._graph = graph
        self._levels = levels
        self._places = places
        self._slots = slots
        # Expressions that an earlier loop over lesions has left in an array.
        self.kept: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._indent = "    "

    def line(self, text: str) -> None:
        """Write one line at the present indentation."""
        self.lines.append(self._indent + text)

    def open(self, header: str) -> None:
        """Start an indented block."""
        self.line(header)
        self._indent += "    "

    def close(self) -> None:
        """End a block and forget what was computed for one lesion only."""
        self._indent = self._indent[:-4]
        self._names = {
            node: name
            for node, name in self._names.items()
            if not self._levels.of(node) & PER_LESION
        }

    def forget(self) -> None:
        """Forget every computed expression, as at the start of a branch."""
        self._names = {}

    def ahead_of_loop(self, nodes: Iterable[int], ready: Callable[[int], bool]) -> None:
        """Compute now every part of `nodes` that is ready and does not vary with the lesion."""
        for node in self._graph.reachable(nodes):
            needed = [node]
            if self._divides(node):
                needed.append(self._reciprocal(node))
            for part in needed:
                if not self._levels.of(part) & (PER_LESION | Level.AMOUNT) and ready(part):
                    self.value(part)

    def _divides(self, node: int) -> bool:
        """Whether a node is a quotient to be written as a product with a reciprocal."""
        if not self._reciprocals or self._graph.operations[node] != "div":
            return False
        return self._graph.value(self._graph.arguments[node][0]) != 1

    def _reciprocal(self, node: int) -> int:
        one = self._graph.constant(1).node
        return self._graph.apply("div", one, self._graph.arguments[node][1])

    def value(self, node: int) -> str:
        """Return the text that stands for a node, writing the lines that compute it."""
        if node not in self._names:
            self._names[node] = self._compute(node)
        return self._names[node]

    def _compute(self, node: int) -> str:
        number = self._graph.value(node)
        if number is not None:
            return repr(number) if number >= 0 else f"({number!r})"
        level = self._levels.of(node)
        if self._slots is not None and not level & ~CONSTANT:
            return self._named(node, self._slots.text(node, level))
        if node in self.kept:
            return self._named(node, self.kept[node])
        load = self._graph.payload[node]
        if isinstance(load, Leaf):
            return self._named(node, self._places.text(load))
        if self._divides(node):
            factors = (self._graph.arguments[node][0], self._reciprocal(node))
            return self._named(node, _TEXT["mul"].format(*map(self.value, factors)))
        args = [self.value(arg) for arg in self._graph.arguments[node]]
        return self._named(node, _TEXT[self._graph.operations[node]].format(*args))

    def _named(self, node: int, text: str) -> str:
        if text.isidentifier():
            return text
        self.line(f"t{node} = {text}")
        return f"t{node}"

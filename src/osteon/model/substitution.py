"""Expressions with something else in the place of some of their leaves."""

from collections.abc import Callable, Mapping

from osteon.model.symbolic import Graph, Leaf


class Replaced:
    """Expressions with other nodes in the place of those leaves for which `instead` names one."""

    def __init__(self, graph: Graph, instead: Callable[[Leaf], int | None]) -> None:
        self._graph = graph
        self._instead = instead
        self._known: dict[int, int] = {}

    @classmethod
    def by_numbers(cls, graph: Graph, numbers: Mapping[Leaf, float]) -> "Replaced":
        """Return expressions with numbers in the place of some leaves."""
        nodes = {leaf: graph.constant(value).node for leaf, value in numbers.items()}
        return cls(graph, nodes.get)

    def of(self, root: int) -> int:
        """Return the node of an expression with them."""
        for node in self._graph.reachable([root]):
            if node not in self._known:
                self._known[node] = self._replace(node)
        return self._known[root]

    def _replace(self, node: int) -> int:
        load = self._graph.payload[node]
        if isinstance(load, Leaf):
            other = self._instead(load)
            return node if other is None else other
        args = self._graph.arguments[node]
        kept = tuple(self._known[arg] for arg in args)
        return node if kept == args else self._graph.apply(self._graph.operations[node], *kept)

"""On what an expression depends, and therefore where in a kernel it is computed.

What depends on parameters alone is computed once per patient (or per lesion) and kept; what
depends on the body is computed before the loop over lesions; sums over lesions after it.
"""

from enum import IntFlag

from osteon.model.symbolic import Graph, Leaf


class Level(IntFlag):
    """Sources of variation of an expression."""

    NOTHING = 0
    PATIENT = 1
    LESION_CONSTANT = 2
    BODY = 4
    LESION = 8
    TOTAL = 16
    AMOUNT = 32


_OF_LEAF = {
    "parameter": Level.PATIENT,
    "lesion_parameter": Level.LESION_CONSTANT,
    "state": Level.BODY,
    "input": Level.BODY,
    "follower": Level.BODY,
    "step": Level.BODY,
    "share": Level.BODY,
    "coupling": Level.BODY,
    "lesion_state": Level.LESION,
    "lesion_mark": Level.LESION,
    "lesion_follower": Level.LESION,
    "total": Level.TOTAL,
    "read_total": Level.TOTAL,
    "slip": Level.TOTAL,
    # The end of a step and the two vectors of its dense output.
    "state_end": Level.BODY,
    "state_rise": Level.BODY,
    "state_bend": Level.BODY,
    "lesion_state_end": Level.LESION,
    "lesion_state_rise": Level.LESION,
    "lesion_state_bend": Level.LESION,
    "amount": Level.AMOUNT,
}
# The same sum at one of the two Gauss points of a step.
GAUSS_POINTS = (0, 1)


def at_point(kind: str, point: int) -> str:
    """Return the kind of a leaf at a Gauss point."""
    return f"{kind}_at_{point}"


for _point in GAUSS_POINTS:
    for _kind in ("total", "read_total"):
        _OF_LEAF[at_point(_kind, _point)] = _OF_LEAF[_kind]

# What is kept of a follower's step: its mean loss and its pull at the two Gauss points.
PATH_PARTS = ("loss", "first", "second")

for _part in PATH_PARTS:
    _OF_LEAF[f"follower_{_part}"] = Level.BODY
    _OF_LEAF[f"lesion_follower_{_part}"] = Level.LESION

CONSTANT = Level.PATIENT | Level.LESION_CONSTANT
PER_LESION = Level.LESION_CONSTANT | Level.LESION


class Levels:
    """The level of every node of a graph, worked out once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: list[Level] = []

    def of(self, node: int) -> Level:
        """Return on what a node depends."""
        while len(self._known) <= node:
            self._known.append(self._next())
        return self._known[node]

    def _next(self) -> Level:
        node = len(self._known)
        load = self._graph.payload[node]
        if isinstance(load, Leaf):
            return _OF_LEAF[load.kind]
        level = Level.NOTHING
        for arg in self._graph.arguments[node]:
            level |= self._known[arg]
        return level

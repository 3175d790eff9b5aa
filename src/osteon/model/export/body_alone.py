"""The body without tumour, cut out of the declaration: what another simulator needs to know.

Sums over lesions are zero there. A state that starts at zero and that nothing can then move (the
spinal cord, a recent fracture) is left out, with every term it would have added.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from osteon.model.declaration import Assignments, Declaration, Input, Jump, Line, State
from osteon.model.symbolic import Expr, Graph, Leaf


@dataclass(frozen=True)
class BodyAlone:
    """Equations of one body without lesions, as nodes of one graph.

    Attributes
    ----------
    states, inputs : mapping of str to State or Input
        What is left, in the order of the declaration.
    parameters : tuple of str
        Names of the numbers that the equations use.
    lets : tuple of (Line, int)
        Named intermediate quantities that the rates use, with their nodes.
    rates : mapping of str to int
        Node of the rate per day of each state.
    jumps : mapping of str to mapping of str to int
        Node of the new value of each state or input that a scheduled jump changes.
    """

    graph: Graph
    states: Mapping[str, State]
    inputs: Mapping[str, Input]
    parameters: tuple[str, ...]
    lets: tuple[tuple[Line, int], ...]
    rates: Mapping[str, int]
    jumps: Mapping[str, Mapping[str, int]]


def take_body_alone(m: Declaration, parameters: Mapping[str, float]) -> BodyAlone:
    """Return the equations of a body without lesions; adds nodes to the graph of `m`.

    `parameters` decide only which states stay at zero; the equations keep them by name.
    """
    idle = _idle_states(m, parameters)
    zeros = Replaced(m.graph, _zeros(m, idle))
    states = {name: state for name, state in m.states.items() if name not in idle}
    rates = {name: zeros.of(m.rates[name].expr.node) for name in states}
    jumps = {jump.name: _assigned(jump, zeros, m.graph) for jump in m.jumps.values() if jump.body}
    changed = [node for jump in jumps.values() for node in jump.values()]
    needed = set(m.graph.reachable(rates.values()))
    lets = {zeros.of(line.expr.node): line for line in m.lets}
    inputs = {name for jump in jumps.values() for name in jump if name in m.inputs}
    leaves = [leaf for _, leaf in m.graph.leaves([*rates.values(), *changed])]
    inputs |= {leaf.name for leaf in leaves if leaf.kind == "input"}
    used = {leaf.name for leaf in leaves if leaf.kind == "parameter"}
    return BodyAlone(
        graph=m.graph,
        states=states,
        inputs={name: entry for name, entry in m.inputs.items() if name in inputs},
        parameters=tuple(name for name in m.parameters if name in used),
        lets=tuple((line, node) for node, line in lets.items() if node in needed),
        rates=rates,
        jumps=jumps,
    )


class Replaced:
    """Expressions with numbers in the place of some leaves."""

    def __init__(self, graph: Graph, numbers: Mapping[Leaf, float]) -> None:
        self._graph = graph
        self._numbers = numbers
        self._known: dict[int, int] = {}

    def of(self, root: int) -> int:
        """Return the node of an expression with them."""
        for node in self._graph.reachable([root]):
            if node not in self._known:
                self._known[node] = self._replace(node)
        return self._known[root]

    def _replace(self, node: int) -> int:
        load = self._graph.payload[node]
        if isinstance(load, Leaf) and load in self._numbers:
            return self._graph.constant(self._numbers[load]).node
        args = self._graph.arguments[node]
        kept = tuple(self._known[arg] for arg in args)
        return node if kept == args else self._graph.apply(self._graph.operations[node], *kept)


def _zeros(m: Declaration, idle: Iterable[str]) -> dict[Leaf, float]:
    gone = [("total", m.totals), ("read_total", m.read_totals), ("state", idle)]
    return {Leaf(kind, name): 0.0 for kind, names in gone for name in names}


def _idle_states(m: Declaration, parameters: Mapping[str, float]) -> set[str]:
    """Return the states that stay at zero: of those that start there, all that none moves."""
    moved = {name for jump in m.jumps.values() for name in jump.body}
    zero = {name for name, state in m.states.items() if m.graph.value(state.start.node) == 0}
    numbers = {Leaf("parameter", name): parameters[name] for name in m.parameters}
    idle, still = set[str](), zero - moved
    while idle != still:
        idle = still
        replaced = Replaced(m.graph, numbers | _zeros(m, idle))
        rates = {name: m.graph.value(replaced.of(m.rates[name].expr.node)) for name in idle}
        still = {name for name, rate in rates.items() if rate == 0}
    return idle


def _assigned(jump: Jump, zeros: Replaced, graph: Graph) -> dict[str, int]:
    body: Assignments = jump.body
    nodes = {
        name: value.node if isinstance(value, Expr) else graph.constant(value).node
        for name, value in body.items()
    }
    return {name: zeros.of(node) for name, node in nodes.items()}

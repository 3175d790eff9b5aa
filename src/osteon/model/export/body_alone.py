"""The body without tumour, cut out of the declaration: what another simulator needs to know.

Sums over lesions are zero there. What follows the states and acts on none of them is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.quantities import Assignments, Input, Jump, Line, State
from osteon.model.substitution import Replaced
from osteon.model.symbolic import Expr, Graph, Leaf


@dataclass(frozen=True)
class BodyAlone:
    """Equations of one body without lesions, as nodes of one graph.

    Attributes
    ----------
    states, inputs : mapping of str to State or Input
        All states, and the inputs that are used, in the order of the declaration.
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


def take_body_alone(m: Declaration) -> BodyAlone:
    """Return the equations of a body without lesions; adds nodes to the graph of `m`."""
    sums = [("total", m.totals), ("read_total", m.read_totals)]
    nothing = {Leaf(kind, name): 0.0 for kind, names in sums for name in names}
    zeros = Replaced.by_numbers(m.graph, nothing)
    rates = {name: zeros.of(m.rates[name].expr.node) for name in m.states}
    jumps = {jump.name: _assigned(m, jump, zeros) for jump in m.jumps.values() if jump.body}
    changed = [node for jump in jumps.values() for node in jump.values()]
    needed = set(m.graph.reachable(rates.values()))
    lets = {zeros.of(line.expr.node): line for line in m.lets}
    inputs = {name for jump in jumps.values() for name in jump if name in m.inputs}
    leaves = [leaf for _, leaf in m.graph.leaves([*rates.values(), *changed])]
    inputs |= {leaf.name for leaf in leaves if leaf.kind == "input"}
    used = {leaf.name for leaf in leaves if leaf.kind == "parameter"}
    return BodyAlone(
        graph=m.graph,
        states=m.states,
        inputs={name: entry for name, entry in m.inputs.items() if name in inputs},
        parameters=tuple(name for name in m.parameters if name in used),
        lets=tuple((line, node) for node, line in lets.items() if node in needed),
        rates=rates,
        jumps=jumps,
    )


def _assigned(m: Declaration, jump: Jump, zeros: Replaced) -> dict[str, int]:
    """Return what a jump changes in the body; followers, on which no rate depends, are left out."""
    body: Assignments = jump.body
    nodes = {
        name: value.node if isinstance(value, Expr) else m.graph.constant(value).node
        for name, value in body.items()
        if name not in m.followers
    }
    return {name: zeros.of(node) for name, node in nodes.items()}

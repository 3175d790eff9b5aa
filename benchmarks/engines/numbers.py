"""One body with every constant worked out: less to compute than what a user would write."""

from dataclasses import replace

from osteon.model.export.sbml import SbmlBody
from osteon.model.substitution import Replaced
from osteon.model.symbolic import Leaf


def with_numbers(body: SbmlBody) -> SbmlBody:
    """Return the same body with numbers in the place of parameters and inputs."""
    numbers = {Leaf("parameter", name): value for name, value in body.parameters.items()}
    numbers |= {Leaf("input", name): value for name, value in body.inputs.items()}
    graph = body.equations.graph
    worked_out = Replaced.by_numbers(graph, numbers)
    rates = {name: worked_out.of(node) for name, node in body.equations.rates.items()}
    lets = [(line, worked_out.of(node)) for line, node in body.equations.lets]
    kept = tuple((line, node) for line, node in lets if graph.value(node) is None)
    return replace(body, equations=replace(body.equations, rates=rates, lets=kept))

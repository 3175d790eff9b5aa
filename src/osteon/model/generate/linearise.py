"""The Jacobian of the model in its block-arrow form.

Lesions feel the body only through the couplings z, the body feels the lesions only through the
totals T. So the Jacobian needs df/dy and df/dT of the body, dz/dy, and for one lesion dg/dn and
dg/dz of its rates and dT/dn and dT/dz of its contributions.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.quantities import Line

Block = dict[tuple[int, int], int]


@dataclass(frozen=True)
class Linearised:
    """Structurally non-zero partial derivatives: (row, column) -> node of the expression."""

    body_by_state: Block
    body_by_total: Block
    coupling_by_state: Block
    lesion_by_state: Block
    lesion_by_coupling: Block
    total_by_state: Block
    total_by_coupling: Block


def linearise(m: Declaration) -> Linearised:
    """Return every block of the Jacobian of a model."""
    body = [m.rates[name] for name in m.states]
    lesion = [m.lesion_rates[name] for name in m.lesion_states]
    couplings, totals = list(m.couplings.values()), list(m.totals.values())
    return Linearised(
        body_by_state=_block(m, body, "state", list(m.states)),
        body_by_total=_block(m, body, "total", list(m.totals)),
        coupling_by_state=_block(m, couplings, "state", list(m.states)),
        lesion_by_state=_block(m, lesion, "lesion_state", list(m.lesion_states)),
        lesion_by_coupling=_block(m, lesion, "coupling", list(m.couplings)),
        total_by_state=_block(m, totals, "lesion_state", list(m.lesion_states)),
        total_by_coupling=_block(m, totals, "coupling", list(m.couplings)),
    )


def _block(m: Declaration, rows: list[Line], kind: str, columns: list[str]) -> Block:
    graph = m.graph
    leaves = [graph.leaf(kind, name).node for name in columns]
    block: Block = {}
    for row, line in enumerate(rows):
        present = {node for node, _ in graph.leaves([line.expr.node])}
        for column, leaf in enumerate(leaves):
            if leaf in present:
                node = graph.derivative(line.expr.node, leaf)
                if graph.value(node) != 0:
                    block[row, column] = node
    return block

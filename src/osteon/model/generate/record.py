"""The functions that look into a step at any time of it, for records in eight lanes at once."""

from osteon.model.generate.fading import corrected, dense_output
from osteon.model.generate.followers import followed
from osteon.model.generate.functions import Kernel, function
from osteon.model.generate.levels import PATH_PARTS
from osteon.model.generate.sums import Sums, write_with_sums
from osteon.model.substitution import Replaced
from osteon.model.symbolic import Expr, Leaf


class AtShare:
    """Expressions of the model at the share ``share`` of a step whose followers are solved."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel, self.m = kernel, kernel.model
        graph = self.m.graph
        self.share, self.step = graph.leaf("share", "share"), graph.leaf("step", "step")
        states = {name: dense_output(self.m, "state", name, self.share) for name in self.m.states}
        self.states = states | corrected(self.m, kernel.fading, self.step * self.share, states)
        self._there = Replaced(graph, self._instead)

    def of(self, expr: Expr) -> int:
        """Return the node of an expression there."""
        return self._there.of(expr.node)

    def sums(self) -> Sums:
        """Return the sums over lesions there."""
        lines = {"total": self.m.totals, "read_total": self.m.read_totals}
        usual = self.kernel.sums()
        return Sums(
            usual.graph,
            usual.levels,
            usual.named,
            lambda leaf: self.of(lines[leaf.kind][leaf.name].expr),
        )

    def _instead(self, leaf: Leaf) -> int | None:
        if leaf.kind == "state":
            return self.states[leaf.name].node
        if leaf.kind == "lesion_state":
            return dense_output(self.m, leaf.kind, leaf.name, self.share).node
        if leaf.kind == "coupling":
            return self.of(self.m.couplings[leaf.name].expr)
        if leaf.kind in {"follower", "lesion_follower"}:
            path = [self.m.graph.leaf(f"{leaf.kind}_{part}", leaf.name) for part in PATH_PARTS]
            start = self.m.graph.leaf(leaf.kind, leaf.name)
            return followed(self.share, self.step, start, path).node
        return None


def write_record(kernel: Kernel) -> list[str]:
    """Return the function that fills ``out`` with the readings at a share of a step."""
    there, w = AtShare(kernel), kernel.writer()
    lines = kernel.model.readings.values()
    body = [(f"out[{index}]", there.of(line.expr)) for index, line in enumerate(lines)]
    write_with_sums(w, there.sums(), body)
    return function("record", "", w)


def write_states_at(kernel: Kernel) -> list[str]:
    """Return the function that fills ``out`` with the states of the body at a share of a step."""
    there, w = AtShare(kernel), kernel.writer()
    for index, expr in enumerate(there.states.values()):
        w.line(f"out[{index}] = {w.value(expr.node)}")
    return function("states_at", "", w)

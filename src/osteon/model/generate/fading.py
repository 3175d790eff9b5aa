"""States within a step: their dense output, and those that fade at a constant pace.

What fades whatever else happens is solved exactly. For ``y' = -a y`` the end of a step is known.
What leaves such a state may enter others in fixed shares, as a drug its absorption: then
``z + share y`` has a rate without y, and the step is as good for it. So after each step y is set
right, and what it was off goes to where it went.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.generate.levels import CONSTANT, Levels
from osteon.model.substitution import Replaced
from osteon.model.symbolic import Expr, Leaf, Operand, exp


def dense_output(m: Declaration, kind: str, name: str, x: Operand) -> Expr:
    """Return a state at the share `x` of a step, by the dense output of the step."""
    start, end, rise, bend = (
        m.graph.leaf(f"{kind}{part}", name) for part in ("", "_end", "_rise", "_bend")
    )
    return start * (1 - x) + x * (end + (1 - x) * (rise + x * bend))


@dataclass(frozen=True)
class Fading:
    """A state that fades: its pace per day, and the share of it that each other state gains."""

    state: str
    pace: Expr
    into: Mapping[str, Expr]

    def left(self, m: Declaration, days: Expr) -> Expr:
        """Return what is left of the state some days after the beginning of a step."""
        return m.graph.leaf("state", self.state) * exp(-(self.pace * days))


def fading_states(m: Declaration, levels: Levels) -> list[Fading]:
    """Return the states of the body that fade at a pace which parameters alone fix."""
    found = []
    for name in m.states:
        slope = _constant_slope(m, levels, name, name) if _alone(m, name) else None
        if slope is not None:
            found.append(Fading(name, -slope, dict(_gains(m, levels, name, -slope))))
    return found


def _alone(m: Declaration, name: str) -> bool:
    """Whether the rate of a state is none where the state is none, whatever the others are."""
    rate = m.rates[name].expr.node
    kinds = {leaf.kind for _, leaf in m.graph.leaves([rate]) if leaf.name != name}
    none = Replaced.by_numbers(m.graph, {Leaf("state", name): 0.0})
    return kinds <= {"parameter"} and m.graph.value(none.of(rate)) == 0


def _gains(m: Declaration, levels: Levels, name: str, pace: Expr) -> Iterator[tuple[str, Expr]]:
    for other in m.states:
        slope = None if other == name else _constant_slope(m, levels, other, name)
        if slope is not None:
            yield other, slope / pace


def _constant_slope(m: Declaration, levels: Levels, of: str, by: str) -> Expr | None:
    """Return the derivative of a rate by a state where parameters alone fix it and it is not 0."""
    leaf, rate = m.graph.leaf("state", by).node, m.rates[of].expr.node
    if leaf not in m.graph.reachable([rate]):
        return None
    slope = m.graph.derivative(rate, leaf)
    fixed = not levels.of(slope) & ~CONSTANT
    return Expr(m.graph, slope) if fixed and m.graph.value(slope) != 0 else None


def corrected(
    m: Declaration, fading: list[Fading], days: Expr, found: Mapping[str, Expr]
) -> dict[str, Expr]:
    """Return those states that fading states set right, from what a step has `found` for all."""
    right: dict[str, Expr] = {}
    for one in fading:
        left = one.left(m, days)
        off = found[one.state] - left
        for name, share in one.into.items():
            right[name] = right.get(name, found[name]) + share * off
        right[one.state] = left
    return right

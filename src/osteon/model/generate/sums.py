"""Loops over lesions: what they add up for the body, and what must wait for such a sum.

A sum may be made of what itself depends on a sum: the pain of a lesion on how a patient falls, say.
So every expression has a phase, the number of loops over lesions that must be over before it can
be computed; what one loop works out of a lesion for a later loop is kept beside it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from osteon.model.generate.levels import Level, Levels
from osteon.model.generate.writer import Writer
from osteon.model.symbolic import Graph, Leaf

Places = Sequence[tuple[str, int]]
"""Where values go: the text of the place, and the node of the expression."""


@dataclass
class Sums:
    """The sums over lesions that a function may use: the variable and the addend of each leaf."""

    graph: Graph
    levels: Levels
    named: Mapping[Leaf, str]
    addend: Callable[[Leaf], int]
    _phases: dict[int, int] = field(default_factory=dict)

    def phase(self, root: int) -> int:
        """Return how many loops over lesions come before an expression."""
        if root not in self._phases:
            for node in self.graph.reachable([root]):
                if node not in self._phases:
                    self._phases[node] = self._phase(node)
        return self._phases[root]

    def _phase(self, node: int) -> int:
        load = self.graph.payload[node]
        if isinstance(load, Leaf) and load in self.named:
            return 1 + self.phase(self.addend(load))
        return max((self._phases[arg] for arg in self.graph.arguments[node]), default=0)

    def needed(self, roots: Iterable[int]) -> list[Leaf]:
        """Return the sums that expressions use, and those that these use, in order of name."""
        found: dict[Leaf, None] = {}
        waiting = list(roots)
        while waiting:
            for _, leaf in self.graph.leaves([waiting.pop()]):
                if leaf in self.named and leaf not in found:
                    found[leaf] = None
                    waiting.append(self.addend(leaf))
        return [leaf for leaf in self.named if leaf in found]

    def varies(self, node: int) -> bool:
        """Whether an expression must be worked out for each lesion."""
        return bool(self.levels.of(node) & Level.LESION)


def write_with_sums(
    w: Writer, sums: Sums, body: Places, lesion: Places = (), kept: list[int] | None = None
) -> None:
    """Write values of the body and of each lesion, with the loops over lesions that they need.

    `kept` is filled with the nodes that a later loop reads from the array ``keep``; without it
    each loop works out anew what it needs.
    """
    leaves = sums.needed(node for _, node in [*body, *lesion])
    added = {sums.named[leaf]: sums.addend(leaf) for leaf in leaves}
    items = [*added.items(), *lesion]
    if kept is not None:
        kept += _kept_nodes(sums, items)
    keeps = [(f"keep[i, {place}]", node) for place, node in enumerate(kept or ())]
    for phase in sorted({sums.phase(node) for _, node in [*items, *keeps]}):
        own = [(place, node) for place, node in items if sums.phase(node) == phase]
        keep = [(place, node) for place, node in keeps if sums.phase(node) == phase]
        w.ahead_of_loop([node for _, node in [*own, *keep]], partial(_ready, sums, phase))
        _write_loop(w, [*own, *keep], added)
        w.kept |= {node: place for place, node in keep}
    for place, node in body:
        w.line(f"{place} = {w.value(node)}")


def _ready(sums: Sums, phase: int, node: int) -> bool:
    return sums.phase(node) <= phase


def _write_loop(w: Writer, values: Places, added: Collection[str]) -> None:
    for place, _ in values:
        if place in added:
            w.line(f"{place} = 0.0")
    w.open("for i in range(k):")
    for place, node in values:
        w.line(f"{place} {'+=' if place in added else '='} {w.value(node)}")
    w.close()


def _kept_nodes(sums: Sums, items: Places) -> list[int]:
    """Return the largest expressions of a lesion that a loop needs and an earlier one can give."""
    found: dict[int, None] = {}
    waiting = [(node, sums.phase(node)) for _, node in items]
    seen = set(waiting)
    while waiting:
        node, loop = waiting.pop()
        if not sums.varies(node) or not sums.graph.arguments[node]:
            continue
        phase = sums.phase(node)
        if phase < loop:
            found[node] = None  # what it needs may come from a loop before its own
        needed = {(arg, phase) for arg in sums.graph.arguments[node]} - seen
        seen |= needed
        waiting.extend(needed)
    return sorted(found)

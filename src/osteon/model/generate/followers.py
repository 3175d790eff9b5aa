"""Followers over one step: an exponential collocation at the two Gauss points of the step.

A follower with ``v' = gain - loss v`` acts on no state, so it is solved after the step, on the
dense output of what it reads. With the mean loss of the two Gauss points, ``v' + mean v = pull``
where ``pull = gain + (mean - loss) v``; with `pull` on the straight line through its two values
this is solved exactly, at both Gauss points together. What fades at a constant pace is exact for
any step; the end of the step is of order four, as the areas under the hazards are. A follower may
read others, in any order without a circle: each is an expression, put in where it is read.

References: hairer_wanner_1996 (collocation at Gauss points).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from osteon.model.declaration import Declaration
from osteon.model.generate.fading import Fading, corrected, dense_output
from osteon.model.generate.levels import GAUSS_POINTS, at_point
from osteon.model.generate.tableau import GAUSS
from osteon.model.substitution import Replaced
from osteon.model.symbolic import Expr, Leaf, exp, where

GAP = GAUSS[1] - GAUSS[0]
# Below this share of a step the differences of an exponential lose digits; a series does not.
SMALLEST_EXPONENT = 1e-2


@dataclass(frozen=True)
class Solved:
    """A follower over one step: at the Gauss points, at the end, and what gives any other time.

    `slip` is the error, relative to the follower's typical size, that two Gauss points make in
    the area under its transient.
    """

    at: tuple[Expr, Expr]
    end: Expr
    loss: Expr
    pull: tuple[Expr, Expr]
    slip: Expr


class AtGaussPoints:
    """Expressions of the model at the two Gauss points of a step."""

    def __init__(self, m: Declaration, fading: list[Fading]) -> None:
        self.m = m
        self.step = m.graph.leaf("step", "step")
        self._faded = [
            corrected(
                m,
                fading,
                self.step * x,
                {name: dense_output(m, "state", name, x) for name in m.states},
            )
            for x in GAUSS
        ]
        self._points = [
            Replaced(m.graph, partial(self._instead, point=point)) for point in GAUSS_POINTS
        ]
        self._groups = {"follower": m.followers, "lesion_follower": m.lesion_followers}
        self._solved: dict[Leaf, Solved] = {}
        self._under_way: list[Leaf] = []

    def of(self, expr: Expr, point: int) -> Expr:
        """Return an expression at a Gauss point."""
        return Expr(self.m.graph, self._points[point].of(expr.node))

    def addend(self, leaf: Leaf) -> int:
        """Return what one lesion adds to a sum at a Gauss point."""
        kind, _, point = leaf.kind.rpartition("_at_")
        line = (self.m.totals if kind == "total" else self.m.read_totals)[leaf.name]
        return self.of(line.expr, int(point)).node

    def followers(self, kind: str) -> list[Solved]:
        """Return the followers of the body or of a lesion over the step."""
        return [self._follower(Leaf(kind, name)) for name in self._groups[kind]]

    def _follower(self, leaf: Leaf) -> Solved:
        if leaf not in self._solved:
            with self._inside(leaf):
                self._solved[leaf] = self._solve(leaf)
        return self._solved[leaf]

    def _instead(self, leaf: Leaf, point: int) -> int | None:
        if leaf.kind in self._groups:
            return self._follower(leaf).at[point].node
        if leaf.kind == "coupling":
            return self.of(self.m.couplings[leaf.name].expr, point).node
        if leaf.kind in {"state", "lesion_state"}:
            faded = self._faded[point] if leaf.kind == "state" else {}
            dense = dense_output(self.m, leaf.kind, leaf.name, GAUSS[point])
            return faded.get(leaf.name, dense).node
        if leaf.kind not in {"total", "read_total"}:
            return None
        here = Leaf(at_point(leaf.kind, point), leaf.name)
        with self._inside(here):
            self.addend(here)
        return self.m.graph.leaf(here.kind, here.name).node

    @contextmanager
    def _inside(self, leaf: Leaf) -> Iterator[None]:
        if leaf in self._under_way:
            circle = " -> ".join(one.name for one in [*self._under_way, leaf])
            raise ValueError(f"what follows the state must not follow itself: {circle}")
        self._under_way.append(leaf)
        yield
        self._under_way.pop()

    def _solve(self, leaf: Leaf) -> Solved:
        follower = self._groups[leaf.kind][leaf.name]
        start = self.m.graph.leaf(leaf.kind, leaf.name)
        gain = [self.of(follower.gain.expr, point) for point in GAUSS_POINTS]
        loss = [self.of(follower.loss.expr, point) for point in GAUSS_POINTS]
        steady = loss[0].node == loss[1].node
        mean = loss[0] if steady else (loss[0] + loss[1]) / 2
        curve = _Curve(self.step, mean)
        if steady:
            pull = gain[0], gain[1]
            at = curve.value(GAUSS[0], start, pull), curve.value(GAUSS[1], start, pull)
        else:
            turn = (loss[1] - loss[0]) / 2
            at = _coupled(curve, start, gain, turn)
            pull = gain[0] + turn * at[0], gain[1] - turn * at[1]
        end = curve.value(1.0, start, pull)
        return Solved(at, end, mean, pull, curve.slip(start, pull) / follower.scale)


def _coupled(curve: "_Curve", start: Expr, gain: Sequence[Expr], turn: Expr) -> tuple[Expr, Expr]:
    """Return a follower at the Gauss points, between which its loss rises by twice `turn`."""
    (a, b), (c, d) = curve.weights(GAUSS[0]), curve.weights(GAUSS[1])
    first = curve.fade(GAUSS[0]) * start + a * gain[0] + b * gain[1]
    second = curve.fade(GAUSS[1]) * start + c * gain[0] + d * gain[1]
    near, far = 1 - a * turn, 1 + d * turn
    share = 1 / (near * far + b * c * turn * turn)
    return (first * far - b * turn * second) * share, (second * near + c * turn * first) * share


def followed(x: Expr, step: Expr, start: Expr, path: Sequence[Expr]) -> Expr:
    """Return a follower at any share of a step, from its mean loss and its pull.

    The same as `followed` of the kernels, where the share is not known beforehand.
    """
    loss, first, second = path
    u = loss * step * x
    tiny = partial(where, u, SMALLEST_EXPONENT)
    inverse, left = 1 / tiny(1, u), exp(-u)
    constant = tiny(_constant_series(u), (1 - left) * inverse)
    rising = tiny(_rising_series(u), (1 - constant) * inverse)
    slope = (second - first) / GAP
    begun = first - slope * GAUSS[0]
    return left * start + step * x * (constant * begun + x * rising * slope)


def _constant_series(u: Expr) -> Expr:
    """Return ``(1 - exp(-u)) / u`` for a small `u`."""
    return 1 - u / 2 * (1 - u / 3 * (1 - u / 4 * (1 - u / 5)))


def _rising_series(u: Expr) -> Expr:
    """Return ``(u - 1 + exp(-u)) / u**2`` for a small `u`."""
    return (1 - u / 3 * (1 - u / 4 * (1 - u / 5 * (1 - u / 6)))) / 2


class _Curve:
    """The exact solution of ``v' + loss v = pull`` with a straight `pull`, at shares of a step."""

    def __init__(self, step: Expr, loss: Expr) -> None:
        self._step = step
        self._exponent = loss * step
        self._tiny = partial(where, self._exponent, SMALLEST_EXPONENT)
        self._inverse = 1 / self._tiny(1, self._exponent)

    def fade(self, x: float) -> Expr:
        """Return what is left of a beginning."""
        first, second = (exp(-(self._exponent * share)) for share in GAUSS)
        return {GAUSS[0]: first, GAUSS[1]: second}.get(x, first * second)

    def weights(self, x: float) -> tuple[Expr, Expr]:
        """Return the weights of the pull at the two Gauss points."""
        u = self._exponent * x
        constant = self._tiny(
            self._step * x * _constant_series(u), self._step * (1 - self.fade(x)) * self._inverse
        )
        rising = self._tiny(
            self._step * (x * x) * _rising_series(u), (self._step * x - constant) * self._inverse
        )
        return (constant * GAUSS[1] - rising) / GAP, (rising - constant * GAUSS[0]) / GAP

    def value(self, x: float, start: Expr, pull: Sequence[Expr]) -> Expr:
        """Return the solution at the share `x` of the step."""
        first, second = self.weights(x)
        return self.fade(x) * start + first * pull[0] + second * pull[1]

    def slip(self, start: Expr, pull: Sequence[Expr]) -> Expr:
        """Return the error of Gauss's rule in the mean of what fades; straight parts have none."""
        slope = (pull[1] - pull[0]) / GAP
        begun = (pull[0] - slope * GAUSS[0] - slope * self._inverse) * self._inverse
        mean = (1 - self.fade(1.0)) * self._inverse
        off = mean - (self.fade(GAUSS[0]) + self.fade(GAUSS[1])) / 2
        return self._tiny(0, (start - self._step * begun) * off)

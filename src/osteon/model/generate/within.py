"""The function of a kernel that looks back on a step: hazards and followers at its Gauss points."""

from osteon.model.generate.followers import AtGaussPoints, Solved
from osteon.model.generate.functions import Kernel, function
from osteon.model.generate.levels import GAUSS_POINTS, PATH_PARTS, at_point
from osteon.model.generate.sums import Sums, write_with_sums
from osteon.model.symbolic import Expr, Leaf

ARGUMENTS = (
    "y, n, y1, n1, s0, sn0, s1, sn1, k, c, d, u, mark, v, vn, step, "
    "h, hn, v1, vn1, path, pathn, slip, keep"
)
PATH = len(PATH_PARTS)
SLIP = Leaf("slip", "slip_of_lesions")


def write_within(kernel: Kernel) -> tuple[list[str], int]:
    """Return the function, and how many numbers of a lesion it keeps between its loops.

    It fills ``h`` and ``hn`` with the hazards per day at the first, then at the second point,
    ``v1`` and ``vn1`` with the followers at the end of the step, ``path`` and ``pathn`` with what
    gives them at any time of it, and ``slip`` with the square of what they cost in accuracy.
    """
    m, w = kernel.model, kernel.writer()
    points = AtGaussPoints(m, kernel.fading)
    hazards = [event for event in m.events.values() if not event.crossing]
    body = _hazards(points, "h[{}]", [e.trigger.expr for e in hazards if not e.of_lesion])
    lesion = _hazards(points, "hn[i, {}]", [e.trigger.expr for e in hazards if e.of_lesion])
    of_body, of_lesion = points.followers("follower"), points.followers("lesion_follower")
    body += _courses("v1[{}]", "path[{}]", of_body)
    lesion += _courses("vn1[i, {}]", "pathn[i, {}]", of_lesion)
    body.append(("slip[0]", (_squares(kernel, of_body) + _slip_of_lesions(kernel)).node))
    kept: list[int] = []
    write_with_sums(w, _sums(kernel, points, of_lesion), body, lesion, kept)
    return function("within", ARGUMENTS, w), len(kept)


def _sums(kernel: Kernel, points: AtGaussPoints, of_lesion: list[Solved]) -> Sums:
    """Return the sums over lesions at both points, and that of the lesions' slips."""
    m, slips = kernel.model, _squares(kernel, of_lesion).node
    named = {
        Leaf(at_point(kind, point), name): f"{letter}{index}_{point}"
        for point in GAUSS_POINTS
        for kind, letter, lines in (("total", "s", m.totals), ("read_total", "r", m.read_totals))
        for index, name in enumerate(lines)
    }
    return Sums(
        m.graph,
        kernel.levels,
        {**named, SLIP: "slip_of_lesions"},
        lambda leaf: slips if leaf == SLIP else points.addend(leaf),
    )


def _hazards(points: AtGaussPoints, place: str, exprs: list[Expr]) -> list[tuple[str, int]]:
    return [
        (place.format(point * len(exprs) + index), points.of(expr, point).node)
        for point in GAUSS_POINTS
        for index, expr in enumerate(exprs)
    ]


def _courses(end: str, path: str, followers: list[Solved]) -> list[tuple[str, int]]:
    places = [(end.format(index), one.end.node) for index, one in enumerate(followers)]
    for index, one in enumerate(followers):
        parts = (one.loss, *one.pull)
        places += [(path.format(PATH * index + k), part.node) for k, part in enumerate(parts)]
    return places


def _slip_of_lesions(kernel: Kernel) -> Expr:
    graph = kernel.model.graph
    some = bool(kernel.model.lesion_followers)
    return graph.leaf(SLIP.kind, SLIP.name) if some else graph.constant(0)


def _squares(kernel: Kernel, followers: list[Solved]) -> Expr:
    return sum((one.slip * one.slip for one in followers), kernel.model.graph.constant(0))

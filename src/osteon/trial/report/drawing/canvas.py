"""A drawing as SVG elements, which ends as one element that says what it shows."""

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Of a letter in the widest of the usual fonts, as parts of its size.
LETTER = 0.6
SIZE = 12.0  # of usual text [px of a drawing 760 wide]


class Canvas:
    """Shapes in the order drawn; all lengths in px of the drawing, y downwards.

    Parameters
    ----------
    width, height : float
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, words: str, kind: str = "", anchor: str = "start"
    ) -> "Canvas":
        """Write words at a point of their base line; `kind` is a class of the style sheet."""
        turned = f' transform="rotate(-90 {_px(x)} {_px(y)})"' if "up" in kind.split() else ""
        ends = "" if anchor == "start" else f' text-anchor="{anchor}"'
        named = f' class="{kind}"' if kind else ""
        self._parts.append(
            f'<text x="{_px(x)}" y="{_px(y)}"{ends}{named}{turned}>'
            f"{escape(words, quote=False)}</text>"
        )
        return self

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> "Canvas":
        """Draw a straight line."""
        return self.path(f"M{_px(x1)} {_px(y1)}L{_px(x2)} {_px(y2)}", kind)

    def path(self, d: str, kind: str) -> "Canvas":
        """Draw what a path says; nothing for an empty one."""
        if d:
            self._parts.append(f'<path class="{kind}" d="{d}"/>')
        return self

    def box(self, x: float, y: float, width: float, height: float, kind: str) -> "Canvas":
        """Draw a rectangle from its upper left corner."""
        self._parts.append(
            f'<rect class="{kind}" x="{_px(x)}" y="{_px(y)}" width="{_px(width)}" '
            f'height="{_px(height)}"/>'
        )
        return self

    def finish(self, name: str, title: str, described: str) -> str:
        """Return the drawing as one SVG element.

        Parameters
        ----------
        name : str
            Different for each figure of a page.
        title : str
            What it is called, for those who do not see it.
        described : str
            What is to be seen, in a sentence.
        """
        said, seen = (escape(words, quote=False) for words in (title, described))
        return (
            f'<svg viewBox="0 0 {_px(self.width)} {_px(self.height)}" role="img" '
            f'aria-labelledby="{name}-title {name}-desc" xmlns="http://www.w3.org/2000/svg">'
            f'<title id="{name}-title">{said}</title><desc id="{name}-desc">{seen}</desc>'
            f"{''.join(self._parts)}</svg>"
        )


def width_of(words: str, size: float = SIZE) -> float:
    """Return about how wide a text becomes in the widest of the usual fonts [px]."""
    return len(words) * size * LETTER


def shortened(words: str, room: float, size: float = SIZE) -> str:
    """Return a text that fits into so much room [px], with an ellipsis where it was cut."""
    most = max(2, int(room / (size * LETTER)))
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def folded(words: str, room: float, size: float = SIZE) -> list[str]:
    """Return the lines of a text that fit into so much room [px]."""
    from textwrap import wrap

    return wrap(words, max(4, int(room / (size * LETTER)))) or [""]


def polyline(x: Floats, y: Floats) -> str:
    """Return the path through points."""
    return f"M{_points(x, y)}" if len(x) else ""


def stairs(x: Floats, y: Floats) -> str:
    """Return the path that goes level from each point to the next, then up or down to it."""
    if not len(x):
        return ""
    return f"{_written(x[:1], y[:1], 'M', ' ')}{_written(x[1:], y[1:], 'H', 'V')}"


def band(x: Floats, low: Floats, high: Floats, *, stepped: bool) -> str:
    """Return the closed path between two curves."""
    there = np.isfinite(low) & np.isfinite(high)
    x, low, high = x[there], low[there], high[there]
    if len(x) < 2:
        return ""
    if stepped:
        low, high = (np.repeat(side, 2)[:-1] for side in (low, high))
        x = np.repeat(x, 2)[1:]
    return f"M{_points(x, high)}L{_points(x[::-1], low[::-1])}Z"


def polygon(points: Iterable[Sequence[float]]) -> str:
    """Return the closed path through corners."""
    return "M" + "L".join(f"{_px(x)} {_px(y)}" for x, y in points) + "Z"


def _points(x: Floats, y: Floats) -> str:
    return _written(x, y, "L", " ")[1:]


def _written(x: Floats, y: Floats, before: str, between: str) -> str:
    """Return points with a letter before each and one between its two numbers, as `_px` does."""
    numbers = np.column_stack([x, y]).ravel().tolist()
    # All at once: a figure has thousands.
    text = f"{before}%.1f{between}%.1f" * len(x) % tuple(numbers) + before
    for after in (before, between):
        text = text.replace(f".0{after}", after)
    return text.removesuffix(before)


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

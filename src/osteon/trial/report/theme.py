"""How figures look, and how they turn into SVG that follows the page's light or dark colours.

Figures are drawn in stand-in colours that the SVG text then exchanges for CSS variables, so the
style sheet alone decides; text stays text, so that it can be searched, copied and read aloud.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, GRID = "#010203", "#010204"
# Each arm has a colour of Okabe and Ito and a dash pattern, so colour never stands alone.
ARM_COLOURS = tuple(f"#0102{number:02x}" for number in range(16, 22))
DASHES: tuple[str | tuple[int, tuple[float, ...]], ...] = (
    "solid",
    (0, (5, 2)),
    (0, (1.5, 1.5)),
    (0, (6, 2, 1.5, 2)),
    (0, (9, 3)),
    (0, (3, 1, 1, 1, 1, 1)),
)
VARIABLES = {INK: "currentColor", GRID: "var(--grid)"} | {
    colour: f"var(--arm-{number})" for number, colour in enumerate(ARM_COLOURS, start=1)
}
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,  # an arm may be called "5 $"
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.5,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "none",
    "legend.frameon": False,
    "legend.handlelength": 3.2,
    "lines.linewidth": 1.8,
}


def arm_style(index: int) -> dict[str, object]:
    """Return the colour and dash pattern of the arm at this position, for matplotlib lines."""
    return {
        "color": ARM_COLOURS[index % len(ARM_COLOURS)],
        "linestyle": DASHES[index % len(DASHES)],
    }


def draw_svg(name: str, draw: Callable[["Figure"], str], size: tuple[float, float]) -> str:
    """Return one figure as an SVG element.

    Parameters
    ----------
    name : str
        Different for each figure of a page, so that their inner marks do not mix.
    draw : function
        Draws on an empty figure and returns the sentence that describes it to those who do not
        see it.
    size : tuple of float
        Width and height [inches of 72 CSS pixels].
    """
    with _styled(name):
        from matplotlib.figure import Figure

        figure = Figure(figsize=size, layout="constrained")
        described = draw(figure)
        buffer = StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _for_page(buffer.getvalue(), described)


@contextmanager
def _styled(name: str) -> Iterator[None]:
    import matplotlib as mpl

    # The salt makes the same figure the same text on every run.
    with mpl.rc_context({**STYLE, "svg.hashsalt": f"osteon {name}"}):
        yield


def _for_page(svg: str, described: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)
    for stand_in, variable in VARIABLES.items():
        svg = svg.replace(stand_in, variable)
    svg = svg.replace("'DejaVu Sans', sans-serif", "var(--font)")
    width, height = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0]
    opening = (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{_escaped(described)}" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    )
    return re.sub(r"<svg\b[^>]*>", opening, svg, count=1)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")

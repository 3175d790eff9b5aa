"""One page of a life: lesions, markers and calcium, pain, and a lane of what happened."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.base.errors import InputError
from osteon.base.files import write_atomically
from osteon.library.library import Library
from osteon.sim.story import lanes, look, panels
from osteon.sim.story.life import Life
from osteon.sim.story.tell import introduce
from osteon.sim.story.words import DISCLAIMER

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMS = ("svg", "png", "pdf")
MOST_MONTHS_BETWEEN_TICKS = 12
# Of the page: its margins as parts of its width; head, foot, gaps, room for numbers [inches].
LEFT, RIGHT = 0.195, 0.875
HEAD, FOOT, GAP, NUMBERS = 1.1, 0.7, 0.42, 0.12
# Each panel's part of the height, and the least by which all are scaled [inches].
SMALLEST = 0.72
_PANELS = (
    (1.25, panels.draw_volume),
    (1.25, panels.draw_strength),
    (1.0, panels.draw_resorption),
    (1.0, panels.draw_formation),
    (1.0, panels.draw_calcium),
    (1.2, panels.draw_pain),
)


def draw_page(life: Life, library: Library) -> "Figure":
    """Return the page as a figure of the width of A4."""
    with look.styled():
        from matplotlib.figure import Figure

        lane = lanes.Lanes.of(life, library)
        height, places = _stack(lane.height)
        figure = Figure(figsize=(look.A4_WIDTH, height))
        grid = [figure.add_axes((LEFT, low, RIGHT - LEFT, tall)) for low, tall in places]
        for axes, (_, draw) in zip(grid, _PANELS, strict=False):
            draw(axes, life, library)
        lane.draw(grid[-1])
        _scale_time(grid, life.last_day)
        _write_around(figure, life, library)
    return figure


def _stack(lane_inches: float) -> tuple[float, list[tuple[float, float]]]:
    """Return the height of the page [inches], and bottom and height of each panel as parts of it.

    The page is A4 unless the lane is so long that the curves would get too low.
    """
    curves = [height for height, _ in _PANELS]
    around = HEAD + FOOT + NUMBERS + GAP * len(curves) + lane_inches
    scale = max(SMALLEST, (look.A4_HEIGHT - around) / sum(curves))
    heights = [scale * height for height in curves] + [lane_inches]
    page = around + scale * sum(curves)
    places, top = [], page - HEAD
    for height in heights:
        # The last panel of curves has numbers below it.
        top -= NUMBERS if height is heights[-1] else 0.0
        places.append(((top - height) / page, height / page))
        top -= height + GAP
    return page, places


def write_page(figure: "Figure", path: str | Path) -> Path:
    """Write a page as SVG, PNG or PDF, by the ending of `path`, and return where it is.

    Raises
    ------
    InputError
        The ending names no such form.
    """
    target = Path(path)
    form = target.suffix.removeprefix(".").casefold()
    if form not in FORMS:
        raise InputError(f'"{target.name}": a page is written as .svg, .png or .pdf')
    metadata = {"Date": None, "Creator": None} if form == "svg" else None
    with look.styled():
        save = partial(figure.savefig, format=form, dpi=150, metadata=metadata)
        write_atomically(target, save)
    return target


def _scale_time(grid: "panels.Grid", last_day: float) -> None:
    """Give all panels one axis of time, numbered below the last panel of curves and the lane."""
    months = last_day / panels.DAYS_PER_MONTH
    step = next((s for s in (1, 2, 3, 6, 12) if months / s <= 13), MOST_MONTHS_BETWEEN_TICKS)
    ticks = [float(tick) for tick in range(0, int(months) + 1, step)]
    for axes in grid:
        axes.set_xlim(-0.012 * months, 1.004 * months)
        axes.set_xticks(ticks)
        axes.grid(visible=True, axis="x", color="#e6e6e6", linewidth=0.7)
        axes.tick_params(length=2.5, labelbottom=axes in grid[-2:])
    grid[-1].set_xlabel("Months since entry")


def _write_around(figure: "Figure", life: Life, library: Library) -> None:
    """Write who it is above the panels, and what the page is not below them."""
    height = figure.get_figheight()
    who, _, rest = introduce(life, library).partition(", ")
    lines: tuple[tuple[float, str, dict[str, Any]], ...] = (
        (0.27, who, {"fontsize": look.FONT_SIZE + 3, "weight": "bold"}),
        (0.50, f"{rest[0].upper()}{rest[1:]}", {}),
        (0.70, "Lines are the true course; dots are what was measured.", {"color": "#555555"}),
    )
    for below, text, style in lines:
        figure.text(0.03, 1 - below / height, text, **style)
    figure.text(0.03, 0.13 / height, DISCLAIMER, fontsize=look.SMALL, color="#555555")

"""The forest plot: the hazard ratio in each group of patients, one block for each arm."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from osteon.trial.report.drawing.axes import Scale, draw_x_ticks, ratio_range, ratio_ticks
from osteon.trial.report.drawing.canvas import Canvas, folded, polygon, shortened
from osteon.trial.report.figure import WIDTH, Grid
from osteon.trial.report.subgroups import ALL, Row
from osteon.trial.report.words import MISSING, count, number, p_value, share

if TYPE_CHECKING:
    import pandas as pd

MOST_ARMS = 4  # with a block each beside the control; with more the counts stand in a table
ROW = 21.0
# Where each column of text begins or ends, and where the plot is [px].
OWN, OTHER, PLOT, RATIO, P = 258.0, 352.0, (372.0, 560.0), 574.0, 756.0
LEVEL = 14.0  # how far the levels of a factor stand in
LARGEST = 7.0  # half the side of the largest square


def forest_figure(table: "pd.DataFrame", title: str) -> str:
    """Return the hazard ratio of each group of patients, for each arm beside the control."""
    finite = table[np.isfinite(table["low"]) & np.isfinite(table["high"]) & (table["low"] > 0)]
    low = float(finite["low"].min()) if len(finite) else 1.0
    high = float(finite["high"].max()) if len(finite) else 1.0
    canvas, top = Canvas(WIDTH, 0.0), 0.0
    for _, rows in table.groupby("arm", sort=False):
        top += _block(canvas, rows, top, Scale(*ratio_range(low, high), *PLOT, ratio=True))
    canvas.height = top
    overall = table[table["factor"] == ALL]
    said = [
        f"{row.arm} over {row.versus} {number(row.ratio)} ({number(row.low)} to {number(row.high)})"
        for row in map(_row, overall.to_dict("records"))
    ]
    described = f"Hazard ratios in groups of patients; in all: {'; '.join(said)}."
    return canvas.finish("subgroups", f"{title} in groups of patients", described)


def subgroup_counts(table: "pd.DataFrame", names: Sequence[str], title: str) -> Grid:
    """Return patients with the event in each group, by arm, where no forest is drawn."""
    cells: dict[str, dict[str, str]] = {}
    for row in map(_row, table.to_dict("records")):
        own = cells.setdefault(_label(row.factor, row.level), {})
        own[row.arm] = share(row.events, row.n)
        own[row.versus] = share(row.events_versus, row.n_versus)
    made = [(label, *(own.get(name, MISSING) for name in names)) for label, own in cells.items()]
    caption = f"{title}: patients with it (per cent of the group), by arm"
    return Grid(("", *names), tuple(made), caption=caption)


def _row(found: Mapping[Any, Any]) -> Row:
    return Row(**found)


def _label(factor: str, level: str) -> str:
    return f"{factor}: {level}" if level else factor


def _block(canvas: Canvas, rows: "pd.DataFrame", top: float, scale: Scale) -> float:
    """Draw one arm beside the control; return how high that is [px]."""
    own, other = (str(rows[key].iloc[0]) for key in ("arm", "versus"))
    base = _head(canvas, own, other, top)
    y, drawn = base + ROW, ""
    largest = max(int((rows["events"] + rows["events_versus"]).max()), 1)
    lines = []
    for row in map(_row, rows.to_dict("records")):
        if row.factor != drawn and row.level:
            canvas.text(0.0, y, row.factor)
            _p(canvas, row, y)
            y += ROW
        drawn = row.factor
        lines.append((y, row))
        y += ROW
    bottom = y - ROW + 10.0
    for tick in ratio_ticks(scale.low, scale.high):
        canvas.line(scale.one(tick), base + 6, scale.one(tick), bottom, "grid")
    canvas.line(scale.one(1.0), base + 6, scale.one(1.0), bottom, "axis")
    for place, row in lines:
        _line(canvas, row, place, scale, largest)
    canvas.line(*PLOT[:1], bottom, PLOT[1], bottom, "axis")
    draw_x_ticks(canvas, scale, ratio_ticks(scale.low, scale.high), bottom)
    _sides(canvas, own, other, (scale.one(1.0), bottom + 34.0))
    return bottom + 66.0 - top


def _head(canvas: Canvas, own: str, other: str, top: float) -> float:
    """Write what the columns are; return the base of the last line [px]."""
    names = [
        (place, folded(name, OTHER - OWN - 8.0)) for place, name in ((OWN, own), (OTHER, other))
    ]
    base = top + 14.0 + 15.0 * max(len(lines) for _, lines in names)
    for place, lines in names:
        for row, words in enumerate(reversed(lines), start=1):
            canvas.text(place, base - 15 * row, words, "strong", "end")
        canvas.text(place, base, "events / n", "soft", "end")
    canvas.text(0.0, base - 15, "Group", "strong")
    canvas.text(RATIO, base - 15, "Hazard ratio", "strong")
    canvas.text(RATIO, base, "95 % interval", "soft")
    canvas.text(P, base - 15, "p of inter-", "strong", "end").text(
        P, base, "action", "strong", "end"
    )
    return base


def _sides(canvas: Canvas, own: str, other: str, place: tuple[float, float]) -> None:
    """Write below the axis on which side which arm has fewer events."""
    middle, y = place
    canvas.text(middle, y, "fewer events with", "soft", "middle")
    canvas.text(middle - 8, y + 17, f"← {shortened(own, middle - OWN - 30)}", anchor="end")
    canvas.text(middle + 8, y + 17, f"{shortened(other, WIDTH - middle - 30)} →")


def _p(canvas: Canvas, row: Row, y: float) -> None:
    if np.isfinite(row.p_interaction):
        canvas.text(P, y, p_value(row.p_interaction).removeprefix("=\u00a0"), anchor="end")


def _line(canvas: Canvas, row: Row, y: float, scale: Scale, largest: int) -> None:
    """Draw one group: its name, its counts, its ratio as a square with the interval."""
    whole = row.factor == ALL
    canvas.text(LEVEL if row.level else 0.0, y, row.level or row.factor, "strong" * whole)
    canvas.text(OWN, y, f"{count(row.events)} / {count(row.n)}", anchor="end")
    canvas.text(OTHER, y, f"{count(row.events_versus)} / {count(row.n_versus)}", anchor="end")
    between = "" if np.isnan(row.low) else f" ({number(row.low)} to {number(row.high)})"
    canvas.text(RATIO, y, f"{number(row.ratio)}{between}")
    if not 0.0 < row.ratio < np.inf:
        return
    middle, centre = scale.one(row.ratio), y - 4.0
    left, right = scale.one(row.low), scale.one(row.high)
    canvas.line(left, centre, right, centre, "whisker")
    for end, value, limit in ((left, row.low, scale.low), (right, row.high, scale.high)):
        inside = value > limit if limit < 1.0 else value < limit
        if inside:
            canvas.line(end, centre - 3.5, end, centre + 3.5, "whisker")
    if whole:
        corners = [(left, centre), (middle, centre - 6), (right, centre), (middle, centre + 6)]
        canvas.path(polygon(corners), "whole")
        return
    half = LARGEST * max(0.3, float(np.sqrt((row.events + row.events_versus) / largest)))
    canvas.box(middle - half, centre - half, 2 * half, 2 * half, "square-fill")

"""Markers and calcium over time, by arm: one small panel for each."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.trial.arms import Arm
from osteon.trial.measures import measure_readings
from osteon.trial.readings import Readings, read_arm, rows_named
from osteon.trial.report.drawing.axes import Frame, nice_ticks, time_ticks
from osteon.trial.report.drawing.canvas import Canvas, band, folded, polyline
from osteon.trial.report.drawing.marks import arm_kind, draw_arm_legend
from osteon.trial.report.figure import WIDTH
from osteon.trial.report.words import listed, number, unit_of_reading

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint

Floats = NDArray[np.float64]

COLUMNS = ("marker", "quantity", "arm", "week", "value", "low", "high", "n")
FEWEST = 10  # patients; a visit with fewer says more about chance than about the arm
PANEL_HEIGHT, LEFT, GAP, TITLE = 170.0, 62.0, 26.0, 34.0
WEEKS = (4, 8, 13, 26, 52, 104, 156, 260)


def course_table(
    endpoints: Sequence["Endpoint"],
    arms: Sequence[Arm],
    tables: Mapping[str, "pd.DataFrame"],
    visit_days: float,
) -> "pd.DataFrame":
    """Return each marker's median change [%], or mean, at each visit with its 95 % interval.

    Visits with fewer than ten patients are left out.
    """
    import pandas as pd

    rows: list[tuple[object, ...]] = []
    for endpoint in endpoints:
        own_tables = _of_reading(tables, str(endpoint.reading))
        for arm in arms:
            readings = read_arm(own_tables, str(endpoint.reading), arm)
            own = _course(endpoint.measures[0], readings, visit_days)
            rows += [(endpoint.title, _quantity(endpoint), arm.name, *row) for row in own]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def course_figure(table: "pd.DataFrame", names: Sequence[str]) -> str:
    """Return one panel for each marker of the table."""
    markers = list(dict.fromkeys(table["marker"]))
    canvas = Canvas(WIDTH, 0.0)
    top = draw_arm_legend(canvas, names, LEFT, 0.0) + 8.0
    columns = min(2, len(markers))
    width = (WIDTH - columns * LEFT - (columns - 1) * GAP - 10.0) / columns
    for position, marker in enumerate(markers):
        left = LEFT + (position % columns) * (width + LEFT + GAP)
        place = (left, top + (position // columns) * (PANEL_HEIGHT + 90.0) + TITLE, width)
        _draw_panel(canvas, table[table["marker"] == marker], names, place)
    canvas.height = top + -(-len(markers) // columns) * (PANEL_HEIGHT + 90.0)
    return canvas.finish("markers", "Markers over time by arm", _described(table))


def _of_reading(tables: Mapping[str, "pd.DataFrame"], reading: str) -> Mapping[str, "pd.DataFrame"]:
    """Return the tables with the observations of one reading, searched for once for all arms."""
    rows = rows_named(tables, reading)
    return {"observations": rows} if "assessment" in rows else tables


def _course(
    measure: str, readings: Readings, visit_days: float
) -> list[tuple[float, float, float, float, int]]:
    """Return week, value, low, high and n of every visit with enough readings."""
    before = readings.before()
    last = float(readings.day.max()) if readings.day.size else -1.0
    found = []
    for day in np.arange(0.0, last + 1e-9, visit_days).tolist():
        one = measure_readings(measure, before, readings.at(day))
        if one.n >= FEWEST:
            found.append((day / 7, one.value, one.ci_low, one.ci_high, one.n))
    return found


def _quantity(endpoint: "Endpoint") -> str:
    if endpoint.measures[0] == "percent_change_median":
        return "Median change (%)"
    return f"Mean ({unit_of_reading(endpoint.reading)})"


def _draw_panel(
    canvas: Canvas,
    rows: "pd.DataFrame",
    names: Sequence[str],
    place: tuple[float, float, float],
) -> None:
    left, top, width = place
    title = str(rows["marker"].iloc[0]).split(", change")[0]
    lines = folded(title, width, 13.0)[:2]
    for number_of, words in enumerate(lines):
        canvas.text(left, top - 10 - 16 * (len(lines) - 1 - number_of), words, "strong")
    low, high = _range(rows)
    last = max(float(rows["week"].max()), 1.0)
    frame = Frame.at((left, top, width, PANEL_HEIGHT), (0, last), (low, high))
    ticks = (time_ticks(last, WEEKS, 7), nice_ticks(low, high, 5))
    frame.draw(canvas, ticks, ("Weeks since randomisation", str(rows["quantity"].iloc[0])), 46.0)
    drawn = [(i, rows[rows["arm"] == name]) for i, name in enumerate(names)]
    for index, own in drawn:
        x = frame.x(own["week"])
        canvas.path(
            band(x, frame.y(own["low"]), frame.y(own["high"]), stepped=False),
            arm_kind(index, "band"),
        )
    for index, own in drawn:
        canvas.path(polyline(frame.x(own["week"]), frame.y(own["value"])), arm_kind(index))


def _range(rows: "pd.DataFrame") -> tuple[float, float]:
    """Return the ends of the axis: all bands with a little room."""
    low, high = float(rows["low"].min()), float(rows["high"].max())
    room = 0.06 * (high - low) or 1.0
    return low - room, high + room


def _described(table: "pd.DataFrame") -> str:
    last = table.groupby(["marker", "arm"], sort=False).last().reset_index()
    names = zip(last["marker"], last["arm"], last["value"].tolist(), strict=True)
    said = [f"{marker}, {arm} {number(value)}" for marker, arm, value in names]
    return f"At the last visit: {listed(said)}."

"""Markers and calcium over time, by arm: one small panel for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from osteon.trial.arms import Arm
from osteon.trial.measures import measure_readings
from osteon.trial.readings import Readings, read_arm
from osteon.trial.report.figures import WIDTH
from osteon.trial.report.theme import arm_style, draw_svg
from osteon.trial.report.words import unit_of_reading

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from osteon.library.endpoints import Endpoint

Floats = NDArray[np.float64]

TITLE_CHARACTERS = 34  # what fits over a panel
FEWEST = 10  # patients; a visit with fewer says more about chance than about the arm


@dataclass(frozen=True, slots=True)
class Course:
    """One measure of one arm at each visit, with its 95 % interval; shape (n_visits,)."""

    day: Floats
    value: Floats
    low: Floats
    high: Floats


def course_figure(
    endpoints: Sequence["Endpoint"],
    arms: Sequence[Arm],
    tables: Mapping[str, "pd.DataFrame"],
    visit_days: float,
) -> str:
    """Return one panel for each marker that was read, or an empty text when none was.

    Lines are medians of the change (or means of the value) at each visit, bands their 95 %
    intervals; visits with fewer than ten patients are left out.
    """
    panels = []
    for endpoint in endpoints:
        readings = [read_arm(tables, str(endpoint.reading), arm) for arm in arms]
        courses = [course_of(endpoint.measures[0], one, visit_days) for one in readings]
        if any(len(course.day) for course in courses):
            panels.append((endpoint, courses))
    if not panels:
        return ""

    def draw(figure: "Figure") -> str:
        columns = min(2, len(panels))
        rows = -(-len(panels) // columns)
        grid = np.atleast_1d(figure.subplots(rows, columns)).ravel()
        for axes, (endpoint, courses) in zip(grid, panels, strict=False):
            _label(axes, endpoint)
            for index, (arm, course) in enumerate(zip(arms, courses, strict=True)):
                _line(axes, index, arm.name, course)
        for axes in grid[len(panels) :]:
            axes.set_axis_off()
        handles, names = grid[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper left", ncols=3)
        return f"{', '.join(endpoint.title for endpoint, _ in panels)} over time by arm."

    height = 0.4 + 2.9 * -(-len(panels) // 2)
    return draw_svg("courses", draw, (WIDTH, height))


def course_of(measure: str, readings: Readings, visit_days: float) -> Course:
    """Return one measure of the readings at every visit with enough of them."""
    before = readings.before()
    last = float(readings.day.max()) if readings.day.size else -1.0
    visits = np.arange(0.0, last + 1e-9, visit_days)
    estimates = [measure_readings(measure, before, readings.at(float(day))) for day in visits]
    enough = np.array([one.n >= FEWEST for one in estimates], bool)
    columns = np.array([(one.value, one.ci_low, one.ci_high) for one in estimates]).reshape(-1, 3)
    return Course(visits[enough], *columns[enough].T)


def _label(axes: "Axes", endpoint: "Endpoint") -> None:
    from matplotlib.ticker import MultipleLocator

    change = endpoint.measures[0] == "percent_change_median"
    # "…, change from baseline" is what the axis says.
    axes.set_title(fill(endpoint.title.split(", change")[0], TITLE_CHARACTERS))
    axes.xaxis.set_major_locator(MultipleLocator(26))
    axes.set_xlabel("Weeks since randomisation")
    axes.set_ylabel(
        "Median change (%)" if change else f"Mean ({unit_of_reading(endpoint.reading)})"
    )


def _line(axes: "Axes", index: int, name: str, course: Course) -> None:
    style: dict[str, Any] = arm_style(index)
    weeks = course.day / 7
    axes.plot(weeks, course.value, label=name, **style)
    axes.fill_between(weeks, course.low, course.high, color=style["color"], alpha=0.14, lw=0)

"""The figures of the report, each from tables to one SVG element."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.cumulative_count import mean_cumulative_count
from osteon.analysis.survival import kaplan_meier, number_at_risk
from osteon.trial.arms import Arm
from osteon.trial.counting import counted_events, times
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.report.theme import arm_style, draw_svg
from osteon.trial.report.words import listed, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from osteon.library.endpoints import Endpoint

Floats = NDArray[np.float64]

WIDTH = 8.2  # inches
GRID_POINTS = 250
MOST_STEPS = 800  # about one per pixel: a large cohort must not make a large file


def survival_figure(endpoint: "Endpoint", arms: Sequence[Arm], label: str) -> str:
    """Return Kaplan-Meier curves with 95 % bands and numbers at risk.

    Parameters
    ----------
    endpoint : Endpoint
        What counts as the event.
    arms : sequence of Arm
    label : str
        Of the vertical axis, such as "Free of events".
    """

    def draw(axes: "Axes") -> list[str]:
        said = []
        for index, arm in enumerate(arms):
            days, observed = times(endpoint, arm)
            curve = kaplan_meier(days, observed)
            end = float(days.max()) if arm.n else 0.0
            steps = curve.days[curve.events > 0]
            steps = steps[:: 1 + steps.size // MOST_STEPS]
            at = np.unique(np.concatenate([[0.0], steps, [end]]))
            low, high = curve.bounds_at(at)
            _step(axes, index, arm.name, (at, curve.at(at) * 100, low * 100, high * 100))
            said.append(f"{arm.name} {number(float(curve.at(end)) * 100)} % at the end")
        axes.set_ylim(0, 102)
        axes.set_ylabel(f"{label} (%)")
        return said

    return _with_numbers_at_risk(
        endpoint.name, draw, arms, [times(endpoint, arm)[0] for arm in arms], endpoint.title
    )


def count_figure(endpoint: "Endpoint", arms: Sequence[Arm]) -> str:
    """Return mean cumulative counts of events per patient, the dead included."""

    def draw(axes: "Axes") -> list[str]:
        said = []
        for index, arm in enumerate(arms):
            at = np.linspace(0.0, float(arm.last_day.max()) if arm.n else 0.0, GRID_POINTS)
            who, day = counted_events(endpoint, arm)
            died = arm.ended_by("death")
            count = mean_cumulative_count(who, day, arm.last_day, died, at)
            _step(axes, index, arm.name, (at, count.mean, count.low, count.high))
            said.append(f"{arm.name} {number(float(count.mean[-1]))} at the end")
        axes.set_ylim(bottom=0)
        axes.set_ylabel("Mean number of events per patient")
        return said

    return _with_numbers_at_risk(
        endpoint.name, draw, arms, [arm.last_day for arm in arms], endpoint.title
    )


def _with_numbers_at_risk(
    name: str,
    draw: Callable[["Axes"], list[str]],
    arms: Sequence[Arm],
    ends: Sequence[Floats],
    title: str,
) -> str:
    """Draw curves over months, and below them how many patients are still at risk."""
    last_month = max((float(end.max()) for end in ends if end.size), default=1.0) / DAYS_PER_MONTH
    ticks = _month_ticks(last_month)

    def on(figure: "Figure") -> str:
        rows = 0.22 * len(arms) + 0.32
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3.6, rows])
        said = draw(upper)
        upper.set_xlim(0, last_month * 1.01)
        upper.set_xticks(ticks)
        upper.tick_params(labelbottom=True)
        upper.set_xlabel("Months since randomisation")
        upper.legend(loc="best")
        _write_numbers(lower, arms, ends, ticks)
        return f"{title} by arm over {last_month:.0f} months: {listed(said)}."

    return draw_svg(name, on, (WIDTH, 4.3 + 0.22 * len(arms)))


def _write_numbers(
    axes: "Axes", arms: Sequence[Arm], ends: Sequence[Floats], ticks: Floats
) -> None:
    axes.set_axis_off()
    axes.set_ylim(len(arms) - 0.4, -1.2)
    _write_left(axes, -1, "At risk", weight="bold")
    for row, (arm, end) in enumerate(zip(arms, ends, strict=True)):
        _write_left(axes, row, arm.name, color=arm_style(row)["color"])
        for tick, left_at in zip(ticks, number_at_risk(end, ticks * DAYS_PER_MONTH), strict=True):
            axes.text(tick, row, str(left_at), ha="center", va="center")


def _write_left(axes: "Axes", row: int, text: str, **style: Any) -> None:
    """Write left of the numbers, far enough for the widest of them."""
    axes.annotate(
        text,
        (0, row),
        xycoords=axes.get_yaxis_transform(),
        xytext=(-26, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        annotation_clip=False,
        **style,
    )


def _step(
    axes: "Axes", index: int, name: str, curve: tuple[Floats, Floats, Floats, Floats]
) -> None:
    """One arm as a step line with its band."""
    days, value, low, high = curve
    style: dict[str, Any] = arm_style(index)
    months = days / DAYS_PER_MONTH
    axes.step(months, value, where="post", label=name, **style)
    axes.fill_between(months, low, high, step="post", color=style["color"], alpha=0.14, lw=0)


def _month_ticks(last_month: float) -> Floats:
    for step in (1, 2, 3, 6, 12, 24, 60):
        if last_month / step <= 10:
            return np.arange(0.0, last_month + 1e-9, step)
    return np.linspace(0.0, last_month, 6)

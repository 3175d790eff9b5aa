"""Curves over time by arm: each from its table to one drawing with numbers at risk."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.cumulative_count import mean_cumulative_count
from osteon.analysis.cumulative_incidence import cumulative_incidence
from osteon.analysis.survival import kaplan_meier, number_at_risk, step
from osteon.trial.arms import Arm
from osteon.trial.counting import counted_events, ended, times
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.report.drawing.axes import Frame, month_ticks, nice_ticks, time_ticks
from osteon.trial.report.drawing.canvas import Canvas, band, shortened, stairs, width_of
from osteon.trial.report.drawing.marks import arm_kind, draw_arm_legend
from osteon.trial.report.figure import WIDTH
from osteon.trial.report.words import count, listed, number

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint

Floats = NDArray[np.float64]
# Days, then value, low and high on them; and when each patient was last at risk.
Points = tuple[Floats, Floats, Floats, Floats]

MOST_STEPS = 400  # of an arm: two to three px each; a large cohort must not make a large file
MOST_BANDS = 3  # arms; more bands would hide each other
PLOT_HEIGHT, LEFT, RIGHT, ROW = 250.0, 64.0, 14.0, 17.0
LONGEST_NAME = 150.0
SHORT_MONTHS = 3.0


@dataclass(frozen=True, slots=True)
class Curve:
    """What a figure of curves says.

    Attributes
    ----------
    name, title : str
    axis : str
        Of the values, with their unit.
    top : float or None
        Of the axis; None for as high as the curves go.
    since : str
        Where the clock starts.
    """

    name: str
    title: str
    axis: str
    top: float | None = None
    since: str = "randomisation"


@dataclass(frozen=True, slots=True)
class Clock:
    """The unit of the axis of time: months, or days where follow-up is short.

    Attributes
    ----------
    word : str
    per_month : float
        Units of a month.
    ticks : array of float
        In the unit.
    """

    word: str
    per_month: float
    ticks: Floats

    @classmethod
    def of(cls, last_month: float) -> "Clock":
        """Return the clock for follow-up to a month."""
        if last_month < SHORT_MONTHS:
            days = last_month * DAYS_PER_MONTH
            return cls("Days", DAYS_PER_MONTH, time_ticks(days, (1, 2, 5, 7, 14)))
        return cls("Months", 1.0, month_ticks(last_month))

    @property
    def months(self) -> Floats:
        """The ticks in months."""
        return self.ticks / self.per_month


def survival_table(endpoint: "Endpoint", arms: Sequence[Arm]) -> "pd.DataFrame":
    """Return Kaplan-Meier percentages free of an event, by arm and month."""

    def points(arm: Arm, ticks: Floats) -> Points:
        curve = kaplan_meier(*times(endpoint, arm))
        at = _days(curve.days[curve.events > 0], ticks, curve.days[-1])
        low, high = curve.bounds_at(at)
        return at, curve.at(at) * 100, low * 100, high * 100

    return _table(arms, [times(endpoint, arm)[0] for arm in arms], points, "percent")


def incidence_table(endpoint: "Endpoint", arms: Sequence[Arm]) -> "pd.DataFrame":
    """Return cumulative incidences of an event with death competing [%], by arm and month."""

    def points(arm: Arm, ticks: Floats) -> Points:
        curve = cumulative_incidence(*ended(endpoint, arm))
        at = _days(curve.days[curve.events > 0], ticks, curve.last_day)
        low, high = (step(curve.days, s, at, before=0.0) * 100 for s in (curve.low, curve.high))
        return at, curve.at(at) * 100, low, high

    return _table(arms, [times(endpoint, arm)[0] for arm in arms], points, "percent")


def count_table(endpoint: "Endpoint", arms: Sequence[Arm]) -> "pd.DataFrame":
    """Return mean cumulative counts of events per patient, the dead included, by arm and month."""

    def points(arm: Arm, ticks: Floats) -> Points:
        who, day = counted_events(endpoint, arm)
        at = _days(np.unique(day), ticks, arm.last_day.max())
        count = mean_cumulative_count(who, day, arm.last_day, arm.ended_by("death"), at)
        return at, count.mean, count.low, count.high

    return _table(arms, [arm.last_day for arm in arms], points, "mean")


def curve_figure(curve: Curve, table: "pd.DataFrame", names: Sequence[str]) -> str:
    """Return curves with bands, a legend, and below them how many are still at risk.

    Parameters
    ----------
    table : DataFrame
        As the functions above make it.
    names : sequence of str
        Of all arms, those without patients too.
    """
    value = table.columns[2]
    last = float(table["month"].max()) if len(table) else 1.0
    top = curve.top if curve.top is not None else _top(table, value, len(names))
    room = min(max(width_of(name) for name in (*names, "At risk")), LONGEST_NAME)
    left = max(LEFT, room + 34.0)
    canvas = Canvas(WIDTH, 0.0)
    above = draw_arm_legend(canvas, names, left, 0.0) + 10.0
    clock = Clock.of(last)
    span = (0, max(last * clock.per_month, 1e-9))
    frame = Frame.at((left, above, WIDTH - left - RIGHT, PLOT_HEIGHT), span, (0, top))
    labels = (f"{clock.word} since {curve.since}", curve.axis)
    frame.draw(canvas, (clock.ticks, nice_ticks(0, top)), labels, 44.0)
    said = list(_draw_arms(canvas, frame, table.assign(x=table["month"] * clock.per_month), names))
    at_risk = above + PLOT_HEIGHT + 58.0
    canvas.text(4.0, at_risk, "At risk", "strong")
    for row, name in enumerate(names):
        y = at_risk + ROW * (row + 1)
        canvas.line(4.0, y - 4, 20.0, y - 4, arm_kind(row))
        canvas.text(25.0, y, shortened(name, LONGEST_NAME - 12))
        _write_at_risk(canvas, frame.x(clock.ticks), y, _at_risk(table, name, clock.months))
    canvas.height = at_risk + ROW * len(names) + 4.0
    described = f"{curve.axis}, over {span[1]:.0f} {clock.word.lower()}: {listed(said)}."
    return canvas.finish(curve.name, curve.title, described)


def _draw_arms(
    canvas: Canvas, frame: Frame, table: "pd.DataFrame", names: Sequence[str]
) -> Iterable[str]:
    """Draw bands, then lines above all of them; yield what each comes to."""
    drawn = [
        (place, name, rows)
        for place, name in enumerate(names)
        if len(rows := table[table["arm"] == name])
    ]
    for place, _, rows in drawn if len(names) <= MOST_BANDS else ():
        x = frame.x(rows["x"])
        low, high = (frame.y(rows[side]) for side in ("low", "high"))
        canvas.path(band(x, low, high, stepped=True), arm_kind(place, "band"))
    for place, name, rows in drawn:
        values = rows[table.columns[2]]
        canvas.path(stairs(frame.x(rows["x"]), frame.y(values)), arm_kind(place))
        unit = " %" if table.columns[2] == "percent" else ""
        yield f"{name} {number(float(values.iloc[-1]))}{unit} at the end"


def _at_risk(table: "pd.DataFrame", name: str, ticks: Floats) -> list[int]:
    """Return how many of an arm are at risk at each tick."""
    own = table[table["arm"] == name]
    left = dict(zip(own["month"].round(6), own["at_risk"], strict=True))
    return [int(left.get(round(float(tick), 6), 0)) for tick in ticks]


def _write_at_risk(canvas: Canvas, places: Floats, y: float, numbers: Sequence[int]) -> None:
    for place, number_left in zip(places.tolist(), numbers, strict=True):
        canvas.text(place, y, count(number_left), anchor="middle")


def _table(
    arms: Sequence[Arm],
    ends: Sequence[Floats],
    points: Callable[[Arm, Floats], Points],
    value: str,
) -> "pd.DataFrame":
    """Return the points of every arm, those at ticks and how many are at risk among them."""
    import pandas as pd

    last = max((float(end.max()) for end in ends if end.size), default=0.0) / DAYS_PER_MONTH
    ticks = Clock.of(last).months * DAYS_PER_MONTH
    frames = []
    for arm, end in zip(arms, ends, strict=True):
        if not arm.n:
            continue
        at, *columns = points(arm, ticks)
        own = dict(zip((value, "low", "high"), columns, strict=True))
        risk = number_at_risk(end, at)
        month = at / DAYS_PER_MONTH
        frames.append(pd.DataFrame({"arm": arm.name, "month": month, **own, "at_risk": risk}))
    names = ["arm", "month", value, "low", "high", "at_risk"]
    nobody = pd.DataFrame(dict.fromkeys(names, np.empty(0)))
    return pd.concat(frames, ignore_index=True) if frames else nobody


def _days(steps: Floats, ticks: Floats, end: float) -> Floats:
    """Return the days that are drawn: 0, some of the steps, the ticks and the last day."""
    some = steps[:: 1 + steps.size // MOST_STEPS]
    at = np.unique(np.concatenate([[0.0], some, ticks, [float(end)]]))
    return np.asarray(at[at <= end])


def _top(table: "pd.DataFrame", value: str, arms: int) -> float:
    """Return a round number above the curves, and their bands where they are drawn."""
    column = table["high" if arms <= MOST_BANDS else value] if len(table) else table["month"]
    highest = float(column.max()) if len(column) and np.isfinite(column.max()) else 0.0
    if highest <= 0.0:
        return 1.0
    step_size = np.diff(nice_ticks(0.0, highest))[0]
    return float(np.ceil(highest / step_size - 1e-9) * step_size)

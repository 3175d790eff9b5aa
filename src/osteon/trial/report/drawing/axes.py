"""Scales, ticks and the frame around a plot."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.trial.report.drawing.canvas import Canvas, folded

Floats = NDArray[np.float64]

TICK = 4.0  # length of a tick [px]
# From fine to coarse; the first that needs few enough is taken.
RATIO_TICKS = (
    (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0),
    (0.25, 0.5, 0.7, 1.0, 1.4, 2.0, 4.0),
    (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0),
    (0.1, 0.3, 1.0, 3.0, 10.0),
    (0.01, 0.1, 1.0, 10.0, 100.0),
)
MOST_RATIO_TICKS = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """How values become px: from `low` at `start` to `high` at `stop`."""

    low: float
    high: float
    start: float
    stop: float
    ratio: bool = False

    def __call__(self, values: ArrayLike) -> Floats:
        """Return the place of values, those beyond the ends at the ends; same shape [px]."""
        given = np.clip(np.asarray(values, float), self.low, self.high)
        low, high, given = (np.log(v) if self.ratio else v for v in (self.low, self.high, given))
        return np.asarray(self.start + (given - low) / (high - low) * (self.stop - self.start))

    def one(self, value: float) -> float:
        """Return the place of one value [px]."""
        return float(self(value))


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot's place on the canvas with its two scales."""

    x: Scale
    y: Scale

    @classmethod
    def at(
        cls,
        place: tuple[float, float, float, float],
        x: tuple[float, float],
        y: tuple[float, float],
    ) -> "Frame":
        """Return the frame at (left, top, width, height) [px] for ranges of x and y."""
        left, top, width, height = place
        return cls(Scale(*x, left, left + width), Scale(*y, top + height, top))

    def draw(
        self, canvas: Canvas, ticks: tuple[Floats, Floats], labels: tuple[str, str], room: float
    ) -> None:
        """Draw grid, axes, numbers and names; `room` is left of the axis for the numbers [px]."""
        left, right, bottom, top = self.x.start, self.x.stop, self.y.start, self.y.stop
        for tick, words in zip(ticks[1], tick_texts(ticks[1]), strict=True):
            place = self.y.one(tick)
            canvas.line(left, place, right, place, "grid")
            canvas.text(left - 7, place + 4, words, anchor="end")
        canvas.line(left, bottom, right, bottom, "axis").line(left, bottom, left, top, "axis")
        draw_x_ticks(canvas, self.x, ticks[0], bottom)
        canvas.text((left + right) / 2, bottom + 34, labels[0], anchor="middle")
        lines = folded(labels[1], bottom - top)
        for row, words in enumerate(lines):
            place = left - room - 15 * (len(lines) - 1 - row)
            canvas.text(place, (bottom + top) / 2, words, "up", "middle")


def draw_x_ticks(canvas: Canvas, scale: Scale, ticks: Sequence[float] | Floats, y: float) -> None:
    """Draw ticks and their numbers below a horizontal axis."""
    values = np.asarray(ticks, float)
    for tick, words in zip(values, tick_texts(values), strict=True):
        place = scale.one(tick)
        canvas.line(place, y, place, y + TICK, "axis")
        canvas.text(place, y + 17, words, anchor="middle")


def nice_ticks(low: float, high: float, most: int = 6) -> Floats:
    """Return round values between two, at most so many."""
    span = max(high - low, 1e-9)
    size = 10.0 ** np.floor(np.log10(span / most))
    step = next(size * k for k in (1, 2, 2.5, 5, 10, 20) if span / (size * k) <= most)
    first = np.ceil(low / step - 1e-9) * step
    return np.asarray(np.arange(first, high + step * 1e-6, step) + 0.0)


def time_ticks(last: float, steps: Sequence[float], most: int = 10) -> Floats:
    """Return ticks from 0 to the last time, at the first step that needs few enough."""
    step = next((own for own in steps if last / own <= most), steps[-1])
    return np.arange(0.0, last + 1e-9, step)


def month_ticks(last: float) -> Floats:
    """Return ticks of months up to the last one."""
    return time_ticks(last, (1, 2, 3, 6, 12, 24, 60, 120))


def ratio_range(low: float, high: float) -> tuple[float, float]:
    """Return a range for ratios around 1 that holds both and no more than a hundredfold."""
    reach = float(np.clip(1.05 * max(high, 1.0 / max(low, 1e-9)), 1.5, 100.0))
    return 1.0 / reach, reach


def ratio_ticks(low: float, high: float) -> Floats:
    """Return ticks of a ratio between two, with 1 among them."""
    inside = [[v for v in choice if low <= v <= high] for choice in RATIO_TICKS]
    few = (values for values in inside if len(values) <= MOST_RATIO_TICKS)
    return np.array(next(few, inside[-1]))


def tick_texts(ticks: Floats) -> list[str]:
    """Return ticks as text, all with as many decimals as the finest needs."""
    steps = np.diff(ticks) if len(ticks) > 1 else ticks
    texts = [f"{tick:g}" for tick in np.round(ticks, 6)]
    if len(steps) and np.allclose(steps, steps[0]):
        decimals = max((len(t.partition(".")[2]) for t in texts), default=0)
        texts = [f"{tick:.{decimals}f}" for tick in ticks]
    return [text.replace("-", "−") for text in texts]

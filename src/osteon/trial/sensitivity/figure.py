"""The figure of a sensitivity study: for each result a tornado, and the shares of its variance."""

from typing import TYPE_CHECKING

from osteon.sim.story import look
from osteon.trial.report import words
from osteon.trial.sensitivity.study import Result, Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BARS = 10
ROW, BAR, HEAD, FOOT = 0.95, 0.23, 0.85, 0.75  # inches
LEFT, MIDDLE, RIGHT, GAP = 0.31, 0.69, 0.975, 0.02  # parts of the width
LOW, HIGH = look.COLOURS[0], look.COLOURS[1]
ALONE, TOGETHER = look.COLOURS[2], "#BFE3D7"


def draw_study(study: Study) -> "Figure":
    """Return the figure: one row for each result, the widest bars first."""
    with look.styled():
        from matplotlib.figure import Figure

        shown = min(BARS, len(study.inputs))
        tall = shown * BAR
        height = HEAD + FOOT + len(study.results) * (tall + ROW)
        figure = Figure(figsize=(look.A4_WIDTH, height))
        for number, result in enumerate(study.results):
            bottom = height - HEAD - number * (tall + ROW) - tall - 0.3
            box = (bottom / height, tall / height)
            bars = figure.add_axes((LEFT, box[0], MIDDLE - LEFT - GAP, box[1]))
            shares = figure.add_axes((MIDDLE + GAP, box[0], RIGHT - MIDDLE - GAP, box[1]))
            order = result.order[:shown]
            _tornado(bars, study, result, order)
            _shares(shares, study, result, order)
        _words(figure, study, height)
    return figure


def result_name(result: Result) -> str:
    """Return what a result is, in words."""
    own = result.question
    who = f"{own.arm} / {own.versus}" if own.versus else own.arm
    return f"{words.short_title(own.endpoint)}, {words.measured(own.endpoint, own.measure)}: {who}"


def _tornado(axes: "Axes", study: Study, result: Result, order: list[int]) -> None:
    for row, place in enumerate(order):
        for end, colour in ((result.low[place], LOW), (result.high[place], HIGH)):
            axes.barh(row, end - result.value, left=result.value, color=colour, height=0.72)
    axes.axvline(result.value, color=look.INK, linewidth=1)
    axes.set_yticks(range(len(order)), [_short(study.inputs[place].path) for place in order])
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_title(f"{result_name(result)} ({words.number(result.value)})", x=-0.78, pad=6)
    axes.grid(visible=True, axis="x", color="#e6e6e6", linewidth=0.7)


def _shares(axes: "Axes", study: Study, result: Result, order: list[int]) -> None:
    places = {place: number for number, place in enumerate(study.at_once)}
    for row, place in enumerate(order):
        if place in places and result.trusts_shares:
            number = places[place]
            axes.barh(row, result.indices.total[number], color=TOGETHER, height=0.72)
            axes.barh(row, max(0.0, result.indices.first[number]), color=ALONE, height=0.36)
        elif result.trusts_shares:
            _note(axes, row, "not among those varied at once")
    if not result.trusts_shares:
        _note(axes, (len(order) - 1) / 2, "no shares: the emulator explains too little")
    axes.set_yticks([])
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.set_xlabel(f"Emulator explains {100 * max(0.0, result.explained):.0f} % held out")
    axes.grid(visible=True, axis="x", color="#e6e6e6", linewidth=0.7)


def _note(axes: "Axes", row: float, text: str) -> None:
    axes.text(0.01, row, text, va="center", color="#666666", fontsize=look.SMALL - 1)


def _words(figure: "Figure", study: Study, height: float) -> None:
    from matplotlib.patches import Patch

    figure.text(0.03, 1 - 0.3 / height, study.title, fontsize=look.FONT_SIZE + 3, weight="bold")
    says = f"{study.options.patients} patients, the same in every simulation; seed"
    figure.text(0.03, 1 - 0.52 / height, f"{says} {study.options.seed}.", color="#555555")
    kinds = (
        (LOW, "number at its low end"),
        (HIGH, "at its high end"),
        (ALONE, "share of variance, alone"),
        (TOGETHER, "with others"),
    )
    handles = [Patch(color=colour, label=label) for colour, label in kinds]
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.02, 0.08 / height), ncol=4)


def _short(path: str) -> str:
    """Return a path without its kind: ``breast: death rate per year``."""
    parts = path.split(".")
    name = parts[-1].replace("_", " ")
    return f"{parts[-2].replace('_', ' ')}: {name}" if len(parts) > 1 else name

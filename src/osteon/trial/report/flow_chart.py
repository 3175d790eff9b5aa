"""The flow of patients as CONSORT draws it: allocated, treated, ended, analysed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from osteon.trial.arms import Arm
from osteon.trial.report.drawing.canvas import Canvas, folded
from osteon.trial.report.figure import WIDTH, Figure
from osteon.trial.report.words import count, listed

if TYPE_CHECKING:
    import pandas as pd

MOST_ARMS = 4  # beside each other; with more the table alone says it
GAP, LINE, PAD = 16.0, 17.0, 10.0
COLUMNS = ("arm", "allocated", "treated", "died", "dropped_out", "failed", "completed", "analysed")


def flow_table(arms: Sequence[Arm], treated: Sequence[int]) -> "pd.DataFrame":
    """Return the numbers of patients of each arm at each step; `treated` had any dose."""
    import pandas as pd

    rows = []
    for arm, given in zip(arms, treated, strict=True):
        ended = (int(arm.ended_by(why).sum()) for why in ("death", "dropout", "failure", "cutoff"))
        rows.append((arm.name, arm.n, given, *ended, arm.n))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def flow_chart(arms: Sequence[Arm], treated: Sequence[int], *, twin: bool) -> Figure | None:
    """Return the chart, or None where there are too many arms for one."""
    if len(arms) > MOST_ARMS:
        return None
    table = flow_table(arms, treated)
    canvas = Canvas(WIDTH, 0.0)
    people = len(set().union(*(arm.patient.tolist() for arm in arms)))
    how = "each lives once in every arm" if twin else "randomised"
    top = [f"Simulated patients, {how}" if len(arms) > 1 else "Simulated patients"]
    height = _box(canvas, (WIDTH / 2 - 150, 1.0, 300.0), [*top, f"n = {count(people)}"])
    width = min(300.0, (WIDTH - 2 - GAP * (len(arms) - 1)) / len(arms))
    step = width + GAP
    first = (WIDTH - step * len(arms) + GAP) / 2
    middles = [first + step * place + width / 2 for place in range(len(arms))]
    fork = 1.0 + height + GAP
    canvas.line(WIDTH / 2, 1.0 + height, WIDTH / 2, fork, "axis")
    canvas.line(middles[0], fork, middles[-1], fork, "axis")
    columns = [_boxes(row) for row in table.to_dict("records")]
    tall = [max(len(_lines(box[number], width)) for box in columns) for number in range(3)]
    y = fork + GAP
    for number, lines in enumerate(tall):
        for middle, boxes in zip(middles, columns, strict=True):
            canvas.line(middle, y - GAP, middle, y, "axis")
            words = _lines(boxes[number], width)
            strong = 0 if number else len(folded(boxes[0][0], width - 2 * PAD))
            _box(canvas, (middle - width / 2, y, width), words, lines, strong=strong)
        y += lines * LINE + PAD + GAP
    canvas.height = y - GAP + 2.0
    said = [f"{row.arm} {row.analysed} analysed" for row in table.itertuples()]
    svg = canvas.finish("flow", "Flow of patients", f"{people} simulated patients; {listed(said)}.")
    caption = (
        "Everybody is analysed in the arm of allocation. Who died or dropped out counts up to that "
        "day; failed means that a life could not be computed to its end."
    )
    return Figure("flow", "Flow of patients", svg, caption, table)


def _boxes(row: Mapping[Any, Any]) -> list[list[str]]:
    """Return the words of the three boxes of an arm."""
    return [
        [
            f"{row['arm']}",
            f"Allocated: n = {_n(row['allocated'])}",
            f"Given a bone drug: n = {_n(row['treated'])}",
        ],
        [
            f"Died: n = {_n(row['died'])}",
            f"Dropped out: n = {_n(row['dropped_out'])}",
            f"Failed: n = {_n(row['failed'])}",
            f"Completed: n = {_n(row['completed'])}",
        ],
        [f"Analysed: n = {_n(row['analysed'])}"],
    ]


def _n(value: int) -> str:
    return count(int(value))


def _lines(words: list[str], width: float) -> list[str]:
    return [line for text in words for line in folded(text, width - 2 * PAD)]


def _box(
    canvas: Canvas,
    place: tuple[float, float, float],
    words: list[str],
    lines: int | None = None,
    *,
    strong: int = 1,
) -> float:
    """Draw a box with centred words, the first `strong` lines bold; return its height [px]."""
    left, top, width = place
    height = (lines or len(words)) * LINE + PAD
    canvas.box(left, top, width, height, "box")
    for row, text in enumerate(words):
        y = top + PAD / 2 + LINE * row + 12.5
        canvas.text(left + width / 2, y, text, "strong" if row < strong else "", "middle")
    return height

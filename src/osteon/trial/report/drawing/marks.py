"""Arms and events as they look: colour and dash pattern, shape, and the legend that says which."""

from collections.abc import Sequence

from osteon.trial.report.drawing.canvas import Canvas, polygon, width_of

# A colour of Okabe and Ito and a dash pattern for each arm: see style.css.
ARM_STYLES = 8
SWATCH = 30.0  # length of a legend's line [px]
LEGEND_ROW = 18.0
GAP = 18.0


def arm_kind(position: int, shape: str = "line") -> str:
    """Return the class of an arm's line, band or fill; beyond the eighth they come again."""
    return f"{shape} arm-{position % ARM_STYLES + 1}"


def legend_rows(names: Sequence[str], room: float) -> list[list[int]]:
    """Return which names stand on each line of a legend that has so much room [px]."""
    rows: list[list[int]] = [[]]
    used = 0.0
    for place, name in enumerate(names):
        needed = SWATCH + 6 + width_of(name) + GAP
        if rows[-1] and used + needed - GAP > room:
            rows.append([])
            used = 0.0
        rows[-1].append(place)
        used += needed
    return rows


def draw_arm_legend(canvas: Canvas, names: Sequence[str], x: float, y: float) -> float:
    """Draw the lines of all arms with their names; return how high that is [px]."""
    rows = legend_rows(names, canvas.width - x)
    for number, row in enumerate(rows):
        left, base = x, y + LEGEND_ROW * (number + 1) - 5
        for place in row:
            canvas.line(left, base - 4, left + SWATCH, base - 4, arm_kind(place))
            canvas.text(left + SWATCH + 6, base, names[place])
            left += SWATCH + 6 + width_of(names[place]) + GAP
    return LEGEND_ROW * len(rows)


def draw_mark_legend(canvas: Canvas, marks: Sequence[tuple[str, str]], x: float, y: float) -> float:
    """Draw shapes with what they mean, as (shape, words); return how high that is [px]."""
    left, row = x, 0
    for shape, words in marks:
        needed = 16 + width_of(words) + GAP
        if left > x and left + needed - GAP > canvas.width:
            left, row = x, row + 1
        base = y + LEGEND_ROW * (row + 1) - 5
        draw_mark(canvas, shape, left + 5, base - 4)
        canvas.text(left + 16, base, words)
        left += needed
    return LEGEND_ROW * (row + 1)


def draw_mark(canvas: Canvas, shape: str, x: float, y: float, size: float = 4.6) -> None:
    """Draw one shape around a point: each kind of event has its own."""
    s = size
    corners = {
        "triangle": [(x, y - s), (x + s, y + s * 0.8), (x - s, y + s * 0.8)],
        "down": [(x, y + s), (x + s, y - s * 0.8), (x - s, y - s * 0.8)],
        "square": [(x - s, y - s), (x + s, y - s), (x + s, y + s), (x - s, y + s)],
        "diamond": [(x, y - s * 1.25), (x + s, y), (x, y + s * 1.25), (x - s, y)],
        "arrow": [(x, y - s), (x + s * 1.4, y), (x, y + s)],
    }
    if shape in corners:
        canvas.path(polygon(corners[shape]), f"mark {shape}")
    elif shape == "circle":
        around = f"a{s} {s} 0 1 0 {2 * s} 0a{s} {s} 0 1 0 {-2 * s} 0"
        canvas.path(f"M{x - s:.1f} {y:.1f}{around}", "mark circle")
    elif shape == "bar":
        canvas.line(x, y - s * 1.2, x, y + s * 1.2, "mark bar")
    elif shape == "plus":
        canvas.line(x - s, y, x + s, y, "mark plus").line(x, y - s, x, y + s, "mark plus")
    else:
        canvas.line(x - s, y - s, x + s, y + s, "mark cross")
        canvas.line(x - s, y + s, x + s, y - s, "mark cross")

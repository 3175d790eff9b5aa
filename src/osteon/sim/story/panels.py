"""The panels of curves: lesions, markers, calcium and pain over time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from osteon.library.library import Library
from osteon.sim.story import look
from osteon.sim.story.life import Life
from osteon.sim.story.words import is_dental, relieves_pain, short_site

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    Grid = Sequence[Axes]

# Value at its end, name and colour of a line.
End = tuple[float, str, Any]
NAME_INCHES = 0.155

DAYS_PER_MONTH = 30.4375
# More lines than this cannot be told apart; the others are grey.
MOST_NAMED = 4
LESIONS = "lesion_course"


def draw_volume(axes: "Axes", life: Life, library: Library) -> None:
    """Draw the region that each metastasis affects."""
    del library
    axes.set_title("Metastases: affected bone")
    axes.set_ylabel("volume (mL)")
    ends = _draw_lesions(axes, life, "volume_cm3", 1.0)
    axes.set_ylim(bottom=0)
    _label_ends(axes, ends)


def draw_strength(axes: "Axes", life: Life, library: Library) -> None:
    """Draw the strength of each bone that bears a metastasis, and where it broke."""
    del library
    axes.set_title("Strength of these bones")
    axes.set_ylabel("% of healthy")
    ends = _draw_lesions(axes, life, "strength", 100.0)
    axes.set_ylim(0, 110)
    axes.set_yticks([0, 50, 100])
    _label_ends(axes, [end for end in ends if np.isfinite(end[0])])
    _draw_breaks(axes, life)


def draw_resorption(axes: "Axes", life: Life, library: Library) -> None:
    """Draw the marker of resorption, true course and results."""
    axes.set_title("Bone broken down: uNTx in urine")
    axes.set_ylabel("nmol/mmol")
    _draw_reading(axes, life, "untx_nmol_mmol", ("untx", 0))
    axes.set_ylim(bottom=0)
    _draw_band(axes, library, "untx_normal_{}_nmol_per_mmol")


def draw_formation(axes: "Axes", life: Life, library: Library) -> None:
    """Draw the marker of formation, true course and results."""
    axes.set_title("Bone built: bone-specific alkaline phosphatase in blood")
    axes.set_ylabel("µg/L")
    _draw_reading(axes, life, "bsap_ug_l", ("bsap", 2))
    axes.set_ylim(bottom=0)
    _draw_band(axes, library, "bsap_normal_{}_ug_per_l")


def draw_calcium(axes: "Axes", life: Life, library: Library) -> None:
    """Draw calcium in blood, true course and results."""
    axes.set_title("Calcium in blood")
    axes.set_ylabel("mmol/L")
    _draw_reading(axes, life, "calcium_mmol_l", ("calcium", 3))
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, 1.9), max(high, 2.9))
    _draw_band(axes, library, "calcium_normal_{}_mmol_per_l")


def draw_pain(axes: "Axes", life: Life, library: Library) -> None:
    """Draw the pain of the worst place, and what was said of it."""
    axes.set_title("Pain")
    axes.set_ylabel("score 0 to 10")
    _draw_reading(axes, life, "pain_0_10", ("pain", 1))
    axes.set_ylim(0, 10)
    axes.set_yticks([0, 5, 10])
    _draw_relief(axes, life, library)


def _draw_lesions(axes: "Axes", life: Life, column: str, scale: float) -> list[End]:
    """Draw one line a lesion; return where those with a name end."""
    course = life[LESIONS]
    if not len(course):
        axes.text(0.5, 0.5, "no bone metastasis", transform=axes.transAxes, ha="center")
        return []
    named = _most_telling(course)
    ends = list[End]()
    for lesion in sorted(set(course.lesion)):
        own = course[course.lesion == lesion]
        months, values = own.day / DAYS_PER_MONTH, own[column].to_numpy() * scale
        if lesion not in named:
            axes.plot(months, values, color="#c4c4c4", linewidth=0.9)
            continue
        style = look.line_style(named.index(lesion))
        axes.plot(months, values, zorder=3, **style)
        ends.append((float(values[-1]), short_site(str(own.site.iloc[0])), style["color"]))
    others = len(set(course.lesion)) - len(named)
    return [*ends, *([(-np.inf, f"{others} others", look.FAINT)] if others else [])]


def _most_telling(course: "pd.DataFrame") -> list[int]:
    """Return the lesions that get a name: those whose bone became weakest."""
    weakest = course.groupby("lesion").strength.min().sort_values(kind="stable")
    return sorted(int(lesion) for lesion in weakest.index[:MOST_NAMED])


def _label_ends(axes: "Axes", ends: Sequence[End]) -> None:
    """Write names beside the ends of lines, moved apart where they would meet."""
    low, high = axes.get_ylim()
    inches = axes.get_position().height * axes.figure.get_figheight()  # type: ignore[union-attr]
    apart = NAME_INCHES / inches
    ordered = sorted(ends, key=lambda end: end[0])
    floor = -np.inf
    places = []
    for value, _, _ in ordered:
        floor = max((max(value, low) - low) / (high - low), floor + apart)
        places.append(floor)
    # What was pushed above the panel comes down again together.
    excess = max([0.0, *(place - 1.0 for place in places)])
    for (_, name, colour), place in zip(ordered, places, strict=True):
        _write_right(axes, name, place - excess, {"color": colour, "weight": "bold"})


def _write_right(axes: "Axes", text: str, height: float, style: dict[str, Any]) -> None:
    """Write to the right of a panel, at a part of its height."""
    axes.annotate(
        text, (1.0, height), xycoords="axes fraction", xytext=(6, 0), va="center",
        textcoords="offset points", annotation_clip=False, **{"fontsize": look.SMALL, **style},
    )  # fmt: skip


def _draw_breaks(axes: "Axes", life: Life) -> None:
    """Mark where a bone broke, on the line of its strength."""
    course, broke = life[LESIONS], life["events"]
    broke = broke[broke.kind == "pathological_fracture"] if len(broke) else broke
    for number, row in enumerate(broke.to_dict("records")):
        own = course[course.lesion == row["lesion"]] if len(course) else course
        height = float(np.interp(row["day"], own.day, own.strength)) if len(own) else 0.0
        axes.plot(
            [row["day"] / DAYS_PER_MONTH], [100 * height], marker="X", markersize=7.5,
            color=look.INK, markeredgecolor="white", linestyle="none", zorder=5,
            label="the bone broke" if number == 0 else None,
        )  # fmt: skip
    if len(broke):
        axes.legend(loc="lower left", fontsize=look.SMALL, borderaxespad=0.0)


def _draw_relief(axes: "Axes", life: Life, library: Library) -> None:
    """Shade the time on pain medicine, and mark what else was done against pain."""
    drawn = set()
    for row in life.rows("regimens"):
        if not relieves_pain(str(row["name"]), library):
            continue
        stop = life.last_day if np.isnan(row["stop_day"]) else row["stop_day"]
        label = None if "medicine" in drawn else "on pain medicine"
        drawn.add("medicine")
        span = (_months(row["start_day"]), _months(stop))
        axes.axvspan(*span, color="#f3e3d3", zorder=0, linewidth=0, label=label)
    for row in life.rows("procedures"):
        if is_dental(str(row["procedure"]), library):
            continue
        label = None if "procedure" in drawn else "radiotherapy, surgery or cement"
        drawn.add("procedure")
        axes.axvline(
            _months(row["day"]),
            color="#009E73",
            linestyle=(0, (2, 1.5)),
            label=label,
            linewidth=1.2,
        )
    if drawn:
        axes.legend(
            loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, fontsize=look.SMALL,
            borderaxespad=0.0, handlelength=1.6,
        )  # fmt: skip


def _draw_reading(axes: "Axes", life: Life, column: str, measured: tuple[str, int]) -> None:
    """Draw a true course as a line and the results that care saw as dots."""
    name, colour = measured
    style: dict[str, Any] = {"color": look.COLOURS[colour]}
    course, results = life["trajectory"], life["observations"]
    axes.plot(course.day / DAYS_PER_MONTH, course[column], **style)
    seen = results[results.assessment == name] if len(results) else results
    if len(seen):
        axes.plot(
            seen.day / DAYS_PER_MONTH, seen.value, linestyle="none", marker="o", markersize=2.8,
            markerfacecolor="white", markeredgewidth=0.9, zorder=4, **style,
        )  # fmt: skip


def _draw_band(axes: "Axes", library: Library, name: str) -> None:
    low, high = (library.parameters[name.format(end)].value for end in ("low", "high"))
    axes.axhspan(low, high, color=look.BAND, zorder=0, linewidth=0)
    bottom, top = axes.get_ylim()
    height = ((low + high) / 2 - bottom) / (top - bottom)
    _write_right(axes, "normal", height, {"color": "#4d7a58"})


def _months(day: float) -> float:
    return day / DAYS_PER_MONTH

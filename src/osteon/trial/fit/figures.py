"""Figures of a fit, each from its table to one SVG: the check, subjects, goodness of fit."""

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.trial.fit.courses import Courses
from osteon.trial.fit.vpc import PERCENTILES, Check
from osteon.trial.report.theme import INK, arm_style, draw_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

    from osteon.trial.fit.readings import Reading

Floats: TypeAlias = NDArray[np.float64]
WIDTH = 8.2  # inches
# Measured values that span more are shown on a logarithmic scale.
WIDE = 6.0
FEW_DECADES = 100.0
POINT: dict[str, Any] = {
    "s": 13,
    "facecolor": "none",
    "edgecolor": INK,
    "linewidth": 0.7,
    "alpha": 0.55,
}
BELOW: dict[str, Any] = {"s": 15, "marker": "v", "facecolor": INK, "linewidth": 0, "alpha": 0.7}
_OUTER, _MIDDLE = 0, 1


def check_figure(name: str, reading: "Reading", check: Check, measured: "DataFrame") -> str:
    """Return the visual predictive check of one reading; below it, what lies below quantification.

    Parameters
    ----------
    measured : DataFrame
        Predictions of this reading.
    """
    percentiles = check.percentiles[check.percentiles["reading"] == reading.title]
    shares = check.below[check.below["reading"] == reading.title]
    counted = bool(shares[["observed", "simulated_high"]].to_numpy().max() > 0)

    def on(figure: "Figure") -> str:
        grid = figure.subplots(
            2 if counted else 1,
            1,
            sharex=True,
            squeeze=False,
            height_ratios=[3, 1] if counted else None,
        )[:, 0]
        top = grid[0]
        for percent in PERCENTILES:
            _percentile(top, percentiles[percentiles["percentile"] == percent], percent)
        _points(top, measured)
        if not check.corrected:
            _limit(top, measured)
        _scale(top, measured)
        top.set_ylabel(_labelled(reading, "corrected" if check.corrected else ""))
        if counted:
            _band(grid[1], shares, _OUTER)
            grid[1].plot(shares["day"], shares["observed"], color=INK, marker="o", ms=3.5, lw=1.4)
            grid[1].set_ylim(-4, 104)
            grid[1].set_ylabel("Below\nlimit (%)")
        grid[-1].set_xlabel("Time (days)")
        _legend(figure, top)
        return _told(reading, percentiles)

    return draw_svg(f"fit check {name}", on, (WIDTH, 6.0 if counted else 4.6))


def subjects_figure(name: str, reading: "Reading", courses: Courses, measured: "DataFrame") -> str:
    """Return the courses of some subjects through what was measured in them."""
    rows = -(-len(courses.ids) // 3)

    def on(figure: "Figure") -> str:
        grid = figure.subplots(rows, 3, sharex=True, sharey=True, squeeze=False)
        for axes in grid.ravel()[len(courses.ids) :]:
            axes.set_visible(False)
        for place, (axes, who) in enumerate(zip(grid.ravel(), courses.ids, strict=False)):
            own = measured[measured["id"] == who]
            axes.plot(courses.days, courses.own[place], label="this subject", **arm_style(_OUTER))
            axes.plot(
                courses.days, courses.typical[place], label="typical subject", **arm_style(_MIDDLE)
            )
            _points(axes, own, s=18, alpha=0.9)
            _scale(axes, measured)
            axes.set_title(f"Subject {who}")
            if place + 3 >= len(courses.ids):
                axes.set_xlabel("Time (days)")
                axes.tick_params(labelbottom=True)
        for row in grid:
            row[0].set_ylabel(_labelled(reading))
        _legend(figure, grid[0, 0])
        return f"{reading.title}: {len(courses.ids)} subjects, measured and fitted."

    return draw_svg(f"fit subjects {name}", on, (WIDTH, 1.0 + 2.1 * rows))


def goodness_figure(name: str, reading: "Reading", measured: "DataFrame") -> str:
    """Return measured against predicted, and residuals over time and prediction."""

    def on(figure: "Figure") -> str:
        grid = figure.subplots(2, 2)
        own = measured[~measured["below"]]
        for axes, key, words in (
            (grid[0, 0], "pred", "Typical prediction"),
            (grid[0, 1], "ipred", "Individual prediction"),
        ):
            axes.scatter(own[key], own["dv"], **POINT)
            _equal(axes, own, key)
            axes.set_xlabel(f"{words} ({reading.unit})")
            axes.set_ylabel(f"Measured ({reading.unit})")
        for axes, key, words in (
            (grid[1, 0], "day", "Time (days)"),
            (grid[1, 1], "pred", f"Typical prediction ({reading.unit})"),
        ):
            axes.scatter(own[key], own["cwres"], **POINT)
            for level, width in ((-1.96, 0.9), (0.0, 1.4), (1.96, 0.9)):
                axes.axhline(
                    level, color=INK, lw=width, linestyle=(0, (4, 3)) if level else "solid"
                )
            axes.set_xlabel(words)
            axes.set_ylabel("Weighted residual")
            if key == "pred":
                _scale_axis(axes, "x", own["pred"].to_numpy())
        off = own["cwres"].to_numpy()
        return (
            f"{reading.title}: {len(own)} measured; weighted residuals have mean {off.mean():.2f}"
            f" and standard deviation {off.std():.2f}."
        )

    return draw_svg(f"fit goodness {name}", on, (WIDTH, 6.4))


def _percentile(axes: "Axes", table: "DataFrame", percent: float) -> None:
    middle = percent == 50
    place = _MIDDLE if middle else _OUTER
    _band(axes, table, place, "median" if middle else "5 and 95 %" if percent == 5 else "")
    axes.plot(
        table["day"], table["observed"], color=INK, lw=1.5 if middle else 1.1, marker="o", ms=2.6,
        linestyle="solid" if middle else (0, (4, 2)), label="measured" if middle else None,
    )  # fmt: skip


def _band(axes: "Axes", table: "DataFrame", place: int, words: str = "") -> None:
    color = arm_style(place)["color"]
    label = f"simulated, {words}" if words else None
    axes.fill_between(
        table["day"], table["simulated_low"], table["simulated_high"], color=color, alpha=0.22, lw=0
    )
    style: dict[str, Any] = {"lw": 1.3, "label": label, **arm_style(place)}
    axes.plot(table["day"], table["simulated"], **style)


def _points(axes: "Axes", measured: "DataFrame", **changed: Any) -> None:
    seen, below = measured[~measured["below"]], measured[measured["below"]]
    axes.scatter(seen["day"], seen["dv"], **{**POINT, **changed})
    if len(below):
        axes.scatter(below["day"], below["lloq"], label="below quantification", **BELOW)


def _limit(axes: "Axes", measured: "DataFrame") -> None:
    """Draw limits of quantification that the data come near to."""
    limits = np.unique(measured["lloq"].dropna())
    for limit in limits[limits > measured["dv"].min() / 2]:
        axes.axhline(limit, color=INK, lw=1.0, linestyle=(0, (1.5, 2)))


def _scale(axes: "Axes", measured: "DataFrame") -> None:
    _scale_axis(axes, "y", measured["dv"].dropna().to_numpy())


def _scale_axis(axes: "Axes", which: str, values: Floats) -> None:
    """Write plain numbers on an axis; make it logarithmic where values span much."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    own = axes.xaxis if which == "x" else axes.yaxis
    if _wide(values):
        (axes.set_xscale if which == "x" else axes.set_yscale)("log")
        steps = (1.0, 2.0, 5.0) if values.max() / values.min() < FEW_DECADES else (1.0,)
        own.set_major_locator(LogLocator(subs=steps))
        own.set_minor_formatter(NullFormatter())
    own.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))


def _wide(values: Floats) -> bool:
    return len(values) > 0 and values.min() > 0 and values.max() / values.min() > WIDE


def _equal(axes: "Axes", own: "DataFrame", key: str) -> None:
    values = np.concatenate([own[key].to_numpy(), own["dv"].to_numpy()])
    for which in ("x", "y"):
        _scale_axis(axes, which, values)
    ends = (float(values.min()), float(values.max()))
    axes.plot(ends, ends, color=INK, lw=1.2)


def _labelled(reading: "Reading", word: str = "") -> str:
    name = f"{_named(reading.title)}, {word}" if word else _named(reading.title)
    return f"{name} ({reading.unit})" if reading.unit else name


def _named(title: str) -> str:
    known = {
        "untx": "uNTx",
        "sctx": "sCTX",
        "bsap": "BSAP",
        "pth": "PTH",
        "pthrp": "PTHrP",
        "gfr": "GFR",
    }
    return known.get(title, title[:1].upper() + title[1:])


def _legend(figure: "Figure", axes: "Axes") -> None:
    handles, labels = axes.get_legend_handles_labels()
    columns = len(labels) if len(labels) <= 3 else 2
    figure.legend(handles, labels, loc="outside upper center", ncols=columns)


def _told(reading: "Reading", percentiles: "DataFrame") -> str:
    middle = percentiles[percentiles["percentile"] == 50].dropna()
    inside = middle["observed"].between(middle["simulated_low"], middle["simulated_high"])
    return (
        f"{reading.title}: the measured median lies within the simulated 90 % band at"
        f" {int(inside.sum())} of {len(inside)} times."
    )

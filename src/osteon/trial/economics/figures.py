"""The figures of an evaluation, each from its table to one SVG element for a page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from osteon.trial.report.theme import DASHES, GRID, INK, arm_style, draw_svg
from osteon.trial.report.words import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

    from osteon.trial.economics.evaluate import Evaluation

WIDTH = 8.2  # inches
CERTAIN = "0 throughout: no draw changes which arm is the best value"
MOST_POINTS = 500
MOST_BARS = 12
LONGEST_IN_THREE = 20  # letters of a legend's entry that three fit beside each other
MARKERS = ("o", "D", "s", "^", "v", "P", "X", "p")
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "+++")


def plane_figure(evaluation: "Evaluation", plane: "DataFrame") -> str:
    """Return the cost-effectiveness plane: every draw against the control, and the means."""
    control, *others = evaluation.arms
    threshold, currency = evaluation.thresholds[0], evaluation.prices.currency

    def on(figure: "Figure") -> str:
        axes = figure.subplots()
        said = []
        for place, arm in enumerate(others, start=1):
            rows = plane[plane["arm"] == arm]
            color = arm_style(place)["color"]
            x, y = rows["incremental_qalys"], rows["incremental_cost"]
            axes.scatter(x[:MOST_POINTS], y[:MOST_POINTS], s=9, color=color, alpha=0.35, lw=0)
            cost = evaluation.totals[arm].cost - evaluation.totals[control].cost
            effect = evaluation.totals[arm].qalys - evaluation.totals[control].qalys
            axes.scatter(
                [effect], [cost], s=80, marker=MARKERS[place % len(MARKERS)], color=color,
                edgecolor=INK, lw=1.2, zorder=4, label=arm,
            )  # fmt: skip
            said.append(f"{arm} {_money(cost)} {currency} and {effect:+.3f} QALYs")
        _cross(axes)
        _worth_it(axes, threshold, currency)
        axes.set_xlabel(f"QALYs gained per patient, against {control} (years)")
        axes.set_ylabel(f"Extra cost per patient ({_unit(evaluation)})")
        _thousands(axes, "y")
        _legend(figure)
        return f"Extra cost and QALYs against {control}: {listed(said)}."

    return _drawn("plane", on, 5.2)


def acceptability_figure(evaluation: "Evaluation", table: "DataFrame") -> str:
    """Return acceptability curves of all arms, with the frontier of the best on average."""

    def on(figure: "Figure") -> str:
        axes = figure.subplots()
        at = table["threshold"].to_numpy()
        frontier = table["probability_of_best"].to_numpy() * 100
        axes.plot(at, frontier, color=INK, lw=7, alpha=0.16, label="best on average")
        first = int(np.searchsorted(at, evaluation.thresholds[0]))
        said = []
        for place, arm in enumerate(evaluation.arms):
            axes.plot(at, table[arm] * 100, label=arm, **_line(place))
            said.append(f"{arm} {100 * table[arm].iloc[first]:.0f} %")
        _mark_thresholds(axes, evaluation)
        axes.set_ylim(-2, 102)
        axes.set_ylabel("Probability of being the best value (%)")
        axes.set_xlabel(_worth(evaluation))
        _legend(figure)
        where = f"{evaluation.thresholds[0]:,.0f} {evaluation.prices.currency} per QALY"
        return f"Acceptability at {where}: {listed(said)}."

    return _drawn("acceptability", on, 4.4)


def information_figure(evaluation: "Evaluation", table: "DataFrame") -> str:
    """Return the value of knowing everything, over what a QALY is worth."""

    def on(figure: "Figure") -> str:
        axes = figure.subplots()
        axes.plot(table["threshold"], table["evpi"], **_line(0))
        _mark_thresholds(axes, evaluation)
        axes.set_ylim(bottom=0)
        axes.set_ylabel(f"Worth of perfect information\nper patient ({_unit(evaluation)})")
        axes.set_xlabel(_worth(evaluation))
        _thousands(axes, "y")
        top = table.iloc[int(table["evpi"].to_numpy().argmax())]
        if not top["evpi"]:
            axes.set_ylim(0, 1)
            axes.text(0.5, 0.5, CERTAIN, transform=axes.transAxes, ha="center", color=INK)
            return f"Expected value of perfect information: {CERTAIN}."
        return (
            f"Expected value of perfect information: at most {_money(top['evpi'])}"
            f" {evaluation.prices.currency} per patient, at {top['threshold']:,.0f} per QALY."
        )

    return _drawn("information", on, 3.6)


def tornado_figure(evaluation: "Evaluation", swings: "DataFrame") -> str:
    """Return the widest swings of the incremental net benefit, one parameter at a time."""
    shown = swings.head(MOST_BARS)
    strategy, control, threshold = (shown[key].iloc[0] for key in ("arm", "versus", "threshold"))

    def on(figure: "Figure") -> str:
        axes = figure.subplots()
        rows = np.arange(len(shown))[::-1]
        base = _base_benefit(evaluation, strategy, control, threshold)
        for place, (end, words) in enumerate((("low", "low value"), ("high", "high value"))):
            width = shown[f"benefit_at_{end}"].to_numpy() - base
            axes.barh(
                rows, width, left=base, height=0.62, label=words, hatch=_hatch(place),
                color=arm_style(place)["color"], edgecolor=INK, lw=0.6, alpha=0.85,
            )  # fmt: skip
        axes.axvline(base, color=INK, lw=1)
        if axes.get_xlim()[0] < 0 < axes.get_xlim()[1]:
            axes.axvline(0, color=INK, lw=1, linestyle=(0, (4, 3)))
        axes.set_ylim(-0.6, len(shown) - 0.4)
        axes.set_yticks(rows, [_range(row) for row in shown.itertuples()])
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(
            f"Net benefit of {strategy} over {control}\nper patient ({_unit(evaluation)})"
        )
        _thousands(axes, "x")
        _legend(figure)
        widest = shown.iloc[0]
        return (
            f"Net benefit of {strategy} over {control} at {threshold:,.0f} per QALY, one parameter"
            f" at a time; the widest swing is that of the {widest['parameter']}, from"
            f" {_money(widest['benefit_at_low'])} to {_money(widest['benefit_at_high'])}."
        )

    return _drawn("tornado", on, 1.6 + 0.4 * len(shown))


def cost_figure(evaluation: "Evaluation", arms: "DataFrame") -> str:
    """Return the costs of each arm by category, side by side."""
    rows = arms[arms["measure"].str.startswith("cost: ")]
    table = rows.pivot_table(index="measure", columns="arm", values="discounted", sort=False)
    table = table[list(evaluation.arms)]
    table = table.loc[table.max(axis=1).sort_values().index]
    names = [str(name).removeprefix("cost: ") for name in table.index]

    def on(figure: "Figure") -> str:
        axes = figure.subplots()
        height = 0.8 / len(evaluation.arms)
        at = np.arange(len(names), dtype=float)
        for place, arm in enumerate(evaluation.arms):
            axes.barh(
                at + 0.4 - height * (place + 0.5), table[arm], height=height * 0.92, label=arm,
                color=arm_style(place)["color"], hatch=_hatch(place),
                edgecolor=INK, lw=0.6, alpha=0.85,
            )  # fmt: skip
        axes.set_yticks(at, names)
        axes.set_ylim(-0.6, len(names) - 0.4)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(f"Discounted cost per patient ({_unit(evaluation)})")
        _thousands(axes, "x")
        _legend(figure)
        said = [f"{a} {_money(evaluation.totals[a].cost)}" for a in evaluation.arms]
        return f"Cost per patient by category; in all {listed(said)} {_unit(evaluation)}."

    size = 1.2 + len(names) * max(0.36, 0.12 * len(evaluation.arms))
    return _drawn("costs", on, size)


def _line(place: int) -> Any:
    """Return colour and dash of an arm; beyond the sixth, colours come again with other dashes."""
    return {**arm_style(place), "linestyle": DASHES[(place + place // len(DASHES)) % len(DASHES)]}


def _hatch(place: int) -> str:
    return HATCHES[(place + place // len(DASHES)) % len(HATCHES)]


def _legend(figure: "Figure") -> None:
    """Put the legend below, where it hides nothing."""
    handles, labels = figure.axes[0].get_legend_handles_labels()
    columns = min(3 if max(map(len, labels)) <= LONGEST_IN_THREE else 2, len(labels))
    figure.legend(handles, labels, loc="outside lower center", ncols=columns)


def _drawn(name: str, draw: Callable[["Figure"], str], height: float) -> str:
    """Return a figure with room around it, so that it can stand alone."""

    def on(figure: "Figure") -> str:
        engine: Any = figure.get_layout_engine()
        engine.set(w_pad=0.12, h_pad=0.1)
        return draw(figure)

    return draw_svg(name, on, (WIDTH, height))


def _unit(evaluation: "Evaluation") -> str:
    return f"{evaluation.prices.currency}, prices of {evaluation.prices.price_year}"


def _worth(evaluation: "Evaluation") -> str:
    return f"What a QALY is worth ({evaluation.prices.currency} per QALY)"


def _money(value: float) -> str:
    return f"{value:,.0f}".replace("-", "−")


def _mark_thresholds(axes: "Axes", evaluation: "Evaluation") -> None:
    for threshold in evaluation.thresholds:
        axes.axvline(threshold, color=GRID, lw=1.4, linestyle=(0, (4, 3)), zorder=0)
    _thousands(axes, "x")
    axes.set_xlim(left=0)


def _cross(axes: "Axes") -> None:
    axes.axhline(0, color=INK, lw=0.9)
    axes.axvline(0, color=INK, lw=0.9)


def _worth_it(axes: "Axes", threshold: float, currency: str) -> None:
    """Draw the line below which a strategy is worth its cost; the limits stay as they are."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    ends = np.array([left, right])
    label = f"{threshold:,.0f} {currency} per QALY"
    axes.plot(ends, threshold * ends, color=INK, lw=1.2, linestyle=(0, (5, 3)), label=label)
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)


def _thousands(axes: "Axes", which: str) -> None:
    from matplotlib.ticker import FuncFormatter

    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))


def _tick(value: float) -> str:
    """Return the number of a tick, with decimals where it has any."""
    exact = round(value, 6)
    return _money(exact) if exact == int(exact) else f"{exact:,}".replace("-", "−")


def _base_benefit(evaluation: "Evaluation", strategy: str, control: str, threshold: float) -> float:
    first, second = (evaluation.totals[name] for name in (strategy, control))
    return threshold * (first.qalys - second.qalys) - (first.cost - second.cost)


def _range(row: Any) -> str:
    if np.isnan(row.low):
        return f"{row.title}\n(all at once, 95 % of their draws)"
    low, high = (_short(value) for value in (row.low, row.high))
    return f"{row.title}\n({low} to {high}{' ' if row.unit else ''}{row.unit})"


def _short(value: float) -> str:
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace("-", "−")

"""The figures of a study, each to one SVG element for a page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from osteon.trial.design.individual import SAME_DAYS
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.report.theme import GRID, INK, arm_style, draw_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

    from osteon.trial.design.study import Study

SIZE = (8.2, 4.6)  # inches
BINS = 40


def power_figure(study: "Study", curve: "DataFrame") -> str:
    """Return the power by the number of patients, with the band of the replicates."""
    rules = study.pool.rules

    def on(figure: "Figure") -> str:
        axes = figure.subplots()
        n, style = curve["patients"], arm_style(0)
        axes.fill_between(
            n, 100 * curve["low"], 100 * curve["high"], color=style["color"], alpha=0.22, lw=0,
            label=f"95 % of {rules.replicates:,} replicates",
        )  # fmt: skip
        axes.plot(n, 100 * curve["power"], label="simulated", marker="o", ms=4, **_line(0))
        if curve["schoenfeld_power"].notna().all():
            label = "Schoenfeld's formula at these events, one look"
            axes.plot(n, 100 * curve["schoenfeld_power"], label=label, **_line(1))
        _mark(axes, study)
        axes.set_ylim(0, 102)
        axes.set_xlabel("Patients in both arms (number)")
        axes.set_ylabel("Power (%)")
        _thousands(axes)
        _legend(figure)
        return (
            f"Power of {rules.endpoint.title} by the number of patients; "
            f"{100 * study.power.share:.1f} % with {study.looks.n:,}."
        )

    return _drawn("power", on)


def calendar_figure(study: "Study", calendar: "DataFrame") -> str:
    """Return events of both arms over the calendar, and when the looks are expected."""
    rules = study.pool.rules

    def on(figure: "Figure") -> str:
        axes = figure.subplots()
        month = calendar["month"]
        both = np.zeros(len(calendar))
        for place, arm in enumerate(rules.arms):
            both += calendar[f"events {arm}"].to_numpy()
            axes.plot(month, calendar[f"events {arm}"], label=arm, **_line(place))
        axes.plot(month, both, label="both arms", **_line(2))
        accrual = min(study.looks.n / rules.rate(study.looks.n), rules.until_days)
        if accrual:
            to = accrual / DAYS_PER_MONTH
            axes.axvspan(0, to, color=GRID, alpha=0.35, lw=0, label="recruiting")
        looks = study.power.outcomes.day.mean(axis=0) / DAYS_PER_MONTH
        for look, at in enumerate(looks.tolist(), start=1):
            axes.axvline(at, color=INK, lw=1, linestyle=(0, (4, 3)))
            axes.annotate(
                "analysis" if look == looks.size else f"look {look}", (at, 0.02),
                xycoords=("data", "axes fraction"), ha="right", va="bottom", rotation=90,
                xytext=(-2, 0), textcoords="offset points",
            )  # fmt: skip
        axes.set_xlim(0, float(month.iloc[-1]) * 1.01)
        axes.set_ylim(bottom=0)
        axes.set_xlabel("Time from the first patient's entry (months)")
        axes.set_ylabel("Expected events (number)")
        _legend(figure)
        return (
            f"Expected events over the calendar with {study.looks.n:,} patients:"
            f" {both[-1]:,.0f} by month {month.iloc[-1]:.0f}."
        )

    return _drawn("events", on)


def individual_figure(study: "Study") -> str:
    """Return the distribution of the event-free time that single patients gain or lose."""
    own = study.individual
    gained = own.gained_months
    least = SAME_DAYS / DAYS_PER_MONTH
    changed = gained[np.abs(gained) > least]
    same = 100.0 * (1.0 - changed.size / gained.size)
    old, new = study.pool.rules.arms

    def on(figure: "Figure") -> str:
        axes = figure.subplots()
        farthest = max(1.0, float(np.abs(changed).max(initial=0.0)))
        edges = np.linspace(-farthest, farthest, BINS + 1).tolist()
        for place, (words, mine) in enumerate(
            ((f"longer under {new}", changed > 0), (f"shorter under {new}", changed < 0))
        ):
            weight = np.full(int(mine.sum()), 100.0 / gained.size)
            axes.hist(
                changed[mine], edges, weights=weight, label=f"{words}: {weight.sum():.0f} %",
                color=_line(place)["color"], hatch=("", "///")[place], edgecolor=INK, lw=0.5,
                alpha=0.85,
            )  # fmt: skip
        axes.axvline(0, color=INK, lw=1)
        mean = float(gained.mean())
        label = f"mean of all: {mean:+.2f} months".replace("-", "−")
        axes.axvline(mean, color=INK, lw=1.4, linestyle=(0, (5, 3)), label=label)
        axes.plot([], [], " ", label=f"no difference (not drawn): {same:.0f} %")
        axes.set_xlabel(f"Event-free time under {new} less that under {old} (months)")
        axes.set_ylabel("Patients (% of all)")
        _legend(figure)
        return (
            f"Event-free time that single patients gain under {new}: {mean:.2f} months on average;"
            f" {same:.0f} % see no difference."
        )

    return _drawn("individual", on)


def _line(place: int) -> Any:
    return arm_style(place)


def _mark(axes: "Axes", study: "Study") -> None:
    """Mark the power asked for, and the size of the trial."""
    wanted = study.pool.rules.power
    if wanted is not None:
        axes.axhline(100 * wanted, color=INK, lw=1, linestyle=(0, (4, 3)))
    label = f"{study.looks.n:,} patients"
    axes.axvline(study.looks.n, color=INK, lw=1.4, linestyle=(0, (1.5, 1.5)), label=label)


def _legend(figure: "Figure") -> None:
    """Put the legend below, where it hides nothing."""
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)


def _thousands(axes: "Axes") -> None:
    from matplotlib.ticker import FuncFormatter

    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _drawn(name: str, draw: Callable[["Figure"], str]) -> str:
    """Return a figure with room around it, so that it can stand alone."""

    def on(figure: "Figure") -> str:
        engine: Any = figure.get_layout_engine()
        engine.set(w_pad=0.12, h_pad=0.1)
        return draw(figure)

    return draw_svg(name, on, SIZE)

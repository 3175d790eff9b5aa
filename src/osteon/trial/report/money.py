"""Costs and QALYs in short: one row for each arm, and where the rest is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osteon.base.errors import InputError
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.report.figure import Grid
from osteon.trial.report.words import count, number

if TYPE_CHECKING:
    from osteon.analysis.economics.dominance import Increment
    from osteon.trial.economics import Finished
    from osteon.trial.economics.evaluate import Evaluation

IN_PARTS = (
    "Tables of this run stay in its parts, and costs were not counted with the report: "
    "osteon economics does it for the run in a folder."
)
NO_ECONOMICS = "No economic evaluation was made with this report: see osteon economics."
NOT_DRAWN = (
    "These are means at the stated prices and utilities. What is uncertain of them (prices,"
    " utilities, patients, and the model's parameters where the library has their posterior) is"
    " drawn by osteon economics."
)


@dataclass(frozen=True, slots=True)
class Money:
    """The economic evaluation for the page; without one, the sentence that says why."""

    grid: Grid | None
    remarks: tuple[str, ...] = ()


def money(evaluation: "Evaluation | str") -> Money:
    """Return costs, life-years, QALYs and ratios by arm, with what must be known of them.

    Parameters
    ----------
    evaluation : Evaluation or str
        Or why there is none.
    """
    if isinstance(evaluation, str):
        return Money(None, (evaluation,))
    from osteon.trial.economics.remarks import remarks

    prices = evaluation.prices
    ratios = {row.strategy: _ratio(row) for row in evaluation.icers}
    rows = []
    for arm in evaluation.arms:
        total = evaluation.totals[arm]
        ends = (number(total.life_years), number(total.qalys))
        rows.append((arm, count(round(total.cost)), *ends, ratios[arm]))
    unit = f"{prices.currency} {prices.price_year}"
    headings = ("", f"Cost ({unit})", "Life-years", "QALYs", f"Cost per QALY ({unit})")
    caption = (
        f"Means per patient to month {evaluation.until_days / DAYS_PER_MONTH:.3g}, discounted "
        f"{100 * evaluation.rates.costs:g} % (costs) and {100 * evaluation.rates.effects:g} % "
        f"(effects) a year. Perspective: {prices.perspective}"
    )
    return Money(Grid(headings, tuple(rows), caption=caption), (*remarks(evaluation), NOT_DRAWN))


def money_of(run: "Finished") -> Money:
    """Return costs and QALYs of a finished run, or the sentence that says why there are none."""
    from osteon.trial.economics import evaluate

    try:
        return money(evaluate(run))
    except InputError as error:
        return money(f"No economic evaluation: {error}")


def _ratio(row: "Increment") -> str:
    if row.icer is None:
        return row.status
    return f"{count(round(row.icer))} against {row.versus}"

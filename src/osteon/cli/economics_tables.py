"""An evaluation as text: arms side by side, ratios, what is uncertain, what to know."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.markup import escape

from osteon.cli.output import make_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from pandas import DataFrame

    from osteon.trial.economics.write import Economics

    Form = Callable[[float], str]

MOST_PARAMETERS = 6
GROUPS = ("model", "stage")
# More do not fit side by side.
MOST_COLUMNS = 4


def parts(found: Economics) -> Iterator[object]:
    """Yield everything that is printed."""
    own = found.evaluation
    money = f"{own.prices.currency}, prices of {own.prices.price_year}"
    yield f"[bold]{escape(own.run.file.title)}[/]"
    yield (
        f"{escape(own.prices.title)}; {money}; {own.prices.perspective}; discounted by"
        f" {100 * own.rates.costs:g} % (costs) and {100 * own.rates.effects:g} % (effects) a year\n"
    )
    yield _arms(found)
    yield ""
    yield _increments(found)
    yield ""
    yield _ratios(found)
    if found.draws is not None:
        yield ""
        yield _acceptability(found)
        yield from _information(found)
    yield ""
    yield from _one_way(found)
    yield ""
    yield from (f"{escape(remark)}" for remark in found.remarks)


def _arms(found: Economics) -> object:
    names, table = found.evaluation.arms, found.tables["arms"]
    if len(names) > MOST_COLUMNS:
        return _arms_below_each_other(found)
    rows = [
        (str(measure).replace("cost: ", "  "), *_across(own, names, _money))
        for measure, own in table.groupby("measure", sort=False)
        if str(measure).startswith("cost: ")
    ]
    for measure, form in MEASURES.items():
        own = table[table["measure"] == measure]
        rows.append((f"{measure}, discounted", *_across(own, names, form)))
        rows.append(("  not discounted", *_across(own, names, form, "undiscounted")))
    return make_table(("mean per patient", *map(escape, names)), rows, right=len(names))


def _arms_below_each_other(found: Economics) -> object:
    """Return the sums of many arms; their costs by category stand in arms.csv."""
    table = found.tables["arms"]
    rows = [
        (
            escape(name),
            *(
                text
                for measure, form in MEASURES.items()
                for text in _across(table[table["measure"] == measure], [name], form)
            ),
        )
        for name in found.evaluation.arms
    ]
    return make_table(("mean per patient, discounted", *MEASURES), rows, right=3)


def _across(
    own: DataFrame, names: Sequence[str], form: Form, column: str = "discounted"
) -> Iterator[str]:
    by_arm = {row["arm"]: row for row in own.to_dict("records")}
    for name in names:
        row = by_arm[name]
        between = (row["low"], row["high"]) if column == "discounted" else (math.nan, math.nan)
        yield _with_interval(row[column], between, form)


def _with_interval(value: float, between: tuple[float, float], form: Form) -> str:
    low, high = between
    return form(value) if math.isnan(low) else f"{form(value)} ({form(low)} to {form(high)})"


def _increments(found: Economics) -> object:
    """Return what each arm adds to the control."""
    own = found.evaluation
    rows = [
        (
            escape(row["arm"]),
            *(
                _with_interval(row[name], (row[f"{name}_low"], row[f"{name}_high"]), form)
                for name, form in (("cost", _money), ("qalys", _years), ("net_benefit", _money))
            ),
        )
        for row in found.tables["increments"].to_dict("records")
    ]
    worth = f"net benefit at {_money(own.thresholds[0])} {own.prices.currency} per QALY"
    return make_table((f"against {escape(own.arms[0])}", "cost", "QALYs", worth), rows, right=3)


def _ratios(found: Economics) -> object:
    currency = found.evaluation.prices.currency
    rows = [
        (
            escape(row["arm"]),
            _money(row["cost"]),
            _years(row["qalys"]),
            _money(row["incremental_cost"]),
            _years(row["incremental_qalys"]),
            _money(row["icer"]),
            escape(f"against {row['versus']}" if row["status"] == "frontier" else row["status"]),
        )
        for row in found.tables["icers"].to_dict("records")
    ]
    headings = ("", "cost", "QALYs", "extra cost", "extra QALYs", f"{currency} per QALY gained", "")
    return make_table(headings, rows, right=5)


def _acceptability(found: Economics) -> object:
    """Return how often each arm is the best, by what a QALY is worth."""
    own, table = found.evaluation, found.tables["acceptability"]
    shown = table[table["threshold"].isin(own.thresholds)].to_dict("records")
    rows = [(escape(a), *(f"{100 * row[a]:.0f} %" for row in shown)) for a in own.arms]
    rows.append(("best on average", *(escape(row["best_on_average"]) for row in shown)))
    rows.append(("worth of knowing all", *(_money(row["evpi"]) for row in shown)))
    worth = (f"at {_money(row['threshold'])} {own.prices.currency} per QALY" for row in shown)
    return make_table(("probability of being the best", *worth), rows, right=len(shown))


def _information(found: Economics) -> Iterator[object]:
    table, currency = found.tables["information"], found.evaluation.prices.currency
    groups = table["kind"].isin(GROUPS)
    for what, rows in (("one parameter", table[~groups]), ("groups of them", table[groups])):
        told = rows[rows["evppi"] > 0].head(MOST_PARAMETERS).to_dict("records")
        if told:
            listed = ", ".join(f"{escape(row['title'])} {_money(row['evppi'])}" for row in told)
            yield f"\nworth of knowing {what}: {listed} {currency}"


def _one_way(found: Economics) -> Iterator[object]:
    own, table, currency = found.compared, found.tables["tornado"], found.evaluation.prices.currency
    rows = [
        (
            escape(row["title"]),
            escape(_moved(row)),
            _money(row["benefit_at_low"]),
            _money(row["benefit_at_high"]),
        )
        for row in table.head(MOST_PARAMETERS).to_dict("records")
    ]
    yield (
        f"net benefit of {escape(own.strategy)} over {escape(own.control)} at"
        f" {_money(own.threshold)} {currency} per QALY, one parameter at a time"
    )
    yield make_table(("", "from … to", "at low", "at high"), rows, right=3)
    turns = found.tables["turning_prices"]
    for item in turns["item"].unique():
        prices = ", ".join(
            f"{_turn(row['turning_price'])} (at {_money(row['threshold'])})"
            for row in turns[turns["item"] == item].to_dict("records")
        )
        yield f"price of {_words(item)} at which net benefit turns: {prices}"


def _moved(row: Mapping[Any, Any]) -> str:
    """Return what a parameter is moved from and to; many at once have no such ends."""
    if math.isnan(row["low"]):
        return "all at once"
    return f"{_value(row['low'])} to {_value(row['high'])} {row['unit']}".rstrip()


def _words(name: str) -> str:
    return escape(name.replace("_", " "))


def _turn(price: float) -> str:
    return "none" if math.isnan(price) else _money(price)


def _money(value: Any) -> str:
    """Return money, with decimals where it is little; nothing for what is missing."""
    if math.isnan(value):
        return ""
    text = f"{value:,.0f}" if abs(value) >= 100 or value == 0 else f"{value:.2f}"
    return text.replace("-", "−")


def _years(value: Any) -> str:
    return "" if math.isnan(value) else f"{value:.3f}".replace("-", "−")


def _value(value: float) -> str:
    """Return a utility, a length or a price."""
    return _years(value) if abs(value) <= 1 else _money(value)


MEASURES: dict[str, Form] = {"cost": _money, "life-years": _years, "QALYs": _years}

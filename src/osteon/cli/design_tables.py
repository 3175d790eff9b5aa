"""A design as text: its estimand, operating characteristics, looks, who benefits, what to know."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.markup import escape

from osteon.cli.output import make_table
from osteon.trial.design.frames import EFFECT
from osteon.trial.design.write import remarks
from osteon.trial.measures import DAYS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pandas import DataFrame

    from osteon.trial.design.study import Study

SHARES = ("power", "type-I error")
WHOLE = ("patients", "events", "patients recruited")


def parts(study: Study) -> Iterator[object]:
    """Yield everything that is printed."""
    yield f"[bold]{escape(study.pool.file.title)}[/]"
    yield f"{_asked(study)}\n"
    yield "Estimand (ICH E9(R1))"
    rows = _rows(study.tables["estimand"])
    yield make_table(("", ""), [(escape(r.name), escape(r.text)) for r in rows], headed=False)
    yield ""
    yield _operating(study)
    yield ""
    yield from _looks(study)
    yield from _individual(study)
    yield from (escape(remark) for remark in remarks(study))


def _asked(study: Study) -> str:
    rules, looks = study.pool.rules, study.looks
    old, new = rules.arms
    aim = "superiority" if rules.margin is None else f"non-inferiority, margin {rules.margin:g}"
    aim += "" if rules.margin is None or rules.is_ratio else " percentage points"
    accrual = min(looks.n / rules.rate(looks.n), rules.until_days) / DAYS_PER_MONTH
    end = (
        f"analysis at month {rules.until_days / DAYS_PER_MONTH:.0f}"
        if rules.by_day
        else f"analysis at {looks.events[-1]:,} events, by month"
        f" {rules.until_days / DAYS_PER_MONTH:.0f} at the latest"
    )
    blocks = f"blocks of {sum(rules.block)} ({rules.block[0]}:{rules.block[1]})"
    blocks += f" within strata of {'; '.join(rules.stratify_by)}" if rules.stratify_by else ""
    return escape(
        f"{new} against {old}: {aim}, one-sided error {rules.alpha:g}; recruiting for"
        f" {accrual:.1f} months, {end}; {blocks};"
        f" {rules.replicates:,} replicates from a pool of {study.pool.n:,} patients"
    )


def _operating(study: Study) -> object:
    rows = []
    for row in _rows(study.tables["operating"]):
        cells = [_number(row.quantity, value) for value in (row.value, row.low, row.high)]
        known = math.isnan(row.low) or cells[1] == cells[2]
        between = "" if known else f"{cells[1]} to {cells[2]}"
        truth = "pool's effect" if row.under == EFFECT else "null hypothesis"
        rows.append((escape(_words(row.quantity)), cells[0], between, truth))
    if study.textbook_events is not None:
        events = f"{study.textbook_events:,.0f}"
        rows.append(("events by Schoenfeld's formula, one look", events, "", "pool's effect"))
    return make_table(("", "value", "95 % interval", "under"), rows, right=2)


def _words(quantity: str) -> str:
    return quantity.replace("duration_months", "duration, months").replace("_", " ")


def _number(quantity: str, value: float) -> str:
    if quantity.startswith(SHARES):
        return f"{100 * value:.1f} %"
    if quantity in WHOLE:
        return f"{value:,.0f}"
    return f"{value:.2f}" if quantity.endswith("_ratio") else f"{value:.1f}"


def _looks(study: Study) -> Iterator[object]:
    table = study.tables["looks"]
    if len(table) < 2:
        return
    rows = [
        (
            str(row.look),
            f"{100 * row.information:.0f} %",
            f"{row.events:,}",
            f"{row.month:.1f}",
            f"{row.efficacy_z:.3f}",
            f"{row.efficacy_ratio:.3f}",
            _bound(row.futility_z, 3),
            _bound(row.futility_ratio, 3),
            f"{100 * row.rejects_under_effect:.1f}",
            f"{100 * row.futile_under_effect:.1f}",
            f"{100 * row.rejects_under_null:.1f}",
        )
        for row in _rows(table)
    ]
    headings = (
        "look", "of events", "events", "month", "reject at z", "ratio", "futile below z", "ratio",
        "rejects, %", "ends without, %", "under null, %",
    )  # fmt: skip
    yield make_table(headings, rows, right=10)
    yield ""


def _rows(frame: DataFrame) -> Iterator[Any]:
    """Yield rows by the names of their columns."""
    yield from frame.itertuples(index=False)


def _bound(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace("-", "−") if math.isfinite(value) else "none"


def _individual(study: Study) -> Iterator[object]:
    old, new = study.pool.rules.arms
    yield escape(f"Patients of the pool, who live once under each treatment: {new} less {old}")
    rows = [
        (
            escape(row.group),
            f"{row.n:,}",
            f"{row.gained_months:+.2f} ({row.low:+.2f} to {row.high:+.2f})".replace("-", "−"),
            f"{row.percent_better:.0f}",
            f"{row.percent_same:.0f}",
            f"{row.percent_worse:.0f}",
            f"{row.events_avoided_per_100:+.1f}".replace("-", "−"),
        )
        for row in _rows(study.tables["groups"])
    ]
    headings = (
        "group", "patients", "event-free months gained", "longer, %", "same, %", "shorter, %",
        "events avoided per 100",
    )  # fmt: skip
    yield make_table(headings, rows, right=6)
    yield ""
    needed = [
        (
            f"{row.month:g}",
            f"{row.risk_old:.1f}",
            f"{row.risk_new:.1f}",
            f"{row.difference:.1f} ({row.low:.1f} to {row.high:.1f})".replace("-", "−"),
            _needed(row.number_needed),
            _needed(row.number_low)
            + (" through ∞ to " if row.low < 0.0 < row.high else " to ")
            + _needed(row.number_high),
        )
        for row in _rows(study.tables["numbers_needed"])
    ]
    columns = (
        "month", f"risk {escape(old)}, %", f"risk {escape(new)}, %", "less by, points",
        "number needed to treat", "95 % interval",
    )  # fmt: skip
    yield make_table(columns, needed, right=5)
    yield ""


def _needed(number: float) -> str:
    if not math.isfinite(number):
        return "∞"
    return f"{number:,.0f}" if number > 0 else f"{-number:,.0f} to harm"

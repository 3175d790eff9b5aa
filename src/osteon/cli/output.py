"""Printing tables on stdout as text, CSV or JSON."""

from __future__ import annotations

import csv
import json
import math
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pandas import DataFrame
    from rich.console import JustifyMethod, RenderableType
    from rich.table import Table

# Wide enough that no cell is cut when stdout is a file or a pipe.
PIPE_WIDTH = 140


def print_frame(frame: DataFrame, form: str) -> None:
    """Print a table as ``"csv"`` or ``"json"`` (a list of objects, missing values as null)."""
    if form == "csv":
        click.echo(frame.to_csv(index=False), nl=False)
    else:
        click.echo(frame.to_json(orient="records", indent=2, double_precision=15))


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[object]], form: str) -> None:
    """Print rows as ``"csv"`` or ``"json"`` (a list of objects)."""
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    else:
        objects = [dict(zip(columns, map(_for_json, row), strict=True)) for row in rows]
        click.echo(json.dumps(objects, indent=2, ensure_ascii=False, allow_nan=False))


def _for_json(value: object) -> object:
    """JSON knows no infinity: it becomes text, and a missing number null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value


def print_rich(*parts: object) -> None:
    """Print rich tables and marked-up text on stdout."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPE_WIDTH)
    for part in parts:
        console.print(part)


def make_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[RenderableType]],
    *,
    right: int = 0,
    headed: bool = True,
) -> Table:
    """Return a rich table.

    Parameters
    ----------
    headings : sequence of str
        One per column.
    rows : iterable of sequence of str or Text
        Cells; text is read as rich markup.
    right : int
        How many of the middle columns, from the second on, are numbers and stand to the right.
    headed : bool
        Whether the headings are shown.
    """
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD if headed else None,
        show_header=headed,
        header_style="bold",
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for index, heading in enumerate(headings):
        numeric = 1 <= index <= right
        justify: JustifyMethod = "right" if numeric else "left"
        table.add_column(heading, justify=justify, no_wrap=numeric, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table

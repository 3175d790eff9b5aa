"""A figure with what it is drawn from, and a table for the page."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 760.0  # of every figure [px of the drawing]
DIGITS = 6  # significant digits in the files behind figures


@dataclass(frozen=True)
class Figure:
    """A figure, its caption, and the table that it is drawn from.

    Attributes
    ----------
    name : str
        Of the file that holds its table.
    heading : str
        What it is called.
    svg : str
        One SVG element.
    caption : str
        What the lines and bands are, and what else must be known.
    data : DataFrame
        Every point that is drawn.
    """

    name: str
    heading: str
    svg: str
    caption: str
    data: "pd.DataFrame"

    @cached_property
    def csv(self) -> str:
        """The table as CSV."""
        return self.data.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")

    @property
    def link(self) -> str:
        """The table as a link that needs no file beside the page."""
        text = self.csv
        # Sign by sign, of which there are few, that of quoting first; `quote` takes every letter.
        for sign in sorted(set(text), key=lambda sign: sign != "%"):
            text = text.replace(sign, quote(sign, safe=",.-_()/+:"))
        return f"data:text/csv;charset=utf-8,{text}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table for the page.

    Attributes
    ----------
    headings : tuple of str
        One per column, the first over the labels.
    rows : tuple of tuple of str
        A label and its cells.
    groups : tuple of str
        Headings above equal shares of the columns after the first; may be empty.
    caption : str
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    groups: tuple[str, ...] = ()
    caption: str = ""

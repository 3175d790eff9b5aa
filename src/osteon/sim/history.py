"""What happened to a cohort under one policy, as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.base.tables import SCHEMAS
from osteon.sim.text import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

    from osteon.library.library import Library

Column: TypeAlias = NDArray[np.generic] | Text
Columns = Mapping[str, Column]


@dataclass(frozen=True)
class History:
    """Tables by name, each a mapping of column to array; `frame` shows one as a data frame."""

    tables: Mapping[str, Columns]

    @property
    def lives(self) -> int:
        """How many lives were followed."""
        return len(self.tables["follow_up"]["patient"])

    def frame(self, name: str, *, copy: bool = True) -> "DataFrame":
        """Return one table as a pandas data frame; without a copy it is this table's memory."""
        import pandas as pd

        columns = {column: _plain(values) for column, values in self.tables[name].items()}
        return pd.DataFrame(columns, copy=copy)

    def story(self, patient: int | None = None, *, library: "Library | None" = None) -> str:
        """Return one life in dated sentences: the first patient's unless another is named.

        Raises
        ------
        InputError
            Nobody has that number, or the patient lived in more than one arm.
        """
        from osteon.library.library import Library
        from osteon.sim.story.life import Life
        from osteon.sim.story.tell import story

        return story(Life.of(self, patient), library or Library.load())

    def plot(
        self,
        path: str | Path | None = None,
        patient: int | None = None,
        *,
        library: "Library | None" = None,
    ) -> "Figure":
        """Return one life as a page, and write it where a path to an SVG, PNG or PDF is given.

        Raises
        ------
        InputError
            Nobody has that number, the patient lived in more than one arm, or the path ends
            otherwise.
        """
        from osteon.library.library import Library
        from osteon.sim.story.life import Life
        from osteon.sim.story.page import draw_page, write_page

        figure = draw_page(Life.of(self, patient), library or Library.load())
        if path is not None:
            write_page(figure, path)
        return figure

    @classmethod
    def join(cls, parts: Sequence["History"]) -> "History":
        """Return one history of several groups of patients, in the order given."""
        return cls(
            {
                name: {
                    column: join_columns([part.tables[name][column] for part in parts])
                    for column in parts[0].tables[name]
                }
                for name in parts[0].tables
            }
        )


def table(name: str, arm: str | Text, length: int, /, **columns: object) -> Columns:
    """Return a table of the schema `name`; a column not given is empty text.

    Parameters
    ----------
    name : str
        Name of the schema in `osteon.base.tables`.
    arm : str or Text
        Name of the arm, of every row or of each.
    length : int
        Number of rows.
    **columns : array or scalar
        Values by column; columns beyond the schema are kept after it.
    """
    given = {"arm": arm, **columns}
    names = [*SCHEMAS[name], *(extra for extra in given if extra not in SCHEMAS[name])]
    return {column: _column(given.get(column, ""), length) for column in names}


def join_columns(parts: Sequence[Column]) -> Column:
    """Return the rows of one column after those of another."""
    texts = [part for part in parts if isinstance(part, Text)]
    if len(texts) == len(parts):
        return Text.joined(texts)
    return np.concatenate([_plain(part) for part in parts])


def _plain(values: Column) -> NDArray[np.generic]:
    return np.asarray(values) if isinstance(values, Text) else values


def _column(values: object, length: int) -> Column:
    if isinstance(values, str):
        return Text.same(values, length)
    if isinstance(values, Text):
        return values
    if isinstance(values, np.ndarray):
        return Text.of(values.tolist()) if values.dtype == object else values
    if isinstance(values, list):
        return Text.of(values) if not values or isinstance(values[0], str) else np.array(values)
    return np.full(length, values)

"""What happened to a cohort under one policy, as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.base.tables import SCHEMAS

if TYPE_CHECKING:
    from pandas import DataFrame

Columns = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class History:
    """Tables by name, each a mapping of column to array; `frame` shows one as a data frame."""

    tables: Mapping[str, Columns]

    @property
    def lives(self) -> int:
        """How many lives were followed."""
        return len(self.tables["follow_up"]["patient"])

    def frame(self, name: str) -> "DataFrame":
        """Return one table as a pandas data frame."""
        import pandas as pd

        return pd.DataFrame(dict(self.tables[name]))

    @classmethod
    def join(cls, parts: Sequence["History"]) -> "History":
        """Return one history of several groups of patients, in the order given."""
        return cls(
            {
                name: {
                    column: np.concatenate([part.tables[name][column] for part in parts])
                    for column in parts[0].tables[name]
                }
                for name in parts[0].tables
            }
        )


def table(name: str, arm: str, length: int, **columns: object) -> Columns:
    """Return a table of the schema `name`; a column not given is empty text.

    Parameters
    ----------
    name : str
        Name of the schema in `osteon.base.tables`.
    arm : str
        Name of the arm, the same in every row.
    length : int
        Number of rows.
    **columns : array or scalar
        Values by column; columns beyond the schema are kept after it.
    """
    given = {"arm": arm, **columns}
    names = [*SCHEMAS[name], *(extra for extra in given if extra not in SCHEMAS[name])]
    return {column: _column(given.get(column, ""), length) for column in names}


def _column(values: object, length: int) -> NDArray[np.generic]:
    if isinstance(values, np.ndarray):
        return values
    if isinstance(values, list):
        kind = object if not values or isinstance(values[0], str) else None
        return np.array(values, dtype=kind)
    return np.full(length, values, dtype=object if isinstance(values, str) else None)

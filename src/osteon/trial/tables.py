"""The tables of a history as data frames, each made when it is first asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from osteon.sim.history import Columns, History
from osteon.sim.text import Text

if TYPE_CHECKING:
    from pandas import Categorical, DataFrame


@dataclass(frozen=True, eq=False)
class Tables(Mapping[str, "DataFrame"]):
    """Data frames by name.

    Attributes
    ----------
    history : History
    categorical : frozenset of str
        Tables whose text is held as categories, which are faster to look through.
    """

    history: History
    categorical: frozenset[str] = frozenset()
    _made: "dict[str, DataFrame]" = field(default_factory=dict)

    def __getitem__(self, name: str) -> "DataFrame":
        """Return a table; it shares the memory of the history."""
        if name not in self._made:
            self._made[name] = self._frame(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.history.tables)

    def __len__(self) -> int:
        return len(self.history.tables)

    def columns(self, name: str) -> Columns:
        """Return the columns of a table as they are in the history."""
        return self.history.tables[name]

    def _frame(self, name: str) -> "DataFrame":
        import pandas as pd

        if name not in self.categorical:
            return self.history.frame(name, copy=False)
        columns: dict[str, Any] = {
            key: _categories(values) if isinstance(values, Text) else values
            for key, values in self.columns(name).items()
        }
        return pd.DataFrame(columns, copy=False)


def _categories(text: Text) -> "Categorical[str]":
    """Return a column whose categories are the words that rows hold, sorted."""
    import pandas as pd

    held = np.flatnonzero(np.bincount(text.places, minlength=len(text.words))).tolist()
    order = sorted(held, key=text.words.__getitem__)
    place = np.full(len(text.words), -1, np.int32)
    place[order] = np.arange(len(order))
    return pd.Categorical.from_codes(place[text.places], pd.Index([text.words[o] for o in order]))

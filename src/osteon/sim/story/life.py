"""The tables of one life, cut out of a history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osteon.base.errors import InputError
from osteon.sim.history import History

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Life:
    """What happened to one patient in one arm.

    Attributes
    ----------
    patient : int
    tables : mapping of str to DataFrame
        Rows of this life only, in order of time.
    """

    patient: int
    tables: Mapping[str, "pd.DataFrame"]

    @classmethod
    def of(cls, history: History, patient: int | None = None) -> "Life":
        """Return one life of a history; its first patient unless another is named.

        Raises
        ------
        InputError
            Nobody has that number, or the patient lived in more than one arm.
        """
        who = history.frame("patients").patient
        number = int(who.iloc[0]) if patient is None else patient
        if number not in set(who):
            raise InputError(f"no patient {number}; there are {who.min()} to {who.max()}")
        tables = {name: _rows(history.frame(name), number) for name in history.tables}
        if len(set(tables["follow_up"].arm)) > 1:
            raise InputError(f"patient {number} lived in more than one arm; take one of them")
        return cls(number, tables)

    def __getitem__(self, name: str) -> "pd.DataFrame":
        """Return a table; one without rows and columns where the history has none of that name."""
        import pandas as pd

        return self.tables.get(name, pd.DataFrame())

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """Return the rows of a table as mappings; none where there is no such table."""
        frame = self[name]
        columns = [str(column) for column in frame.columns]
        return [
            dict(zip(columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)
        ]

    @property
    def last_day(self) -> float:
        """End of observation [days]."""
        return float(self["follow_up"].last_day.iloc[0])

    @property
    def ending(self) -> str:
        """Why follow-up ended: death, dropout, cutoff or failure."""
        return str(self["follow_up"].reason.iloc[0])


def _rows(frame: "pd.DataFrame", patient: int) -> "pd.DataFrame":
    own = frame[frame.patient == patient]
    for name in ("day", "start_day", "onset_day"):
        if name in own:
            return own.sort_values(name, kind="stable").reset_index(drop=True)
    return own.reset_index(drop=True)

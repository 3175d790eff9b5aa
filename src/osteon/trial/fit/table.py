"""A file of records as columns of numbers: what is there, what is missing, what is no number."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError
from osteon.base.files import read_text
from osteon.base.suggest import did_you_mean
from osteon.trial.fit.flaws import Flaws

Floats = NDArray[np.float64]
REQUIRED = ("ID", "TIME", "DV")
NUMBERS = (
    "TIME", "DV", "AMT", "EVID", "MDV", "II", "ADDL", "RATE", "BLQ", "LLOQ", "CENS", "SS",
)  # fmt: skip
TEXTS = ("ID", "CMT", "DVID", "DRUG", "UNIT")
SYNONYMS = {"BQL": "BLQ", "LOQ": "LLOQ", "ENDPOINT": "DVID", "YTYPE": "DVID"}
# A line that begins so, before the header, is for people.
COMMENT = "# "
_MISSING = frozenset({"", ".", "NA", "NaN", "nan"})


@dataclass(frozen=True)
class Table:
    """Columns of a file of records by their names in capitals.

    Attributes
    ----------
    numbers : mapping of str to (n_rows,) float
        NaN where nothing is written.
    texts : mapping of str to (n_rows,) object
        Empty where nothing is written.
    others : mapping of str to (n_rows,) object
        Columns that only an option can give a meaning.
    first_line : int
        Line of the file that holds the first record.
    """

    path: Path
    digest: str
    first_line: int
    n_rows: int
    numbers: Mapping[str, Floats]
    texts: Mapping[str, NDArray[np.object_]]
    others: Mapping[str, NDArray[np.object_]]

    def number(self, name: str, default: float = np.nan) -> Floats:
        """Return a column, with `default` where it is missing."""
        column = self.numbers.get(name, np.full(self.n_rows, np.nan))
        return np.where(np.isnan(column), default, column)

    def text(self, name: str) -> NDArray[np.object_]:
        """Return a column of codes or names, empty where there is none."""
        return self.texts.get(name, np.full(self.n_rows, "", object))


def read_table(path: Path, flaws: Flaws) -> Table:
    """Return the columns of a CSV file; what is no number is added to `flaws`.

    Raises
    ------
    InputError
        The file cannot be read, is no table, or misses a column that every fit needs.
    """
    text = read_text(path)
    comments = len(list(takewhile(lambda line: line.startswith(COMMENT), text.splitlines())))
    flaws.first_line += comments
    columns = _columns(text, comments, flaws)
    present = list(columns)
    for name in REQUIRED:
        if name not in columns:
            near = did_you_mean(name, [c for c in present if c not in (*NUMBERS, *TEXTS)])
            meant = f'; is "{near}" meant?' if near else ""
            flaws.add(name, f"this column is missing; the file has {', '.join(present)}{meant}")
    if flaws.found:
        raise InputError(flaws.problems())
    numbers = {n: _as_numbers(n, columns[n], flaws) for n in NUMBERS if n in columns}
    texts = {name: columns[name] for name in TEXTS if name in columns}
    others = {n: column for n, column in columns.items() if n not in (*NUMBERS, *TEXTS)}
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Table(path, digest, flaws.first_line, len(columns["ID"]), numbers, texts, others)


def _columns(text: str, comments: int, flaws: Flaws) -> dict[str, NDArray[np.object_]]:
    import io

    import pandas as pd

    try:
        frame = pd.read_csv(
            io.StringIO(text), dtype=str, keep_default_na=False, header=None, skiprows=comments
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        flaws.add("", f"is no table with commas: {' '.join(str(error).split())}")
        raise InputError(flaws.problems()) from None
    header = [str(name).strip().upper() for name in frame.iloc[0]]
    header[0] = header[0].removeprefix("#").removeprefix("\ufeff").strip()
    named = [SYNONYMS.get(name, name) for name in header]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        flaws.add("", f"holds {', '.join(twice)} twice")
    if len(frame) == 1:
        flaws.add("", "holds no record below its header")
    if flaws.found:
        raise InputError(flaws.problems())
    body = frame.iloc[1:]
    cells = {name: body[place].str.strip() for place, name in enumerate(named)}
    return {
        name: column.where(~column.isin(list(_MISSING)), "").to_numpy(object)
        for name, column in cells.items()
    }


def _as_numbers(name: str, column: NDArray[np.object_], flaws: Flaws) -> Floats:
    import pandas as pd

    values = pd.to_numeric(pd.Series(column), errors="coerce").to_numpy(float)
    wrong = np.flatnonzero((column != "") & ~np.isfinite(values))
    for text in dict.fromkeys(column[wrong]):
        flaws.add(name, f'"{text}" is not a number', wrong[column[wrong] == text])
    return np.asarray(values)


def numbers_of(table: Table, name: str, flaws: Flaws) -> Floats:
    """Return a column that only an option gives a meaning, as numbers."""
    return _as_numbers(name, table.others[name], flaws)

"""The tables of a run for other libraries: pandas, Arrow and polars, whole or by name."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.base.errors import InputError
from osteon.base.files import write_atomically
from osteon.base.suggest import hint
from osteon.base.tables import SCHEMAS
from osteon.trial.event_history import event_history
from osteon.trial.parts import write_columns
from osteon.trial.tables import Tables

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.trial.result import TrialResult

EVENT_HISTORY = "event_history"
NUMBERS = ("effects", "comparison", EVENT_HISTORY)
NO_POLARS = "polars is not installed; pip install 'osteon[polars]', or use to_arrow or to_pandas"


def table_names(result: "TrialResult") -> tuple[str, ...]:
    """Return the names of all tables of a run: what happened, then what follows from it."""
    return (*dict.fromkeys((*result.tables, *(SCHEMAS if _parts(result) else ()))), *NUMBERS)


def arrow_table(result: "TrialResult", name: str) -> Any:
    """Return one table of a run as a `pyarrow.Table`; that of a huge run from its parts.

    Raises
    ------
    InputError
        There is no table of that name.
    """
    import pyarrow as pa

    _check(result, name)
    if name not in result.tables and name not in NUMBERS:
        return _in_parts(result, name).to_table()
    return pa.Table.from_pandas(pandas_table(result, name), preserve_index=False)


def pandas_table(result: "TrialResult", name: str) -> "DataFrame":
    """Return one table of a run as a pandas data frame; that of a huge run from its parts."""
    _check(result, name)
    if name in result.tables:
        return result.tables[name]
    made = {"effects": result.effects, "comparison": result.compare}
    if name in made:
        return made[name]()
    if name == EVENT_HISTORY:
        return event_history(result.endpoints, result.arms)
    frame: DataFrame = arrow_table(result, name).to_pandas()
    return frame


def polars_table(result: "TrialResult", name: str) -> Any:
    """Return one table of a run as a `polars.DataFrame`.

    Raises
    ------
    InputError
        There is no table of that name, or polars is not installed.
    """
    try:
        import polars as pl
    except ImportError:
        raise InputError(NO_POLARS) from None
    return pl.from_arrow(arrow_table(result, name))


def write_csv(result: "TrialResult", folder: Path) -> None:
    """Write every table of what happened as CSV, those of a huge run batch by batch."""
    for name in table_names(result):
        if name in result.tables or name == EVENT_HISTORY:
            table = arrow_table(result, name)
            write = partial(_write_batches, table.schema, table.to_batches())
        elif name in NUMBERS:
            continue
        else:
            parts = _in_parts(result, name)
            write = partial(_write_batches, parts.schema, parts.to_batches())
        write_atomically(folder / f"{name}.csv", write)


def write_parquet(tables: Mapping[str, "DataFrame"], folder: Path) -> None:
    """Write tables as Parquet files of their names."""
    for name in tables:
        if isinstance(tables, Tables):
            write = partial(write_columns, columns=tables.columns(name))
        else:
            write = partial(_write_frame, tables[name])
        write_atomically(folder / f"{name}.parquet", write)


def _write_frame(frame: "DataFrame", path: Path) -> None:
    # As in a part of a run.
    repeating = [column for column in frame if frame[column].dtype.kind != "f"]
    frame.to_parquet(path, index=False, use_dictionary=repeating)


def _write_batches(schema: Any, batches: Iterable[Any], path: Path) -> None:
    from pyarrow import csv

    with csv.CSVWriter(path, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


def _in_parts(result: "TrialResult", name: str) -> Any:
    """Return a table of a huge run as a dataset of its parts."""
    from pyarrow import dataset

    found = sorted(Path(str(_parts(result))).glob(f"*/{name}.parquet"))
    return dataset.dataset([str(path) for path in found])


def _parts(result: "TrialResult") -> object:
    return result.provenance.get("parts")


def _check(result: "TrialResult", name: str) -> None:
    names = table_names(result)
    if name not in names:
        near = hint(name, names) or f"; use one of {', '.join(names)}"
        raise InputError(f'there is no table "{name}"{near}')

"""Finished parts of a run on disk: one folder for each group of patients, whole or not there.

A part is named by its group and made by keyed luck, so making it twice gives the same files.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from osteon.sim.history import Column, Columns, History
from osteon.sim.text import Text

FOLDER = "parts"
RECEIPT = "part.json"
UNFINISHED = ".writing-"


@dataclass(frozen=True)
class Part:
    """What a finished part says of itself, and what the manifest says of it.

    Attributes
    ----------
    group : int
        Number of the group of patients.
    run : str
        Hash of the run it belongs to.
    rows : mapping of str to int
        Rows of each table.
    sha256 : mapping of str to str
        Checksum of each table's file.
    """

    group: int
    run: str
    rows: dict[str, int]
    sha256: dict[str, str]

    @property
    def lives(self) -> int:
        """How many lives it holds."""
        return self.rows["follow_up"]


def part_folder(parts: Path, group: int) -> Path:
    """Return the folder of one part."""
    return parts / f"group_{group:05d}"


def load_writers() -> None:
    """Load the libraries that write a part, so that processes forked afterwards share them."""
    from pyarrow import parquet  # noqa: F401


def write_part(parts: Path, group: int, run: str, history: History) -> Part:
    """Write the tables of a finished group; they appear in one step, with their checksums."""
    parts.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(
        prefix=f"{UNFINISHED}{group:05d}-", dir=parts, ignore_cleanup_errors=True
    ) as unfinished:
        home = Path(unfinished) / "group"
        home.mkdir()
        for name, columns in history.tables.items():
            write_columns(home / f"{name}.parquet", columns)
        part = Part(
            group,
            run,
            {name: len(next(iter(columns.values()))) for name, columns in history.tables.items()},
            {name: _sha256(home / f"{name}.parquet") for name in history.tables},
        )
        (home / RECEIPT).write_text(json.dumps(asdict(part), indent=1), encoding="utf-8")
        _put_in_place(home, part_folder(parts, group), part)
    return part


def verified_part(parts: Path, group: int, run: str) -> Part | None:
    """Return a part of this run whose files are what they were, None where there is none."""
    home = part_folder(parts, group)
    try:
        part = Part(**json.loads((home / RECEIPT).read_text(encoding="utf-8")))
        whole = all(_sha256(home / f"{n}.parquet") == known for n, known in part.sha256.items())
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return part if whole and (part.group, part.run) == (group, run) else None


def read_part(parts: Path, group: int, table: str, columns: Sequence[str] | None = None) -> Columns:
    """Return one table of a part, or some of its columns."""
    from pyarrow import parquet

    path = part_folder(parts, group) / f"{table}.parquet"
    found = parquet.ParquetFile(path).read(columns=columns, use_threads=False)
    return {name: found[name].to_numpy() for name in found.column_names}


def discard_parts(parts: Path) -> None:
    """Remove every part; what else lies in the folder is somebody else's."""
    discard_unfinished(parts)
    for folder in parts.glob("group_*"):
        shutil.rmtree(folder, ignore_errors=True)
    if parts.is_dir() and not any(parts.iterdir()):
        parts.rmdir()


def discard_unfinished(parts: Path) -> None:
    """Remove what killed writers left behind."""
    for folder in parts.glob(f"{UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(home: Path, target: Path, part: Part) -> None:
    try:
        home.rename(target)
    except OSError:
        if not target.is_dir():
            raise
        # Somebody else made it meanwhile, or it is damaged.
        if verified_part(target.parent, part.group, part.run) is None:
            shutil.rmtree(target, ignore_errors=True)
            home.rename(target)


def write_columns(path: Path, columns: Columns) -> None:
    """Write one table as a Parquet file."""
    import pyarrow as pa
    from pyarrow import parquet

    arrays = [_arrow(column) for column in columns.values()]
    # A measured number seldom repeats: a dictionary of them takes time and room for nothing.
    repeating = [name for name, column in columns.items() if column.dtype.kind != "f"]
    parquet.write_table(
        pa.Table.from_arrays(arrays, list(columns)),
        path,
        compression="snappy",
        use_dictionary=repeating,
        store_schema=False,  # so that words are read as text, of whatever form they came in
    )


def _arrow(column: Column) -> Any:
    """Return a column to Arrow, made of its memory: else Arrow loads pandas to look for its types.

    That is for the process that analyses the run, which has the time while others write parts.
    """
    import pyarrow as pa

    if isinstance(column, Text):
        return pa.DictionaryArray.from_arrays(_arrow(column.places), _words(column.words))
    if column.dtype == object:
        return _arrow(Text.of(column.tolist()))
    if column.dtype == bool:
        kind, memory = pa.bool_(), np.packbits(np.asarray(column, bool), bitorder="little")
    else:
        kind, memory = pa.from_numpy_dtype(column.dtype), np.ascontiguousarray(column)
    return pa.Array.from_buffers(kind, len(column), [None, pa.py_buffer(memory)])


def _words(words: Sequence[str]) -> Any:
    import pyarrow as pa

    coded = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, coded)], dtype=np.int32)
    return pa.StringArray.from_buffers(
        len(words), pa.py_buffer(ends), pa.py_buffer(b"".join(coded))
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

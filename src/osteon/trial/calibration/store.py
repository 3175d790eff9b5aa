"""Finished evaluations, kept in memory or in a folder so that a fit can be gone on with."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from osteon.base.files import write_atomically

Rows = list[list[float]]


@dataclass(frozen=True)
class Store:
    """What each evaluation came to, under a key that says everything it follows from.

    Attributes
    ----------
    folder : Path or None
        None keeps it for as long as the process lives.
    done : list of str
        Keys of the evaluations that were made and not found.
    """

    folder: Path | None = None
    done: list[str] = field(default_factory=list)
    _kept: dict[str, Rows] = field(default_factory=dict)

    def get(self, key: str, make: Callable[[], Rows]) -> Rows:
        """Return what is kept under a key; make and keep it where nothing is."""
        if key not in self._kept:
            path = None if self.folder is None else self.folder / f"{key}.json"
            if path is not None and path.is_file():
                self._kept[key] = json.loads(path.read_text(encoding="utf-8"))
            else:
                self._kept[key] = make()
                self.done.append(key)
                self._write(path, self._kept[key])
        return self._kept[key]

    @staticmethod
    def _write(path: Path | None, rows: Rows) -> None:
        if path is not None:
            write_atomically(path, partial(_write_json, rows))


def _write_json(rows: Rows, path: Path) -> None:
    path.write_text(json.dumps(rows), encoding="utf-8")

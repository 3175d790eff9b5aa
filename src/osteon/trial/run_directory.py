"""The folder of a run: a manifest that says which run it is, and its finished parts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from errno import ENOSPC
from functools import partial
from pathlib import Path
from typing import Any

from osteon.base.errors import InputError, Problem
from osteon.base.files import write_atomically
from osteon.sim.history import Columns, History
from osteon.trial.parts import (
    FOLDER,
    Part,
    discard_parts,
    discard_unfinished,
    part_folder,
    read_part,
    verified_part,
    write_part,
)
from osteon.trial.scheme import Scheme, hash_identity

MANIFEST = "manifest.json"
FORM = 1
LONGEST_SHOWN = 40


@dataclass(frozen=True)
class RunDirectory:
    """A folder that holds one run, finished or not.

    Attributes
    ----------
    home : Path
    run : str
        Hash of everything the run follows from.
    """

    home: Path
    run: str

    @classmethod
    def open(cls, home: Path, scheme: Scheme, *, resume: bool) -> "RunDirectory":
        """Return the folder of a run, new or to be gone on with.

        Raises
        ------
        InputError
            It holds another run, or one that `resume` was not said of; nothing was changed.
        """
        identity = scheme.identity()
        started = len(list((home / FOLDER).glob("group_*")))
        if resume:
            _refuse_another(home, identity, started)
        elif started:
            raise InputError(
                f"{home} holds finished groups of a run ({started}): go on with it (--resume), "
                f"write elsewhere (--out), or remove {home / FOLDER}"
            )
        directory = cls(home.absolute(), hash_identity(identity))
        directory.describe(identity, len(scheme.groups), [])
        return directory

    @property
    def parts(self) -> Path:
        """Folder of the finished parts."""
        return self.home / FOLDER

    def describe(self, identity: Mapping[str, Any], groups: int, parts: Sequence[Part]) -> None:
        """Write the manifest: which run it is, and what is in its parts once all are finished."""
        content = {
            "form": FORM,
            "run": self.run,
            **identity,
            "groups": groups,
            "parts": [asdict(part) for part in parts],
        }
        text = json.dumps(content, indent=1, ensure_ascii=False)
        write_atomically(self.home / MANIFEST, partial(_write_text, text))

    def verified(self, group: int) -> Part | None:
        """Return a finished part whose checksums hold, None where there is none."""
        return verified_part(self.parts, group, self.run)

    def keep(self, group: int, history: History) -> Part:
        """Write the part of a finished group.

        Raises
        ------
        OSError
            It cannot be written; when the disk is full the message says how to go on.
        """
        try:
            return write_part(self.parts, group, self.run, history)
        except OSError as error:
            if error.errno != ENOSPC:
                raise
            advice = "no space left; finished groups are kept: make room and go on with --resume"
            raise OSError(ENOSPC, advice, str(self.home)) from None

    def read(self, group: int, table: str, columns: Sequence[str] | None = None) -> Columns:
        """Return a table of a part, or some of its columns."""
        return read_part(self.parts, group, table, columns)

    def history(self, part: Part) -> History:
        """Return the tables of a part."""
        return History({table: self.read(part.group, table) for table in part.rows})

    def tidy(self) -> None:
        """Remove what killed writers left behind."""
        discard_unfinished(self.parts)

    def discard(self) -> None:
        """Remove the parts; the manifest stays."""
        discard_parts(self.parts)

    def has(self, part: Part) -> bool:
        """Whether a part that was reported as written can be seen from here."""
        return part_folder(self.parts, part.group).is_dir()


def _refuse_another(home: Path, identity: Mapping[str, Any], started: int) -> None:
    path = home / MANIFEST
    if not path.exists():
        if started:
            raise InputError(f"{home} holds parts but no {MANIFEST}; nobody can tell of which run")
        return
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        here = json.loads(json.dumps(identity))
        differences = list(_differences({key: known.get(key) for key in here}, here))
    except (ValueError, AttributeError):
        raise InputError(f"{path} is damaged; nobody can tell which run it is of") from None
    if differences:
        raise InputError([Problem(where, text, str(path)) for where, text in differences])


def _differences(there: Any, here: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield the place of each difference, and what is there and here."""
    if isinstance(there, dict) and isinstance(here, dict):
        for key in dict.fromkeys((*there, *here)):
            inside = f"{where}.{key}" if where else key
            yield from _differences(there.get(key), here.get(key), inside)
    elif there != here:
        yield where, f"the run in this folder has {_short(there)}, this one {_short(here)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")

"""A finished run as the evaluation reads it: from memory, or from the folder it was written to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.base.errors import InputError
from osteon.library.trial_file import TrialFile
from osteon.trial.parts import FOLDER
from osteon.trial.run_directory import MANIFEST

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.library.library import Library
    from osteon.trial.result import TrialResult
    from osteon.trial.trial import Trial

TABLES = (
    "patients", "events", "follow_up", "doses", "observations", "orders", "procedures", "regimens",
)  # fmt: skip


@dataclass(frozen=True)
class Finished:
    """What is read of a run.

    Attributes
    ----------
    file : TrialFile
    arms : tuple of str
        The first is the control.
    tables : mapping of name to DataFrame
    library : Library
    provenance : mapping
        Version, seed and number of lives.
    trial : Trial or None
        To be run again with other numbers; None where patients, and so rules, were handed in.
    """

    file: TrialFile
    arms: tuple[str, ...]
    tables: Mapping[str, "DataFrame"]
    library: "Library"
    provenance: Mapping[str, Any]
    trial: "Trial | None" = None

    @classmethod
    def of(cls, result: "TrialResult", names: Sequence[str] = TABLES) -> "Finished":
        """Return a run that has just been made; a huge one is read from its parts."""
        trial, tables = result.trial, result.tables_to_read
        if "parts" in result.provenance:
            tables = _from_parts(Path(result.provenance["parts"]), names)
        again = trial if trial.cohort is None else None
        return cls(trial.file, tuple(trial.arms), tables, trial.library, result.provenance, again)

    @classmethod
    def read(cls, folder: Path, library: "Library", names: Sequence[str] = TABLES) -> "Finished":
        """Return the run in a folder, as `osteon run` leaves it, with the tables named.

        Raises
        ------
        InputError
            There is no finished run, or one of an earlier version.
        """
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
            file = TrialFile.of(manifest["trial"], library)
        except (OSError, ValueError, KeyError):
            raise InputError(
                f"{folder} holds no finished run; make one with osteon run TRIAL --out {folder}"
            ) from None
        if all((folder / f"{name}.parquet").is_file() for name in names):
            tables = {name: _parquet(folder / f"{name}.parquet") for name in names}
        else:
            tables = _from_parts(folder / FOLDER, names)
        again = _again(manifest, file, library)
        return cls(file, tuple(manifest["arms"]), tables, library, provenance, again)

    @property
    def twin(self) -> bool:
        """Whether every patient lives once in every arm."""
        return self.file.design == "twin"


def _again(manifest: Mapping[str, Any], file: TrialFile, library: "Library") -> "Trial | None":
    """Return the trial of a folder, None where this library would not make the same run of it."""
    from osteon.trial.scheme import hash_library
    from osteon.trial.trial import Trial

    same = manifest.get("library") == hash_library(library)
    return Trial.of_file(file, library) if same and manifest.get("cohort") is None else None


def _from_parts(parts: Path, names: Sequence[str]) -> dict[str, "DataFrame"]:
    import pandas as pd

    folders = sorted(parts.glob("group_*"))
    if not folders:
        raise InputError(f"{parts.parent} holds no Parquet tables of a finished run")
    return {
        name: pd.concat([_parquet(own / f"{name}.parquet") for own in folders], ignore_index=True)
        for name in names
    }


def _parquet(path: Path) -> "DataFrame":
    import pandas as pd

    return pd.read_parquet(path)

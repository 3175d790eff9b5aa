"""What a TOML file is about: told by its folder, else by the keys it has."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from osteon.base.errors import InputError, Problem
from osteon.library.folder import FOLDERS, MODELS

_COMMON = frozenset({"name", "title", "aliases", "note", "source"})
_KEYS: dict[str, frozenset[str]] = {
    "trials": frozenset({"arm", "cohort", "horizon", "visit_every", "design", "reported"}),
    "sites": frozenset({"bone", "cord_level", "long_bone", "stress_exponent", "seeding_weight"}),
} | {
    folder: frozenset(
        field.alias or key for model in models for key, field in model.model_fields.items()
    )
    - _COMMON
    for folder, models in MODELS.items()
}
_ENDPOINT_KEYS = frozenset({"events", "measures", "reading"})


def guess_kind(path: Path, raw: Mapping[str, Any]) -> str:
    """Return the kind of a file by the name of the library folder it belongs to.

    Raises
    ------
    InputError
        Neither the folder nor any key tells.
    """
    if path.parent.name in FOLDERS:
        return path.parent.name
    tables = [table for table in raw.values() if isinstance(table, Mapping)]
    if tables and len(tables) == len(raw):
        if all("value" in table for table in tables):
            return "physiology"
        if any(_ENDPOINT_KEYS & set(table) for table in tables):
            return "endpoints"
        if any("statement" in table for table in tables):
            return "claims"
    shared = {kind: len(keys & set(raw)) for kind, keys in _KEYS.items()}
    best = max(shared, key=lambda kind: shared[kind])
    if shared[best]:
        return best
    message = f"is no file of a library: it belongs to none of {', '.join(FOLDERS)}"
    raise InputError([Problem("", message, str(path))])

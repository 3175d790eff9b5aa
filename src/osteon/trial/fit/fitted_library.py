"""The estimates as a folder of facts that `--library` lays over the shipped ones."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.base.files import read_toml

if TYPE_CHECKING:
    from osteon.trial.fit.result import FitResult

FOLDER = "library"


def library_files(result: "FitResult") -> dict[str, str]:
    """Return the text of each file by its path in the folder: physiology, drugs, the source.

    A drug's file is the library's with the estimates in it; where subjects differ in a number, its
    spread is the estimated one.
    """
    key = _key(result.bodies.records.table.path)
    entries = _entries(result, key)
    files = {"references.bib": _reference(result, key)}
    own = {path: entry for path, entry in entries.items() if "." not in path}
    if own:
        lines = [f"{name} = {_inline(entry)}" for name, entry in own.items()]
        files["physiology/fitted.toml"] = "\n".join([_head(result), "", *lines, ""])
    for drug in dict.fromkeys(p.split(".")[1] for p in entries if p.startswith("drugs.")):
        prefix = f"drugs.{drug}."
        changed = {p.removeprefix(prefix): e for p, e in entries.items() if p.startswith(prefix)}
        files[f"drugs/{drug}.toml"] = _drug(result, drug, changed)
    return files


def _entries(result: "FitResult", key: str) -> dict[str, dict[str, Any]]:
    """Return value, spread, source, basis and note of each estimate by its path."""
    table = result.parameters
    typical = table[table["kind"] == "typical"].set_index("parameter")
    spread = table[table["kind"] == "between subjects"].set_index("parameter")["estimate"]
    found = dict[str, dict[str, Any]]()
    for path in map(str, typical.index):
        row = typical.loc[path]
        unit = f" {row['unit']}" if row["unit"] else ""
        value = float(f"{row['estimate']:.6g}")
        entry: dict[str, Any] = {"value": f"{value!r}{unit}" if unit else value}
        if path in spread.index:
            entry["spread"] = f"lognormal {100 * spread[path]:.4g} %"
        sure = row["note"] or f"standard error {row['se_percent']:.2g} %"
        found[path] = {**entry, "source": key, "basis": "calibrated", "note": sure}
    return found


def _drug(result: "FitResult", name: str, changed: Mapping[str, Mapping[str, Any]]) -> str:
    folders = reversed(result.bodies.library.folders)
    path = next(p for folder in folders if (p := folder / "drugs" / f"{name}.toml").is_file())
    raw = read_toml(path)
    numbers = raw.pop("parameters")
    for key, entry in changed.items():
        # What was not estimated stays: how patients differ.
        kept = {k: v for k, v in numbers[key].items() if k == "spread"}
        numbers[key] = {"value": entry["value"], **kept, **entry}
    lines = [f"{key} = {_text(value)}" for key, value in raw.items()]
    lines += ["", "[parameters]", *(f"{key} = {_inline(entry)}" for key, entry in numbers.items())]
    return "\n".join([_head(result), "", *lines, ""])


def _head(result: "FitResult") -> str:
    table = result.bodies.records.table
    return f"# Estimated by `osteon fit` from {table.path.name} (SHA-256 {table.digest})."


def _inline(entry: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{key} = {_text(value)}" for key, value in entry.items()) + " }"


def _text(value: object) -> str:
    """Return a TOML value; JSON writes texts, numbers and lists alike."""
    return json.dumps(value, ensure_ascii=False)


def _key(path: Path) -> str:
    return "data_" + re.sub(r"\W+", "_", path.stem.casefold())


def _reference(result: "FitResult", key: str) -> str:
    table = result.bodies.records.table
    title = re.sub(r"[{}\\]", "", table.path.name)
    return (
        f"@misc{{{key},\n  title = {{Measured data: {title}}},\n"
        f"  note = {{SHA-256 {table.digest}; parameters estimated by osteon fit}}\n}}\n"
    )

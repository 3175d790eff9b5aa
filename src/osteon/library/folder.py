"""Reading the folders of a library: one file one thing, every fault collected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osteon.base.errors import InputError, Problem
from osteon.base.files import read_toml
from osteon.base.suggest import hint
from osteon.library.cancers import Cancer
from osteon.library.drugs import Bisphosphonate, Drug, RanklInhibitor
from osteon.library.endpoints import Endpoint
from osteon.library.faults import Model, validate
from osteon.library.sites import Region, Site
from osteon.library.sourced import Context, Sourced, sourced

_DRUG_KINDS: dict[str, type[RanklInhibitor] | type[Bisphosphonate]] = {
    "rankl_inhibitor": RanklInhibitor,
    "bisphosphonate": Bisphosphonate,
}
FOLDERS = ("cancers", "drugs", "endpoints", "physiology", "sites", "trials")


@dataclass
class Shelf:
    """What was read so far, and every fault met on the way."""

    drugs: dict[str, Drug] = field(default_factory=dict)
    cancers: dict[str, Cancer] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    parameters: dict[str, Sourced] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, folder: Path, context: Context) -> None:
        """Add what a library folder holds; a name that is there already is replaced."""
        parameters: dict[str, Sourced] = {}
        for path in _files(folder, self.problems):
            try:
                self._read_file(path, read_toml(path), context, parameters)
            except InputError as error:
                self.problems += error.problems
        self.parameters |= parameters

    def _read_file(
        self, path: Path, raw: dict[str, Any], context: Context, parameters: dict[str, Sourced]
    ) -> None:
        match path.parent.name:
            case "drugs":
                self._read_drug(path, raw, context)
            case "cancers":
                if cancer := self._model(Cancer, path, _named(path.stem, raw), context):
                    self.cancers[path.stem] = cancer
            case "sites":
                if region := self._model(Region, path, _named(path.stem, raw), context):
                    self.sites |= {site.name: site for site in region.sites()}
            case "endpoints":
                self._read_endpoints(path, raw, context)
            case "physiology":
                self._read_parameters(path, raw, context, parameters)

    def _read_drug(self, path: Path, raw: dict[str, Any], context: Context) -> None:
        kind = _DRUG_KINDS.get(str(raw.get("kind")))
        if kind is None:
            message = f'"{raw.get("kind", "")}" is no kind of drug{hint("", _DRUG_KINDS)}'
            self.problems.append(Problem("kind", message, str(path)))
        elif drug := self._model(kind, path, _named(path.stem, raw), context):
            self.drugs[path.stem] = drug

    def _read_endpoints(self, path: Path, raw: dict[str, Any], context: Context) -> None:
        for name, table in raw.items():
            if endpoint := self._model(Endpoint, path, _named(name, table), context, name):
                self.endpoints[name] = endpoint

    def _read_parameters(
        self, path: Path, raw: dict[str, Any], context: Context, parameters: dict[str, Sourced]
    ) -> None:
        for where, name, table in _leaves(raw):
            entry = self._model(Sourced, path, _entry(name, table), context, where)
            if name in parameters:
                self.problems.append(Problem(where, "this name occurs twice", str(path)))
            if entry is not None:
                parameters[name] = entry

    def _model(
        self,
        model: type[Model],
        path: Path,
        raw: dict[str, Any],
        context: Context,
        where: str = "",
    ) -> Model | None:
        found, problems = validate(model, raw, context)
        self.problems += [problem.inside(where).of_file(path) for problem in problems]
        return found


def _files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    if not folder.is_dir():
        problems.append(Problem("", "no such library folder", str(folder)))
        return
    inside = sorted(path for path in folder.iterdir() if path.is_dir())
    for unknown in (path for path in inside if path.name not in FOLDERS):
        message = f"unknown folder of a library{hint(unknown.name, FOLDERS)}"
        problems.append(Problem("", message, str(unknown)))
    for name in FOLDERS:
        yield from sorted((folder / name).glob("*.toml"))


def _named(name: str, raw: object) -> dict[str, Any]:
    return {"name": name, **raw} if isinstance(raw, Mapping) else {"name": name}


def _entry(name: str, table: object) -> dict[str, Any]:
    return sourced(name, table) if isinstance(table, Mapping) else {"name": name, "value": table}


def _leaves(raw: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, str, object]]:
    """Yield path, name and content of each number in nested tables."""
    for name, table in raw.items():
        path = f"{where}.{name}" if where else name
        if isinstance(table, Mapping) and "value" not in table and _holds_tables(table):
            yield from _leaves(table, path)
        else:
            yield path, name, table


def _holds_tables(table: Mapping[str, Any]) -> bool:
    return any(isinstance(inner, Mapping) for inner in table.values())

"""Reading the folders of a library: one file one thing, every fault collected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
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

FOLDERS = ("cancers", "drugs", "endpoints", "parameter_sets", "physiology", "sites", "trials")
_DRUG_KINDS: dict[str, type[RanklInhibitor] | type[Bisphosphonate]] = {
    "rankl_inhibitor": RanklInhibitor,
    "bisphosphonate": Bisphosphonate,
}


@dataclass
class Shelf:
    """What was read so far, and every fault met on the way."""

    context: Context
    drugs: dict[str, Drug] = field(default_factory=dict)
    cancers: dict[str, Cancer] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    parameters: dict[str, Sourced] = field(default_factory=dict)
    parameter_sets: dict[str, Mapping[str, Sourced]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read_folder(self, folder: Path) -> None:
        """Add what a library folder holds; a name of an earlier folder is replaced."""
        before = self.parameters
        self.parameters = {}
        for path in _files(folder, self.problems):
            self.read_file(path, path.parent.name)
        self.parameters = before | self.parameters

    def read_file(self, path: Path, kind: str) -> None:
        """Add what one file holds; `kind` is the name of the folder it belongs to."""
        readers = {
            "drugs": self._read_drug,
            "cancers": self._read_cancer,
            "sites": self._read_region,
            "endpoints": self._read_endpoints,
            "physiology": self._read_physiology,
            "parameter_sets": self._read_parameter_set,
        }
        try:
            raw = read_toml(path)
        except InputError as error:
            self.problems += error.problems
        else:
            readers[kind](path, raw)

    def _read_drug(self, path: Path, raw: dict[str, Any]) -> None:
        kind = _DRUG_KINDS.get(str(raw.get("kind")))
        if kind is None:
            message = f'"{raw.get("kind", "")}" is no kind of drug{hint("", _DRUG_KINDS)}'
            self.problems.append(Problem("kind", message, str(path)))
        elif drug := self._model(kind, path, _named(path.stem, raw)):
            self.drugs[path.stem] = drug

    def _read_cancer(self, path: Path, raw: dict[str, Any]) -> None:
        if cancer := self._model(Cancer, path, _named(path.stem, raw)):
            self.cancers[path.stem] = cancer

    def _read_region(self, path: Path, raw: dict[str, Any]) -> None:
        if region := self._model(Region, path, _named(path.stem, raw)):
            self.sites |= {site.name: site for site in region.sites()}

    def _read_endpoints(self, path: Path, raw: dict[str, Any]) -> None:
        for name, table in raw.items():
            if endpoint := self._model(Endpoint, path, _named(name, table), name):
                self.endpoints[name] = endpoint

    def _read_physiology(self, path: Path, raw: dict[str, Any]) -> None:
        for where, entry in self._numbers(path, raw):
            if entry.name in self.parameters:
                self.problems.append(Problem(where, "this name occurs twice", str(path)))
            self.parameters[entry.name] = entry

    def _read_parameter_set(self, path: Path, raw: dict[str, Any]) -> None:
        entries = {entry.name: entry for _, entry in self._numbers(path, raw)}
        self.parameter_sets[path.stem] = MappingProxyType(entries)

    def _numbers(self, path: Path, raw: dict[str, Any]) -> Iterator[tuple[str, Sourced]]:
        for where, name, table in _leaves(raw):
            if entry := self._model(Sourced, path, _entry(name, table), where):
                yield where, entry

    def _model(
        self, model: type[Model], path: Path, raw: dict[str, Any], where: str = ""
    ) -> Model | None:
        found, problems = validate(model, raw, self.context)
        self.problems += [problem.inside(where).of_file(path) for problem in problems]
        return found


def _files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Yield the TOML files of a library folder, trials left out: they are read against it."""
    if not folder.is_dir():
        problems.append(Problem("", "no such library folder", str(folder)))
        return
    for inside in sorted(path for path in folder.iterdir() if path.is_dir()):
        if inside.name not in FOLDERS:
            message = f"unknown folder of a library{hint(inside.name, FOLDERS)}"
            problems.append(Problem("", message, str(inside)))
        elif inside.name != "trials":
            yield from sorted(inside.glob("*.toml"))


def _named(name: str, raw: object) -> dict[str, Any]:
    return {"name": name, **raw} if isinstance(raw, Mapping) else {"name": name}


def _entry(name: str, table: object) -> dict[str, Any]:
    return sourced(name, table) if isinstance(table, Mapping) else {"name": name, "value": table}


def _leaves(raw: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, str, object]]:
    """Yield path, name and content of each number in nested tables."""
    for name, table in raw.items():
        path = f"{where}.{name}" if where else name
        if isinstance(table, Mapping) and any(isinstance(t, Mapping) for t in table.values()):
            yield from _leaves(table, path)
        else:
            yield path, name, table

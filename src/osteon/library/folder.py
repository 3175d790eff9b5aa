"""Reading the folders of a library: one file one thing, every fault collected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from osteon.base.errors import InputError, Problem
from osteon.base.files import read_toml
from osteon.base.suggest import hint
from osteon.library.assessments import ASSESSMENT_KINDS, Assessment
from osteon.library.cancers import Cancer
from osteon.library.claims import Claim
from osteon.library.drugs import DRUG_KINDS, Drug
from osteon.library.endpoints import Endpoint
from osteon.library.facts import Facts
from osteon.library.faults import Model, validate
from osteon.library.medicines import MEDICINE_KINDS, Medicine
from osteon.library.prices import PriceList
from osteon.library.procedures import Procedure
from osteon.library.sites import Region, Site
from osteon.library.sourced import Context, Sourced, sourced
from osteon.library.stages import Stage
from osteon.library.standards import StandardOfCare
from osteon.library.symptoms import Symptom
from osteon.library.targets import TargetSet
from osteon.library.utilities import UtilitySet

# Folders with one fact a file: what it is, or what it can be by its `kind`.
_ONE_KIND: dict[str, type[Facts]] = {
    "cancers": Cancer,
    "costs": PriceList,
    "procedures": Procedure,
    "stages": Stage,
    "symptoms": Symptom,
    "standards": StandardOfCare,
    "targets": TargetSet,
    "utilities": UtilitySet,
}
_SEVERAL_KINDS: dict[str, tuple[str, Mapping[str, type[Facts]]]] = {
    "assessments": ("assessment", ASSESSMENT_KINDS),
    "drugs": ("drug", DRUG_KINDS),
    "medicines": ("medicine", MEDICINE_KINDS),
}
MODELS: dict[str, tuple[type[Facts], ...]] = {
    **{folder: (model,) for folder, model in _ONE_KIND.items()},
    **{folder: tuple(models.values()) for folder, (_, models) in _SEVERAL_KINDS.items()},
}
FOLDERS = tuple(
    sorted((*MODELS, "claims", "endpoints", "parameter_sets", "physiology", "sites", "trials"))
)


@dataclass
class Shelf:
    """What was read so far, and every fault met on the way."""

    context: Context
    assessments: dict[str, Assessment] = field(default_factory=dict)
    cancers: dict[str, Cancer] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    costs: dict[str, PriceList] = field(default_factory=dict)
    drugs: dict[str, Drug] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    medicines: dict[str, Medicine] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    standards: dict[str, StandardOfCare] = field(default_factory=dict)
    symptoms: dict[str, Symptom] = field(default_factory=dict)
    targets: dict[str, TargetSet] = field(default_factory=dict)
    utilities: dict[str, UtilitySet] = field(default_factory=dict)
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
            "claims": self._read_claims,
            "sites": self._read_region,
            "endpoints": self._read_endpoints,
            "physiology": self._read_physiology,
            "parameter_sets": self._read_parameter_set,
        }
        try:
            raw = read_toml(path)
        except InputError as error:
            self.problems += error.problems
            return
        if kind in readers:
            readers[kind](path, raw)
        else:
            self._read_facts(path, raw, kind)

    def _read_facts(self, path: Path, raw: dict[str, Any], folder: str) -> None:
        model = self._kind_of(path, raw, folder)
        facts = model and self._model(model, path, _named(path.stem, raw))
        if facts is not None:
            getattr(self, folder)[path.stem] = facts

    def _kind_of(self, path: Path, raw: Mapping[str, Any], folder: str) -> type[Facts] | None:
        """Return what a file describes, or None where its `kind` is unknown."""
        if folder in _ONE_KIND:
            return _ONE_KIND[folder]
        noun, models = _SEVERAL_KINDS[folder]
        kind = str(raw.get("kind", ""))
        if kind not in models:
            message = f'"{kind}" is no kind of {noun}{hint(kind, models)}'
            self.problems.append(Problem("kind", message, str(path)))
        return models.get(kind)

    def _read_region(self, path: Path, raw: dict[str, Any]) -> None:
        if region := self._model(Region, path, _named(path.stem, raw)):
            self.sites |= {site.name: site for site in region.sites()}

    def _read_claims(self, path: Path, raw: dict[str, Any]) -> None:
        for name, table in raw.items():
            filed = {"topic": path.stem, **_named(name, table)}
            if claim := self._model(Claim, path, filed, name):
                self.claims[name] = claim

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

"""The library: every fact osteon knows, from folders of TOML files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from osteon.base.citations import Reference, load_references
from osteon.base.errors import InputError, Problem
from osteon.base.suggest import did_you_mean, hint, plain
from osteon.library.assessments import Assessment
from osteon.library.cancers import Cancer
from osteon.library.claims import Claim
from osteon.library.drugs import Drug
from osteon.library.endpoints import Endpoint
from osteon.library.folder import Shelf
from osteon.library.medicines import Medicine
from osteon.library.prices import PriceList
from osteon.library.procedures import Procedure
from osteon.library.sites import Site, bones_by_place
from osteon.library.sourced import Context, Sourced
from osteon.library.stages import Stage
from osteon.library.standards import StandardOfCare
from osteon.library.symptoms import Symptom
from osteon.library.targets import TargetSet
from osteon.library.utilities import UtilitySet

if TYPE_CHECKING:
    from osteon.library.orderable import Orderable
    from osteon.library.trial_file import TrialFile

SHIPPED = Path(__file__).parent / "data"

KINDS = (
    "drugs",
    "medicines",
    "procedures",
    "assessments",
    "symptoms",
    "standards",
    "cancers",
    "sites",
    "endpoints",
)
"""Kinds of facts that are filed by name, parameters and trials aside."""

ECONOMICS = ("costs", "utilities")
"""Kinds of facts by which a finished run is valued; no life depends on them."""

CALIBRATION = ("stages", "targets")
"""Kinds of facts by which numbers are fitted; no life depends on them."""

_FILED_BY_NAME = (*KINDS, *ECONOMICS, *CALIBRATION, "claims")

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Library:
    """All facts by name; build it with `Library.load`.

    Attributes
    ----------
    drugs, medicines, procedures, assessments, symptoms, standards, cancers, sites, endpoints,
    claims, costs, utilities, stages, targets
        Mappings of name to table of facts.
    parameters : mapping of name to Sourced
        Numbers of the model.
    parameter_sets : mapping of name to mapping of name to Sourced
        Values that together replace parameters, such as those of the published physiology.
    references : mapping of key to Reference
    folders : tuple of Path
        Where the facts came from, the shipped folder first.
    """

    drugs: Mapping[str, Drug]
    medicines: Mapping[str, Medicine]
    procedures: Mapping[str, Procedure]
    assessments: Mapping[str, Assessment]
    symptoms: Mapping[str, Symptom]
    standards: Mapping[str, StandardOfCare]
    cancers: Mapping[str, Cancer]
    sites: Mapping[str, Site]
    endpoints: Mapping[str, Endpoint]
    claims: Mapping[str, Claim]
    costs: Mapping[str, PriceList]
    utilities: Mapping[str, UtilitySet]
    stages: Mapping[str, Stage]
    targets: Mapping[str, TargetSet]
    parameters: Mapping[str, Sourced]
    parameter_sets: Mapping[str, Mapping[str, Sourced]]
    references: Mapping[str, Reference]
    folders: tuple[Path, ...]

    @classmethod
    def load(cls, *extra_folders: str | Path) -> "Library":
        """Return the shipped library, with what further folders add or replace by name.

        Raises
        ------
        InputError
            Any file is wrong; every fault of every file is listed.
        """
        if not extra_folders:
            return _load_shipped()
        return _load(tuple(Path(folder) for folder in extra_folders))

    def drug(self, name: str) -> Drug:
        """Return a drug by name, title or alias; InputError with the nearest name otherwise."""
        return _find("drug", name, self.drugs, _aliases)

    def medicine(self, name: str) -> Medicine:
        """Return a medicine by any of its names; InputError with the nearest otherwise."""
        return _find("medicine", name, self.medicines, _aliases)

    def procedure(self, name: str) -> Procedure:
        """Return a procedure by any of its names; InputError with the nearest otherwise."""
        return _find("procedure", name, self.procedures, _aliases)

    def assessment(self, name: str) -> Assessment:
        """Return an assessment by any of its names; InputError with the nearest otherwise."""
        return _find("assessment", name, self.assessments, _aliases)

    def symptom(self, name: str) -> Symptom:
        """Return a symptom by any of its names; InputError with the nearest otherwise."""
        return _find("symptom", name, self.symptoms, _aliases)

    def standard(self, name: str) -> StandardOfCare:
        """Return a standard of care by any of its names; InputError with the nearest otherwise."""
        return _find("standard of care", name, self.standards, _aliases)

    def orderable(self, text: str) -> "Orderable":
        """Return what an order of a treatment means: see `osteon.library.orderable.resolve`."""
        from osteon.library.orderable import resolve

        return resolve(text, self)

    def cancer(self, name: str) -> Cancer:
        """Return a cancer by name, title or alias; InputError with the nearest name otherwise."""
        return _find("cancer", name, self.cancers, _aliases)

    def site(self, name: str) -> Site:
        """Return a bone by name or title; InputError with the nearest name otherwise."""
        return _find("bone", name, self.sites, _titles)

    def endpoint(self, name: str) -> Endpoint:
        """Return an endpoint by name; InputError with the nearest name otherwise."""
        return _find("endpoint", name, self.endpoints)

    def claim(self, name: str) -> Claim:
        """Return a claim by its name; InputError with the nearest name otherwise."""
        return _find("claim", name, self.claims)

    def price_list(self, name: str) -> PriceList:
        """Return a price list by any of its names; InputError with the nearest otherwise."""
        return _find("price list", name, self.costs, _aliases)

    def utility_set(self, name: str) -> UtilitySet:
        """Return a set of utilities by any of its names; InputError with the nearest otherwise."""
        return _find("set of utilities", name, self.utilities, _aliases)

    def target_set(self, name: str) -> TargetSet:
        """Return the targets of a process by name or title; InputError with the nearest one."""
        return _find("set of targets", name, self.targets, _titles)

    def stage(self, name: str) -> Stage:
        """Return a stage of the calibration by name or title; InputError with the nearest one."""
        return _find("stage", name, self.stages, _titles)

    def trial(self, name: str) -> "TrialFile":
        """Return a published trial by name; InputError with the nearest name otherwise."""
        return _find("trial", name, self.trials)

    @cached_property
    def trials(self) -> Mapping[str, "TrialFile"]:
        """Published trials by name."""
        from osteon.library.trial_file import read_trials

        return MappingProxyType(read_trials(self))

    @cached_property
    def bones_by_place(self) -> Mapping[str, tuple[str, ...]]:
        """The bones that each place stands for."""
        return MappingProxyType(bones_by_place(tuple(self.sites.values())))

    @cached_property
    def symptoms_by_event(self) -> Mapping[str, tuple[Symptom, ...]]:
        """The symptoms that each event brings at once; an event that brings none is not there."""
        found: dict[str, tuple[Symptom, ...]] = {}
        for symptom in self.symptoms.values():
            for name in symptom.events:
                found[name] = (*found.get(name, ()), symptom)
        return MappingProxyType(found)

    def entries(self, kinds: Iterable[str] = KINDS) -> Iterator[tuple[str, Sourced]]:
        """Yield the path and content of every number in the library that a run can rest on.

        Those of `kinds`, then the parameters of the model.
        """
        for kind in kinds:
            for name, facts in getattr(self, kind).items():
                yield from ((f"{kind}.{name}.{key}", entry) for key, entry in facts.entries())
        yield from ((f"parameters.{name}", entry) for name, entry in self.parameters.items())


@cache
def _load_shipped() -> Library:
    return _load(())


def _load(extra_folders: tuple[Path, ...]) -> Library:
    folders = (SHIPPED, *extra_folders)
    references = _references(extra_folders)
    shelf = Shelf(Context(references))
    for folder in folders:
        shelf.read_folder(folder)
    if shelf.problems:
        raise InputError(shelf.problems)
    library = Library(
        **{kind: MappingProxyType(getattr(shelf, kind)) for kind in _FILED_BY_NAME},
        parameters=MappingProxyType(shelf.parameters),
        parameter_sets=MappingProxyType(shelf.parameter_sets),
        references=references,
        folders=folders,
    )
    _refuse_unknown_names(library)
    return library


def _refuse_unknown_names(library: Library) -> None:
    """Raise for endpoints that count what the rest of the library does not have."""
    from osteon.library.endpoint_names import unknown_names

    problems = [
        Problem(f"endpoints.{name}.{key}", message)
        for name, endpoint in library.endpoints.items()
        for key, message in unknown_names(endpoint.model_dump(), library)
    ]
    if problems:
        raise InputError(problems)


def _references(extra_folders: tuple[Path, ...]) -> Mapping[str, Reference]:
    own = [folder / "references.bib" for folder in extra_folders]
    merged = dict(load_references())
    for path in own:
        if path.is_file():
            merged |= load_references(path)
    return MappingProxyType(merged)


def _aliases(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return every other name of each entry, with the name it is filed under."""
    return {other: name for name, entry in facts.items() for other in (entry.title, *entry.aliases)}


def _titles(facts: Mapping[str, Any]) -> dict[str, str]:
    return {entry.title: name for name, entry in facts.items()}


def _no_others(_: Mapping[str, Any]) -> dict[str, str]:
    return {}


def _find(
    noun: str,
    name: str,
    facts: Mapping[str, Entry],
    other_names: Callable[[Mapping[str, Any]], dict[str, str]] = _no_others,
) -> Entry:
    # Most who ask have the name under which it is filed.
    if name in facts:
        return facts[name]
    others = other_names(facts)
    by_plain = {plain(other): filed for other, filed in others.items()}
    by_plain |= {plain(filed): filed for filed in facts}
    if plain(name) not in by_plain:
        near = did_you_mean(name, [*others, *facts])
        raise InputError(f'no {noun} "{name}"{hint(near or name, [near] if near else facts)}')
    return facts[by_plain[plain(name)]]

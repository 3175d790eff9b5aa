"""Registers of a chart: treatments, results and symptoms in the order of telling, by name."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, overload

from osteon.base.suggest import plain
from osteon.care.entries import Observation, Regimen, ReportedSymptom

Entry = TypeVar("Entry")
Name = tuple[str, str]
Latest = dict[Name, Observation]
Present = dict[str, tuple[ReportedSymptom, ...]]


class Register(Sequence[Entry]):
    """Entries that do not change any more."""

    @abstractmethod
    def all(self) -> Sequence[Entry]:
        """Return every entry."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        return self.all()[place]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Iterable) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class Regimens(Register[Regimen]):
    """Treatments in the order in which they were ordered."""

    def __init__(self, taken: Iterable[Regimen] = ()) -> None:
        self._taken = tuple(taken)
        self._by_name: dict[str, tuple[Regimen, ...]] = {}
        for own in self._taken:
            name = plain(own.name)
            self._by_name[name] = (*self._by_name.get(name, ()), own)

    def plus(self, regimen: Regimen) -> "Regimens":
        """Return these and one more."""
        name, more = plain(regimen.name), Regimens()
        more._taken = (*self._taken, regimen)
        more._by_name = {**self._by_name, name: (*self._by_name.get(name, ()), regimen)}
        return more

    def instead(self, old: Regimen, new: Regimen) -> "Regimens":
        """Return these with one in the place of another of the same name."""
        name, changed = plain(old.name), Regimens()
        changed._taken = tuple(new if own is old else own for own in self._taken)
        alike = tuple(new if own is old else own for own in self._by_name[name])
        changed._by_name = {**self._by_name, name: alike}
        return changed

    def all(self) -> Sequence[Regimen]:
        """Return every regimen."""
        return self._taken

    def of(self, name: str) -> Sequence[Regimen]:
        """Return every regimen of a drug or medicine."""
        return self._by_name.get(plain(name), ())


class Results(Register[Observation]):
    """Results in any order; of two of one day the later in the order counts as the latest.

    Parameters
    ----------
    told : sequence of Observation
    latest : dict of (name, site) to Observation, optional
        The latest of each, where it is at hand already (`note_results`).
    """

    def __init__(self, told: Sequence[Observation], latest: Latest | None = None) -> None:
        self._told = told
        self._latest = latest_of(told) if latest is None else latest

    def all(self) -> Sequence[Observation]:
        """Return every result."""
        return self._told

    def latest(self, name: str, site: str = "") -> Observation | None:
        """Return the latest result of an assessment, at a site if one is named, or None."""
        return self._latest.get((name, site))

    def of(self, name: str) -> Sequence[Observation]:
        """Return every result of one assessment."""
        return [own for own in self._told if own.assessment == name]


class Symptoms(Register[ReportedSymptom]):
    """Symptoms in the order of telling; the later word on a symptom at a site counts.

    Parameters
    ----------
    told : sequence of ReportedSymptom
    present : mapping of str to tuple of ReportedSymptom, optional
        Those that are not over by name, where they are at hand already (`note_symptom`).
    """

    def __init__(
        self,
        told: Sequence[ReportedSymptom],
        present: Mapping[str, tuple[ReportedSymptom, ...]] | None = None,
    ) -> None:
        self._told = told
        self._present = present_of(told) if present is None else present

    def all(self) -> Sequence[ReportedSymptom]:
        """Return everything told."""
        return self._told

    def present(self, *names: str) -> tuple[ReportedSymptom, ...]:
        """Return what is reported under names and not over, one entry per name and site."""
        found: tuple[ReportedSymptom, ...] = ()
        for name in names:
            if name in self._present:
                found += self._present[name]
        return found


def latest_of(results: Iterable[Observation]) -> Latest:
    """Return the latest result of each name, and of each name and site."""
    latest: Latest = {}
    note_results(latest, results)
    return latest


def note_results(latest: Latest, results: Iterable[Observation]) -> None:
    """Let results that have come be the latest of their names, and of their names and sites."""
    for own in results:
        day, name, _, _, site = own
        before = latest.get((name, ""))
        if before is None or day >= before.day:
            latest[name, ""] = own
        if site:
            before = latest.get((name, site))
            if before is None or day >= before.day:
                latest[name, site] = own


def present_of(symptoms: Iterable[ReportedSymptom]) -> Present:
    """Return the symptoms that are not over by name."""
    present: Present = {}
    for own in symptoms:
        note_symptom(present, own)
    return present


def note_symptom(present: Present, told: ReportedSymptom) -> None:
    """Let a symptom that is told of be present, in the place of what was said of it before."""
    others = present.get(told.name, ())
    if told.over:
        present[told.name] = tuple(own for own in others if own.site != told.site)
        if not present[told.name]:
            del present[told.name]
    elif any(own.site == told.site for own in others):
        present[told.name] = tuple(told if own.site == told.site else own for own in others)
    else:
        present[told.name] = (*others, told)

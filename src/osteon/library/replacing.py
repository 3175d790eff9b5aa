"""A library with some of its numbers replaced; what it came from stays as it is."""

from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from osteon.base.errors import InputError
from osteon.base.suggest import hint
from osteon.base.units import to_unit
from osteon.library.library import ECONOMICS, KINDS, Library
from osteon.library.prices import PriceList
from osteon.library.sourced import Sourced
from osteon.library.utilities import UtilitySet


def numbers_by_path(library: Library) -> dict[str, Sourced]:
    """Return every number by its path, as `--set` names it: parameters by their name alone."""
    found = library.entries((*KINDS, *ECONOMICS))
    return {path.removeprefix("parameters."): entry for path, entry in found}


def with_numbers(library: Library, numbers: Mapping[str, float | str]) -> Library:
    """Return the library with other values in the place of some numbers, spreads kept.

    Parameters
    ----------
    numbers : mapping of path to value
        A path may hold ``*`` for any text: ``"cancers.*.death_rate_per_year"``. A value is a number
        in the unit that the name states, or text with a unit.

    Raises
    ------
    InputError
        No number has that path, or the value is impossible.
    """
    known = numbers_by_path(library)
    for pattern, value in numbers.items():
        paths = [path for path in known if fnmatchcase(path, pattern)]
        if not paths:
            raise InputError(f"{pattern}: no such number{hint(pattern, known)}")
        for path in paths:
            entry = known[path]
            library = with_entry(library, path, entry.with_value(to_unit(value, entry.unit)))
    return library


def with_entry(library: Library, path: str, entry: Sourced) -> Library:
    """Return the library with another entry at a path that it has."""
    if path in library.parameters:
        return replace(library, parameters=_put(library.parameters, path, entry))
    kind, name, _field = path.split(".")
    table = getattr(library, kind)
    changes: dict[str, Any] = {kind: _put(table, name, _inside(table[name], entry))}
    return replace(library, **changes)


def _inside(facts: Any, entry: Sourced) -> Any:
    """Replace the number in a table of facts, or in the table of parameters inside it."""
    if isinstance(facts, PriceList | UtilitySet):
        return facts.with_entry(entry)
    if entry.name in type(facts).model_fields:
        return facts.model_copy(update={entry.name: entry})
    return facts.model_copy(update={"parameters": _inside(facts.parameters, entry)})


def _put(table: Mapping[str, Any], name: str, entry: Any) -> Mapping[str, Any]:
    return MappingProxyType({**table, name: entry})

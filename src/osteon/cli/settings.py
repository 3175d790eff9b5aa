"""The option --set: numbers of the library replaced for one run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint
from osteon.base.units import to_unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from osteon.library.library import Library
    from osteon.library.sourced import Sourced

TABLES = ("drugs", "cancers", "sites")


def read_settings(settings: tuple[str, ...]) -> dict[str, str]:
    """Split each KEY=VALUE.

    Raises
    ------
    InputError
        For one without "=", key or value, or with a key given twice; all at once.
    """
    pairs = [_split(text) for text in settings]
    problems = [
        Problem("", f'--set {text}: write KEY=VALUE, such as --set "falls_per_year=1 per year"')
        for text, pair in zip(settings, pairs, strict=True)
        if not all(pair)
    ]
    counts = Counter(pair[0] for pair in pairs)
    problems += [Problem("", f"--set {key}: given twice") for key, n in counts.items() if n > 1]
    if problems:
        raise InputError(problems)
    return dict(pairs)


def with_settings(library: Library, settings: Mapping[str, str]) -> Library:
    """Return the library with numbers replaced.

    Parameters
    ----------
    library : Library
        What to start from; it stays as it is.
    settings : mapping of str to str
        A model parameter by its name, or ``drugs.NAME.KEY``, ``cancers.NAME.KEY`` or
        ``sites.NAME.KEY``; the value is text with a unit, or a number in the unit that the key's
        ending states.

    Raises
    ------
    InputError
        For an unknown key or a value of the wrong kind; all at once.
    """
    if not settings:
        return library
    known = {path.removeprefix("parameters."): entry for path, entry in library.entries()}
    problems: list[Problem] = []
    for key, text in settings.items():
        try:
            library = _with_value(library, key, _changed(key, text, known))
        except InputError as error:
            problems += [problem.inside(f"--set {key}") for problem in error.problems]
    if problems:
        raise InputError(problems)
    return library


def _split(text: str) -> tuple[str, str]:
    key, _equals, value = text.partition("=")
    return key.strip(), value.strip()


def _changed(key: str, text: str, known: Mapping[str, Sourced]) -> Sourced:
    if key not in known:
        raise InputError(f"no such number{hint(key, known)}")
    return known[key].with_value(to_unit(_as_number(text), known[key].unit))


def _as_number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _with_value(library: Library, key: str, entry: Sourced) -> Library:
    if key in library.parameters:
        return replace(library, parameters=_put(library.parameters, key, entry))
    kind, name, _field = key.split(".")
    table = getattr(library, kind)
    changes: dict[str, Any] = {kind: _put(table, name, _with_entry(table[name], entry))}
    return replace(library, **changes)


def _with_entry(facts: Any, entry: Sourced) -> Any:
    """Replace the number in a table of facts, or in the table of parameters inside it."""
    if entry.name in type(facts).model_fields:
        return facts.model_copy(update={entry.name: entry})
    return facts.model_copy(update={"parameters": _with_entry(facts.parameters, entry)})


def _put(table: Mapping[str, Any], name: str, entry: Any) -> Mapping[str, Any]:
    return MappingProxyType({**table, name: entry})

"""The command `osteon show`."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from osteon.base.errors import InputError
from osteon.base.suggest import hint, plain
from osteon.cli.options import format_option, library_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from osteon.library.library import Library


@click.command()
@click.argument("name", required=False)
@format_option
@library_option
def show(name: str | None, output: str, library: tuple[str, ...]) -> None:
    """Show the library, or one entry with its sources.

    NAME is any entry of the library, or one of the words drugs, medicines, procedures,
    assessments, symptoms, standards, cancers, sites, endpoints, costs, utilities, targets, stages,
    trials, parameters.
    """
    from osteon.cli.execute import load_library

    facts = load_library(library)
    if name is None:
        _print_overview(facts, output)
    elif plain(name) in (*_kinds(), "parameters"):
        _print_kind(facts, plain(name), output)
    else:
        _print_entry(facts, name, output)


def _kinds() -> tuple[str, ...]:
    from osteon.library.library import CALIBRATION, ECONOMICS, KINDS

    return (*KINDS, *ECONOMICS, *CALIBRATION, "trials")


def find_entries(library: Library, name: str) -> list[tuple[str, Any]]:
    """Return the kind and content of whatever is called `name`; an endpoint may share a test's.

    Raises
    ------
    InputError
        Nothing is; the message names the nearest one.
    """
    finders = {
        "drug": library.drug,
        "medicine": library.medicine,
        "procedure": library.procedure,
        "assessment": library.assessment,
        "symptom": library.symptom,
        "standard of care": library.standard,
        "cancer": library.cancer,
        "bone": library.site,
        "endpoint": library.endpoint,
        "price list": library.price_list,
        "set of utilities": library.utility_set,
        "set of targets": library.target_set,
        "stage": library.stage,
        "trial": library.trial,
    }
    found: list[tuple[str, Any]] = []
    for kind, find in finders.items():
        with suppress(InputError):
            found.append((kind, find(name)))
    if name in library.parameters:
        found.append(("parameter", library.parameters[name]))
    if found:
        return found
    known = [*(entry for kind in _kinds() for entry in getattr(library, kind)), *library.parameters]
    raise InputError(f'nothing in the library is called "{name}"{hint(name, known)}')


def overview_rows(library: Library) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and title of every entry but the parameters."""
    for kind in _kinds():
        entries: Mapping[str, Any] = getattr(library, kind)
        yield from ((kind, name, entry.title) for name, entry in entries.items())


def _print_overview(library: Library, output: str) -> None:
    from osteon.cli import library_tables
    from osteon.cli.output import print_rich, print_rows

    if output == "text":
        print_rich(*library_tables.overview(library, tuple(overview_rows(library))))
    else:
        print_rows(("kind", "name", "title"), overview_rows(library), output)


def _print_kind(library: Library, kind: str, output: str) -> None:
    from osteon.cli import care_tables, library_tables
    from osteon.cli.output import make_table, print_rich, print_rows

    if kind == "parameters":
        entries = tuple(library.parameters.values())
        if output == "text":
            print_rich(library_tables.numbers(entries))
        else:
            print_rows(library_tables.COLUMNS, library_tables.number_rows(entries), output)
        return
    if kind in care_tables.COLUMNS:
        columns: tuple[str, ...] = care_tables.COLUMNS[kind]
        rows = list(care_tables.rows(library, kind))
    else:
        columns = ("name", "title")
        rows = [(name, title) for of, name, title in overview_rows(library) if of == kind]
    if output == "text":
        print_rich(make_table((kind, "", *columns[2:]), rows))
    else:
        print_rows(columns, rows, output)


def _print_entry(library: Library, name: str, output: str) -> None:
    from osteon.cli import library_tables
    from osteon.cli.output import print_rich, print_rows

    found = find_entries(library, name)
    if output == "text":
        for number, (kind, entry) in enumerate(found):
            print_rich(*([""] if number else []), *library_tables.entry(library, kind, entry))
    else:
        kind, entry = found[0]
        columns, rows = library_tables.entry_rows(library, kind, entry)
        print_rows(columns, rows, output)

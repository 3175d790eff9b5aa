"""Names that an endpoint takes from the rest of the library."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from osteon.base.suggest import hint
from osteon.library.medicines import Analgesic

if TYPE_CHECKING:
    from osteon.library.library import Library

EVERY = "any"
OPIOID = "opioid"


def unknown_names(table: Mapping[str, Any], library: "Library") -> Iterator[tuple[str, str]]:
    """Yield (key, fault) for each symptom, medicine, procedure or reading that nobody knows.

    Parameters
    ----------
    table : mapping of str to object
        An endpoint as it is written.
    """
    kinds = {medicine.kind for medicine in library.medicines.values()}
    known = {
        "symptoms": tuple(library.symptoms),
        "medicines": (*library.medicines, *sorted(kinds), OPIOID),
        "procedures": (*library.procedures, EVERY),
    }
    for key, names in known.items():
        given = table.get(key)
        for name in given if isinstance(given, list | tuple) else ():
            if name not in names:
                yield key, f'"{name}" is no such name of the library{hint(str(name), names)}'
    reading = table.get("reading")
    if table.get("kind") == "time_to_reading" and not _is_tested(str(reading), library):
        tests = [name for name, own in library.assessments.items() if own.kind == "laboratory"]
        yield "reading", f'nobody is tested for "{reading}"{hint(str(reading), tests)}'


def medicines_of(words: tuple[str, ...], library: "Library") -> tuple[str, ...]:
    """Return the medicines that words name: themselves, their kind, or ``opioid``."""
    return tuple(
        name
        for name, own in library.medicines.items()
        if name in words
        or own.kind in words
        or (OPIOID in words and isinstance(own, Analgesic) and own.opioid)
    )


def procedures_of(words: tuple[str, ...], library: "Library") -> tuple[str, ...]:
    """Return the procedures that words name; ``any`` is all of them."""
    return tuple(name for name in library.procedures if name in words or EVERY in words)


def _is_tested(reading: str, library: "Library") -> bool:
    tests = (name for name, own in library.assessments.items() if own.kind == "laboratory")
    return any(reading == name or reading.startswith(f"{name}_") for name in tests)

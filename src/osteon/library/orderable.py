"""What a policy may order: text resolved to a prescription, supplements, medicine or procedure."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from osteon.base.errors import InputError
from osteon.base.suggest import hint, plain
from osteon.library.drugs import Drug
from osteon.library.medicines import Medicine
from osteon.library.prescription import Prescription
from osteon.library.procedures import Procedure
from osteon.library.supplements import Supplements

if TYPE_CHECKING:
    from osteon.library.library import Library

Orderable = Prescription | Supplements | Medicine | Procedure

Named = TypeVar("Named", bound=Drug | Medicine | Procedure)

JAW = "jaw"
CORD_LEVELS = ("cervical", "thoracic", "lumbar")
_SUPPLEMENTS = ("calcium", "vitamin D")


def resolve(text: str, library: "Library") -> Orderable:
    """Return what an order of a treatment means.

    Parameters
    ----------
    text : str
        A prescription of a bone drug, ``denosumab 120 mg sc q4w``; supplements, ``calcium 500
        mg/d``; or any name of a medicine or a procedure, ``morphine tablets``.
    library : Library
        Where names are looked up.

    Raises
    ------
    InputError
        It is none of these, or cannot be read; the message names the nearest name.
    """
    own = (*library.medicines.values(), *library.procedures.values())
    if found := _by_name(text, own):
        return found
    name = _leading_words(text)
    if plain(name) in map(plain, _SUPPLEMENTS):
        return Supplements.parse(text)
    if _by_name(name, library.drugs.values()):
        return Prescription.parse(text, library.drugs)
    if found := _by_name(name, own):
        raise InputError(f'"{text}": {found.title} has its own dose; write "{found.name}"')
    raise InputError(f'"{text}" is nothing that can be ordered{hint(name, _names(library))}')


def check_site(procedure: Procedure, site: str, library: "Library") -> None:
    """Do nothing where a procedure is possible at a site.

    Parameters
    ----------
    site : str
        A bone; a level of the cord, which stands for the vertebrae there; or empty, for the jaw.

    Raises
    ------
    InputError
        There is no such bone, or the procedure is not done on it.
    """
    if procedure.where == JAW:
        if site not in {"", JAW}:
            raise InputError(f"{procedure.title} is done in the mouth, not at {site}")
        return
    if site in CORD_LEVELS:
        possible = procedure.where in {"spine", "any_bone"}
    else:
        bone = library.site(site)
        spine = bone.cord_level != "none"
        possible = {"spine": spine, "long_bones": bone.long_bone}.get(procedure.where, True)
    if not possible:
        where = {"spine": "the spine", "long_bones": "long bones"}[procedure.where]
        raise InputError(f"{procedure.title} is done on {where}, not at {site}")


def _by_name(text: str, entries: Iterable[Named]) -> Named | None:
    """Return the entry that has this name, title or alias, else None."""
    word = plain(text)
    return next((entry for entry in entries if word in map(plain, _words(entry))), None)


def _words(entry: Drug | Medicine | Procedure) -> tuple[str, ...]:
    return (entry.title, *entry.aliases, entry.name)


def _leading_words(text: str) -> str:
    """Return what comes before the first number."""
    return re.split(r"\s*[-+]?\d", text.strip(), maxsplit=1)[0]


def _names(library: "Library") -> Iterator[str]:
    yield from _SUPPLEMENTS
    yield from (word for drug in library.drugs.values() for word in _words(drug))
    yield from (word for medicine in library.medicines.values() for word in _words(medicine))
    yield from (word for procedure in library.procedures.values() for word in _words(procedure))

"""Parts of the patients by what they were like at entry, as text such as ``ecog = 2``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationInfo

from osteon.base.errors import InputError
from osteon.base.suggest import hint, plain
from osteon.base.tables import PATIENTS
from osteon.library.sourced import Context

if TYPE_CHECKING:
    from osteon.library.library import Library

Sign = Literal["=", "<=", ">=", "<", ">"]
_SIGNS: Mapping[str, Sign] = {"=": "=", "<=": "<=", ">=": ">=", "<": "<", ">": ">"}
_FORM = re.compile(r"\s*([\w ]+?)\s*(<=|>=|<|>|=)\s*(.+?)\s*\Z")
_WORDS = ("cancer", "sex", "reporter", "before_entry")
_YES_OR_NO = ("visceral", "prior_sre")
_NUMBERS = tuple(name for name in PATIENTS if name not in (*_WORDS, *_YES_OR_NO, "patient"))
_EXAMPLE = 'write it like "ecog = 2", "prior_sre = yes" or "cancer = lung and untx >= 64"'


@dataclass(frozen=True, slots=True)
class Condition:
    """What one number or word of a patient at entry must be.

    Attributes
    ----------
    name : str
        Column of the table of patients, or a test that everybody has at entry.
    sign : str
    value : float, str or bool
    tested : bool
        Whether it is a test and no column.
    """

    name: str
    sign: Sign
    value: float | str | bool
    tested: bool = False


def read_group(text: str, library: "Library | None" = None) -> tuple[Condition, ...]:
    """Return the conditions that a text joins by ``and``; all of them must hold.

    Raises
    ------
    InputError
        The text has another form, or a name is unknown.
    """
    return tuple(_read_one(part, library) for part in re.split(r"\s+and\s+|,", text))


def check_group(text: str, info: ValidationInfo) -> str:
    """Return the text of a group of a file where it can be read.

    Raises
    ------
    ValueError
        It cannot.
    """
    library = info.context.library if isinstance(info.context, Context) else None
    try:
        read_group(text, library)
    except InputError as error:
        raise ValueError(str(error)) from None
    return text


def _read_one(text: str, library: "Library | None") -> Condition:
    match = _FORM.fullmatch(text)
    if match is None:
        raise InputError(f'"{text.strip()}" is no group; {_EXAMPLE}')
    name, sign, value = plain(match[1]).replace(" ", "_"), _SIGNS[match[2]], match[3]
    tests = _tests(library)
    if name in _WORDS or name in _YES_OR_NO:
        if sign != "=":
            raise InputError(f'"{text.strip()}": {name} is compared with "=" alone')
        return Condition(name, sign, _word(name, value, library))
    if name not in (*_NUMBERS, *tests):
        known = (*_WORDS, *_YES_OR_NO, *_NUMBERS, *tests)
        nearest = hint(name, known) or f"; use one of {', '.join(known)}"
        raise InputError(f'"{name}" is nothing known at entry{nearest}')
    try:
        return Condition(name, sign, float(value), tested=name not in _NUMBERS)
    except ValueError:
        raise InputError(f'"{text.strip()}": "{value}" is not a number') from None


def _word(name: str, value: str, library: "Library | None") -> str | bool:
    if name in _YES_OR_NO:
        if plain(value) not in ("yes", "no"):
            raise InputError(f'"{name} = {value}" is not possible; write yes or no')
        return plain(value) == "yes"
    if name == "cancer" and library is not None:
        return library.cancer(value).name
    return plain(value)


def _tests(library: "Library | None") -> tuple[str, ...]:
    if library is None:
        return ()
    return tuple(name for name, own in library.assessments.items() if own.kind == "laboratory")

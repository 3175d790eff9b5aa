"""The bibliography: references.bib in, references by key out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from osteon.base.errors import InputError, Problem
from osteon.base.files import read_text
from osteon.base.suggest import hint

REFERENCES_PATH = Path(__file__).parents[1] / "references.bib"

_PLACES = ("journal", "booktitle", "publisher", "institution")
_ENTRY = re.compile(r"@(\w+)\s*\{\s*([^\s,{}]+)\s*,")
_FIELD = re.compile(r"(\w+)\s*=\s*")
_BRACE = re.compile(r"[{}]")
_BARE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the bibliography; a field that the entry lacks is empty."""

    key: str
    kind: str
    fields: Mapping[str, str] = field(repr=False)

    @property
    def authors(self) -> str:
        """Authors as text, such as ``Stopeck AT, Lipton A``."""
        names = self.fields.get("author", "").split(" and ")
        return ", ".join(_surname_first(name) for name in names if name.strip())

    @property
    def title(self) -> str:
        """Title without braces."""
        return self.fields.get("title", "")

    @property
    def doi(self) -> str:
        """Digital object identifier, without the resolver's address."""
        return self.fields.get("doi", "")


@cache
def load_references(path: Path = REFERENCES_PATH) -> Mapping[str, Reference]:
    """Return the references of a BibTeX file by key.

    Raises
    ------
    InputError
        The file cannot be read, an entry is not closed, or a key occurs twice.
    """
    references: dict[str, Reference] = {}
    problems: list[Problem] = []
    for reference in _entries(read_text(path), path, problems):
        if reference.key in references:
            problems.append(Problem(reference.key, "this key occurs twice", str(path)))
        references[reference.key] = reference
    if problems:
        raise InputError(problems)
    return MappingProxyType(references)


def find_reference(key: str, references: Mapping[str, Reference] | None = None) -> Reference:
    """Return the reference of a key.

    Raises
    ------
    InputError
        There is none of that key; the message names the nearest one.
    """
    known = load_references() if references is None else references
    if key not in known:
        raise InputError(f'no reference "{key}"{hint(key, known)}')
    return known[key]


def format_reference(reference: Reference) -> str:
    """Return a reference as one line of text.

    Authors, title, where and when it appeared, and its DOI; whatever the entry lacks is left out.
    """
    fields = reference.fields
    place = next((fields[name] for name in _PLACES if name in fields), "")
    pages = fields.get("pages", "").replace("--", "–")
    volume = ":".join(part for part in (fields.get("volume"), pages) if part)
    when = ";".join(part for part in (fields.get("year"), volume) if part)
    published = " ".join(part for part in (place, when) if part)
    doi = f"doi:{reference.doi}" if reference.doi else fields.get("url", "")
    parts = (reference.authors, reference.title, published, doi, fields.get("note", ""))
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _entries(text: str, path: Path, problems: list[Problem]) -> Iterator[Reference]:
    position = 0
    while match := _ENTRY.search(text, position):
        end = _closing_brace(text, text.index("{", match.start()))
        if end < 0:
            problems.append(Problem(match[2], "this entry is never closed", str(path)))
            return
        fields = dict(_fields(text[match.end() : end]))
        yield Reference(match[2], match[1].lower(), MappingProxyType(fields))
        position = end + 1


def _fields(body: str) -> Iterator[tuple[str, str]]:
    position = 0
    while match := _FIELD.search(body, position):
        value, position = _value(body, match.end())
        yield match[1].lower(), " ".join(value.replace("{", "").replace("}", "").split())


def _value(body: str, start: int) -> tuple[str, int]:
    if body.startswith("{", start):
        end = _closing_brace(body, start)
        return body[start + 1 : end], end + 1
    if body.startswith('"', start):
        value, _, _ = body[start + 1 :].partition('"')
        return value, start + len(value) + 2
    bare = _BARE.match(body, start)
    return (bare[0], bare.end()) if bare else ("", start)


def _closing_brace(text: str, opening: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(text, opening):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return -1


def _surname_first(name: str) -> str:
    if name.strip() == "others":
        return "et al"
    surname, _, given = (part.strip() for part in name.partition(","))
    initials = "".join(word[0] for word in given.replace("-", " ").replace(".", " ").split())
    return f"{surname} {initials}".strip()

"""On what the library rests: how many of its numbers are published, calibrated and assumed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from osteon.library.library import Library

BASES = ("published", "calibrated", "assumed")


@dataclass(frozen=True, slots=True)
class Share:
    """Numbers of one kind by their basis.

    Attributes
    ----------
    kind : str
        Such as ``cancers``, or ``parameters`` for those of the model.
    counts : mapping of str to int
        By basis.
    assumed : tuple of str
        Paths of the assumed ones.
    """

    kind: str
    counts: Counter[str]
    assumed: tuple[str, ...]


def shares(library: Library) -> Iterator[Share]:
    """Yield the kinds of numbers that a run can rest on, in the order of the library."""
    counts: dict[str, Counter[str]] = {}
    assumed: dict[str, list[str]] = {}
    for path, number in library.entries():
        kind = path.partition(".")[0]
        counts.setdefault(kind, Counter())[number.basis] += 1
        if number.basis == "assumed":
            assumed.setdefault(kind, []).append(path.partition(".")[2])
    for kind, own in counts.items():
        yield Share(kind, own, tuple(assumed.get(kind, ())))

"""Did you mean: the known word nearest to an unknown one."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

_CUTOFF = 0.75


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to `word`, or None where none is near.

    Case, and the difference between a space, a hyphen and an underscore, do not count.
    """
    by_plain = {plain(name): name for name in known}
    nearest = get_close_matches(plain(word), by_plain, n=1, cutoff=_CUTOFF)
    return by_plain[nearest[0]] if nearest else None


def hint(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "…"?``, or what there is to choose from, or nothing."""
    names = list(dict.fromkeys(known))
    nearest = did_you_mean(word, names)
    if nearest is not None:
        return f'; did you mean "{nearest}"?'
    return f"; use one of {', '.join(names)}" if 0 < len(names) <= 12 else ""


# The same few names are compared over and over.
@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """Return a name as it is compared: ``Zoledronic acid`` and ``zoledronic_acid`` are one."""
    return "_".join(word.casefold().replace("-", " ").replace("_", " ").split())

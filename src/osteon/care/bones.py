"""What rules need to know of bones: which are long, which are vertebrae, of which level."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from osteon.library.library import Library

#: Levels of the cord; compression is known, and treated, by level.
LEVELS = ("cervical", "thoracic", "lumbar")


@dataclass(frozen=True)
class Bones:
    """The bones of a library.

    Attributes
    ----------
    long : frozenset of str
    level : mapping of str to str
        Level of the cord behind each vertebra.
    region : mapping of str to str
        Region of each bone.
    """

    long: frozenset[str]
    level: Mapping[str, str]
    region: Mapping[str, str]

    @classmethod
    def of(cls, library: Library) -> "Bones":
        """Return the bones of `library`."""
        sites = library.sites.values()
        return cls(
            frozenset(site.name for site in sites if site.long_bone),
            MappingProxyType({s.name: s.cord_level for s in sites if s.cord_level in LEVELS}),
            MappingProxyType({site.name: site.region for site in sites}),
        )

"""What every table of the library has in common."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from osteon.base.errors import InputError
from osteon.base.suggest import hint
from osteon.library.sourced import Sourced


class Facts(BaseModel):
    """A frozen table of facts; an unknown key is a fault.

    ``facts["age_years"]`` and ``facts.age_years`` are the same entry.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __getitem__(self, name: str) -> Sourced:
        entry = self.__dict__.get(name)
        if not isinstance(entry, Sourced):
            raise InputError(f'no value "{name}"{hint(name, (n for n, _ in self.entries()))}')
        return entry

    def entries(self) -> Iterator[tuple[str, Sourced]]:
        """Yield each number of this table, and of the tables inside it, with its name."""
        for name in type(self).model_fields:
            entry = getattr(self, name)
            if isinstance(entry, Sourced):
                yield name, entry
            elif isinstance(entry, Facts):
                yield from entry.entries()

    def floats(self) -> dict[str, float]:
        """Return the numbers alone by name, each in the unit its name states."""
        return {name: entry.value for name, entry in self.entries()}

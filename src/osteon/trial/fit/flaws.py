"""Faults of a table of records: each told once, with the lines it is found in."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from osteon.base.errors import Problem

MOST_LINES = 4


@dataclass
class Flaws:
    """Faults by column and message, in the order in which they were first found.

    `first_line` is the line of the file that holds the first record.
    """

    file: str
    first_line: int = 2
    found: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, column: str, message: str, rows: Iterable[int] = ()) -> None:
        """Note a fault of some rows, counted from 0; nothing where `rows` is an empty array."""
        own = self.found.setdefault((column, message), [])
        own += [int(row) + self.first_line for row in rows]

    def where(self, column: str, message: str, rows: Iterable[int]) -> None:
        """Note a fault only where there is a row with it."""
        if rows := list(rows):
            self.add(column, message, rows)

    def problems(self) -> list[Problem]:
        """Return the faults as one line each."""
        return [
            Problem(column, f"{message}{_lines(lines)}", self.file)
            for (column, message), lines in self.found.items()
        ]


def _lines(lines: list[int]) -> str:
    if not lines:
        return ""
    shown = ", ".join(str(line) for line in lines[:MOST_LINES])
    more = f" and {len(lines) - MOST_LINES} more" if len(lines) > MOST_LINES else ""
    return f" (line{'s' if len(lines) > 1 else ''} {shown}{more})"

"""A schedule of assessments, read from text such as ``calcium, untx every 4 weeks``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from osteon.base.errors import InputError, Problem
from osteon.base.units import to_unit

if TYPE_CHECKING:
    from osteon.library.library import Library

EXAMPLE = '"calcium, untx every 4 weeks; bsap every 12 weeks"'
_PART = re.compile(r"(?P<names>.+?)\s+every\s+(?P<interval>.+)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Which assessments are repeated, and how often.

    Attributes
    ----------
    interval_days : tuple of (str, float)
        Name of an assessment in the library, and the time between two of them [days].
    """

    interval_days: tuple[tuple[str, float], ...]

    @classmethod
    def parse(cls, text: str, library: "Library") -> Self:
        """Return the schedule that a text states.

        Raises
        ------
        InputError
            A part is unreadable, names no assessment, or repeats one; all faults at once.
        """
        problems: list[Problem] = []
        found: dict[str, float] = {}
        for part in text.split(";"):
            for name, days in _read(part.strip(), library, problems):
                if name in found:
                    problems.append(Problem("", f'"{name}" is scheduled twice'))
                found[name] = days
        if problems:
            raise InputError(problems)
        return cls(tuple(found.items()))

    def __str__(self) -> str:
        return "; ".join(f"{name} every {days:g} days" for name, days in self.interval_days)


def _read(part: str, library: "Library", problems: list[Problem]) -> Iterator[tuple[str, float]]:
    match = _PART.fullmatch(part)
    if match is None:
        problems.append(Problem("", f'"{part}" is no schedule; write it like {EXAMPLE}'))
        return
    days = 0.0
    try:
        days = _interval_days(match["interval"])
    except InputError as error:
        problems += error.problems
    for name in match["names"].split(","):
        try:
            yield library.assessment(name.strip()).name, days
        except InputError as error:
            problems += error.problems


def _interval_days(text: str) -> float:
    # "every week" means every 1 week.
    days = to_unit(text if any(sign.isdigit() for sign in text) else f"1 {text}", "days")
    if not days > 0:
        raise InputError(f'"{text}" is no interval; it must be longer than nothing')
    return days

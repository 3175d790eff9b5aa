"""A schedule of assessments, read from text."""

import re
from dataclasses import dataclass
from typing import Self

from osteon.base.errors import InputError, Problem
from osteon.base.units import to_unit

_FORM = "calcium, untx every 4 weeks; bsap every 12 weeks"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Which assessments are repeated, and how often.

    Parameters
    ----------
    interval_days : tuple of (str, float)
        Assessment and days between two of them [days].
    """

    interval_days: tuple[tuple[str, float], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``"calcium, untx every 4 weeks; bsap every 12 weeks"``.

        Raises
        ------
        InputError
            For a part without "every", an unreadable name or interval, or a name given twice;
            all faults at once.
        """
        problems: list[Problem] = []
        schedule: dict[str, float] = {}
        for part in text.split(";"):
            names, days, faults = _read_part(part.strip())
            faults += [f'"{name}" is scheduled twice' for name in names if name in schedule]
            problems += [Problem("", fault) for fault in faults]
            schedule |= dict.fromkeys(names, days)
        if problems:
            raise InputError(problems)
        return cls(tuple(schedule.items()))

    def __str__(self) -> str:
        return "; ".join(f"{name} every {days:g} days" for name, days in self.interval_days)


def _read_part(part: str) -> tuple[list[str], float, list[str]]:
    listed, every, interval = part.partition(" every ")
    if not every:
        return [], 0.0, [f'"{part}" is no schedule; write "{_FORM}"']
    names = [name.strip() for name in listed.split(",")]
    faults = [
        f'"{name}" is no name of an assessment; write "{_FORM}"'
        for name in names
        if not _NAME.fullmatch(name)
    ]
    try:
        days = _interval_days(interval)
    except InputError as error:
        return names, 0.0, faults + [problem.message for problem in error.problems]
    if not days > 0:
        faults.append(f'"{interval}" is no interval; it must be longer than nothing')
    return names, days, faults


def _interval_days(text: str) -> float:
    # "every week" means every 1 week.
    return to_unit(text if any(sign.isdigit() for sign in text) else f"1 {text}", "days")

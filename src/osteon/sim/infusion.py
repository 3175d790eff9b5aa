"""Infusions, read from text such as ``calcium 1 mmol/h from 2 days for 14 days``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint
from osteon.base.units import to_unit

_FORM = re.compile(
    r"\s*(?P<what>[a-z]+)\s+(?P<rate>.+?)"
    r"(?:\s+from\s+(?P<start>.+?))?(?:\s+for\s+(?P<long>.+?))?\s*",
    re.IGNORECASE,
)
_EXAMPLE = '"calcium 1 mmol/h from 2 days for 14 days"'
# What can be infused: the model's jump and the unit of its rate.
_INFUSED = {"calcium": ("calcium_infusion", "mmol/day"), "pth": ("pth_infusion", "pmol/day")}
Jump = tuple[float, int, float]


@dataclass(frozen=True)
class Infusion:
    """Something run in at a constant rate.

    Attributes
    ----------
    name : str
        Name of the model's jump that raises and lowers it.
    rate_per_day : float
        Amount per day, in mmol or pmol as the name says.
    start_day, end_day : float
        When it begins and ends [days]; infinity where it does not end.
    """

    name: str
    rate_per_day: float
    start_day: float
    end_day: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the infusion that a text states.

        Raises
        ------
        InputError
            A part is missing, unknown or impossible; one line says which.
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise InputError(f"write it like {_EXAMPLE}")
        what = match["what"].casefold()
        if what not in _INFUSED:
            raise InputError(f'"{match["what"]}" cannot be infused{hint(what, _INFUSED)}')
        name, unit = _INFUSED[what]
        rate = to_unit(match["rate"], unit)
        start = to_unit(match["start"], "days") if match["start"] else 0.0
        long = to_unit(match["long"], "days") if match["long"] else float("inf")
        if start < 0 or rate < 0:
            raise InputError("neither the rate nor the start of an infusion can be negative")
        if long <= 0:
            raise InputError(f'for "{match["long"]}" is not possible; it must be more than 0')
        return cls(name, rate, start, start + long)

    def jumps(self, code: int) -> list[Jump]:
        """Return the jumps, as (day, code, amount), that begin and end it."""
        begin, end = (self.start_day, code, self.rate_per_day), self.end_day
        return [begin] if end == float("inf") else [begin, (end, code, -self.rate_per_day)]


def read_infusions(texts: str | Sequence[str]) -> list[Infusion]:
    """Return the infusions that texts state; a text on its own is one infusion.

    Raises
    ------
    InputError
        Any is wrong; every fault is listed.
    """
    problems: list[Problem] = []
    infusions: list[Infusion] = []
    for text in [texts] if isinstance(texts, str) else texts:
        try:
            infusions.append(Infusion.parse(text))
        except InputError as error:
            problems += [problem.inside(f'infuse "{text}"') for problem in error.problems]
    if problems:
        raise InputError(problems)
    return infusions

"""Calcium and vitamin D taken with a bone drug."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from osteon.base.errors import InputError
from osteon.base.suggest import hint, plain
from osteon.base.units import to_unit

EXAMPLE = '"calcium 500 mg/d, vitamin D 400 IU/d"'
_NAMES = {"calcium": "mg/day", "vitamin_d": "IU/day"}
_ONE = re.compile(r"\s*([^\d+-]+?)\s*([-+]?\d.*)")


@dataclass(frozen=True, slots=True)
class Supplements:
    """What a patient takes every day.

    Attributes
    ----------
    calcium_mg_per_day : float
        Elemental calcium [mg/day].
    vitamin_d_iu_per_day : float
        Vitamin D [IU/day].
    """

    calcium_mg_per_day: float = 0.0
    vitamin_d_iu_per_day: float = 0.0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the supplements that a text such as ``calcium 500 mg/d`` states.

        Raises
        ------
        InputError
            A part is neither calcium nor vitamin D, has no daily amount, or is there twice.
        """
        amounts: dict[str, float] = {}
        for name, amount in _parts(text):
            if name in amounts:
                raise InputError(f'"{text}" states {name.replace("_", " ")} twice')
            amounts[name] = amount
        return cls(amounts.get("calcium", 0.0), amounts.get("vitamin_d", 0.0))

    def __str__(self) -> str:
        parts = (
            ("calcium", self.calcium_mg_per_day, "mg/d"),
            ("vitamin D", self.vitamin_d_iu_per_day, "IU/d"),
        )
        return ", ".join(
            f"{name} {_plain(amount)} {unit}" for name, amount, unit in parts if amount
        )


def _parts(text: str) -> Iterator[tuple[str, float]]:
    for part in re.split(r"[,;]| and ", text) if text.strip() else ():
        match = _ONE.fullmatch(part)
        if match is None:
            raise InputError(f'"{part.strip()}" is no daily amount; write it like {EXAMPLE}')
        name = plain(match[1])
        if name not in _NAMES:
            raise InputError(f'"{match[1]}" is no supplement{hint(name, ["calcium", "vitamin D"])}')
        amount = to_unit(match[2], _NAMES[name])
        if amount < 0:
            raise InputError(f'"{part.strip()}" is not possible; it must be at least 0')
        yield name, amount


def _plain(number: float) -> str:
    return format(Decimal(repr(number)).normalize(), "f")

"""One number of the library: its value, unit, source, basis and spread."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationInfo,
    field_validator,
)

from osteon.base.errors import InputError
from osteon.base.suggest import hint
from osteon.base.units import to_unit, unit_of_name
from osteon.library.bounds import check_possible

if TYPE_CHECKING:
    from osteon.library.library import Library

Basis = Literal["published", "calibrated", "assumed"]
SpreadKind = Literal["lognormal", "normal"]

# What a value in a person's own trial file stands on when nothing else is said.
ASSUMPTION_KEY = "osteon_assumption"

_SPREAD = re.compile(r"(lognormal|normal)\s+([^,]+?)(?:\s*,\s*(.+?)\s+to\s+(.+?))?\s*\Z")
_SPREAD_FORM = 'write it like "lognormal 50 %" or "normal 20 mL/min, 35 mL/min to 130 mL/min"'


@dataclass(frozen=True, slots=True)
class Spread:
    """How a value differs between patients.

    Attributes
    ----------
    kind : {"lognormal", "normal"}
        With ``lognormal`` the value is the median.
    sd : float
        Standard deviation: of the natural logarithm for ``lognormal``, in the value's unit for
        ``normal``.
    low, high : float
        Limits in the value's unit; infinite where none is stated.
    """

    kind: SpreadKind
    sd: float
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True, slots=True)
class Context:
    """What a file is read against: the words that the rest of the library defines.

    Attributes
    ----------
    references : mapping by key
        Sources there are; empty where they are not checked.
    library : Library or None
        For trial files: where cancers, drugs and endpoints are looked up. A number may then be
        written bare, and stands as an assumption.
    """

    references: Mapping[str, object]
    library: "Library | None" = None


class Sourced(BaseModel):
    """A number with unit, source and basis.

    Attributes
    ----------
    name : str
        Name, whose ending states the unit.
    value : float
        In `unit`.
    unit : str
        Empty for a plain number.
    spread : Spread or None
        Between patients; None where everybody has the same value.
    source : str
        Key in references.bib.
    basis : {"published", "calibrated", "assumed"}
    note : str
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: float
    spread: Spread | None = None
    source: str
    basis: Basis
    note: str = ""

    @property
    def unit(self) -> str:
        """Unit that the name's ending states; empty for a plain number."""
        return unit_of_name(self.name)

    @field_validator("value", mode="before")
    @classmethod
    def _in_its_unit(cls, raw: object, info: ValidationInfo) -> float:
        name = info.data.get("name", "")
        value = convert(raw, unit_of_name(name))
        try:
            return check_possible(name, value)
        except InputError as error:
            raise ValueError(str(error)) from None

    @field_validator("spread", mode="before")
    @classmethod
    def _as_spread(cls, raw: object, info: ValidationInfo) -> Spread | None:
        return None if raw is None else read_spread(raw, unit_of_name(info.data.get("name", "")))

    @field_validator("source")
    @classmethod
    def _in_bibliography(cls, key: str, info: ValidationInfo) -> str:
        return check_reference(key, info)

    def with_value(self, value: float) -> Self:
        """Return the same entry with another value in its unit; InputError where impossible."""
        return self.model_copy(update={"value": check_possible(self.name, float(value))})


def sourced(name: str, raw: object) -> dict[str, Any]:
    """Return what `Sourced` reads, from the TOML value of `name`."""
    if isinstance(raw, Mapping):
        return {"value": "", **raw, "name": name} if "value" in raw else {**raw, "name": name}
    raise ValueError(f'write it as {{ value = "{raw}", source = "…", basis = "…" }}')


def read_spread(raw: object, unit: str) -> Spread:
    """Return the spread that a text such as ``lognormal 50 %`` states.

    Raises
    ------
    ValueError
        The text has another form, or the deviation is not positive.
    """
    match = _SPREAD.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        raise ValueError(f'"{raw}" is no spread; {_SPREAD_FORM}')
    lognormal = match[1] == "lognormal"
    sd = convert(match[2], "" if lognormal else unit)
    low = convert(match[3], unit) if match[3] else -math.inf
    high = convert(match[4], unit) if match[4] else math.inf
    if sd <= 0 or low >= high:
        raise ValueError(f'"{raw}" spreads nothing; {_SPREAD_FORM}')
    return Spread("lognormal" if lognormal else "normal", sd, low, high)


def convert(raw: object, unit: str) -> float:
    """Return a TOML value as a number of `unit`.

    A rate may be written as ``half-life 40 days`` and is then ln 2 over that time.

    Raises
    ------
    ValueError
        It is no number of that kind.
    """
    if not isinstance(raw, str | int | float):
        raise ValueError(f"{raw!r} is not a number")  # noqa: TRY004 - pydantic collects ValueError
    try:
        if isinstance(raw, str) and raw.startswith("half-life "):
            rate = math.log(2) / to_unit(raw.removeprefix("half-life "), "days")
            return rate * to_unit("1 per day", unit)
        return to_unit(raw, unit)
    except InputError as error:
        raise ValueError(str(error)) from None


def check_reference(key: str, info: ValidationInfo) -> str:
    """Return `key` where the bibliography holds it.

    Raises
    ------
    ValueError
        It does not; the message names the nearest key.
    """
    known = info.context.references if isinstance(info.context, Context) else {}
    if known and key not in known:
        raise ValueError(f'"{key}" is no key of references.bib{hint(key, known)}')
    return key


def _read(raw: object, info: ValidationInfo) -> object:
    name = info.field_name or ""
    if isinstance(raw, Sourced):
        return raw
    in_trial = isinstance(info.context, Context) and info.context.library is not None
    if in_trial and isinstance(raw, str | int | float):
        raw = {"value": raw, "source": ASSUMPTION_KEY, "basis": "assumed"}
    return sourced(name, raw)


Value = Annotated[Sourced, BeforeValidator(_read)]
"""A field of a model that holds one number; the field's name states the unit."""

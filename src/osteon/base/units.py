"""Units at the border: text such as ``120 mg`` in, plain floats out.

The registry is osteon's own and small. A month is 365.25/12 days, a year 365.25 days; volume and
absorbed dose are dimensions of their own, so that no gray is ever taken for a joule per kilogram.
"""

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from osteon.base.errors import InputError

if TYPE_CHECKING:
    from pint import UnitRegistry

_DEFINITIONS = (
    "nano- = 1e-9 = n-",
    "micro- = 1e-6 = u- = µ- = μ- = mc-",
    "milli- = 1e-3 = m-",
    "deci- = 1e-1 = d-",
    "pico- = 1e-12 = p-",
    "kilo- = 1e3 = k-",
    "day = [time] = d",
    "week = 7 * day = _ = wk",
    "month = 30.4375 * day = _ = mo",
    "year = 365.25 * day = y = yr = a",
    "hour = day / 24 = h = hr",
    "minute = day / 1440 = min",
    "second = day / 86400 = s = sec",
    "gram = [mass] = g",
    "liter = [volume] = L = l = litre",
    "cm3 = 1e-3 * liter = _ = cc",
    "mole = [substance] = mol",
    "molar = mole / liter = M",
    "millimetre = [length] = mm = millimeter",
    "gray = [absorbed_dose] = Gy",
    "IU = [biological_activity] = _ = international_unit",
    "percent = 0.01",
    "bce = 1",
)

# What a person is told to write where a unit is wrong: the noun, then the choices.
_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "days": ("time", ("min", "hours", "days", "weeks", "months", "years")),
    "mg": ("mass", ("mg", "ug", "g")),
    "kg": ("body weight", ("kg", "g")),
    "mL": ("volume", ("mL", "L", "cm3")),
    "mmol": ("amount", ("mmol", "pmol")),
    "Gy": ("absorbed dose", ("Gy",)),
    "IU": ("vitamin D", ("IU",)),
    "mm": ("length", ("mm",)),
    "1/days": ("rate", ("1/day", "per week", "1/year")),
    "mL/min": ("clearance", ("mL/min", "L/h", "mL/day")),
    "ng/mL": ("mass concentration", ("ng/mL", "ug/L", "g/L")),
    "mmol/L": ("concentration", ("mmol/L", "pmol/L", "pM")),
    "": ("a plain number", ("%", "no unit at all")),
}

# Pint evaluates a unit as an expression: only products and quotients of names reach it.
_NAME = r"[A-Za-zµμ_]+3?(?:\s*(?:\^|\*\*)\s*-?\d)?"
_PRODUCT = re.compile(rf"(?:1\s*/\s*)?{_NAME}(?:\s*[*/·\s]\s*{_NAME})*")

#: What pint answers to most questions of the library, so that a command need not load it for them.
AT_HAND = {
    ("percent", "dimensionless"): 0.01,
    ("hours", "min"): 60.0,
    ("hours", "days"): 1 / 24,
    ("h", "hour"): 1.0,
    ("day", "days"): 1.0,
    ("weeks", "days"): 7.0,
    ("months", "days"): 365.25 / 12,
    ("years", "days"): 365.25,
    ("week", "days"): 7.0,
    ("year", "days"): 365.25,
    ("days", "months"): 12 / 365.25,
    ("weeks", "months"): 7 * 12 / 365.25,
    ("1 / year", "1/year"): 1.0,
    ("1 / day", "1/day"): 1.0,
    ("1/h", "1/hour"): 1.0,
    ("L", "mL"): 1000.0,
    ("L/h", "L/hour"): 1.0,
    ("mL/h", "mL/day"): 24.0,
    ("mg/d", "mg/day"): 1.0,
    ("IU/d", "IU/day"): 1.0,
    ("mL/min", "L/hour"): 0.06,
    ("ng/h", "ng/day"): 24.0,
    ("mmol/h", "mmol/hour"): 1.0,
    ("pmol/h", "pmol/hour"): 1.0,
    ("L/pmol/h", "L/pmol/hour"): 1.0,
    ("Gy^-2", "1/Gy**2"): 1.0,
}

_NUMBER_THEN_UNIT = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*\Z")

# Words of a name's suffix and the units they stand for; `per` divides.
_SUFFIX_UNITS = {
    "days": "days",
    "day": "day",
    "weeks": "weeks",
    "week": "week",
    "months": "months",
    "month": "month",
    "years": "years",
    "year": "year",
    "h": "hour",
    "min": "min",
    "l": "L",
    "ml": "mL",
    "cm3": "cm3",
    "kg": "kg",
    "g": "g",
    "mg": "mg",
    "ug": "ug",
    "ng": "ng",
    "mol": "mol",
    "mmol": "mmol",
    "nmol": "nmol",
    "pmol": "pmol",
    "pm": "pM",
    "gy": "Gy",
    "gy2": "Gy**2",
    "iu": "IU",
    "mm": "mm",
    "pct": "percent",
}


def to_unit(quantity: str | float, unit: str) -> float:
    """Return a quantity as a number of `unit`.

    Parameters
    ----------
    quantity : str or float
        Text with a unit (``"4 weeks"``, ``"0.2 per day"``), or a number, which is taken to be in
        `unit` already.
    unit : str
        Unit asked for, such as ``"days"``, ``"mg"``, ``"mL/min"``; ``""`` for a plain number.

    Raises
    ------
    InputError
        The text is no number with a unit of the right kind, or the number is not finite.
    """
    if isinstance(quantity, str):
        number, text = split_quantity(quantity)
        ratio = factor(text, unit)
        return number if ratio == 1 else _rounded(number * ratio)
    if isinstance(quantity, bool) or not math.isfinite(quantity):
        raise InputError(f"{quantity} is not a number")
    return float(quantity)


def split_quantity(text: str) -> tuple[float, str]:
    """Return the number and the unit text of ``"120 mg"``.

    Raises
    ------
    InputError
        The text does not begin with a number.
    """
    match = _NUMBER_THEN_UNIT.match(text)
    if match is None:
        raise InputError(f'"{text}" is no number with a unit, such as "4 weeks" or "120 mg"')
    number = float(match[1])
    if not math.isfinite(number):
        raise InputError(f'"{text}" is too large a number')
    return number, match[2]


@cache
def factor(text: str, unit: str) -> float:
    """Return how many of `unit` one of the unit written as `text` is.

    Raises
    ------
    InputError
        The two are not of one kind.
    """
    if not text and unit:
        raise InputError(
            f"a number without its unit; write one of {', '.join(_kind(unit)[1])} after it"
        )
    ratio = _ratio(_normalised(text), _normalised(unit))
    if ratio is None:
        raise InputError(_no_unit_of(text, unit))
    return _rounded(ratio)


def unit_of_name(name: str) -> str:
    """Return the unit that the end of a name states: ``clearance_ml_per_day`` gives ``mL/day``.

    A name without such an end is dimensionless and gives ``""``.
    """
    words = name.casefold().split("_")
    for start in range(1 if len(words) > 1 else 0, len(words)):
        unit = _suffix_unit(words[start:])
        if unit:
            return unit
    return ""


def _suffix_unit(words: list[str]) -> str:
    above = "1" if words[0] == "per" else _SUFFIX_UNITS.get(words[0], "")
    below = words[1:] if words[0] == "per" else words[2:]
    pers = [] if words[0] == "per" or len(words) == 1 else [words[1]]
    pers += below[1::2]
    units = [_SUFFIX_UNITS.get(word, "") for word in below[::2]]
    complete = len(units) == len(pers) + (words[0] == "per")
    if not above or not all(units) or not complete or set(pers) - {"per"}:
        return ""
    return "/".join([above, *units]) if units else ("" if above == "1" else above)


def _rounded(number: float) -> float:
    """Keep fifteen digits: 35 % is 0.35, not 0.35000000000000003."""
    return float(f"{number:.15g}")


def _ratio(text: str, unit: str) -> float | None:
    if text == unit:
        return 1.0
    if (text, unit) in AT_HAND:
        return AT_HAND[text, unit]
    if not _PRODUCT.fullmatch(text):
        return None
    from pint import PintError

    try:
        return float(_registry().convert(1.0, text, unit))
    except (PintError, AttributeError, OverflowError, ValueError):
        return None


def _normalised(text: str) -> str:
    """Turn what people write into what pint reads: ``per``, ``%`` and a leading slash."""
    text = re.sub(r"(?<![\w])per(?![\w])", "/", text.replace("%", " percent ")).strip()
    return (f"1 {text}" if text.startswith("/") else text) or "dimensionless"


def _no_unit_of(text: str, unit: str) -> str:
    noun, choices = _kind(unit)
    if not noun:
        return f'"{text}" cannot be turned into {unit}'
    return f'"{text}" is no unit of {noun}; use one of {", ".join(choices)}'


@cache
def _kind(unit: str) -> tuple[str, tuple[str, ...]]:
    """Name the kind of quantity that `unit` measures, as the table above calls it."""
    if unit in _KINDS:
        return _KINDS[unit]
    dimensions = _dimensions(unit)
    for other, kind in _KINDS.items():
        if other != "kg" and _dimensions(other) == dimensions:
            return kind
    return ("", (unit,))


def _dimensions(unit: str) -> Any:
    return _registry().parse_units(_normalised(unit).removeprefix("1 ")).dimensionality


@cache
def _registry() -> "UnitRegistry[float]":
    from pint import UnitRegistry

    registry: UnitRegistry[float] = UnitRegistry(None)
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry

"""Units as SBML writes them: products of base units with powers of ten."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

SECONDS_PER_DAY = 86400


@dataclass(frozen=True)
class _Base:
    """One SBML unit: ``(multiplier * 10**scale * kind) ** exponent``."""

    kind: str
    scale: int = 0
    multiplier: int = 1
    exponent: int = 1


_TOKENS = {
    "mol": (_Base("mole"),),
    "mmol": (_Base("mole", -3),),
    "nmol": (_Base("mole", -9),),
    "pmol": (_Base("mole", -12),),
    "pM": (_Base("mole", -12), _Base("litre", exponent=-1)),
    "kg": (_Base("kilogram"),),
    "g": (_Base("gram"),),
    "mg": (_Base("gram", -3),),
    "ug": (_Base("gram", -6),),
    "ng": (_Base("gram", -9),),
    "L": (_Base("litre"),),
    "mL": (_Base("litre", -3),),
    "cm3": (_Base("litre", -3),),
    "min": (_Base("second", multiplier=60),),
    "hour": (_Base("second", multiplier=3600),),
    "h": (_Base("second", multiplier=3600),),
    "day": (_Base("second", multiplier=SECONDS_PER_DAY),),
    "d": (_Base("second", multiplier=SECONDS_PER_DAY),),
    "days": (_Base("second", multiplier=SECONDS_PER_DAY),),
    "1": (),
}
# More than two quotients in a row have no agreed reading: (L/h)/(mL/min) or L/h/mL/min.
_MOST_QUOTIENTS = 2


def unit_identifier(text: str) -> str | None:
    """Return the identifier of a unit such as ``mmol/L``; None for what has no unit of SBML."""
    if text in {"", "1"}:
        return "dimensionless"
    parts = text.split("/")
    if len(parts) > _MOST_QUOTIENTS + 1 or not set(parts) <= set(_TOKENS):
        return None
    return "_per_".join(parts).removeprefix("1_")


def unit_definitions(texts: Iterable[str]) -> Element:
    """Return the list of unit definitions that the given units need."""
    wanted = {unit_identifier(text): text for text in texts}
    listed = Element("listOfUnitDefinitions")
    for name in sorted(name for name in wanted if name and name != "dimensionless"):
        definition = SubElement(listed, "unitDefinition", id=name)
        units = SubElement(definition, "listOfUnits")
        above, *below = wanted[name].split("/")
        for token, sign in [(above, 1), *((part, -1) for part in below)]:
            for base in _TOKENS[token]:
                _write_unit(units, base, sign * base.exponent)
    return listed


def _write_unit(parent: Element, base: _Base, exponent: int) -> None:
    SubElement(
        parent,
        "unit",
        kind=base.kind,
        exponent=str(exponent),
        scale=str(base.scale),
        multiplier=str(base.multiplier),
    )

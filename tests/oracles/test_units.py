"""The small registry against pint's own definitions."""

import pint
import pytest

from osteon.base.units import to_unit

REGISTRY = pint.UnitRegistry()
PAIRS = [
    ("week", "days"),
    ("month", "days"),
    ("year", "days"),
    ("hour", "min"),
    ("minute", "days"),
    ("s", "days"),
    ("ug", "mg"),
    ("g", "mg"),
    ("kg", "mg"),
    ("ng", "mg"),
    ("L", "mL"),
    ("dL", "mL"),
    ("uL", "mL"),
    ("mL/min", "L/h"),
    ("L/h", "mL/day"),
    ("ng/h", "ng/day"),
    ("1/hour", "1/day"),
    ("1/week", "1/day"),
    ("pmol/L", "mmol/L"),
    ("nmol/L", "pmol/L"),
    ("mg/L", "ng/mL"),
    ("g/L", "ng/mL"),
    ("mmol/h", "mmol/day"),
    ("1/Gy", "1/Gy"),
    ("L/pmol/hour", "L/mmol/day"),
    ("percent", ""),
]


@pytest.mark.parametrize(("unit", "target"), PAIRS)
def test_conversion_equals_pint(unit, target):
    expected = REGISTRY.Quantity(1.0, unit).to(target or "dimensionless").magnitude
    assert to_unit(f"1 {unit}", target) == pytest.approx(expected, rel=1e-12)

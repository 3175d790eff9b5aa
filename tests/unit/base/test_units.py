import subprocess
import sys

import pytest

from osteon.base import units
from osteon.base.errors import InputError
from osteon.base.units import AT_HAND, to_unit, unit_of_name


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("4 weeks", "days", 28.0),
        ("12 months", "years", 1.0),
        ("1 month", "days", 365.25 / 12),
        ("1 hour", "min", 60.0),
        ("120mg", "ug", 120_000.0),
        ("4 mL", "cm3", 4.0),
        ("3.25 mL/h", "mL/day", 78.0),
        ("80 mL/min", "L/h", 4.8),
        ("35 %", "", 0.35),
        ("0.2 per day", "1/day", 0.2),
        ("0.05 Gy^-2", "1/Gy**2", 0.05),
        ("38 nmol bce/mmol", "nmol/mmol", 38.0),
        ("1 pM", "pmol/L", 1.0),
        ("100 ug/L", "ng/mL", 100.0),
        ("400 IU/d", "IU/day", 400.0),
        (2.5, "mg", 2.5),
        ("-1.5e-3", "", -0.0015),
    ],
)
def test_quantities_are_turned_into_the_unit_asked_for(text, unit, number):
    assert to_unit(text, unit) == number


@pytest.mark.parametrize(
    ("text", "unit", "message"),
    [
        (
            "4 furlongs",
            "days",
            '"furlongs" is no unit of time; use one of min, hours, days, weeks, months, years',
        ),
        ("120 Gy", "mg", '"Gy" is no unit of mass; use one of mg, ug, g'),
        ("120", "mg", "a number without its unit; write one of mg, ug, g after it"),
        ("much", "mg", '"much" is no number with a unit, such as "4 weeks" or "120 mg"'),
        ("1e999 mg", "mg", '"1e999 mg" is too large a number'),
        ("3 mg/d", "mmol/L/day", '"mg/d" cannot be turned into mmol/L/day'),
        ("3 days", "", '"days" is no unit of a plain number; use one of %, no unit at all'),
    ],
)
def test_a_fault_says_what_to_write_instead(text, unit, message):
    with pytest.raises(InputError) as error:
        to_unit(text, unit)
    assert str(error.value) == message


@pytest.mark.parametrize(
    "text", ["1 __import__('os')", "5 mg**9999", "3 ((", "3 mg(", "3 /", "3 mg;g"]
)
def test_text_is_never_evaluated(text):
    with pytest.raises(InputError, match="is no unit of mass"):
        to_unit(text, "mg")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), True])
def test_a_number_must_be_one(number):
    with pytest.raises(InputError, match="is not a number"):
        to_unit(number, "mg")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("clearance_ml_per_day", "mL/day"),
        ("rankl_removal_l_per_pmol_per_h", "L/pmol/hour"),
        ("absorption_rate_per_day", "1/day"),
        ("radiosensitivity_per_gy2", "1/Gy**2"),
        ("pthrp_secretion_pm_per_cm3", "pM/cm3"),
        ("horizon_days", "days"),
        ("age_years", "years"),
        ("response_pct", "percent"),
        ("emax", ""),
        ("sex_female_share", ""),
        ("deaths_per_patient", ""),
    ],
)
def test_a_name_states_its_unit(name, unit):
    assert unit_of_name(name) == unit


@pytest.mark.parametrize("pair", AT_HAND)
def test_what_is_at_hand_is_what_pint_answers(pair):
    assert AT_HAND[pair] == pytest.approx(units._registry().convert(1.0, *pair), rel=1e-15)


def test_no_trial_of_the_library_needs_pint():
    code = """
import sys
from osteon import Trial
from osteon.library.library import Library

for name in Library.load().trials:
    Trial.load(name)
print("pint" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"

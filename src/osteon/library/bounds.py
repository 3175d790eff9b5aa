"""What each number of the library can be at all, told by its name: shares, volumes, ages."""

import math
import re
from dataclasses import dataclass

from osteon.base.errors import InputError


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a kind of number, in the unit that its name states; `above` excludes the lower."""

    kind: str
    low: float = 0.0
    high: float = math.inf
    above: bool = False


_ANY = Bounds("")
_POSITIVE = Bounds("", above=True)

# The first pattern that a name matches decides; a number that matches none is at least 0.
_BY_NAME = tuple(
    (re.compile(pattern), bounds)
    for pattern, bounds in (
        (r"_correlation\Z", Bounds("a correlation", -1.0, 1.0)),
        (r"(_share(_of_\w+)?|bioavailability|_left|_protection)\Z", Bounds("a share", 0.0, 1.0)),
        (r"_probability\Z", Bounds("a probability", 0.0, 1.0)),
        (r"(\A|_)(mortality|sensitivity(_\w+)?|specificity(_\w+)?)\Z", Bounds("a share", 0.0, 1.0)),
        (r"_nrs\Z", Bounds("a pain score", 0.0, 10.0)),
        (r"\A(fractions|fraction_gy|steepness|smallest_mm|contrast_half|canal_room)\Z", _POSITIVE),
        (r"\A(balance_constants|gland_hyperplasia)\Z", Bounds("a switch", 0.0, 1.0)),
        (r"_sd\Z", Bounds("a standard deviation", 0.0, 5.0)),
        (r"(\A|_)age_years\Z", Bounds("an age", 0.0, 120.0)),
        (r"weight_kg\Z", Bounds("a body weight", 1.0, 500.0)),
        (r"gfr_minimum_ml_per_min\Z", Bounds("a kidney function", 0.0, 300.0)),
        (r"(\A|_)gfr(_reference)?_ml_per_min\Z", Bounds("a kidney function", 1.0, 300.0)),
        (r"\Aalbumin_g_per_l\Z", Bounds("an albumin", 1.0, 100.0)),
        (r"\Avitamin_d_ratio\Z", Bounds("a vitamin D ratio", 0.01, 20.0)),
        (r"\Aturnover_factor\Z", Bounds("a turnover factor", 0.01, 100.0)),
        (r"\Acalcium_setpoint_mmol_per_l\Z", Bounds("a calcium set point", 0.5, 5.0)),
        (r"\Acalcium_at_entry_mmol_per_l\Z", Bounds("a calcium at entry", 2.2, 6.0)),
        (r"\Alesion_count_mean_extra\Z", Bounds("a mean number of lesions", 0.0, 100.0)),
        (r"\Aextraskeletal_volume_cm3\Z", _ANY),
        (r"(\A|_)volume_(cm3|ml|l)\Z", Bounds("a volume", above=True)),
        (r"doubling_time_days\Z", Bounds("a doubling time", above=True)),
        (r"clearance_\w*per_\w+\Z", Bounds("a clearance", above=True)),
        (r"(absorption|release|delay)_rate_per_day\Z", Bounds("a rate", above=True)),
        (r"(molar_mass|michaelis_constant|half_effect_depot|standard_infusion)_", _POSITIVE),
        (r"_smoothing(_\w+)?\Z|_half(_(?!share)\w+)?\Z|_time_h\Z", _POSITIVE),
        (r"_rest(_(?!share)\w+)?\Z|_reference(_\w+)?\Z|_capacity(_\w+)?\Z", _POSITIVE),
        (r"_scale_\w+\Z|\Apain_\w*_scale\Z|_(lag|healing|pain)_days\Z", _POSITIVE),
    )
)


def check_possible(name: str, value: float) -> float:
    """Return `value` where a number of that name can have it.

    Parameters
    ----------
    name : str
        Name in the library or in the model; its last words say what kind of number it is.
    value : float
        In the unit that the name states.

    Raises
    ------
    InputError
        It cannot: a share above 1, a volume of 0, a negative rate.
    """
    bounds = _bounds(name)
    here = f"{value:g} is not possible{f' for {bounds.kind}' if bounds.kind else ''}; it must be"
    if not value >= bounds.low:
        least = "more than" if bounds.above else "at least"
        raise InputError(f"{here} {least} {bounds.low:g}")
    if bounds.above and value == bounds.low:
        raise InputError(f"{here} more than {bounds.low:g}")
    if value > bounds.high:
        raise InputError(f"{here} at most {bounds.high:g}")
    return value


def _bounds(name: str) -> Bounds:
    return next((bounds for pattern, bounds in _BY_NAME if pattern.search(name)), _ANY)

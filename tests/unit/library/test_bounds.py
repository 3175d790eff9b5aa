import pytest

from osteon.base.errors import InputError
from osteon.library.bounds import check_possible


@pytest.mark.parametrize(
    ("name", "possible"),
    [
        ("bioavailability", 0.61),
        ("inhibitor_bioavailability", 1.0),
        ("burden_correlation", -0.4),
        ("gfr_ml_per_min", 35.0),
        ("death_rate_per_year", 0.0),
        ("extraskeletal_volume_cm3", 0.0),
        ("emax", 5.0),
        ("relief_nrs", 10.0),
        ("mortality", 0.0),
        ("sensitivity_lytic", 1.0),
    ],
)
def test_a_possible_number_passes_unchanged(name, possible):
    assert check_possible(name, possible) == possible


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("bioavailability", -1.0, "-1 is not possible for a share; it must be at least 0"),
        ("inhibitor_bioavailability", 1.2, "for a share; it must be at most 1"),
        ("ecog_0_share", 3.0, "for a share; it must be at most 1"),
        ("gfr_ml_per_min", 0.001, "for a kidney function; it must be at least 1"),
        ("reference_gfr_ml_per_min", 0.0, "for a kidney function"),
        ("lesion_fall_fracture_probability", 1.5, "for a probability; it must be at most 1"),
        ("central_volume_ml", 0.0, "for a volume; it must be more than 0"),
        ("tumour_volume_cm3", -1.0, "for a volume; it must be more than 0"),
        ("doubling_time_days", 0.0, "for a doubling time; it must be more than 0"),
        ("clearance_ml_per_day", 0.0, "for a clearance"),
        ("weight_kg", 0.0, "for a body weight"),
        ("burden_correlation", 1.5, "for a correlation; it must be at most 1"),
        ("lesion_count_mean_extra", 100000.0, "for a mean number of lesions; it must be at most"),
        ("falls_per_year", -1.0, "-1 is not possible; it must be at least 0"),
        ("relief_nrs", 11.0, "for a pain score; it must be at most 10"),
        ("mortality", 1.1, "for a share; it must be at most 1"),
        ("best_sensitivity", 86.9, "for a share; it must be at most 1"),
        ("specificity_per_lesion_site", 1.2, "for a share; it must be at most 1"),
        ("smallest_mm", 0.0, "it must be more than 0"),
        ("canal_room", 0.0, "it must be more than 0"),
        ("untx_background", float("nan"), "nan is not possible"),
    ],
)
def test_an_impossible_number_is_refused_with_the_limit(name, value, message):
    with pytest.raises(InputError, match=message):
        check_possible(name, value)

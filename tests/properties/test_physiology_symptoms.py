"""Pain, fractures, cord, and what treatment takes away; each fails when its mechanism is off."""

import numpy as np
import pytest

from osteon.model.engine import read, read_lesions
from support.lives import LYTIC, MIXED, OneLife, course, grown, lives_of, model, values_of

PAINFUL = {**LYTIC, "tumour_volume_cm3": 8.0, "bone_volume_cm3": 60.0, "pain_sensitivity": 3.0}
NARROW = {**LYTIC, "tumour_volume_cm3": 10.0, "bone_volume_cm3": 60.0, "epidural_spread": 2.85}
SAFE = {
    "death_rate_per_year": 0.0,
    "death_deficit_per_year": 0.0,
    "death_paralysis_per_year": 0.0,
    "dropout_rate_per_year": 0.0,
    "falls_per_year": 0.0,
    "fracture_scale": 0.0,
}


def jump(name, day, amount=1.0, lesion=-1):
    return (float(day), model().jump_code(name), float(amount), lesion)


def gray(fractions, dose, day=0.01):
    return [jump("radiotherapy_fraction_gy", day + k, dose, 0) for k in range(fractions)]


def pain(lesion, days, jumps=(), name="pain_0_10", **how):
    return course(grown([lesion], **how), days, jumps)[0][name][0]


def broken(lesion=PAINFUL, **how):
    lives = grown([lesion], **how)
    OneLife(lives).jump(model().events.index("pathological_fracture_load"), 0.0, struck=0)
    return lives


def test_early_pain_is_worse_at_night_and_no_worse_on_movement():
    seen = read(grown([{**MIXED, "tumour_volume_cm3": 2.0, "pain_sensitivity": 2.0}]))
    average = seen["pain_0_10"][0]
    assert 1.0 < average < 4.0
    assert seen["pain_at_night_0_10"][0] > 1.1 * average
    assert seen["pain_on_movement_0_10"][0] <= average
    assert 0.1 < seen["pain_share_of_days"][0] < 0.8


def test_late_pain_is_constant_and_worse_on_movement():
    lives = grown([{**LYTIC, "tumour_volume_cm3": 14.0, "pain_sensitivity": 6.0}])
    seen = {name: value[0] for name, value in read(lives).items()}
    assert seen["pain_on_movement_0_10"] > seen["pain_0_10"] > seen["pain_at_rest_0_10"]
    assert seen["pain_share_of_days"] > 0.9


def test_a_fracture_hurts_at_once_by_three_points_and_the_pain_fades():
    before = read(grown([PAINFUL]))["pain_0_10"][0]
    seen = course(broken(), [0.0, 60.0, 150.0])[0]["pain_0_10"][0]
    assert seen[0] > before + 3
    assert seen[2] < before + 1.5
    painless = course(broken(overrides={"fracture_pain_share": 0.0}), [0.0])[0]
    assert painless["pain_0_10"][0, 0] < before + 0.1


@pytest.mark.parametrize("schedule", [gray(1, 8.0), gray(5, 4.0), gray(10, 3.0)])
def test_radiotherapy_relieves_where_the_lesion_responds(schedule):
    answers, not_ = ({**PAINFUL, "radiation_response": r} for r in (0.8, 0.05))
    before = pain(answers, [0.0])[0]
    assert pain(answers, [0.0, 42.0], schedule)[1] < 0.5 * before
    assert pain(not_, [0.0, 42.0], schedule)[1] > 0.65 * before


def test_pain_comes_back_sooner_after_one_fraction_than_after_ten():
    answers = {**PAINFUL, "radiation_response": 0.8}
    one, ten = (pain(answers, [0.0, 420.0], dose)[1] for dose in (gray(1, 8.0), gray(10, 3.0)))
    assert one > ten + 0.2


def test_a_flare_comes_first_where_the_lesion_is_prone_and_a_steroid_dampens_it():
    prone = {**PAINFUL, "flare_prone": 1.0, "pain_sensitivity": 1.0}
    days = [0.0, 0.5, 1.0, 2.0, 10.0]
    flat = pain({**prone, "flare_prone": 0.0}, days, gray(1, 8.0))
    flare = pain(prone, days, gray(1, 8.0)) - flat
    assert flare[1] > 2.0
    assert flare[4] < 0.2
    on_steroid = {"inputs": {"steroid": 1.0}}
    calm = pain(prone, days, gray(1, 8.0), **on_steroid)
    calm -= pain({**prone, "flare_prone": 0.0}, days, gray(1, 8.0), **on_steroid)
    assert calm[1] < 0.8 * flare[1]


def test_radiotherapy_gives_no_strength_within_a_month_and_recalcifies_over_months():
    lesion = {**MIXED, "tumour_volume_cm3": 8.0, "bone_volume_cm3": 60.0, "radiation_response": 1.0}
    days = [0.0, 28.0, 90.0, 180.0]
    seen, _ = course(grown([lesion]), days, gray(1, 8.0))
    strength = seen["strength_lowest"][0]
    assert strength[1] <= strength[0] + 0.01
    density = seen["region_mineral_cm3"][0] / seen["region_cm3"][0]
    assert (np.diff(density) > 0).all()
    assert density[3] > 1.15 * density[0]
    untreated = course(grown([lesion]), days)[0]
    assert seen["tumour_cm3"][0, 3] < 0.3 * untreated["tumour_cm3"][0, 3]


@pytest.mark.parametrize("operation", ["fixation", "cement"])
def test_an_operation_on_a_fracture_eases_pain_and_disability_within_a_month(operation):
    days = [0.0, 30.0]
    free, operated = (
        course(broken(), days, jumps)[0] for jumps in ([], [jump(operation, 2.0, lesion=0)])
    )
    assert operated["pain_0_10"][0, 1] < free["pain_0_10"][0, 1] - 1.0
    assert operated["disability_0_24"][0, 1] < 0.6 * free["disability_0_24"][0, 1]
    assert operated["strength_lowest"][0, 1] > free["strength_lowest"][0, 1] + 0.2


def test_metal_holds_less_well_where_the_bone_around_it_goes():
    held = []
    for response in (1.0, 0.0):
        lesion = {**LYTIC, "tumour_volume_cm3": 8.0, "radiation_response": response}
        jumps = [jump("fixation", 0.0, lesion=0), *gray(10, 3.0)]
        held.append(course(grown([lesion]), [0.0, 700.0], jumps)[0]["strength_lowest"][0, 1])
    assert held[0] > held[1] + 0.02


def test_the_ladder_of_analgesics_leaves_about_a_third():
    free = read(grown([PAINFUL]))["pain_0_10"][0]
    left = [
        course(grown([PAINFUL], inputs={"analgesic_nrs": step}), [0.0, 30.0])[0]["pain_0_10"][0, 1]
        for step in (1.0, 2.0, 3.5)
    ]
    assert np.diff(left).max() < 0
    assert left[-1] / free == pytest.approx(1 / 3, abs=0.06)


def test_a_steroid_eases_the_pain_of_a_narrow_canal_within_days():
    lives = grown([{**NARROW, "epidural_spread": 4.4}], overrides=SAFE)
    on = course(lives, [0.0, 3.0], [jump("steroid_by", 0.0)])[0]["pain_0_10"][0]
    assert on[1] < on[0] - 1.0


def test_pressure_weakens_then_numbs_then_takes_sphincters_then_walking_then_all_strength():
    lives = grown([NARROW], overrides=SAFE, inputs={"hazards": 1.0})
    seen, fired = course(lives, np.arange(0.0, 241.0, 5.0))
    names = [model().events[code] for code in fired.code]
    days = dict(zip(names, fired.day, strict=True))
    order = [
        "spinal_cord_compression_thoracic",
        "weakness_onset",
        "numbness_onset",
        "sphincter_onset",
        "walking_lost",
        "paralysis_onset",
    ]
    assert (np.diff([days[name] for name in order]) > 0).all()
    assert days["walking_lost"] - days[order[0]] < 35.0
    hurts = np.arange(0.0, 241.0, 5.0)[seen["spinal_pain_0_10"][0] > 3.0][0]
    assert 28.0 < days[order[0]] - hurts < 120.0
    assert seen["arm_deficit"][0].max() == 0.0


def test_pressure_in_the_neck_takes_the_arms_too():
    neck = {**NARROW, "at_thoracic_cord": 0.0, "at_cervical_cord": 1.0}
    seen = course(grown([neck], overrides=SAFE), [0.0, 240.0])[0]
    assert seen["arm_deficit"][0, 1] > 0.9
    assert seen["leg_deficit"][0, 1] > 0.9
    assert seen["walking"][0].tolist() == [1.0, 0.0]


def test_there_is_no_deficit_without_tumour_or_bone_in_the_canal():
    far = {**NARROW, "at_thoracic_cord": 0.0}
    seen = course(grown([far], overrides=SAFE), [0.0, 240.0])[0]
    assert seen["leg_deficit"][0].max() == 0.0


def walks(treatment, days_unable, **overrides):
    """Return whether a patient who could not walk for some days walks 120 days after treatment."""
    lives = grown([NARROW], overrides={**SAFE, **overrides}, inputs={"hazards": 1.0})
    course(lives, [0.0, 240.0], interrupting=["walking_lost"])
    assert lives.day[0] < 240.0
    day = lives.day[0] + days_unable
    steroid = [jump("steroid_by", day)]
    course(lives, [day])
    jumps = {
        "none": [],
        "surgery": [*steroid, jump("decompression", day, lesion=0)],
        "radiotherapy": [*steroid, *gray(10, 3.0, day)],
    }[treatment]
    return course(lives, [day + 120.0], jumps)[0]["walking"][0, 0] == 1.0


def test_prompt_surgery_restores_walking_more_often_than_radiotherapy_and_delay_costs_it():
    patients = (0.05, 0.2, 0.5, 1.0, 2.0, 5.0)
    found = {
        how: sum(walks(*how, cord_vulnerability=own) for own in patients)
        for how in (("none", 1.0), ("surgery", 1.0), ("surgery", 7.0), ("radiotherapy", 1.0))
    }
    assert found["none", 1.0] == 0
    assert found["surgery", 1.0] > found["surgery", 7.0] > 0
    assert found["surgery", 1.0] > found["radiotherapy", 1.0]


def test_lesions_read_what_imaging_would_show():
    lives = grown([{**LYTIC, "tumour_volume_cm3": 8.0}, {**MIXED, "tumour_volume_cm3": 1.0}])
    names = ["volume_cm3", "diameter_mm", "mineral", "mineral_loss", "strength", "cortex_share"]
    volume, diameter, mineral, loss, strength, cortex = read_lesions(lives, names)[0].T
    np.testing.assert_allclose(np.pi / 6 * (diameter / 10) ** 3, volume, rtol=1e-6)
    np.testing.assert_allclose(loss, 1 - mineral, atol=1e-3)
    assert strength[0] < strength[1] < 1.0
    assert cortex[0] > cortex[1]


def test_healthy_people_feel_nothing():
    seen = read(lives_of())
    silent = ("pain_0_10", "leg_deficit", "toothache_0_10", "jaw_pain_0_10", "fever_0_1")
    assert all(seen[name][0] == pytest.approx(0.0, abs=0.05) for name in silent)
    assert seen["strength_lowest"][0] == pytest.approx(1.0)
    assert values_of()["albumin_g_per_l"] == seen["albumin_g_l"][0]

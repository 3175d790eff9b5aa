"""Falls, jaw, infusions, calcium, death: each harm follows from a state, not a drug's name."""

import numpy as np
import pytest

from osteon.model.engine import advance, read
from support.lives import (
    BLASTIC,
    LYTIC,
    OneLife,
    course,
    grown,
    lives_of,
    model,
    monthly,
    values_of,
)

YEAR = 365.25


def hazards(lives):
    """Return hazards per day by name; those of lesions summed over lesions."""
    events = [event for event in model().declaration.events.values() if not event.crossing]
    life = OneLife(lives)
    body, lesions = life.hazards(life.state)
    of_body = [event.name for event in events if not event.of_lesion]
    of_lesion = [event.name for event in events if event.of_lesion]
    return {
        **dict(zip(of_body, body, strict=True)),
        **dict(zip(of_lesion, lesions.sum(axis=0), strict=True)),
    }


def hazard_of(name, lives=None, **how):
    return hazards(lives or on(**how))[name]


def on(lesions=(), **how):
    """Return lives with hazards on."""
    lives = grown(lesions, **how) if lesions else lives_of(**how)
    lives.set_input("hazards", 1.0)
    return lives


def test_one_stream_of_falls_is_shared_out_exactly():
    lesions = [{**LYTIC, "tumour_volume_cm3": 9.0}, {**BLASTIC, "tumour_volume_cm3": 9.0}]
    lives = on(lesions)
    h = hazards(lives)
    parts = h["fall"] + h["fragility_fracture_fall"] + h["pathological_fracture_fall"]
    assert parts == pytest.approx(read(lives)["fall_rate_per_year"][0] / YEAR, rel=1e-9)
    assert 0.005 < 1 - h["fall"] / parts < 0.1


def test_weak_bone_breaks_without_a_fall_lytic_before_blastic_and_healthy_bone_does_not():
    rates = [
        hazard_of("pathological_fracture_load", on([{**kind, "tumour_volume_cm3": 9.0}]))
        for kind in (LYTIC, BLASTIC, {**LYTIC, "resorptive_stimulus": 0.0, "osteoblast_block": 0.0})
    ]
    assert rates[0] > rates[1] > 0
    assert hazard_of("pathological_fracture_load", on()) == 0.0


@pytest.mark.parametrize(
    "ill",
    [{"opioid": 1.0}, {"external_pthrp_pm": 60.0}],
)
def test_sedation_and_confusion_make_falls_and_home_safety_averts_four_in_ten(ill):
    def rate(**inputs):
        lives = lives_of(inputs=inputs)
        advance(lives, 60.0)
        return read(lives)["fall_rate_per_year"][0]

    assert rate(**ill) > 1.2 * rate()
    assert rate(**ill, home_safety=1.0) / rate(**ill) == pytest.approx(0.62)


def test_a_deficit_of_the_legs_and_poor_performance_make_falls():
    lives, well = lives_of(), lives_of()
    lives.follower("cord_thoracic_recoverable")[:] = 0.5
    lives.follower("performance")[:] = 2.0
    assert read(lives)["fall_rate_per_year"] > 1.5 * read(well)["fall_rate_per_year"]


def treated(drug, months, days, **how):
    dose = {"denosumab": 120.0, "zoledronic_acid": 4.0}.get(drug, 0.0)
    drugs = [drug] if drug else []
    lives = lives_of(drugs=drugs, **how)
    course(lives, [days], monthly(drug, dose, months) if drug else [])
    lives.set_input("hazards", 1.0)
    return lives


def test_jaw_bone_dies_under_long_suppression_only_and_more_where_osteoclasts_are_gone():
    yearly = {
        drug: [
            YEAR * hazard_of("osteonecrosis_of_jaw", treated(drug, 40, day))
            for day in (180.0, 365.0)
        ]
        for drug in (None, "denosumab", "zoledronic_acid")
    }
    assert max(yearly[None]) < 1e-5
    for drug in ("denosumab", "zoledronic_acid"):
        assert yearly[drug][1] > 2 * yearly[drug][0]
    # After a year, about as long as patients were treated in the trials.
    ratio = yearly["zoledronic_acid"][1] / yearly["denosumab"][1]
    assert 0.3 < ratio < 1.0


def after_dentist(jump, drug="denosumab"):
    lives = treated(drug, 40, 700.0)
    if jump:
        OneLife(lives).jump(model().jump_code(jump), 1.0)
    return hazard_of("osteonecrosis_of_jaw", lives)


def test_an_extraction_raises_the_risk_many_fold_and_fillings_do_not():
    assert after_dentist("tooth_extraction") > 10 * after_dentist(None)
    assert after_dentist("dental_treatment") <= after_dentist(None)
    assert after_dentist("tooth_extraction", drug=None) < 1e-4 / YEAR


def test_an_untreated_infection_of_a_tooth_is_dangerous_and_its_treatment_ends_that():
    lives = treated("denosumab", 40, 700.0)
    calm = hazard_of("osteonecrosis_of_jaw", lives)
    lives.follower("infected_tooth")[:] = 1.0
    assert hazard_of("osteonecrosis_of_jaw", lives) > 3 * calm
    OneLife(lives).jump(model().jump_code("dental_treatment"), 1.0)
    assert hazard_of("osteonecrosis_of_jaw", lives) <= calm


def test_care_of_the_teeth_averts_disease_and_infection():
    good, poor = (treated(None, 0, 900.0, inputs={"hygiene": own}) for own in (1.0, 0.0))
    assert read(good)["dental_disease"] < read(poor)["dental_disease"] - 0.1
    assert hazard_of("tooth_infection", good) < 0.3 * hazard_of("tooth_infection", poor)


def test_dead_bone_may_be_infected_lose_teeth_hurt_and_heal_faster_off_the_drug():
    fresh = treated("denosumab", 12, 365.0)
    later = treated("denosumab", 12, 1000.0)
    for lives in (fresh, later):
        lives.follower("jaw_necrosis")[:] = 1.0
    h = hazards(fresh)
    assert min(h["jaw_infection"], h["tooth_loss"], h["jaw_healed"]) > 0
    assert read(fresh)["jaw_pain_0_10"][0] > 3.0
    assert hazard_of("jaw_healed", later) > 1.2 * h["jaw_healed"]
    assert hazard_of("jaw_healed", treated(None, 0, 10.0)) == 0.0


def test_fever_follows_the_first_infusion_in_a_fifth_and_later_ones_rarely():
    expected = []
    for doses in (1, 2):
        lives = lives_of(drugs=["zoledronic_acid"])
        course(lives, [28.0 * (doses - 1)], monthly("zoledronic_acid", 4.0, doses - 1))
        course(
            lives,
            [lives.day[0] + 1e-6],
            [(lives.day[0], model().jump_code("depot_1_dose_mg"), 4.0)],
        )
        lives.set_input("hazards", 1.0)
        p = values_of()
        expected.append(
            1 - np.exp(-hazard_of("acute_phase_reaction", lives) * p["infusion_wave_days"])
        )
    assert expected[0] == pytest.approx(0.202, abs=0.02)
    assert expected[1] < 0.01


def kidney_after(drug="zoledronic_acid", dose=4.0, **overrides):
    lives = lives_of(drugs=[drug], overrides=overrides)
    OneLife(lives).jump(model().jump_code("depot_1_dose_mg"), dose)
    return lives.state("kidney")[0]


def test_an_infusion_strains_the_kidney_by_dose_speed_and_function():
    usual = 1 - kidney_after()
    assert usual > 0
    assert 1 - kidney_after(dose=2.0) < 0.55 * usual
    assert 1 - kidney_after(gfr_ml_per_min=40.0) > 2 * usual
    assert 1 - kidney_after(depot_1_standard_infusion_min=5.0) > 2 * usual
    assert kidney_after(kidney_susceptibility=0.0) == 1.0


def test_bone_let_loose_after_long_lack_of_osteoclasts_breaks_vertebrae():
    rebound = {
        (drug, months, day): hazard_of("rebound_vertebral_fracture", treated(drug, months, day))
        for drug, months, day in (
            ("denosumab", 24, 660.0),
            ("denosumab", 24, 1060.0),
            ("zoledronic_acid", 24, 1060.0),
            (None, 0, 1060.0),
        )
    }
    assert YEAR * rebound["denosumab", 24, 1060.0] > 0.02
    assert YEAR * rebound["denosumab", 24, 660.0] < 1e-4
    assert rebound["zoledronic_acid", 24, 1060.0] < 0.6 * rebound["denosumab", 24, 1060.0]
    assert YEAR * rebound[None, 0, 1060.0] < 1e-6


def test_the_femur_cracks_only_after_years_of_deep_suppression_and_hurts_before_it_breaks():
    early, late = (
        hazard_of("femoral_stress_fracture", treated("denosumab", 40, d)) for d in (180.0, 1000.0)
    )
    assert late > 5 * early
    assert hazard_of("femoral_stress_fracture", treated(None, 0, 1000.0)) < 1e-8
    lives = treated(None, 0, 1.0)
    assert hazard_of("atypical_femoral_fracture", lives) == 0.0
    OneLife(lives).jump(model().events.index("femoral_stress_fracture"), 0.5)
    assert read(lives)["thigh_pain_0_10"][0] > 3.0
    assert hazard_of("atypical_femoral_fracture", lives) > 0.0


def high_calcium(pthrp, **overrides):
    lives = lives_of(inputs={"external_pthrp_pm": pthrp}, overrides=overrides)
    advance(lives, 90.0)
    return {name: value[0] for name, value in read(lives).items()}


def test_high_calcium_makes_thirst_urine_drowsiness_weakness_and_harms_the_kidney_by_degree():
    mild, severe = high_calcium(9.0), high_calcium(60.0)
    assert 2.7 < mild["calcium_mmol_l"] < 3.0 < severe["calcium_mmol_l"]
    for name in ("fluid_intake_l_per_day", "urine_l_per_day", "drowsiness_0_1", "weakness_0_1"):
        assert severe[name] > mild[name] + 0.02, name
    for name in ("kidney", "gfr_ml_min", "fluid"):
        assert severe[name] < 0.97 * mild[name], name


def test_patients_differ_in_how_they_feel_calcium():
    tough, tender = (high_calcium(20.0, calcium_sensitivity=own) for own in (0.6, 1.5))
    assert tender["calcium_mmol_l"] == pytest.approx(tough["calcium_mmol_l"])
    assert tender["calcium_felt_mmol_l"] > tough["calcium_felt_mmol_l"] + 0.2


def test_total_calcium_is_lower_where_albumin_is():
    seen = read(lives_of(overrides={"albumin_g_per_l": 30.0}))
    assert seen["calcium_mmol_l"][0] - seen["calcium_total_mmol_l"][0] == pytest.approx(0.2)


def test_saline_brings_filtration_back_and_calcium_down_but_not_to_normal():
    lives = lives_of(inputs={"external_pthrp_pm": 40.0})
    advance(lives, 90.0)
    before = {name: value[0] for name, value in read(lives).items()}
    lives.set_input("saline_l_per_day", 5.0)
    advance(lives, 92.0)
    after = {name: value[0] for name, value in read(lives).items()}
    assert after["gfr_ml_min"] > before["gfr_ml_min"] + 3
    assert 2.65 < after["calcium_mmol_l"] < before["calcium_mmol_l"] - 0.1


def test_every_complication_shortens_life_by_its_own_part():
    well = hazards(on())
    assert well["death_complication"] == pytest.approx(0.0, abs=1e-9)
    for follower, value in {
        "cord_thoracic_lasting": 3.0,
        "calcium_crisis": 1.0,
        "recent_fracture": 1.0,
        "jaw_infected": 1.0,
    }.items():
        lives = on()
        lives.follower(follower)[:] = value
        assert hazard_of("death_complication", lives) > 1e-5, follower


def test_poor_performance_hastens_the_last_decline():
    lives, worse = (on(overrides={"death_rate_per_year": 0.3}) for _ in range(2))
    worse.follower("performance")[:] += 1.0
    ratio = hazard_of("terminal_decline", worse) / hazard_of("terminal_decline", lives)
    assert ratio == pytest.approx(np.exp(values_of()["death_performance_slope"]))


def test_who_declines_takes_to_bed_and_dies_of_the_cancer_and_nobody_else():
    lives, declining = (on(overrides={"death_rate_per_year": 0.3}) for _ in range(2))
    declining.follower("terminal_decline")[:] = 1.0
    assert hazard_of("death_cancer", lives) == 0.0
    days = values_of()["terminal_decline_days"]
    assert hazard_of("death_cancer", declining) == pytest.approx(1 / days)
    assert hazard_of("terminal_decline", declining) == 0.0
    for own in (lives, declining):
        advance(own, 60.0)
    fallen = declining.follower("performance") - lives.follower("performance")
    assert np.all(fallen > 0.7 * values_of()["performance_by_decline"])


def test_the_ill_and_who_just_had_an_event_leave_sooner():
    lives, ill, struck = (on(overrides={"dropout_rate_per_year": 0.3}) for _ in range(3))
    ill.follower("performance")[:] += 1.0
    struck.follower("aftermath")[:] += 1.0
    slope, gain = (values_of()[f"dropout_{name}"] for name in ("performance_slope", "event_gain"))
    usual = hazard_of("dropout", lives)
    assert hazard_of("dropout", ill) == pytest.approx(np.exp(slope) * usual)
    assert hazard_of("dropout", struck) == pytest.approx((1 + gain) * usual)


def test_anticancer_drugs_shrink_the_lesions_that_respond_only():
    sizes = []
    for response in (1.0, 0.0):
        lives = grown(
            [{**LYTIC, "tumour_volume_cm3": 8.0}],
            inputs={"tumour_kill_per_day": 0.02},
            overrides={"anticancer_response": response},
        )
        advance(lives, 120.0)
        sizes.append(lives.lesions[0, 0, 0])
    assert sizes[0] < 0.4 * 8.0
    assert sizes[1] > 8.0

"""Whatever the patient: states stay finite and not negative; high calcium can come from bone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.model.engine import Agenda, advance, read, settle
from support.evaluate import Interpreter
from support.lives import (
    BLASTIC,
    LYTIC,
    MIXED,
    NO_STIMULUS,
    course,
    doses,
    grown,
    lesion_state,
    lives_of,
    model,
    values_of,
)

NOT_NEGATIVE = -1e-4  # of each state's scale: what the tolerance of the solver leaves
patients = st.fixed_dictionaries(
    {
        "gfr_ml_per_min": st.floats(12, 150),
        "vitamin_d_ratio": st.floats(0.1, 2.0),
        "turnover_factor": st.floats(0.85, 1.25),
        "calcium_setpoint_mmol_per_l": st.floats(2.1, 2.6),
        "pthrp_secretion_pm_per_cm3": st.floats(0, 0.3),
        "extraskeletal_volume_cm3": st.floats(0, 1500),
        "extraskeletal_growth_per_day": st.floats(0, 0.02),
    }
)
tumours = st.lists(
    st.fixed_dictionaries(
        {
            "resorptive_stimulus": st.floats(0, 3),
            "osteoblast_stimulus": st.floats(0, 10),
            "osteoblast_block": st.floats(0, 2.5),
            "growth_rate_per_day": st.floats(0.0005, 0.03),
            "tumour_volume_cm3": st.floats(0.01, 12),
            "epidural_spread": st.floats(0, 3),
        }
    ),
    max_size=4,
)
treatments = st.sampled_from(
    [
        None,
        ("denosumab", 120.0, 28),
        ("denosumab", 600.0, 7),
        ("zoledronic_acid", 4.0, 28),
        ("zoledronic_acid", 40.0, 21),
        ("pamidronate", 90.0, 21),
    ]
)
settings_of_care = st.fixed_dictionaries(
    {
        "external_pthrp_pm": st.floats(0, 40),
        "saline_l_per_day": st.floats(0, 4),
        "dietary_calcium_mmol_per_day": st.floats(5, 60),
        "steroid": st.floats(0, 1),
    }
)


@settings(max_examples=60)
@given(patients, tumours, treatments, settings_of_care)
def test_every_state_stays_finite_and_not_negative(overrides, lesions, treatment, inputs):
    drug, dose, interval = treatment or (None, 0.0, 1)
    lives = lives_of(lesions, overrides=overrides, inputs=inputs, drugs=[drug] if drug else [])
    given_doses = doses(drug, dose, range(0, 600, interval)) if drug else []
    agenda, kernels = Agenda.of([given_doses]), model().kernels
    for day in (0.0, 1.0, 10.0, 60.0, 200.0, 600.0):
        advance(lives, day, agenda)
        assert lives.status[0] == 0, lives.failed_state(0)
        assert (lives.body[0] / kernels.BODY_SCALE >= NOT_NEGATIVE).all()
        assert (lives.lesions[0] / kernels.LESION_SCALE >= NOT_NEGATIVE).all()
        seen = {name: float(value[0]) for name, value in read(lives).items()}
        assert np.isfinite(list(seen.values())).all()
        assert 0.5 < seen["calcium_mmol_l"] < 15.0
        assert 0 <= seen["pain_0_10"] <= 10.5
        assert -1e-6 <= seen["cord_deficit"] <= 3.0 + 1e-6


@settings(max_examples=25)
@given(patients, st.floats(0, 3))
def test_any_patient_with_little_tumour_hormone_can_be_settled(overrides, pthrp):
    tumour_free = {**overrides, "extraskeletal_volume_cm3": 0.0}
    lives = lives_of(overrides=tumour_free, inputs={"external_pthrp_pm": pthrp})
    assert settle(lives)[0] < 1e-9
    assert (lives.body >= 0).all()


@settings(max_examples=15)
@given(tumours, st.integers(0, 10_000))
def test_events_leave_a_life_sound(lesions, patient):
    lives = lives_of(
        [{**lesion, "fracture_rate_per_day": 1e-3} for lesion in lesions],
        patients=[patient],
        overrides={"skeletal_frailty": 5.0, "death_frailty": 0.0},
        inputs={"hazards": 1.0},
    )
    day = 0.0
    for _ in range(20):
        fired = advance(lives, 1000.0)
        assert (np.diff(fired.day) >= 0).all()
        assert (fired.day >= day).all()
        day = lives.day[0]
        if day >= 1000.0:
            break
    assert lives.status[0] == 0
    assert np.isfinite(lives.body).all()
    assert (lesion_state(lives, "tumour") >= 0).all()
    broken = lives.lesion_follower("broken")
    assert ((broken >= -1e-9) & (broken <= 1)).all()


@given(st.floats(0.3, 6.0), st.floats(0.1, 40.0))
def test_no_phosphate_makes_the_synthesis_of_calcitriol_negative(phosphate, pth):
    lives = lives_of()
    lives.state("phosphate")[:] = phosphate * values_of()["extracellular_volume_l"]
    lives.state("pth")[:] = pth * values_of()["extracellular_volume_l"]
    made = Interpreter(lives, values_of()).named("1-alpha-hydroxylase synthesis")[0]
    assert made >= 0.0


# Active: doubling in 70 days, among the aggressive ones (30 to 120 days); slower regions burn out.
ACTIVE = {**LYTIC, "growth_rate_per_day": 0.01}


def burden(region_cm3, gfr, kind=ACTIVE, **overrides):
    """Return calcium and uNTx over normal with this much region in bones of 120 cm3."""
    n = max(1, round(region_cm3 / 40))
    tumour = region_cm3 / n / values_of()["region_per_tumour"]
    lesions = [{**kind, "bone_volume_cm3": 120.0, "tumour_volume_cm3": tumour}] * n
    lives = grown(lesions, overrides={"gfr_ml_per_min": gfr, **overrides})
    seen, _ = course(lives, [0.0])
    assert seen["region_cm3"][0, 0] == pytest.approx(region_cm3, rel=0.05)
    normal = values_of()["untx_normal_nmol_per_mmol"]
    return seen["calcium_mmol_l"][0, 0], seen["untx_nmol_mmol"][0, 0] / normal


def test_much_active_lytic_bone_raises_markers():
    _, untx = burden(400.0, 90.0)
    assert untx >= 1.5


def test_very_much_lytic_bone_and_weak_kidneys_raise_calcium_without_tumour_hormone():
    calcium, _ = burden(1200.0, 40.0)
    assert calcium > 2.7


def test_much_tumour_that_opens_no_surface_and_sends_no_signal_raises_neither():
    silent = {**NO_STIMULUS, "growth_rate_per_day": 0.01}
    surface = {"lesion_erosion_stimulus": 0.0, "lesion_formation_stimulus": 0.0}
    calcium, untx = burden(1200.0, 40.0, silent, **surface)
    assert calcium == pytest.approx(values_of()["calcium_setpoint_mmol_per_l"], abs=1e-6)
    assert untx == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("kind", [ACTIVE, MIXED, BLASTIC], ids=["lytic", "mixed", "blastic"])
def test_small_burdens_raise_neither(kind):
    calcium, untx = burden(15.0, 40.0, kind)
    assert calcium < 2.5
    assert untx < 1.4

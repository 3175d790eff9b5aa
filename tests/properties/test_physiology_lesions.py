"""Lesions: scale-free, bounded by their bone, weak in their own way, and silent without tumour."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.model.engine import Agenda, advance
from support.lives import (
    BLASTIC,
    LYTIC,
    MIXED,
    course,
    grown,
    lesion_state,
    lives_of,
    model,
    monthly,
    values_of,
)

DAYS = np.array([0.0, 28.0, 91.0, 182.0, 365.0])
KINDS = {"lytic": LYTIC, "mixed": MIXED, "blastic": BLASTIC}
SYSTEMIC = [
    "untx_nmol_mmol",
    "sctx_ng_ml",
    "bsap_ug_l",
    "calcium_mmol_l",
    "pth_pmol_l",
    "pthrp_pmol_l",
    "tumour_cm3",
    "region_cm3",
    "region_mineral_cm3",
]
PTHRP = {"pthrp_secretion_pm_per_cm3": 0.05}


def dosed(drug):
    return monthly(drug, 120.0 if drug == "denosumab" else 4.0) if drug else []


def readings(lesions, drug=None, days=DAYS, **how):
    lives = grown(lesions, drugs=[drug] if drug else [], **how)
    return course(lives, days, dosed(drug), rtol=1e-9)[0]


def strength(lesion, drug=None, days=DAYS):
    """Return the strength of the bone around a single lesion, 1 in health."""
    seen = readings([lesion], drug, days)
    return 1 - seen["weakness_cm3"][0] / seen["region_cm3"][0]


@pytest.mark.parametrize("drug", [None, "denosumab", "zoledronic_acid"])
@pytest.mark.parametrize("kind", KINDS)
def test_four_quarters_of_a_lesion_are_one_lesion_to_the_body(kind, drug):
    whole = [{**KINDS[kind], "tumour_volume_cm3": 8.0}]
    quarter = {**KINDS[kind], "tumour_volume_cm3": 2.0, "capacity_share": 0.25}
    one, four = (readings(parts, drug, overrides=PTHRP) for parts in (whole, [quarter] * 4))
    for name in SYSTEMIC:
        np.testing.assert_allclose(four[name], one[name], rtol=2e-7, err_msg=name)


def test_a_quarter_with_the_room_of_a_whole_would_outgrow_it():
    one = readings([{**LYTIC, "tumour_volume_cm3": 8.0}])
    four = readings([{**LYTIC, "tumour_volume_cm3": 2.0}] * 4)
    assert four["tumour_cm3"][0, -1] > 1.05 * one["tumour_cm3"][0, -1]


def tumour_free(overrides=None, drug=None):
    lives = lives_of([LYTIC], overrides=overrides, drugs=[drug] if drug else [])
    lesion_state(lives, "tumour")[:] = 0.0
    lesion_state(lives, "region")[:] = 10.0
    return lives


def gap(lives, jumps=(), days=168.0):
    """Return the largest difference between region and skeleton in (osteoclasts, osteoblasts)."""
    values, agenda, largest = values_of(), Agenda.of([jumps]), np.zeros(2)
    for day in np.arange(0.0, days + 1, 7.0):
        advance(lives, day, agenda)
        builders = lives.state("fast_osteoblasts") + lives.state("slow_osteoblasts")
        skeleton = np.array(
            [
                lives.state("osteoclasts")[0] / values["osteoclasts_rest"],
                builders[0] / values["osteoblasts_rest"],
            ]
        )
        cells = ("lesion_osteoclasts", "lesion_osteoblasts")
        region = np.array([lesion_state(lives, name)[0, 0] for name in cells])
        largest = np.maximum(largest, np.abs(region - skeleton))
    return largest


def test_a_region_without_tumour_follows_the_skeleton_under_a_rankl_inhibitor():
    osteoclasts, osteoblasts = gap(tumour_free(drug="denosumab"), monthly("denosumab", 120.0))
    assert osteoclasts < 0.02
    assert osteoblasts < 0.1


def test_a_region_without_tumour_follows_the_skeleton_to_higher_turnover():
    osteoclasts, osteoblasts = gap(tumour_free({"turnover_factor": 1.05}))
    assert osteoclasts < 0.05
    assert osteoblasts < 0.05


def test_a_region_with_tumour_does_not_follow_the_skeleton():
    osteoclasts, _ = gap(grown([{**LYTIC, "tumour_volume_cm3": 8.0}]))
    assert osteoclasts > 0.5


@pytest.mark.parametrize("drug", [None, "denosumab", "zoledronic_acid"])
def test_blastic_bone_is_weaker_than_healthy_and_lytic_weaker_still(drug):
    lytic, blastic = (
        strength({**kind, "tumour_volume_cm3": 6.0}, drug) for kind in (LYTIC, BLASTIC)
    )
    assert (blastic < 0.95).all()
    assert (lytic < blastic).all()


def test_a_tumour_that_sends_no_signal_leaves_its_bone_almost_sound():
    silent = {"resorptive_stimulus": 0.0, "osteoblast_stimulus": 0.0, "osteoblast_block": 0.0}
    assert (strength({**silent, "tumour_volume_cm3": 6.0}) > 0.98).all()


@pytest.mark.parametrize("kind", ["lytic", "blastic"])
def test_what_a_tumour_does_to_bone_follows_from_its_signals(kind):
    seen = readings([{**KINDS[kind], "tumour_volume_cm3": 6.0}])
    density = seen["region_mineral_cm3"][0] / seen["region_cm3"][0]
    assert density[0] < 0.6 if kind == "lytic" else density[0] > 1.5


random_lesions = st.lists(
    st.fixed_dictionaries(
        {
            "resorptive_stimulus": st.floats(0, 2.5),
            "osteoblast_stimulus": st.floats(0, 9),
            "osteoblast_block": st.floats(0, 2),
            "growth_rate_per_day": st.floats(0.0005, 0.03),
            "bone_volume_cm3": st.floats(10, 150),
            "tumour_volume_cm3": st.floats(0.5, 3.5),
        }
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=25)
@given(random_lesions, st.sampled_from([None, "denosumab", "zoledronic_acid"]))
def test_a_lesion_stays_within_its_bone(lesions, drug):
    values = values_of()
    lives = grown(lesions, drugs=[drug] if drug else [])
    agenda = Agenda.of([dosed(drug)])
    bones = np.array([lesion["bone_volume_cm3"] for lesion in lesions])
    room = bones * values["lesion_volume_share"] / values["region_per_tumour"]
    for day in (1.0, 90.0, 400.0, 1100.0):
        advance(lives, day, agenda)
        assert lives.status[0] == 0
        n = {name: lesion_state(lives, name)[0] for name in model().declaration.lesion_states}
        assert (n["tumour"] + n["dying_tumour"] <= room * (1 + 1e-4)).all()
        assert (n["region"] <= bones).all()
        mineral = n["lamellar_mineral"] + n["woven_mineral"]
        assert (mineral <= values["mineral_capacity"] + 0.01).all()
        assert all((value >= -1e-4).all() for value in n.values())


def test_a_region_never_shrinks_when_its_tumour_does():
    lives = grown([{**LYTIC, "tumour_volume_cm3": 6.0}])
    lesion_state(lives, "tumour")[:] *= 0.1
    before = lesion_state(lives, "region").copy()
    advance(lives, 60.0)
    assert (lesion_state(lives, "region") >= before - 1e-9).all()


@pytest.mark.parametrize("gain", [0.0, 0.15])
def test_resorption_feeds_the_tumour_through_its_gain_and_through_nothing_else(gain):
    lesion, how = {**LYTIC, "tumour_volume_cm3": 4.0}, {"tumour_release_gain": gain}
    ends = []
    for drug in (None, "denosumab"):
        lives = grown([lesion], drugs=["denosumab"], overrides=how)
        advance(lives, 365.0, Agenda.of([dosed(drug)]), rtol=1e-8)
        ends.append(lesion_state(lives, "tumour")[0, 0])
    free, treated = ends
    assert treated < 0.999 * free if gain else treated == pytest.approx(free, rel=1e-6)

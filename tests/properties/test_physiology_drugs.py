"""Bone drugs: more never resorbs more, kidneys decide what stays, all through a mechanism."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from osteon.model.engine import advance
from support.lives import (
    LYTIC,
    MIXED,
    OneLife,
    course,
    doses,
    grown,
    lives_of,
    model,
    monthly,
)

WEEKS = np.arange(0.0, 169.0, 7.0)
DOSES = {
    "denosumab": st.floats(0, 240),
    "zoledronic_acid": st.floats(0, 12),
    "pamidronate": st.floats(0, 180),
}
USUAL = {"denosumab": 120.0, "zoledronic_acid": 4.0, "pamidronate": 90.0}


def released(drug, dose_mg, lesions=(), **how):
    lives = grown(lesions, drugs=[drug], **how)
    return course(lives, WEEKS, monthly(drug, dose_mg, 6), rtol=1e-7)[0]["sctx_ng_ml"][0]


@pytest.mark.parametrize("drug", DOSES)
@settings(max_examples=12)
@given(data=st.data(), gfr=st.floats(30, 130), with_lesion=st.booleans())
def test_more_of_a_blocker_never_raises_resorption(drug, data, gfr, with_lesion):
    low, high = sorted(data.draw(st.tuples(DOSES[drug], DOSES[drug])))
    assume(high > low)
    lesions, how = [LYTIC] * with_lesion, {"gfr_ml_per_min": gfr}
    less, more = (released(drug, dose, lesions, overrides=how) for dose in (low, high))
    # Bone that the larger dose saved in a lesion is there to be resorbed later; near the greatest
    # effect, hormones outdo what a larger dose adds, by a thousandth of untreated at most.
    assert (more <= less + 1e-3 * less[0]).all()


@pytest.mark.parametrize(
    ("drug", "off"),
    [
        ("denosumab", "inhibitor_rankl_removal_l_per_pmol_per_h"),
        ("denosumab", "inhibitor_bioavailability"),
        ("zoledronic_acid", "bisphosphonate_emax"),
        ("zoledronic_acid", "depot_1_bone_clearance_l_per_h"),
        ("pamidronate", "bisphosphonate_emax"),
    ],
)
def test_a_drug_acts_through_its_mechanism_only(drug, off):
    with_it = released(drug, USUAL[drug])
    # An infusion also strains the kidney, which is no effect on bone.
    without = released(drug, USUAL[drug], overrides={off: 0.0, "kidney_susceptibility": 0.0})
    # Pamidronate takes three infusions.
    assert with_it[9:].max() < 0.6 * with_it[0]
    np.testing.assert_allclose(without, without[0], rtol=1e-9)


@given(st.floats(15, 150), st.floats(15, 150), st.sampled_from(["zoledronic_acid", "pamidronate"]))
def test_weaker_kidneys_retain_more_bisphosphonate(one, other, drug):
    worse, better = sorted((one, other))
    kept = []
    for gfr in (worse, better):
        lives = lives_of(drugs=[drug], overrides={"gfr_ml_per_min": gfr})
        OneLife(lives).jump(doses(drug, 4.0, [0])[0][1], 4.0)
        kept.append(lives.state("depot_1")[0])
    assert 4.0 > kept[0] >= kept[1] > 0.0
    assert kept[0] > kept[1] or better - worse < 1e-9


def test_without_renal_clearance_kidneys_decide_nothing():
    kept = []
    for gfr in (30.0, 120.0):
        how = {"gfr_ml_per_min": gfr, "depot_1_renal_clearance_l_per_h": 0.0}
        lives = lives_of(drugs=["zoledronic_acid"], overrides=how)
        OneLife(lives).jump(model().jump_code("depot_1_dose_mg"), 4.0)
        kept.append(lives.state("depot_1")[0])
    assert kept == [4.0, 4.0]


def test_kidneys_decide_nothing_about_a_rankl_inhibitor():
    course_of = [
        released("denosumab", 120.0, overrides={"gfr_ml_per_min": gfr}) for gfr in (30, 120)
    ]
    np.testing.assert_allclose(course_of[0][:2], course_of[1][:2], rtol=0.03)


def test_bisphosphonate_leaves_bone_faster_where_bone_turns_over_faster():
    left = []
    for turnover in (0.95, 1.1):
        lives = grown([], drugs=["zoledronic_acid"], overrides={"turnover_factor": turnover})
        course(lives, [0.0, 28.0], doses("zoledronic_acid", 4.0, [0.0]))
        left.append(lives.state("depot_1")[0])
    assert left[1] < left[0]


def test_two_bisphosphonates_in_one_patient_add_up():
    drugs = ["zoledronic_acid", "pamidronate"]

    def resorption(*given):
        lives = lives_of(drugs=drugs)
        jumps = [(0.0, model().jump_code(f"depot_{slot}_dose_mg"), dose) for slot, dose in given]
        return course(lives, [0.0, 28.0], jumps)[0]["sctx_ng_ml"][0, -1]

    both = resorption((1, 2.0), (2, 45.0))
    assert both < min(resorption((1, 2.0)), resorption((2, 45.0)))


@pytest.mark.parametrize("kind", [LYTIC, MIXED])
def test_both_classes_lower_resorption_of_lesions(kind):
    lesions = [{**kind, "tumour_volume_cm3": 8.0}] * 3
    untreated = released("denosumab", 0.0, lesions)
    for drug, dose in USUAL.items():
        assert released(drug, dose, lesions)[-1] < 0.7 * untreated[-1]


def test_a_stretched_interval_lets_resorption_return():
    lives = [lives_of(drugs=["denosumab"]) for _ in range(2)]
    often = course(lives[0], [0.0, 250.0], doses("denosumab", 120.0, range(0, 250, 28)))[0]
    once = course(lives[1], [0.0, 250.0], doses("denosumab", 120.0, [0.0]))[0]
    assert often["sctx_ng_ml"][0, -1] < 0.5 * once["sctx_ng_ml"][0, -1]


def test_a_dose_given_in_two_halves_at_once_is_one_dose():
    whole, halves = (lives_of(drugs=["denosumab"]) for _ in range(2))
    course(whole, [0.0, 28.0], doses("denosumab", 120.0, [0.0]), rtol=1e-9)
    course(halves, [0.0, 28.0], doses("denosumab", 60.0, [0.0, 0.0]), rtol=1e-9)
    np.testing.assert_allclose(whole.body, halves.body, rtol=1e-12)


def test_more_supplement_lifts_the_calcium_nadir():
    nadirs = []
    for extra in (0.0, 12.5, 25.0):
        lives = lives_of(
            drugs=["denosumab"], inputs={"dietary_calcium_mmol_per_day": 24.055 + extra}
        )
        seen, _ = course(lives, np.arange(0.0, 57.0), monthly("denosumab", 120.0, 2))
        nadirs.append(seen["calcium_mmol_l"].min())
    assert nadirs[0] < nadirs[1] < nadirs[2]


def test_the_record_of_a_dose_day_shows_the_state_before_the_dose():
    lives, untouched = lives_of(drugs=["denosumab"]), lives_of()
    seen, _ = course(lives, [0.0, 28.0, 28.1], doses("denosumab", 120.0, [28.0]), rtol=1e-9)
    rest, _ = course(untouched, [0.0, 28.0, 28.1], rtol=1e-9)
    np.testing.assert_allclose(seen["sctx_ng_ml"][0, :2], rest["sctx_ng_ml"][0, :2], rtol=1e-9)
    assert lives.state("inhibitor_depot")[0] > 0.0
    advance(lives, 40.0)
    assert lives.state("inhibitor_central")[0] > 0.0

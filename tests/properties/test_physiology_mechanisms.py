"""Each declared deviation does what it is there for, and its switch restores the published line."""

import numpy as np
import pytest

from osteon.model.engine import advance, settle
from support.evaluate import Interpreter
from support.lives import OneLife, course, lives_of, model, values_of

HUMORAL = {"external_pthrp_pm": 20.0}
DEPOSITION, SURVIVAL = "J15: calcium into bone", "osteoblast survival by BCL2"
PUBLISHED = {"balance_constants": 0.0}


def calcium(overrides=None, inputs=None, days=120.0):
    lives = lives_of(overrides=overrides, inputs=inputs)
    settle_first = {"vitamin_d_ratio", "gfr_ml_per_min"} & set(overrides or {})
    if settle_first:
        settle(lives)
    return course(lives, [0.0, days])[0]["calcium_mmol_l"][0, -1]


def high_calcium(overrides=None, mmol_per_l=3.0):
    """Return a life whose calcium is high, and what its equations say."""
    lives = lives_of(overrides=overrides)
    lives.state("calcium")[:] = mmol_per_l * values_of()["extracellular_volume_l"]
    return lives, Interpreter(lives, values_of(overrides=overrides))


def test_d1_off_bone_takes_up_calcium_in_proportion():
    values = values_of()
    _, see = high_calcium({"inverse_deposition_limit": 0.0})
    relative = 3.0 / values["calcium_setpoint_mmol_per_l"]
    published = values["skeletal_calcium_flux_mmol_per_day"] / 24 * relative
    assert see.named(DEPOSITION)[0] == pytest.approx(published, rel=1e-12)


def test_d1_on_bone_saturates_above_normal_calcium_and_not_below():
    _, saturated = high_calcium()
    _, linear = high_calcium({"inverse_deposition_limit": 0.0})
    assert saturated.named(DEPOSITION)[0] < 0.9 * linear.named(DEPOSITION)[0]
    _, low = high_calcium(mmol_per_l=2.0)
    _, low_linear = high_calcium({"inverse_deposition_limit": 0.0}, mmol_per_l=2.0)
    assert low.named(DEPOSITION)[0] == low_linear.named(DEPOSITION)[0]


def test_d1_makes_hypercalcaemia_possible():
    assert calcium(inputs=HUMORAL) > 2.75
    assert calcium({"inverse_deposition_limit": 0.0}, HUMORAL) < calcium(inputs=HUMORAL) - 0.1


def test_without_d1_and_d2_no_amount_of_tumour_hormone_makes_hypercalcaemia():
    published = {"inverse_deposition_limit": 0.0, "uncoupling_maximum": 0.0}
    for pthrp in (10.0, 40.0, 200.0):
        assert calcium(published, {"external_pthrp_pm": pthrp}) < 2.6


def test_d2_tumour_hormone_uncouples_formation_from_resorption():
    recruited = {}
    for uncoupling in (0.0, values_of()["uncoupling_maximum"]):
        lives = lives_of(overrides={"uncoupling_maximum": uncoupling}, inputs=HUMORAL)
        advance(lives, 90.0)
        recruited[uncoupling > 0] = lives.state("responding_osteoblasts")[0]
    rest = values_of()["responding_osteoblasts_rest"]
    assert recruited[True] < 0.7 * rest
    assert recruited[False] > rest


def test_d2_off_recruitment_does_not_see_tumour_hormone():
    place = model().states.index("responding_osteoblasts")
    off, on = {"uncoupling_maximum": 0.0}, None
    for overrides, seen in ((off, False), (on, True)):
        free, humoral = (OneLife(lives_of(overrides=overrides, inputs=i)) for i in (None, HUMORAL))
        rates = [life.rates(life.state)[place] for life in (free, humoral)]
        assert (abs(rates[0] - rates[1]) > 1e-6) == seen


def test_d3_gland_growth_in_vitamin_d_deficiency_is_the_published_one_when_on():
    poor = {"vitamin_d_ratio": 0.3}
    published = {**poor, "gland_hyperplasia": 1.0}
    gland = []
    for overrides in (poor, published):
        lives = lives_of(overrides=overrides)
        advance(lives, 1500.0)
        gland.append(lives.state("parathyroid_capacity")[0])
    assert gland[0] == 1.0
    assert gland[1] > 1.2
    assert calcium(published, days=3000.0) > calcium(poor, days=3000.0) + 0.01


def test_d4_kidney_injury_and_dehydration_follow_hypercalcaemia_and_can_be_switched_off():
    off = {"kidney_injury_per_day": 0.0, "polyuria_per_day": 0.0}
    filtration = {}
    for name, overrides in (("on", None), ("off", off)):
        lives = lives_of(overrides=overrides, inputs={"external_pthrp_pm": 40.0})
        filtration[name] = course(lives, [0.0, 120.0])[0]["gfr_ml_min"][0]
    assert filtration["on"][-1] < 0.95 * filtration["on"][0]
    np.testing.assert_allclose(filtration["off"], filtration["off"][0], rtol=1e-12)


def test_d5_the_published_pools_move_only_in_published_mode():
    pools = [model().states.index(f"{which}_bone_calcium") for which in ("exchangeable", "deep")]
    for overrides, moves in ((None, False), (PUBLISHED, True)):
        lives = lives_of(overrides=overrides, inputs=HUMORAL)
        before = lives.body[0, pools].copy()
        advance(lives, 60.0)
        assert bool(np.any(lives.body[0, pools] != before)) == moves


def test_d5_both_books_agree_on_the_calcium_of_bone():
    lives = lives_of(sets=["published"], inputs=HUMORAL)
    advance(lives, 200.0, rtol=1e-9)
    pools = lives.state("exchangeable_bone_calcium") + lives.state("deep_bone_calcium")
    np.testing.assert_allclose(lives.state("bone_calcium"), pools, rtol=1e-9)


def test_d7_tumour_hormone_keeps_a_drug_from_making_calcium_normal_and_nothing_else_does():
    under_drug = {"bisphosphonate_emax": 20.0, "depot_1_half_effect_depot_mg": 0.1}

    def lowest(gain, pthrp):
        lives = lives_of(
            overrides={**under_drug, "exchange_pthrp_gain": gain},
            inputs={"external_pthrp_pm": pthrp},
        )
        advance(lives, 120.0)
        lives.state("depot_1")[:] = 10.0
        return course(lives, [120.0, 135.0])[0]["calcium_mmol_l"][0, -1]

    assert lowest(0.4, 20.0) > lowest(0.0, 20.0) + 0.1
    assert lowest(0.4, 0.0) == pytest.approx(lowest(0.0, 0.0), abs=1e-12)


def test_a_larger_dose_of_bisphosphonate_acts_longer_and_hardly_sooner():
    reached = {}
    for depot in (2.4, 4.8):
        lives = lives_of(overrides={"depot_1_half_effect_depot_mg": 1.1})
        lives.state("depot_1")[:] = depot
        early, late = [], []
        for day, kept in ((4.0, early), (120.0, late)):
            advance(lives, day)
            kept.append(float(lives.state("bisphosphonate_effect")[0]))
        reached[depot] = early + late
    assert reached[4.8][0] < 1.3 * reached[2.4][0]
    assert reached[4.8][1] > 1.3 * reached[2.4][1]


@pytest.mark.parametrize(
    ("overrides", "published"),
    [({"bcl2_smoothing": 1e-9}, [10.0, 10.0, 16.0, 30.0]), (None, None)],
    ids=["sharp", "smooth"],
)
def test_the_published_switch_of_osteoblast_survival_is_a_jump(overrides, published):
    """Published: the signal is BCL2 - 90 above 105, else 10."""
    values, found = values_of(overrides=overrides), []
    for bcl2 in (95.0, 104.9, 106.0, 120.0):
        lives = lives_of(overrides=overrides)
        lives.state("bcl2")[:] = bcl2
        found.append(Interpreter(lives, values).named(SURVIVAL)[0])
    exponent, share = values["survival_signal_exponent"], values["survival_rest_share"]
    maximum = (1 + share) * values["survival_plateau"]
    half = maximum * 10.0**exponent / share - 10.0**exponent

    def effect(signal):
        return maximum * signal**exponent / (signal**exponent + half)

    sharp = [effect(signal) for signal in (10.0, 10.0, 16.0, 30.0)]
    if published:
        np.testing.assert_allclose(found, sharp, rtol=1e-9)
    assert found[0] == pytest.approx(sharp[0])
    assert found[3] == pytest.approx(sharp[3])


@pytest.mark.parametrize(
    ("name", "off"),
    [
        ("pthrp_kidney_weight", 0.0),
        ("pthrp_bone_weight", 0.0),
    ],
)
def test_tumour_hormone_raises_calcium_through_bone_and_kidney(name, off):
    both = calcium(inputs=HUMORAL)
    assert calcium({name: off}, HUMORAL) < both - 0.05
    neither = {f"pthrp_{place}_weight": 0.0 for place in ("kidney", "bone", "hydroxylase")}
    silent = {**neither, "uncoupling_maximum": 0.0, "exchange_pthrp_gain": 0.0}
    assert calcium(silent, HUMORAL) == pytest.approx(2.35, abs=1e-9)


def test_more_tumour_hormone_means_more_calcium_and_less_pth():
    rising = []
    for pthrp in (0.0, 2.0, 5.0, 10.0, 20.0, 40.0):
        seen, _ = course(lives_of(inputs={"external_pthrp_pm": pthrp}), [0.0, 120.0])
        rising.append((seen["calcium_mmol_l"][0, -1], -seen["pth_pmol_l"][0, -1]))
    calcium_mmol_l, pth = np.array(rising).T
    assert (np.diff(calcium_mmol_l) > 0).all()
    assert (np.diff(pth[:4]) > 0).all()
    # Beyond, failing kidneys hold phosphate, and PTH stays at its floor.
    assert (pth[4:] > -1.2).all()


def test_saline_lowers_high_calcium_only_when_it_is_given():
    falls = []
    for litres in (0.0, 3.0):
        lives = lives_of(inputs={"external_pthrp_pm": 40.0})
        advance(lives, 120.0)
        lives.set_input("saline_l_per_day", litres)
        high = lives.state("calcium")[0] / lives.state("fluid")[0]
        advance(lives, 122.0)
        falls.append(high - lives.state("calcium")[0] / lives.state("fluid")[0])
    assert falls[1] > falls[0] + 1.0


def test_vitamin_d_limits_calcitriol_in_deficiency_only():
    made = []
    for ratio in (0.2, 1.0, 1.5):
        lives = lives_of(overrides={"vitamin_d_ratio": ratio})
        settle(lives)
        made.append(lives.state("calcitriol")[0])
    assert made[0] < 0.95 * made[1]
    assert made[2] < 1.1 * made[1]


@pytest.mark.parametrize("infused", ["calcium_infusion_mmol_per_day", "pth_infusion_pmol_per_day"])
def test_an_infusion_raises_what_it_infuses(infused):
    state = "calcium" if infused.startswith("calcium") else "pth"
    lives, rest = lives_of(inputs={infused: 24.0}), lives_of()
    for either in (lives, rest):
        advance(either, 0.5)
    assert lives.state(state)[0] > rest.state(state)[0]

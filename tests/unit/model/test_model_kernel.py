"""The generated kernels of the whole model: the numbers of the equations, and their Jacobian."""

import numpy as np
import pytest

from osteon.model.engine import advance, read_lesions
from support.evaluate import Interpreter
from support.lives import BLASTIC, LESION, LYTIC, MIXED, OneLife, lives_of, model, values_of

SICK = {
    "gfr_ml_per_min": 55.0,
    "vitamin_d_ratio": 0.6,
    "turnover_factor": 1.08,
    "pthrp_secretion_pm_per_cm3": 0.02,
    "extraskeletal_volume_cm3": 30.0,
    "extraskeletal_growth_per_day": 0.003,
    "death_rate_per_year": 0.5,
    "dropout_rate_per_year": 0.2,
}
LESIONS = [
    {**LYTIC, "tumour_volume_cm3": 3.0},
    {**MIXED, "tumour_volume_cm3": 6.0, "at_thoracic_cord": 0.0, "at_lumbar_cord": 1.0},
    {**BLASTIC, "tumour_volume_cm3": 1.0, "at_thoracic_cord": 0.0},
    {**LYTIC, "tumour_volume_cm3": 9.0, "bone_volume_cm3": 25.0, "epidural_spread": 1.5},
]


def random_life(seed, n_lesions):
    """Return a sick life somewhere off its rest, with every input on."""
    rng = np.random.default_rng(seed)
    inputs = {
        "saline_l_per_day": 1.0,
        "external_pthrp_pm": 1.0,
        "analgesic_nrs": 2.0,
        "opioid": 1.0,
    }
    lives = lives_of(LESIONS[:n_lesions], overrides=SICK, inputs={**inputs, "hazards": 1.0})
    body, lesions = lives.body, lives.lesions[:, :n_lesions]
    scale = lives.model.kernels.BODY_SCALE
    body *= np.exp(0.25 * rng.standard_normal(body.shape))
    body += 0.05 * scale * rng.random(body.shape)
    lesions *= np.exp(0.25 * rng.standard_normal(lesions.shape))
    lesions += 0.02 * rng.random(lesions.shape)
    return lives


@pytest.mark.parametrize("n_lesions", range(5))
def test_generated_solve_equals_a_dense_solve_with_a_difference_jacobian(n_lesions):
    for seed in range(3):
        life = OneLife(random_life(100 * n_lesions + seed, n_lesions))
        x, scale = life.state, life.scale
        jacobian = life.jacobian(x)
        right = np.random.default_rng(seed).standard_normal(len(x)) * scale
        for g in (0.05, 3.0, 200.0):
            matrix = (g * np.eye(len(x)) - jacobian) * scale[None, :] / scale[:, None]
            expected = np.linalg.solve(matrix, right / scale)
            found = life.solve(x, g, right) / scale
            np.testing.assert_allclose(found, expected, atol=2e-6 * np.abs(expected).max())


def test_a_wrong_jacobian_entry_would_be_seen():
    life = OneLife(random_life(1, 1))
    x, g = life.state, 3.0
    jacobian = life.jacobian(x) * life.scale[None, :] / life.scale[:, None]
    right = np.ones(len(x))
    exact = np.linalg.solve(g * np.eye(len(x)) - jacobian, right)
    strongest = np.unravel_index(
        np.argsort(np.abs(jacobian - np.diag(np.diag(jacobian))), None), jacobian.shape
    )
    jacobian[strongest[0][-1], strongest[1][-1]] *= 1.01
    off = np.linalg.solve(g * np.eye(len(x)) - jacobian, right)
    assert np.abs(off - exact).max() > 2e-6 * np.abs(exact).max()


@pytest.mark.parametrize("n_lesions", [0, 1, 3])
def test_kernels_equal_the_equations_evaluated_one_by_one(n_lesions):
    lives = random_life(7, n_lesions)
    lesions = [{**LESION, **lesion} for lesion in LESIONS[:n_lesions]]
    equations = Interpreter(lives, values_of(overrides=SICK), lesions)
    m, life = model().declaration, OneLife(lives)
    f, fn = life.split(life.rates(life.state))
    expected = equations.of_body([m.rates[name].expr for name in m.states])
    np.testing.assert_allclose(
        f / model().kernels.BODY_SCALE, expected / model().kernels.BODY_SCALE, rtol=1e-9, atol=1e-11
    )
    for place in range(n_lesions):
        lesion = equations.of_lesion(place, [m.lesion_rates[name].expr for name in m.lesion_states])
        np.testing.assert_allclose(fn[place], lesion, rtol=1e-9, atol=1e-13)
    hazards, of_lesions = life.hazards(life.state)
    events = [event for event in m.events.values() if not event.crossing]
    body = equations.of_body([event.trigger.expr for event in events if not event.of_lesion])
    np.testing.assert_allclose(hazards, body, rtol=1e-9)
    for place in range(n_lesions):
        own = [event.trigger.expr for event in events if event.of_lesion]
        np.testing.assert_allclose(
            of_lesions[place], equations.of_lesion(place, own), rtol=1e-9, atol=1e-15
        )


@pytest.mark.parametrize("drug", ["inhibitor_dose_mg", "depot_1_dose_mg", "depot_2_dose_mg"])
def test_a_dose_changes_its_own_depot_and_an_infusion_the_kidney(drug):
    lives = lives_of(LESIONS[:2])
    before, lesions = lives.body.copy(), lives.lesions.copy()
    OneLife(lives).jump(model().jump_code(drug), 4.0)
    changed = {model().states[k] for k in np.flatnonzero(lives.body[0] != before[0])}
    infused = {drug[:7], "kidney"}
    assert changed == ({"inhibitor_depot"} if drug.startswith("inhibitor") else infused)
    np.testing.assert_array_equal(lives.lesions, lesions)


def test_an_inhibitor_dose_is_absorbed_in_part():
    values = values_of()
    lives = lives_of()
    OneLife(lives).jump(model().jump_code("inhibitor_dose_mg"), 120.0)
    assert lives.state("inhibitor_depot")[0] == pytest.approx(
        120e6 * values["inhibitor_bioavailability"]
    )


def struck(jump, amount=1.0, lesion=1, lesions=None, **overrides):
    """Return lives before and after a scheduled jump on one of two lesions."""
    before, after = (lives_of(lesions or LESIONS[:2], overrides=overrides) for _ in range(2))
    OneLife(after).jump(model().jump_code(jump), amount, struck=lesion)
    return before, after


def of_lesion(lives, name, lesion=1):
    names = list(model().declaration.lesion_states)
    return lives.lesions[0, lesion, names.index(name)]


def mark(lives, name):
    return lives.marks[0, :, list(model().declaration.lesion_marks).index(name)]


@pytest.mark.parametrize(("dose", "response"), [(8.0, 1.0), (3.0, 0.5), (4.0, 0.0)])
def test_a_fraction_kills_by_the_linear_quadratic_law_and_keeps_the_dead_in_place(dose, response):
    values = values_of()
    lesions = [LESIONS[0], {**LESIONS[1], "radiation_response": response}]
    before, after = struck("radiotherapy_fraction_gy", dose, lesions=lesions)
    floor = values["radioresistant_share"]
    damage = values["radiosensitivity_per_gy"] * dose + values["radiosensitivity_per_gy2"] * dose**2
    left = 6.0 * np.exp(-(floor + (1 - floor) * response) * damage)
    assert of_lesion(after, "tumour") == pytest.approx(left)
    assert of_lesion(after, "tumour") + of_lesion(after, "dying_tumour") == pytest.approx(6.0)
    np.testing.assert_array_equal(after.lesions[0, 0], before.lesions[0, 0])
    assert after.lesion_follower("irradiated")[0].tolist() == [0.0, dose]


def test_eight_gray_leave_three_in_ten_osteoclasts_where_the_lesion_responds_fully():
    lesions = [LESIONS[0], {**LESIONS[1], "radiation_response": 1.0}]
    _, after = struck("radiotherapy_fraction_gy", 8.0, lesions=lesions)
    assert of_lesion(after, "lesion_osteoclasts") == pytest.approx(0.3, abs=0.01)


def test_only_a_lesion_prone_to_it_flares():
    lesions = [{**LESIONS[0], "flare_prone": 1.0}, LESIONS[1]]
    for lesion, flare in ((0, 1.0), (1, 0.0)):
        _, after = struck("radiotherapy_fraction_gy", 8.0, lesion, lesions)
        assert after.lesion_follower("flare")[0, lesion] == pytest.approx(flare)


def test_metal_and_cement_stay_where_they_are_put_and_leave_part_of_the_tumour():
    values = values_of()
    for jump, own in (("fixation", "fixed"), ("cement", "cemented")):
        _, after = struck(jump)
        assert mark(after, own).tolist() == [0.0, 1.0]
        assert of_lesion(after, "tumour") == pytest.approx(6.0 * values[f"{jump}_tumour_left"])


def test_decompression_clears_the_canal_of_tumour_and_bone():
    lesions = [LESIONS[0], {**LESIONS[1], "epidural_spread": 4.0}]
    before, after = (lives_of(lesions) for _ in range(2))
    for lives in (before, after):
        mark(lives, "collapse")[1] = 0.3
    OneLife(after).jump(model().jump_code("decompression"), 1.0, struck=1)
    narrowing = [read_lesions(lives, ["narrowing"])[0, 1, 0] for lives in (before, after)]
    assert narrowing[0] > 0.7
    assert narrowing[1] < 0.1 * narrowing[0] + 0.01


@pytest.mark.parametrize("cause", ["load", "fall"])
def test_a_broken_vertebra_narrows_its_canal_by_chance_and_a_long_bone_has_none(cause):
    lives = lives_of([LESIONS[0], LESIONS[2]])
    values = values_of()
    for place in (0, 1):
        code = model().events.index(f"pathological_fracture_{cause}")
        OneLife(lives).jump(code, 0.25, struck=place)
    expected = [0.25 * values["collapse_narrowing_maximum"], 0.0]
    np.testing.assert_allclose(mark(lives, "collapse"), expected)
    np.testing.assert_array_equal(lives.lesion_follower("broken"), [[1.0, 1.0]])
    assert lives.follower("recent_fracture")[0] == 1.0
    assert lives.follower("aftermath")[0] == 2.0


def test_the_pain_of_a_fracture_fades():
    lives = lives_of(LESIONS[:1])
    code = model().events.index("pathological_fracture_load")
    OneLife(lives).jump(code, 0.0, struck=0)
    advance(lives, 21.0)
    lag = values_of()["fracture_pain_days"]
    assert lives.follower("recent_fracture")[0] == pytest.approx(np.exp(-21.0 / lag), rel=1e-12)


@pytest.mark.parametrize("name", [name for name in model().declaration.jumps if name[-3:] == "_by"])
def test_what_care_sets_is_raised_and_lowered_by_an_amount(name):
    lives, target = lives_of(), name.removesuffix("_by")
    place = list(model().declaration.inputs).index(target)
    before = lives.inputs[0, place]
    OneLife(lives).jump(model().jump_code(name), 0.25)
    assert lives.inputs[0, place] == pytest.approx(before + 0.25)


def test_every_scheduled_jump_of_care_is_there():
    wanted = {"radiotherapy_fraction_gy", "fixation", "cement", "decompression"}
    wanted |= {"tooth_extraction", "jaw_surgery", "dental_treatment"}
    assert wanted <= set(model().declaration.jumps)
    assert not {"radiotherapy_to_bone", "surgery_to_bone"} & set(model().events)


def test_readings_of_lesions_are_those_of_the_equations_and_nothing_beyond_a_life():
    lives = random_life(11, 2)
    lesions = [{**LESION, **lesion} for lesion in LESIONS[:2]]
    equations, m = Interpreter(lives, values_of(overrides=SICK), lesions), model().declaration
    found = read_lesions(lives)
    for place in range(2):
        lines = [line.expr for line in m.lesion_readings.values()]
        np.testing.assert_allclose(
            found[0, place], equations.of_lesion(place, lines), rtol=1e-9, atol=1e-12
        )
    wide = lives_of(LESIONS[:1], width=3)
    assert np.isnan(read_lesions(wide)[0, 1:]).all()
    one = read_lesions(lives, ["volume_cm3", "strength"], np.array([0]))
    np.testing.assert_array_equal(one[0, :2, 0], lives.lesions[0, :2, 2])

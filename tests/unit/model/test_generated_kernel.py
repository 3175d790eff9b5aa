"""The driver on a toy model with known answers, run as plain Python, without compilation."""

import numpy as np
import pytest

from osteon.base.luck import stream, uniform
from osteon.model.declaration import Declaration
from osteon.model.engine import Agenda, Lives, Recording, advance, begin, catch_up, read
from osteon.model.generate.module import write_module
from osteon.model.symbolic import exp
from support.generated import as_python

RTOL = 1e-10
GONE, HIT, HIGH = 0.02, 0.03, 0.7  # hazards per day; the level whose crossing is an event
LAG = 4.0


def declare_toy():
    """Return a model of one draining pool, its bruised satellites and one follower."""
    m = Declaration()
    rate = m.parameter("rate_per_day")
    pool = m.state("pool", "mg", m.parameter("start_mg"), scale=1.0, symbol="A", meaning="")
    filled = m.state("filled", "mg", 0, scale=1.0, symbol="B", meaning="")
    m.input("hazards", "1", 1.0, "gate")
    source = m.input("source", "mg/d", 0.0, "")
    felt = m.coupling("felt", pool * pool, "1", "key")
    size = m.lesion_state(
        "size", "1", m.lesion_parameter("seed"), scale=1.0, symbol="s", meaning=""
    )
    bruise = m.lesion_mark("bruise", "1", 0.0, "")
    m.lesion_rate("size", felt * m.lesion_parameter("growth") - size, "key")
    m.contribute("mass", size * exp(-felt), "1", "key")
    m.rate("pool", -rate * pool + source, "key")
    m.rate("filled", rate * pool - m.parameter("back") * filled + 0.1 * m.total("mass"), "key")
    lagged = m.follower("lagged", filled, m.parameter("lag"), symbol="C", unit="mg", cite="key")
    gate = m.graph.leaf("input", "hazards")
    chance = m.chance
    m.hazard("hit", gate * HIT, "key", of_lesion=True, struck={"bruise": bruise + chance})
    m.crossing("high", gate * (filled - HIGH), "key", body={"filled": filled / 2})
    m.hazard("gone", gate * m.parameter("gone_per_day"), "key", final=True)
    m.jump("dose_mg", {"pool": pool + m.amount}, {"size": size * 2})
    m.reading("pool", pool, "mg", "key")
    m.reading("lagged", lagged, "mg", "key")
    m.reading("bruises", m.read_total("bruises", bruise, "1", "key"), "1", "key")
    return m


TOY = as_python(declare_toy())


@pytest.fixture(autouse=True)
def _plain_python(monkeypatch):
    """Eight lanes are machine code from the start; only the scalar kernels run as Python."""
    monkeypatch.setenv("OSTEON_KERNEL", "scalar")


VALUES = {"rate_per_day": 0.3, "start_mg": 2.0, "back": 0.0, "lag": LAG, "gone_per_day": 0.0}


def toy(lesions=(), n=1, seed=1, patients=None, hazards=0.0, **values) -> Lives:
    row = {**VALUES, **values}
    own = np.array([lesions or [(0.0, 0.0)]] * n, float)
    lives = begin(
        TOY,
        np.array([[row[name] for name in TOY.parameters]] * n),
        own,
        np.full(n, len(lesions)),
        patients=np.arange(n) if patients is None else np.array(patients),
        seed=seed,
    )
    lives.set_input("hazards", hazards)
    return lives


def threshold(name, patient, lesion=0, occurrence=0, seed=1):
    return -np.log(uniform(seed, stream(name), patient, lesion, occurrence))


def test_a_draining_pool_is_an_exponential_at_every_recorded_day():
    lives, days = toy(), np.linspace(0, 20, 41)
    recording = Recording.of(lives, days)
    advance(lives, 20.0, None, recording, rtol=RTOL)
    np.testing.assert_allclose(recording.readings[0, :, 0], 2 * np.exp(-0.3 * days), atol=1e-7)
    assert lives.state("pool")[0] == pytest.approx(2 * np.exp(-6), rel=1e-7)


def test_the_end_of_a_step_is_more_exact_than_its_tolerance():
    errors = []
    for rtol in (1e-4, 1e-6, 1e-8):
        lives = toy(source=0.0)
        advance(lives, 20.0, rtol=rtol)
        errors.append(abs(lives.state("pool")[0] - 2 * np.exp(-6)))
        assert errors[-1] < 3 * rtol
    assert errors[0] > errors[1] > errors[2]


def test_a_jump_comes_on_its_day_and_the_record_shows_the_state_before_it():
    lives = toy()
    recording = Recording.of(lives, [0.0, 5.0, 10.0])
    code = TOY.jump_code("dose_mg")
    agenda = Agenda.of([[(10.0, code, 3.0), (0.0, code, 1.0), (5.0, code, 2.0)]])
    advance(lives, 10.0, agenda, recording, rtol=RTOL)
    decay = np.exp(-1.5)
    at_5 = 3.0 * decay
    at_10 = (at_5 + 2.0) * decay
    np.testing.assert_allclose(recording.readings[0, :, 0], [2.0, at_5, at_10], rtol=1e-7)
    assert lives.state("pool")[0] == pytest.approx(at_10 + 3.0, rel=1e-7)


def test_a_jump_done_on_the_last_day_is_not_done_again():
    lives = toy()
    agenda = Agenda.of([[(5.0, TOY.jump_code("dose_mg"), 2.0)]])
    advance(lives, 5.0, agenda)
    advance(lives, 5.0, agenda)
    assert lives.state("pool")[0] == pytest.approx(2 * np.exp(-1.5) + 2, rel=1e-4)
    assert agenda.next[0] == 1


def test_a_jump_may_change_every_lesion():
    lives = toy([(1.0, 0.0), (3.0, 0.0)])
    advance(lives, 0.0, Agenda.of([[(0.0, TOY.jump_code("dose_mg"), 1.0)]]))
    np.testing.assert_array_equal(lives.lesions[0, :, 0], [2.0, 6.0])


def test_a_constant_hazard_strikes_when_its_area_reaches_the_keyed_threshold():
    lives = toy(hazards=1.0, n=5, patients=[3, 1, 4, 15, 9], gone_per_day=GONE)
    fired = advance(lives, 1e4, rtol=1e-6)
    expected = [threshold("gone", patient) / GONE for patient in lives.patients]
    gone = fired.day[fired.code == TOY.events.index("gone")]
    np.testing.assert_allclose(gone, expected, rtol=1e-9)
    np.testing.assert_array_equal(lives.status, 1)
    np.testing.assert_allclose(lives.day, expected, rtol=1e-9)


def test_nothing_happens_while_the_gate_is_shut():
    lives = toy([(1.0, 0.5)], gone_per_day=1.0, start_mg=9.0)
    assert len(advance(lives, 1e3).day) == 0
    np.testing.assert_array_equal(lives.left[0], [threshold("gone", 0)])


def test_a_time_without_hazards_uses_up_no_threshold():
    lives = toy(gone_per_day=GONE)
    advance(lives, 30.0)
    lives.set_input("hazards", 1.0)
    fired = advance(lives, 1e4)
    assert fired.day[0] == pytest.approx(30.0 + threshold("gone", 0) / GONE, rel=1e-9)


def test_each_lesion_and_each_occurrence_has_its_own_threshold_and_its_own_chance():
    lives = toy([(1.0, 0.0), (1.0, 0.0)], hazards=1.0, start_mg=0.0)
    fired = advance(lives, 150.0)
    expected, marks = [], np.zeros(2)
    for lesion in (0, 1):
        areas = np.cumsum([threshold("hit", 0, lesion + 1, k) for k in range(30)])
        expected += [(area / HIT, lesion) for area in areas if area / HIT <= 150.0]
    expected.sort()
    np.testing.assert_allclose(fired.day, [day for day, _ in expected], rtol=1e-9)
    np.testing.assert_array_equal(fired.lesion, [lesion for _, lesion in expected])
    for count, (_, lesion) in enumerate(expected):
        marks[lesion] += uniform(1, stream("hit chance"), 0, lesion + 1, count)
    np.testing.assert_allclose(lives.marks[0, :, 0], marks, rtol=1e-12)
    assert read(lives)["bruises"][0] == pytest.approx(marks.sum())


def test_a_crossing_strikes_as_its_level_is_reached_and_again_after_each_fall():
    lives = toy(hazards=1.0, start_mg=2.0)
    fired = advance(lives, 100.0, rtol=1e-9)
    expected, base = [], 0.0  # filled = base + 2 (1 - exp(-0.3 t)); halved at each crossing
    while HIGH - base < 2.0:
        expected.append(-np.log(1 - (HIGH - base) / 2) / 0.3)
        base -= HIGH / 2
    assert len(expected) == 4
    np.testing.assert_allclose(fired.day, expected, rtol=1e-7)


def test_a_level_already_exceeded_is_no_crossing():
    lives = toy(hazards=1.0, start_mg=0.0)
    lives.state("filled")[:] = HIGH + 0.1
    assert len(advance(lives, 100.0).day) == 0


def test_a_follower_lags_behind_its_target():
    lives, days = toy(), np.array([0.0, 1.0, 5.0, 20.0])
    recording = Recording.of(lives, days)
    advance(lives, 20.0, None, recording, rtol=1e-9)
    k, a = 0.3, 1 / LAG
    expected = 2 * (1 - np.exp(-a * days) - a * (np.exp(-k * days) - np.exp(-a * days)) / (a - k))
    np.testing.assert_allclose(recording.readings[0, :, 1], expected, atol=1e-5)


def test_a_follower_can_be_put_on_its_target():
    lives = toy()
    advance(lives, 10.0)
    assert read(lives)["lagged"][0] < lives.state("filled")[0]
    catch_up(lives)
    assert read(lives)["lagged"][0] == pytest.approx(lives.state("filled")[0], rel=1e-12)


def test_an_interrupting_event_stops_the_life_there_and_it_can_go_on():
    parts, whole = toy(hazards=1.0), toy(hazards=1.0)
    days = []
    while parts.day[0] < 50.0:
        fired = advance(parts, 50.0, interrupting=["high"], rtol=1e-9)
        days += list(fired.day)
        assert len(fired.day) <= 1
        assert parts.day[0] == (fired.day[0] if len(fired.day) else 50.0)
    together = advance(whole, 50.0, rtol=1e-9).day
    np.testing.assert_allclose(days, together, rtol=1e-8)


def test_a_finished_life_stays_as_it_ended():
    lives = toy(hazards=1.0, gone_per_day=GONE)
    recording = Recording.of(lives, np.arange(0.0, 1000.0, 10.0))
    advance(lives, 1e3, None, recording)
    body, day = lives.body.copy(), lives.day.copy()
    assert len(advance(lives, 2e3).day) == 0
    np.testing.assert_array_equal(lives.body, body)
    np.testing.assert_array_equal(lives.day, day)
    reached = ~np.isnan(recording.readings[0, :, 0])
    np.testing.assert_array_equal(reached, recording.days <= day[0])


def test_a_life_that_cannot_be_integrated_is_marked_and_the_others_go_on():
    lives = toy(n=3)
    lives.state("filled")[1] = np.nan
    advance(lives, 10.0)
    np.testing.assert_array_equal(lives.status, [0, 2, 0])
    assert lives.failed_state(1) == "filled"
    np.testing.assert_allclose(lives.day, [10.0, 0.0, 10.0])


def test_lesions_and_body_are_solved_together():
    lives = toy([(1.0, 0.5), (2.0, 0.2), (0.3, 1.5)], back=0.1)
    kernels = TOY.kernels
    y, n = lives.body[0], lives.lesions[0]
    setting = (3, lives.constants[0], lives.lesion_constants[0], lives.inputs[0], lives.marks[0])
    lu, lun = np.zeros(kernels.BODY_STORE), np.zeros((3, kernels.LESION_STORE))
    g, pool, fade = 2.0, 2.0, np.exp(-4.0)
    f, fn = np.zeros(2), np.zeros((3, 1))
    kernels.factorise(y, n, *setting, g, lu, lun, f, fn)
    right = np.array([0.3, -0.2, 0.5, 0.1, -0.7])
    r, rn = right[:2].copy(), right[2:, None].copy()
    kernels.solve(lu, lun, 3, r, rn)
    sizes, growths = np.array([1.0, 2.0, 0.3]), np.array([0.5, 0.2, 1.5])
    jacobian = np.zeros((5, 5))
    jacobian[0, 0], jacobian[1, 1] = -0.3, -0.1
    jacobian[1, 0] = 0.3 - 0.1 * 2 * pool * fade * sizes.sum()
    jacobian[1, 2:] = 0.1 * fade
    jacobian[2:, 0] = 2 * pool * growths
    jacobian[2:, 2:] = -np.eye(3)
    expected = np.linalg.solve(g * np.eye(5) - jacobian, right)
    np.testing.assert_allclose(np.concatenate([r, rn[:, 0]]), expected, rtol=1e-12)


def test_what_depends_on_the_patient_alone_is_computed_once():
    m = Declaration()
    m.input("hazards", "1", 1.0, "gate")
    half = exp(m.parameter("a") * 2) / m.parameter("b")
    x = m.state("x", "1", 1, scale=1.0, symbol="x", meaning="")
    m.rate("x", -x * half, "key")
    m.lesion_state("s", "1", 0, scale=1.0, symbol="s", meaning="")
    m.lesion_rate("s", m.graph.constant(0), "key")
    source = write_module(m)
    rates = source.split("def rates")[1].split("@njit")[0]
    assert "exp" not in rates
    assert "c[0]" in rates


def test_a_jump_cannot_change_what_is_no_state():
    m = declare_toy()
    m.jump("odd", {"pulse": m.amount})
    with pytest.raises(KeyError, match="pulse"):
        write_module(m)


def test_what_fades_is_exact_for_any_step_and_what_it_feeds_is_as_good_as_its_sum():
    m = Declaration()
    m.input("hazards", "1", 1.0, "gate")
    skin = m.state("skin", "mg", 5.0, scale=1.0, symbol="s", meaning="")
    blood = m.state("blood", "mg", 0, scale=1.0, symbol="b", meaning="")
    m.rate("skin", -m.parameter("absorbed") * skin, "key")
    m.rate("blood", m.parameter("absorbed") * skin * 0.5 - 0.001 * blood, "key")
    m.lesion_state("s", "1", 0, scale=1.0, symbol="s", meaning="")
    m.lesion_rate("s", m.graph.constant(0), "key")
    model = as_python(m)
    none, nobody = np.zeros((1, 0, 0)), np.zeros(1, int)
    lives = begin(model, np.array([[0.4]]), none, nobody, patients=nobody, seed=1)
    recording = Recording.of(lives, np.linspace(0, 40, 33), states=True)
    advance(lives, 40.0, None, recording, rtol=1e-2)
    skin, blood = recording.states[0].T
    np.testing.assert_allclose(skin, 5 * np.exp(-0.4 * recording.days), rtol=1e-12)
    k, a = 0.4, 0.001
    expected = 0.5 * 5 * k / (a - k) * (np.exp(-k * recording.days) - np.exp(-a * recording.days))
    np.testing.assert_allclose(blood, expected, atol=3e-5)
    assert lives.steps[0] < 12

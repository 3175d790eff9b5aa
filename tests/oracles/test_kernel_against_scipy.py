"""Integration, event times and their convergence against SciPy on the same right-hand side."""

from functools import cache

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from osteon.base.luck import stream, uniform
from osteon.model.engine import Agenda, advance
from support.lives import BLASTIC, LYTIC, MIXED, OneLife, doses, grown, lives_of, model

LESIONS = [
    {**LYTIC, "tumour_volume_cm3": 5.0},
    {**MIXED, "tumour_volume_cm3": 3.0},
    {**BLASTIC, "tumour_volume_cm3": 6.0},
]
BREAKABLE = [
    {**LYTIC, "tumour_volume_cm3": 6.0, "fracture_rate_per_day": 4e-4, "pain_sensitivity": 2.0},
    {**MIXED, "tumour_volume_cm3": 4.0, "fracture_rate_per_day": 2e-4},
]
ILL = {"death_rate_per_year": 0.3, "dropout_rate_per_year": 0.2}
DAYS = 70.0
PATIENTS = np.arange(100)


def scipy_course(lives, days, jumps, method="LSODA", rtol=1e-10):
    """Return the state of row 0 after `days`, with its jumps, by SciPy."""
    life = OneLife(lives)
    day = 0.0
    for at, code, amount in [*sorted(jumps), (days, None, 0.0)]:
        if at > day:
            x = life.state
            run = solve_ivp(
                lambda _, z: life.rates(z),
                (day, at),
                x,
                method=method,
                rtol=rtol,
                atol=rtol * 1e-2 * life.scale,
            )
            assert run.success, run.message
            body, lesions = life.split(run.y[:, -1])
            lives.body[0], lives.lesions[0, : life.size] = body, lesions[: life.size]
            day = at
        if code is not None:
            life.jump(code, amount)
    return life.state


@pytest.mark.parametrize("drug", ["denosumab", "zoledronic_acid"])
@pytest.mark.parametrize("n_lesions", [0, 3])
def test_a_course_with_doses_equals_lsoda(drug, n_lesions):
    lesions = LESIONS[:n_lesions]
    given = doses(drug, 120.0 if drug == "denosumab" else 4.0, [0.0, 28.0])
    ours, theirs = (grown(lesions, drugs=[drug]) for _ in range(2))
    expected = scipy_course(theirs, DAYS, given)
    advance(ours, DAYS, Agenda.of([given]), rtol=1e-9)
    life = OneLife(ours)
    size = np.maximum(np.abs(expected), life.scale)
    assert (np.abs(life.state - expected) / size).max() < 2e-8


@pytest.mark.parametrize("method", ["BDF", "Radau"])
def test_another_method_of_scipy_agrees(method):
    ours, theirs = grown(LESIONS[:1]), grown(LESIONS[:1])
    expected = scipy_course(theirs, 14.0, [], method, rtol=1e-8)
    advance(ours, 14.0, rtol=1e-9)
    life = OneLife(ours)
    assert (np.abs(life.state - expected) / np.maximum(np.abs(expected), life.scale)).max() < 1e-6


def with_hazards():
    lives = grown(BREAKABLE, n=len(PATIENTS), patients=PATIENTS, overrides=ILL)
    lives.set_input("hazards", 1.0)
    return lives


@cache
def areas_under_hazards():
    """Return one long course of all areas under hazards, the same for all until an event.

    Followers, which hazards may read, are integrated beside the states.
    """
    lives = with_hazards()
    life = OneLife(lives)
    x, v, vn = life.state, lives.followers[0], lives.lesion_followers[0]
    whole = np.concatenate([x, v, vn.ravel()])
    n_hazards = sum(np.size(h) for h in life.hazards(x))

    def right(_, z):
        x_now, v_now, vn_now, _ = np.split(z, np.cumsum([len(x), len(v), vn.size]))
        h, hn, rate, of_lesions = life.within(x_now, v_now, vn_now.reshape(vn.shape))
        return np.concatenate([life.rates(x_now), rate, of_lesions.ravel(), h, hn.ravel()])

    tight = [1e-12 * life.scale, np.full(len(whole) - len(x), 1e-12), np.full(n_hazards, 1e-13)]
    start = np.concatenate([whole, np.zeros(n_hazards)])
    run = solve_ivp(
        right, (0, 720.0), start, "LSODA", rtol=1e-10, atol=np.concatenate(tight), dense_output=True
    )
    assert run.success
    return lambda t: run.sol(t)[len(whole) :]


def first_by_scipy(patient):
    """Return (day, event, lesion) of the first event of a patient under the keyed thresholds."""
    m, areas = model(), areas_under_hazards()
    events = [e for e in m.declaration.events.values() if not e.crossing]
    of_body = [(e.name, -1) for e in events if not e.of_lesion]
    of_lesion = [e.name for e in events if e.of_lesion]
    names = of_body + [(name, i) for i in range(len(BREAKABLE)) for name in of_lesion]
    found = (np.inf, "", 0)
    for k, (name, lesion) in enumerate(names):
        needed = -np.log(uniform(1, stream(name), patient, lesion + 1, 0))
        low, high = 0.0, min(720.0, found[0])
        if areas(high)[k] < needed:
            continue
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if areas(middle)[k] < needed else (low, middle)
        found = (high, name, lesion)
    return found


def first_by_us(rtol, patients):
    """Return day, event and lesion of each patient's first event by a hazard."""
    lives = with_hazards()
    hazards = [event.name for event in model().declaration.events.values() if not event.crossing]
    fired = advance(lives, 720.0, interrupting=hazards, rtol=rtol)
    days, what = np.full(len(PATIENTS), np.inf), [("", 0)] * len(PATIENTS)
    for row, day, code, lesion in zip(fired.row, fired.day, fired.code, fired.lesion, strict=True):
        if not np.isfinite(days[row]) and model().events[code] in hazards:
            days[row], what[row] = day, (model().events[code], int(lesion))
    return days[patients], [what[p] for p in patients]


def test_events_come_when_the_integral_of_their_hazard_reaches_the_threshold():
    expected = [first_by_scipy(patient) for patient in PATIENTS[:25]]
    days, what = first_by_us(1e-9, PATIENTS[:25])
    assert what == [(name, lesion) for _, name, lesion in expected]
    np.testing.assert_allclose(days, [day for day, _, _ in expected], atol=2e-4)
    assert len({name for name, _ in what}) >= 3


def test_event_times_converge_with_the_tolerance():
    best, _ = first_by_us(1e-10, PATIENTS)
    happened = np.isfinite(best)
    assert happened.sum() > 30
    off = []
    for rtol in (1e-4, 1e-6, 1e-7, 1e-8):
        days, _ = first_by_us(rtol, PATIENTS)
        assert np.array_equal(np.isfinite(days), happened)
        off.append(np.abs(days[happened] - best[happened]).max())
    # Above 1e-6 the quiet course takes the largest step allowed whatever the tolerance.
    assert off[1] > 3 * off[2] > 9 * off[3]
    assert max(off) < 0.01
    assert off[3] < 1e-3


def test_the_default_tolerance_finds_events_within_an_hour():
    best, _ = first_by_us(1e-10, PATIENTS)
    days, _ = first_by_us(1e-5, PATIENTS)
    happened = np.isfinite(best)
    assert np.median(np.abs(days[happened] - best[happened])) < 1 / 24


def test_hypercalcaemia_comes_as_calcium_passes_its_threshold():
    def start():
        lives = lives_of(inputs={"external_pthrp_pm": 30.0})
        lives.set_input("hazards", 1.0)
        return lives

    life = OneLife(start())
    place = model().states.index("calcium")
    volume, fluid = 14.0, model().states.index("fluid")

    def passes(_, z):
        return z[place] / (volume * z[fluid]) - 2.9

    passes.terminal = True
    run = solve_ivp(
        lambda _, z: life.rates(z),
        (0, 60.0),
        life.state,
        "LSODA",
        rtol=1e-11,
        atol=1e-13 * life.scale,
        events=passes,
    )
    lives = start()
    fired = advance(lives, 60.0, interrupting=["hypercalcaemia"], rtol=1e-8)
    high = fired.day[fired.code == model().events.index("hypercalcaemia")]
    assert len(high) == 1
    assert high[0] == pytest.approx(run.t_events[0][0], abs=1e-4)

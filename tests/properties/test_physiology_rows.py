"""A life is a function of itself: alone, in a crowd, in any order or width, bit for bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.model.engine import Agenda, Recording, advance, begin, parameter_rows
from support.lives import BLASTIC, LESION, LYTIC, MIXED, doses, model, values_of

KINDS = [LYTIC, MIXED, BLASTIC]
DAYS = np.arange(0.0, 400.0, 28.0)
SEED = 11
ILL = {"death_rate_per_year": 0.2, "dropout_rate_per_year": 0.1, "skeletal_frailty": 20.0}


def crowd(numbers, width=4, seed=SEED):
    """Return lives of numbered patients: what a patient is follows from the number alone."""
    m, numbers = model(), list(numbers)
    own = np.zeros((len(numbers), width, len(m.lesion_parameters)))
    rows, sizes = [], []
    for place, number in enumerate(numbers):
        sizes.append(min(number % 5, width))
        gfr = {"gfr_ml_per_min": 40.0 + 7 * (number % 9), "pthrp_secretion_pm_per_cm3": 0.02}
        values = values_of(["denosumab"], overrides={**ILL, **gfr})
        rows.append(parameter_rows(m.parameters, 1, values))
        for lesion in range(sizes[-1]):
            chosen = {
                **LESION,
                **KINDS[(number + lesion) % 3],
                "tumour_volume_cm3": 5.0 + lesion,
                "fracture_rate_per_day": 2e-4,
                "pain_sensitivity": 3.0,
            }
            own[place, lesion] = [chosen[name] for name in m.lesion_parameters]
    patients = np.array(numbers, np.int64)
    return begin(m, np.vstack(rows), own, np.array(sizes), patients=patients, seed=seed)


def live(lives, *, stops=(400.0,), interrupting=()):
    """Return all that a course leaves behind, by patient."""
    given = [doses("denosumab", 120.0, range(0, 400, 28 + int(p) % 3)) for p in lives.patients]
    agenda, recording = Agenda.of(given), Recording.of(lives, DAYS)
    events = []
    for stop in stops:
        while True:
            fired = advance(lives, stop, agenda, recording, interrupting=interrupting)
            rows = zip(fired.row, fired.day, fired.code, fired.lesion, strict=True)
            events += [(int(lives.patients[r]), d, int(c), int(i)) for r, d, c, i in rows]
            if not np.any((lives.status == 0) & (lives.day < stop)):
                break
    return {
        int(patient): (
            lives.body[row].tobytes(),
            lives.lesions[row, : lives.sizes[row]].tobytes(),
            recording.readings[row].tobytes(),
            lives.day[row],
            [event[1:] for event in events if event[0] == patient],
        )
        for row, patient in enumerate(lives.patients)
    }


NUMBERS = list(range(24))


@pytest.fixture(scope="module")
def together():
    return live(crowd(NUMBERS))


def test_the_crowd_has_events_of_several_kinds(together):
    codes = {code for *_, events in together.values() for _, code, _ in events}
    assert len(codes) >= 4


def test_each_life_alone_is_its_life_in_the_crowd(together):
    for number in NUMBERS:
        assert live(crowd([number]))[number] == together[number]


@settings(max_examples=10)
@given(st.permutations(NUMBERS), st.integers(1, len(NUMBERS)))
def test_order_and_company_change_nothing(together, order, size):
    for number, life in live(crowd(order[:size])).items():
        assert life == together[number]


@settings(max_examples=5)
@given(st.integers(4, 12))
def test_the_width_of_the_arrays_changes_nothing(together, width):
    assert live(crowd(NUMBERS, width=width)) == together


def test_another_seed_changes_events(together):
    other = live(crowd(NUMBERS, seed=SEED + 1))
    assert any(other[number][4] != together[number][4] for number in NUMBERS)


def test_interruptions_keep_lives_independent_too():
    stops, names = (100.0, 250.0, 400.0), model().events
    together = live(crowd(NUMBERS), stops=stops, interrupting=names)
    for number in NUMBERS[:8]:
        assert live(crowd([number]), stops=stops, interrupting=names)[number] == together[number]


def test_stopping_on_the_way_changes_a_life_within_the_tolerance_only():
    whole, parts = (crowd(NUMBERS) for _ in range(2))
    for lives in (whole, parts):
        lives.set_input("hazards", 0.0)
    advance(whole, 300.0, rtol=1e-7)
    for stop in (50.0, 51.0, 130.5, 300.0):
        advance(parts, stop, rtol=1e-7)
    scale = np.maximum(np.abs(whole.body), model().kernels.BODY_SCALE)
    assert (np.abs(whole.body - parts.body) / scale).max() < 1e-5


@settings(max_examples=10)
@given(st.floats(0.2, 0.95))
def test_a_lower_hazard_only_delays_a_first_event(factor):
    firsts = []
    for scale in (1.0, factor):
        values = values_of(["denosumab"], overrides={"skeletal_frailty": 20.0 * scale})
        m = model()
        own = np.array([[LESION[name] for name in m.lesion_parameters]])
        lives = begin(
            m,
            parameter_rows(m.parameters, len(NUMBERS), values),
            np.tile(own, (len(NUMBERS), 1, 1)),
            np.ones(len(NUMBERS), int),
            patients=np.array(NUMBERS),
            seed=SEED,
        )
        broken = [name for name in m.events if name.startswith("pathological")]
        fired = advance(lives, 2000.0, interrupting=broken, rtol=1e-7)
        days = np.full(len(NUMBERS), np.inf)
        own = np.isin(fired.code, [m.events.index(name) for name in broken])
        days[fired.row[own]] = fired.day[own]
        firsts.append(days)
    assert np.isfinite(firsts[0]).any()
    assert (firsts[1] >= firsts[0] - 1e-6).all()

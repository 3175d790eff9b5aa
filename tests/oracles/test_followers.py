"""Followers of followers, of body and lesions, against SciPy on equations written out by hand."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from osteon.base.luck import stream, uniform
from osteon.model.declaration import Declaration
from osteon.model.engine import Agenda, Recording, advance, begin, read
from support.generated import compiled

DAYS, SEED, N = 200.0, 3, 24
SEEDS = np.array([[0.4, 0.02], [1.0, 0.05], [0.2, 0.08]])
SMART, LAG, SCAR, SHOCK, LEVEL = 0.15, 6.0, 12.0, 9.0, 1.6
HAZARDS = ("crack", "fall", "gone")


def declare_small():
    """Return two stiff states and their lesions, which no follower moves, and what follows them."""
    m = Declaration()
    m.input("hazards", "1", 1.0, "gate")
    fuel = m.state("fuel", "1", 2.0, scale=1.0, symbol="x", meaning="")
    heat = m.state("heat", "1", 0.0, scale=1.0, symbol="y", meaning="")
    m.rate("fuel", 0.1 - 0.08 * fuel * heat, "key")
    m.rate("heat", 30 * (fuel - heat) / (1 + m.total("mass")), "key")
    felt = m.coupling("felt", heat / (1 + heat), "1", "key")
    size = m.lesion_state(
        "size", "1", m.lesion_parameter("seed"), scale=1.0, symbol="s", meaning=""
    )
    m.lesion_rate("size", m.lesion_parameter("growth") * felt * size * (2 - size), "key")
    m.contribute("mass", 0.1 * size, "1", "key")
    how = {"unit": "1", "meaning": "", "cite": "key"}
    # Declared after the one that reads it, to show that the order is free.
    slow = m.graph.leaf("follower", "slow")
    raw = m.read_total("raw", size * m.graph.leaf("lesion_follower", "scar"), "1", "key")
    deep = m.driven_follower(
        "deep", 0.3 * slow * (1 + raw), 0.05 + 0.2 * slow, start=0.1, symbol="d", **how
    )
    m.driven_follower("slow", 0.05 * heat * heat, 0.02 + 0.1 * heat, symbol="l", **how)
    sore = m.follower("sore", deep + raw, LAG, symbol="r", unit="1", cite="key")
    shock = m.memory("shock", SHOCK, symbol="k", meaning="", cite="key")
    scar = m.lesion_memory("scar", SCAR, symbol="c", meaning="", cite="key")
    heal = m.lesion_follower("heal", 0.1 * size * (1 + sore), 0.03 + 0.1 * slow, symbol="h", **how)
    gate = m.graph.leaf("input", "hazards")
    smart = SMART * scar * (1 + shock)
    m.hazard(
        "crack",
        gate * (0.02 * heal * (1 + deep) + smart),
        "key",
        of_lesion=True,
        body={"shock": shock + 1},
        struck={"scar": scar + m.chance, "heal": heal / 2},
    )
    m.hazard("fall", gate * 0.02 * (sore + shock), "key", body={"slow": slow + 1})
    m.hazard("gone", gate * 0.002 * (1 + deep * shock), "key", final=True)
    m.crossing(
        "high", gate * (sore - LEVEL), "key", body={"sore": sore / 2}, every={"heal": heal * shock}
    )
    m.jump("blow", {"shock": shock + m.amount}, struck={"scar": scar + m.amount, "size": size / 2})
    m.reading("sore", sore, "1", "key")
    m.reading("healing", m.read_total("healing", heal * (1 + deep), "1", "key"), "1", "key")
    return m


@cache
def small():
    with TemporaryDirectory() as folder:
        return compiled(declare_small(), Path(folder))


def lives(patients):
    n = len(patients)
    return begin(
        small(),
        np.zeros((n, 0)),
        np.tile(SEEDS, (n, 1, 1)),
        np.full(n, len(SEEDS)),
        patients=np.asarray(patients),
        seed=SEED,
    )


def lived(patients, rtol, kernel, monkeypatch, days=DAYS, **how):
    monkeypatch.setenv("OSTEON_KERNEL", kernel)
    made = lives(patients)
    recording = Recording.of(made, np.linspace(0, days, 41))
    fired = advance(made, days, None, recording, rtol=rtol, **how)
    return made, fired, recording


class ByHand:
    """The same life, its equations and rules written out, integrated from event to event."""

    def __init__(self, patient):
        self.patient, self.k = patient, len(SEEDS)
        self.counts = {}
        self.start = np.concatenate([[2.0, 0.0, 0.1, 0.0, 0.0, 0.0], SEEDS[:, 0], np.zeros(6)])
        self.left = np.array([self.threshold(*which) for which in self.clocks()])

    def clocks(self):
        return [("crack", 0), ("crack", 1), ("crack", 2), ("fall", -1), ("gone", -1)]

    def threshold(self, name, lesion):
        number = self.counts.get((name, lesion), 0)
        return -np.log(uniform(SEED, stream(name), self.patient, lesion + 1, number))

    def hazards(self, z):
        (_, _, deep, _, sore, shock), (_, scar, heal) = z[:6], z[6:15].reshape(3, 3)
        crack = 0.02 * heal * (1 + deep) + SMART * scar * (1 + shock)
        return np.array([*crack, 0.02 * (sore + shock), 0.002 * (1 + deep * shock)])

    def rates(self, _, z):
        (fuel, heat, deep, slow, sore, shock), (size, scar, heal) = z[:6], z[6:15].reshape(3, 3)
        felt, raw = heat / (1 + heat), size @ scar
        return np.concatenate(
            [
                [
                    0.1 - 0.08 * fuel * heat,
                    30 * (fuel - heat) / (1 + 0.1 * size.sum()),
                    0.3 * slow * (1 + raw) - (0.05 + 0.2 * slow) * deep,
                    0.05 * heat * heat - (0.02 + 0.1 * heat) * slow,
                    (deep + raw - sore) / LAG,
                    -shock / SHOCK,
                ],
                SEEDS[:, 1] * felt * size * (2 - size),
                -scar / SCAR,
                0.1 * size * (1 + sore) - (0.03 + 0.1 * slow) * heal,
                self.hazards(z),
            ]
        )

    def live(self, days, most):
        """Return the first events as (day, name, lesion)."""
        day, z, found = 0.0, np.concatenate([self.start, np.zeros(5)]), []

        def reached(which):
            def area(_, z):
                return z[15 + which] - self.left[which]

            return area

        def rises(_, z):
            return z[4] - LEVEL

        triggers = [*map(reached, range(5)), rises]
        for trigger in triggers:
            trigger.terminal, trigger.direction = True, 1
        while day < days and len(found) < most:
            run = solve_ivp(
                self.rates, (day, days), z, "LSODA", rtol=1e-11, atol=1e-13, events=triggers
            )
            day, z = run.t[-1], run.y[:, -1].copy()
            which = next((j for j, times in enumerate(run.t_events) if len(times)), None)
            if which is None:
                break
            self.left -= z[15:]
            z[15:] = 0.0
            found.append((day, *self.strike(z, which)))
            if found[-1][1] == "gone":
                break
        return found

    def strike(self, z, which):
        scar, heal = z[9:12], z[12:15]
        name, lesion = self.clocks()[which] if which < 5 else ("high", -1)
        number = sum(n for (kind, _), n in self.counts.items() if kind == name)
        if name == "crack":
            chance = uniform(SEED, stream("crack chance"), self.patient, lesion + 1, number)
            scar[lesion] += chance
            heal[lesion] /= 2
            z[5] += 1
        elif name == "fall":
            z[3] += 1
        elif name == "high":
            z[4] /= 2
            heal *= z[5]
        self.counts[name, lesion] = self.counts.get((name, lesion), 0) + 1
        if which < 5:
            self.left[which] = self.threshold(name, lesion)
        return name, lesion


@cache
def by_hand(patient, most=8):
    return ByHand(patient).live(DAYS, most)


def first_events(fired, row, most=8):
    own = fired.row == row
    names = [small().events[code] for code in fired.code[own]]
    return list(zip(fired.day[own], names, fired.lesion[own], strict=True))[:most]


@pytest.mark.parametrize("kernel", ["scalar", "lanes"])
def test_events_that_followers_drive_come_when_scipy_says(kernel, monkeypatch):
    patients = range(8)
    _, fired, _ = lived(patients, 1e-9, kernel, monkeypatch)
    kinds = set()
    for patient in patients:
        expected, found = by_hand(patient), first_events(fired, patient)
        assert [event[1:] for event in found] == [event[1:] for event in expected]
        days = [[event[0] for event in events] for events in (found, expected)]
        np.testing.assert_allclose(*days, atol=1e-4)
        kinds |= {event[1] for event in expected}
    assert kinds == {*HAZARDS, "high"}


def test_event_times_converge_with_the_tolerance(monkeypatch):
    off = []
    for rtol in (1e-4, 1e-5, 1e-6, 1e-7, 1e-8):
        _, fired, _ = lived(range(8), rtol, "scalar", monkeypatch)
        first = [(first_events(fired, p, 1)[0], by_hand(p)[0]) for p in range(8)]
        assert all(one[1:] == other[1:] for one, other in first)
        off.append(max(abs(one[0] - other[0]) for one, other in first))
    assert off[0] < 0.1
    assert off[-1] < 1e-5
    assert all(later < earlier for earlier, later in zip(off, off[2:], strict=False))


def test_eight_side_by_side_live_as_each_alone(monkeypatch):
    one, alone, seen_alone = lived(range(N), 1e-6, "scalar", monkeypatch)
    eight, together, seen = lived(range(N), 1e-6, "lanes", monkeypatch)
    assert len(alone.day) > 5 * N
    np.testing.assert_array_equal(alone.code, together.code)
    np.testing.assert_array_equal(alone.lesion, together.lesion)
    np.testing.assert_allclose(alone.day, together.day, atol=1e-5)
    np.testing.assert_allclose(seen_alone.readings, seen.readings, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(one.followers, eight.followers, rtol=1e-5, atol=1e-8)
    np.testing.assert_allclose(one.lesion_followers, eight.lesion_followers, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("kernel", ["scalar", "lanes"])
def test_followers_between_events_and_at_any_record_equal_scipy(kernel, monkeypatch):
    monkeypatch.setenv("OSTEON_KERNEL", kernel)
    made = lives([0])
    made.set_input("hazards", 0.0)
    days = np.linspace(0, 60, 41)
    agenda = Agenda.of([[(20.0, small().jump_code("blow"), 0.5, 1)]])
    recording = Recording.of(made, days)
    advance(made, 60.0, agenda, recording, rtol=1e-8)
    hand = ByHand(0)
    z, day, expected = np.concatenate([hand.start, np.zeros(5)]), 0.0, []
    for until, own in ((20.0, days[days <= 20.0]), (60.0, days[days > 20.0])):
        run = solve_ivp(
            *(hand.rates, (day, until), z, "LSODA"), dense_output=True, rtol=1e-11, atol=1e-13
        )
        seen = run.sol(own).T
        expected += [(one[4], one[12:15].sum() * (1 + one[2])) for one in seen]
        day, z = until, run.y[:, -1].copy()
        if until == 20.0:
            z[5] += 0.5
            z[7] /= 2
            z[10] += 0.5
    np.testing.assert_allclose(recording.readings[0], expected, rtol=2e-5, atol=1e-6)
    assert made.lesion_follower("scar")[0] == pytest.approx([0.0, 0.5 * np.exp(-40 / SCAR), 0.0])
    assert made.follower("shock")[0] == pytest.approx(0.5 * np.exp(-40 / SHOCK), rel=1e-9)
    assert read(made)["sore"][0] == pytest.approx(expected[-1][0], rel=1e-5)


def test_what_follows_itself_through_others_is_refused():
    m = declare_small()
    how = {"symbol": "a", "unit": "1", "meaning": "", "cite": "key"}
    one = m.driven_follower("one", m.graph.leaf("follower", "other"), 0.1, **how)
    m.driven_follower("other", one, 0.1, **how)
    with pytest.raises(ValueError, match="one -> other -> one"):
        compiled(m, Path())


def test_no_rate_may_read_a_follower():
    m = declare_small()
    m.rate("fuel", -m.graph.leaf("follower", "slow"), "key")
    with pytest.raises(ValueError, match="fuel reads slow"):
        compiled(m, Path())

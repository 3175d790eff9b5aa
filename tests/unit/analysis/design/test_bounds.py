"""Stopping bounds against published numbers, closed forms and simulated paths."""

import numpy as np
import pytest
from scipy.stats import norm

from osteon.analysis.design.bounds import (
    conditional_power_bounds,
    efficacy_bounds,
    futility_bounds,
)
from osteon.analysis.design.crossing import crossing
from osteon.analysis.design.spending import (
    SPENDING,
    hwang_shih_decani,
    obrien_fleming,
    pocock,
    power_of_time,
    spend,
)

# Lan and DeMets' bounds at equal looks, one-sided 0.025, as every programme tabulates them
# (Reboussin, DeMets, Kim and Lan 2000; gsDesign 3.6: sfLDOF, sfLDPocock).
TABULATED = {
    ("obrien_fleming", 2): (2.963, 1.969),
    ("obrien_fleming", 3): (3.710, 2.511, 1.993),
    ("obrien_fleming", 4): (4.333, 2.963, 2.359, 2.014),
    ("obrien_fleming", 5): (4.877, 3.357, 2.680, 2.290, 2.031),
    ("pocock", 2): (2.157, 2.201),
    ("pocock", 3): (2.279, 2.295, 2.296),
    ("pocock", 4): (2.368, 2.368, 2.358, 2.350),
    ("pocock", 5): (2.438, 2.427, 2.410, 2.397, 2.386),
}
# Constants of Pocock's and of O'Brien and Fleming's own bounds, two-sided 0.05
# (Jennison and Turnbull 2000, tables 2.1 and 2.3).
CLASSICAL = {2: (2.178, 1.977), 3: (2.289, 2.004), 4: (2.361, 2.024), 5: (2.413, 2.040)}


def equal(looks):
    return np.arange(1, looks + 1) / looks


@pytest.mark.parametrize(("name", "looks"), TABULATED)
def test_bounds_are_those_of_the_tables(name, looks):
    found = efficacy_bounds(equal(looks), spend(name, 0.025, equal(looks)))
    assert found == pytest.approx(TABULATED[name, looks], abs=6e-4)


@pytest.mark.parametrize("looks", CLASSICAL)
def test_the_constants_of_pocock_and_of_obrien_and_fleming_hold_their_error(looks):
    flat, shrinking = CLASSICAL[looks]
    for upper in (np.full(looks, flat), shrinking / np.sqrt(equal(looks))):
        assert sum(map(sum, crossing(upper, -upper, equal(looks)))) == pytest.approx(0.05, abs=1e-4)


def test_bounds_of_both_sides_are_those_of_rpact():
    """Non-binding futility, uneven looks: rpact's own unit tests (test-f_design_group_sequential).

    asOF with bsKD (gamma 2.5), alpha 0.13, beta 0.41; asHSD (-1) with bsHSD (-2), alpha 0.07, beta
    0.14, whose shift is the square of the drift.
    """
    at = np.array([0.4, 0.75, 0.85, 1.0])
    upper = efficacy_bounds(at, obrien_fleming(0.13, at))
    lower, _ = futility_bounds(at, upper, power_of_time(0.41, at, 2.5))
    assert upper == pytest.approx([2.1280732, 1.4368565, 1.422873, 1.2970881], abs=2e-7)
    assert lower[:-1] == pytest.approx([-0.82676531, 0.3743303, 0.65077266], abs=2e-7)

    at = np.array([0.2, 0.4, 1.0])
    upper = efficacy_bounds(at, hwang_shih_decani(0.07, at, -1.0))
    lower, drift = futility_bounds(at, upper, hwang_shih_decani(0.14, at, -2.0))
    assert upper == pytest.approx([2.364813, 2.1928805, 1.5660474], abs=2e-7)
    assert lower[:-1] == pytest.approx([-1.1063623, -0.35992439], abs=2e-7)
    assert drift**2 == pytest.approx(7.1015942, abs=1e-6)


def test_both_errors_spent_like_obrien_and_fleming_are_those_of_rtsa():
    """The futility vignette of the R package RTSA: error 0.025 and 0.1, looks at 50 and 75 %."""
    at = np.array([0.5, 0.75, 1.0])
    upper = efficacy_bounds(at, obrien_fleming(0.025, at))
    lower, drift = futility_bounds(at, upper, obrien_fleming(0.1, at))
    assert upper == pytest.approx([2.963, 2.359, 2.014], abs=6e-4)
    assert lower == pytest.approx([0.332, 1.292, 2.014], abs=6e-4)
    inflation = drift**2 / (norm.ppf(0.975) + norm.ppf(0.9)) ** 2
    assert inflation == pytest.approx(1.083, abs=6e-4)


def test_pocock_spends_at_the_first_look_as_rpact_says():
    at = np.array([0.35, 0.7, 1.0])
    assert pocock(0.13, at) == pytest.approx([0.061214062, 0.10266465, 0.13], abs=1e-8)
    assert efficacy_bounds(at, pocock(0.13, at))[0] == pytest.approx(1.5446617, abs=1e-7)


@pytest.mark.parametrize("name", SPENDING)
def test_all_of_an_error_is_spent_and_never_given_back(name):
    spent = spend(name, 0.025, np.linspace(0.01, 1.0, 50))
    assert (np.diff(spent) >= 0.0).all()
    assert spent[-1] == pytest.approx(0.025, abs=1e-12)


def test_one_look_is_the_fixed_test():
    assert efficacy_bounds(np.ones(1), np.array([0.025]))[0] == pytest.approx(norm.ppf(0.975))


def test_conditional_power_at_its_bound_is_the_power_asked_for():
    at, last = np.array([0.3, 0.6, 1.0]), 2.0
    for z, t in zip(conditional_power_bounds(at, last, 0.2)[:-1], at, strict=False):
        # Brownian motion: from b = z sqrt(t), drifting on at b / t, to beyond `last` at 1.
        to_go = (last - z * np.sqrt(t) - z / np.sqrt(t) * (1 - t)) / np.sqrt(1 - t)
        assert norm.sf(to_go) == pytest.approx(0.2, abs=1e-12)


def test_errors_are_those_of_simulated_paths():
    at = np.array([0.5, 0.75, 1.0])
    upper = efficacy_bounds(at, pocock(0.025, at))
    lower, drift = futility_bounds(at, upper, obrien_fleming(0.2, at))
    n, rng = 400_000, np.random.default_rng(5)
    steps = np.sqrt(np.diff(at, prepend=0.0)) * rng.standard_normal((n, 3))
    path = np.cumsum(steps, axis=1)
    z = path / np.sqrt(at)
    error = 3 * np.sqrt(0.025 * 0.975 / n)
    assert (z >= upper).any(axis=1).mean() == pytest.approx(0.025, abs=error)
    z = (path + drift * at) / np.sqrt(at)
    over, under = z >= upper, z < lower
    first_over = np.where(over.any(axis=1), over.argmax(axis=1), 9)
    first_under = np.where(under.any(axis=1), under.argmax(axis=1), 9)
    assert (first_over < first_under).mean() == pytest.approx(0.8, abs=0.002)

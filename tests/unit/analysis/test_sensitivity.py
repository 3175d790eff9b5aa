import numpy as np
import pytest
from scipy.stats import qmc

from osteon.analysis.emulator import explained, fit_emulator, held_out
from osteon.analysis.sobol import sobol_indices


def ishigami(x):
    """Return the function of Ishigami and Homma, whose indices are known."""
    a, b, c = (np.pi * (2 * x[:, j] - 1) for j in range(3))
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def test_indices_of_ishigamis_function_are_the_known_ones():
    found = sobol_indices(ishigami, 3, points=16384)
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert found.variance == pytest.approx(13.8446, rel=0.01)


def test_indices_of_a_sum_are_the_shares_of_its_terms():
    found = sobol_indices(lambda x: 3 * x[:, 0] + 4 * x[:, 1], 3)
    assert found.first == pytest.approx([9 / 25, 16 / 25, 0], abs=1e-3)
    assert found.total == pytest.approx(found.first, abs=1e-3)


def test_a_constant_has_no_indices():
    assert not sobol_indices(lambda x: np.ones(len(x)), 2).total.any()


def design(points, inputs):
    return qmc.Sobol(inputs, rng=4).random(points)


def wavy(x):
    return 2 * x[:, 0] + np.sin(3 * x[:, 1]) + x[:, 0] * x[:, 2]


def test_an_emulator_predicts_what_it_never_saw():
    x, new = design(64, 4), np.random.default_rng(1).random((200, 4))
    emulator = fit_emulator(x, wavy(x))
    assert explained(wavy(new), emulator(new)) > 0.99
    assert explained(wavy(x), held_out(x, wavy(x))) > 0.98


def test_indices_of_an_emulator_are_those_of_the_function():
    x = design(64, 4)
    own = sobol_indices(fit_emulator(x, wavy(x)), 4)
    assert own.total == pytest.approx(sobol_indices(wavy, 4).total, abs=0.02)


def test_held_out_error_tells_luck_from_a_function():
    x = design(64, 3)
    noise = np.random.default_rng(2).standard_normal(64)
    assert explained(noise, held_out(x, noise)) < 0.2
    half = wavy(np.c_[x, x[:, 0]]) + noise
    assert 0.1 < explained(half, held_out(x, half)) < 0.9

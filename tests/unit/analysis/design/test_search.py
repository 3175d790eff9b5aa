"""The search for a size, on powers that are known."""

from functools import partial
from math import sqrt

import numpy as np
import pytest
from scipy.stats import norm

from osteon.analysis.design.search import Aim, monotone, smallest_size

AIM = Aim(power=0.9, alpha=0.025, step=4, most=10_000)


def power_at(n, per_patient=0.1):
    return float(norm.cdf(per_patient * sqrt(n) - norm.ppf(0.975)))


EXACT = ((norm.ppf(0.975) + norm.ppf(0.9)) / 0.1) ** 2  # 1050.7


@pytest.mark.parametrize("start", [8, 1000, 9000])
def test_the_smallest_size_is_found_from_anywhere(start):
    found = smallest_size(power_at, AIM, start=start, replicates=2000)
    assert found.reached
    assert found.n == pytest.approx(EXACT, abs=8)
    assert found.n % AIM.step == 0
    assert len(found.tried) <= 10


def test_the_error_of_the_size_is_that_of_searches_with_common_luck():
    rng, replicates = np.random.default_rng(1), 2000

    def search():
        luck = rng.standard_normal(replicates)
        at = partial(lambda n, luck: float((0.1 * sqrt(n) + luck > 1.959964).mean()), luck=luck)
        return smallest_size(at, AIM, start=800, replicates=replicates).n

    sizes = [search() for _ in range(300)]
    found = smallest_size(power_at, AIM, start=800, replicates=replicates)
    stated = (found.high - found.low) / 2 / 1.96
    assert np.std(sizes) == pytest.approx(stated, rel=0.15)
    assert np.median(sizes) == pytest.approx(EXACT, rel=0.02)


def test_a_power_out_of_reach_is_said():
    found = smallest_size(lambda n: power_at(n, 0.01), AIM, start=500, replicates=2000)
    assert not found.reached
    assert found.n == AIM.most
    assert not smallest_size(lambda _: 0.0, AIM, start=500, replicates=2000).reached


def test_powers_are_made_monotone():
    sizes, smooth = monotone({100: 0.5, 200: 0.7, 150: 0.72, 300: 0.9})
    assert sizes.tolist() == [100, 150, 200, 300]
    assert smooth.tolist() == pytest.approx([0.5, 0.71, 0.71, 0.9])

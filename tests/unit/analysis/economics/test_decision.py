"""Net benefit, acceptability, value of information, one-way analysis: closed forms as oracles."""

import numpy as np
import pytest
from scipy.stats import norm

from osteon.analysis.economics.acceptability import acceptability
from osteon.analysis.economics.benefit import net_health_benefit, net_monetary_benefit
from osteon.analysis.economics.information import evpi, evppi
from osteon.analysis.economics.one_way import tornado, turning_point

N = 20_000
LUCK = np.random.default_rng(7).random((3, N))


def test_both_net_benefits_rank_alike_and_differ_by_the_threshold():
    costs, effects = np.array([100.0, 300.0]), np.array([1.0, 1.5])
    money = net_monetary_benefit(costs, effects, 500.0)
    assert money.tolist() == [400.0, 450.0]
    assert (net_health_benefit(costs, effects, 500.0) * 500.0).tolist() == money.tolist()


def test_acceptability_counts_the_draws_and_follows_the_best_on_average():
    # The second is better in one draw of four, yet by so much that it is best on average.
    costs = np.zeros((4, 2))
    effects = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 9.0]])
    found = acceptability(costs, effects, [0.0, 100.0])
    assert found.probability.tolist() == [[0.5, 0.5], [0.75, 0.25]]
    assert found.best[1] == 1
    assert found.frontier[1] == 0.25


def test_perfect_information_of_a_normal_increment_has_its_closed_form():
    mean, sd = 200.0, 1000.0
    increment = norm.ppf(LUCK[0], mean, sd)
    costs = np.column_stack([np.zeros(N), -increment])
    z = mean / sd
    closed = sd * (norm.pdf(z) - z * norm.sf(z))
    assert evpi(costs, np.zeros((N, 2)), [0.0])[0] == pytest.approx(closed, rel=0.03)


def test_partial_information_of_a_linear_normal_model_has_its_closed_form():
    # Increment 100 + 800 x + 600 y: knowing x alone is worth that of a deviation of 800.
    x, y = norm.ppf(LUCK[1]), norm.ppf(LUCK[2])
    benefit = np.column_stack([np.zeros(N), 100 + 800 * x + 600 * y])
    for known, sd in ((x, 800.0), (y, 600.0), (np.column_stack([x, y]), 1000.0)):
        z = 100 / sd
        closed = sd * (norm.pdf(z) - z * norm.sf(z))
        assert evppi(benefit, known) == pytest.approx(closed, rel=0.04)


def test_partial_information_follows_a_bend_and_is_nothing_for_what_does_not_matter():
    x, noise = 2 * LUCK[1] - 1, LUCK[2]
    benefit = np.column_stack([np.zeros(N), 1000 * (x**2 - 1 / 3) + 50 * norm.ppf(noise)])
    # E max(0, x^2 - 1/3) over -1..1 in closed form.
    root = 1 / np.sqrt(3)
    closed = 1000 * ((1 - root**3) / 3 - (1 - root) / 3)
    assert evppi(benefit, x) == pytest.approx(closed, rel=0.03)
    assert evppi(benefit, LUCK[0]) < 0.02 * closed
    assert evppi(benefit, np.ones(N)) == 0.0


def test_a_tornado_stands_with_its_widest_swing_on_top():
    def outcome(p):
        return 10 * p["a"] - p["b"]

    swings = tornado(outcome, {"a": 1.0, "b": 1.0}, {"b": (0.0, 3.0), "a": (0.5, 2.0)})
    assert [(s.parameter, s.at_low, s.at_high) for s in swings] == [
        ("a", 4.0, 19.0),
        ("b", 10.0, 7.0),
    ]


def test_a_turning_point_is_found_or_said_not_to_be_there():
    assert turning_point(lambda price: 300 - 2 * price, 0.0, 1000.0) == pytest.approx(150.0)
    assert turning_point(lambda price: 300 + price, 0.0, 1000.0) is None
    assert turning_point(lambda price: price, 0.0, 10.0) == 0.0

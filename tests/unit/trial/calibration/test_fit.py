import numpy as np
import pytest

from osteon.trial.calibration.fit import Free, NotConvergedError, Problem, best_start, minimise
from osteon.trial.calibration.laplace import covariance, knowledge, profiles

RATES = (Free("rise", 1.0, 0.25, 4.0), Free("fall", 2.0, 0.5, 8.0))


def silent(_text):
    pass


def lasting(numbers):
    """Return how much of something that rises and falls is left at five times."""
    times = np.array([0.2, 0.5, 1.0, 2.0, 4.0])
    return numbers["rise"] * np.exp(-times * numbers["fall"])


def fitting(data, error=0.01, free=RATES, model=lasting):
    return Problem(free, lambda numbers: (model(numbers) - data) / error)


def test_known_numbers_are_found_again():
    data = lasting({"rise": 2.4, "fall": 0.9})
    fit = minimise(fitting(data), np.zeros(2), steps=30, say=silent)
    assert fit.numbers == pytest.approx({"rise": 2.4, "fall": 0.9}, rel=0.01)


def test_a_fit_that_is_still_falling_is_refused():
    data = lasting({"rise": 3.5, "fall": 0.6})
    with pytest.raises(NotConvergedError, match="did not converge: chi-squared came from"):
        minimise(fitting(data), np.zeros(2), steps=1, say=silent)


def test_a_number_outside_its_plausible_range_stays_at_its_end():
    data = lasting({"rise": 9.0, "fall": 2.0})
    fit = minimise(fitting(data), np.zeros(2), steps=40, say=silent)
    assert fit.numbers["rise"] == pytest.approx(4.0, rel=1e-3)


def test_derivatives_never_leave_the_plausible_range():
    asked = []

    def share(numbers):
        asked.append(numbers["share"])
        return np.full(3, numbers["share"])

    free = (Free("share", 0.33, 0.1, 0.8),)
    fit = minimise(
        fitting(np.full(3, 0.95), free=free, model=share), np.zeros(1), steps=40, say=silent
    )
    assert fit.numbers["share"] == pytest.approx(0.8, rel=1e-3)
    assert max(asked) <= 0.8
    assert fit.jacobian[0, 0] > 0


def test_what_the_data_do_not_tell_stays_where_it_was_and_is_named():
    free = (*RATES, Free("silent", 5.0, 1.0, 25.0))
    data = lasting({"rise": 2.4, "fall": 0.9})
    fit = minimise(fitting(data, free=free), np.zeros(3), steps=30, say=silent)
    words = {own.path: own.word for own in knowledge(fit)}
    assert words == {"rise": "identified", "fall": "identified", "silent": "not identified"}
    assert fit.numbers["silent"] == pytest.approx(5.0)


def test_numbers_that_act_only_as_a_product_are_not_told_apart():
    free = (Free("dose", 1.0, 0.1, 10.0), Free("effect", 1.0, 0.1, 10.0))
    fit = minimise(
        fitting(np.array([1.5]), 0.01, free, lambda own: np.array([own["dose"] * own["effect"]])),
        np.zeros(2),
        steps=30,
        say=silent,
    )
    dose, effect = knowledge(fit)
    assert dose.with_others == ("effect",)
    assert effect.with_others == ("dose",)


def test_uncertainty_is_that_of_the_normal_linear_model():
    """Oracle: for y = log(theta) with error s and prior deviation t, variance is 1/(1/s2+1/t2)."""
    free = (Free("theta", 1.0, np.exp(-2.0), np.exp(2.0)),)  # prior deviation 1
    problem = Problem(free, lambda own: np.array([np.log(own["theta"]) - 0.3]) / 0.5)
    fit = minimise(problem, np.zeros(1), steps=30, say=silent)
    assert covariance(fit)[0, 0] == pytest.approx(1 / (1 / 0.25 + 1))
    assert fit.x[0] == pytest.approx(0.3 * 0.8, abs=1e-3)
    for point in profiles(fit):
        assert point.rise == pytest.approx(point.expected, rel=1e-2)


def test_misfit_widens_the_covariance_of_the_data():
    data = lasting({"rise": 2.0, "fall": 1.0})
    well = minimise(fitting(data), np.zeros(2), steps=30, say=silent)
    noisy = data + 0.05 * np.array([1.0, -1.0, 1.0, -1.0, 1.0])
    ill = minimise(fitting(noisy), np.zeros(2), steps=30, say=silent)
    assert knowledge(ill)[1].shrink > 2 * knowledge(well)[1].shrink


def test_the_best_of_several_starts_is_taken_and_is_the_same_every_time():
    data = lasting({"rise": 3.0, "fall": 0.7})
    starts = [best_start(fitting(data), starts=8, seed=3, say=silent) for _ in range(2)]
    assert np.array_equal(*starts)
    assert fitting(data).cost(starts[0]) < fitting(data).cost(np.zeros(2))


def test_updated_derivatives_find_the_same_numbers_with_fewer_simulations():
    data = lasting({"rise": 2.4, "fall": 0.9})
    calls, found = {}, {}
    for exact in (True, False):
        calls[exact] = 0
        problem = fitting(data)

        def counted(numbers, exact=exact, residuals=problem.residuals):
            calls[exact] += 1
            return residuals(numbers)

        counting = Problem(RATES, counted)
        found[exact] = minimise(counting, np.zeros(2), steps=60, say=silent, exact=exact).numbers
    assert found[False] == pytest.approx(found[True], rel=0.01)
    assert found[False] == pytest.approx({"rise": 2.4, "fall": 0.9}, rel=0.02)
    assert calls[False] < calls[True]


def test_where_updated_derivatives_stop_short_new_ones_lead_on():
    free = (Free("a", 3.0, 0.1, 10.0), Free("b", 0.3, 0.05, 10.0))

    def bent(numbers):
        return np.array([20 * (numbers["b"] - numbers["a"] ** 2), 3 * (1.5 - numbers["a"])])

    costs = [
        minimise(Problem(free, bent), np.zeros(2), steps=80, say=silent, exact=exact).cost
        for exact in (True, False)
    ]
    assert costs[1] == pytest.approx(costs[0], abs=0.5)

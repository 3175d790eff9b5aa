import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from osteon.trial.fit.likelihood import Layout, Tangent
from osteon.trial.fit.observed import Observations
from osteon.trial.fit.readings import Reading
from osteon.trial.fit.residual import ResidualError, minus_log_likelihood

UNTX = Reading("untx_nmol_mmol", "untx", "nmol/mmol", "reading", "untx_nmol_mmol")
NONE = np.zeros(1)


def seen(values, *, lloq=np.nan, below=()):
    n = len(values)
    is_below = np.isin(np.arange(n), below)
    zero = np.zeros(n, np.int64)
    return Observations(
        (UNTX,),
        zero,
        zero,
        zero,
        np.arange(n, dtype=float),
        np.array(values, float),
        np.full(n, lloq),
        is_below,
    )


def error(*terms):
    return ResidualError([UNTX], [(0, term) for term in terms], NONE)


def test_measured_and_below_quantification_have_their_textbook_likelihood():
    data, f = seen([4.0, 9.0, np.nan], lloq=3.0, below=(2,)), np.array([5.0, 8.0, 4.0])
    own = error("proportional", "additive")
    variance = own.variance(f, data.which, np.array([0.2, 0.5]))
    cost, _, _ = minus_log_likelihood(data, f, variance)
    sd = np.sqrt(0.25 + (0.2 * f) ** 2)
    assert cost[:2] == pytest.approx(-norm.logpdf(data.value[:2], f[:2], sd[:2]))
    assert cost[2] == pytest.approx(-norm.logcdf(3.0, f[2], sd[2]))


@pytest.mark.parametrize("terms", [("proportional",), ("additive",), ("proportional", "additive")])
def test_scores_are_derivatives(terms):
    data, f = seen([4.0, 9.0, np.nan], lloq=3.0, below=(2,)), np.array([5.0, 8.0, 4.0])
    own, sigma = error(*terms), np.array([0.2, 0.7])[: len(terms)]

    def cost(at):
        return minus_log_likelihood(data, at, own.variance(at, data.which, sigma))

    numeric = (cost(f + 1e-6)[0] - cost(f - 1e-6)[0]) / 2e-6
    assert cost(f)[1] == pytest.approx(numeric, rel=1e-6)


def test_a_value_far_below_its_prediction_stays_finite():
    data, f = seen([np.nan], lloq=1.0, below=(0,)), np.array([100.0])
    cost, score, information = minus_log_likelihood(
        data, f, error("additive").variance(f, data.which, NONE + 1.0)
    )
    assert cost[0] == pytest.approx(-norm.logcdf(-99.0))
    assert np.isfinite(score[0])
    assert information[0] == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize("below", [(), (2, 3)])
def test_the_marginal_is_near_the_integral_over_subjects(below):
    values = [8.0, 5.5, 3.4, 2.6]
    data = seen(values, lloq=3.5 if below else np.nan, below=below)
    layout = Layout(np.array([-9.0]), np.array([9.0]), np.array([0]), error("additive"))
    f, slopes = np.array([7.0, 5.0, 3.5, 2.4]), np.array([[0.4], [0.7], [0.9], [1.1]])
    here = Tangent(layout, data, np.array([[0.0]]), f, slopes)
    omega, sigma = 0.4, 0.3
    point = np.array([0.1, np.log(omega), np.log(sigma)])
    found, eta = here.marginal(point, np.zeros((1, 1)))

    def joint(e):
        own = f * np.exp(slopes[:, 0] * (0.1 + e))
        parts = norm.logpdf(values, own, sigma)
        parts[list(below)] = norm.logcdf(3.5, own, sigma)[list(below)]
        return np.exp(parts.sum() + norm.logpdf(e, 0, omega))

    whole = quad(joint, -2, 2, points=[float(eta[0, 0])])[0]
    assert found[0] == pytest.approx(-np.log(whole), abs=0.05)


def test_modes_are_the_most_likely_deviations():
    data = seen([8.0, 5.5, 3.4, 2.6])
    layout = Layout(np.array([-9.0]), np.array([9.0]), np.array([0]), error("proportional"))
    here = Tangent(layout, data, np.zeros((1, 1)), np.array([7.0, 5.0, 3.5, 2.4]), np.ones((4, 1)))
    point = np.array([0.0, np.log(0.3), np.log(0.1)])
    mode = here.modes(point, np.zeros((1, 1)))
    best = here.cost_of_subjects(point, mode)[0]
    grid = [here.cost_of_subjects(point, np.array([[e]]))[0] for e in np.linspace(-1, 1, 401)]
    assert best <= min(grid)

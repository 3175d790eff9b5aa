"""Least squares on the logarithms of positive numbers, with what is known beforehand.

The engine knows nothing of simulation: it is handed a function from numbers to residuals. Plausible
ranges enter as normal priors of the logarithms, so that what the data leave open stays where it
was. Derivatives are differences over steps wide enough for events that are whole numbers; common
random numbers make them smooth enough for Gauss-Newton steps.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import OsteonError

Floats = NDArray[np.float64]
Residuals = Callable[[Mapping[str, float]], Floats]
Say = Callable[[str], None]

PRIOR_WIDTH = 4.0  # a plausible range is two standard deviations to either side
# Of the prior's standard deviation, for derivatives: with shorter ones the few events that more or
# fewer patients have make slopes steeper than they are, and what is left uncertain too little.
STEP = 0.75
ENOUGH = 1.0  # chi-squared below which a further gain is luck: no number moves by a deviation


class NotConvergedError(OsteonError):
    """A fit did not come to an end; nothing that it came to is handed on."""


@dataclass(frozen=True, slots=True)
class Free:
    """A number that is fitted: where it starts, and its plausible range."""

    path: str
    start: float
    low: float
    high: float

    @property
    def sd(self) -> float:
        """Standard deviation of its logarithm before any data."""
        return math.log(self.high / self.low) / PRIOR_WIDTH


@dataclass(frozen=True)
class Problem:
    """What is fitted to what.

    Attributes
    ----------
    free : tuple of Free
    residuals : function
        From numbers by path to weighted residuals in standard deviations, shape (n_targets,).
    """

    free: tuple[Free, ...]
    residuals: Residuals

    def numbers(self, x: Floats) -> dict[str, float]:
        """Return the numbers that a point stands for: x counts prior deviations from the start."""
        pairs = zip(self.free, x, strict=True)
        return {own.path: float(own.start * np.exp(own.sd * step)) for own, step in pairs}

    def all_residuals(self, x: Floats) -> Floats:
        """Return the residuals of the data, then those of the priors; shape (n_targets + p,)."""
        return np.concatenate([self.residuals(self.numbers(x)), x])

    def cost(self, x: Floats) -> float:
        """Return the chi-squared of data and priors."""
        return float(np.sum(self.all_residuals(x) ** 2))

    def jacobian(self, x: Floats) -> Floats:
        """Return the derivatives of all residuals, shape (n_targets + p, p)."""
        at = self.residuals(self.numbers(x))
        # A step leads back where it would leave the plausible range, and so what is possible.
        steps = np.where(x + STEP <= self.bounds()[1], STEP, -STEP)
        columns = [(self._beside(x, j, step) - at) / step for j, step in enumerate(steps)]
        return np.vstack([np.array(columns).T.reshape(len(at), len(x)), np.eye(len(x))])

    def bounds(self) -> tuple[Floats, Floats]:
        """Return the limits of x: the plausible ranges."""
        ends = [(np.log([own.low, own.high]) - np.log(own.start)) / own.sd for own in self.free]
        low, high = np.array(ends).T
        return low, high

    def _beside(self, x: Floats, j: int, step: float) -> Floats:
        moved = x.copy()
        moved[j] += step
        return self.residuals(self.numbers(moved))


@dataclass(frozen=True)
class Fit:
    """Where a fit came to rest.

    Attributes
    ----------
    x : (p,) float
        In prior deviations from the start.
    cost : float
        Chi-squared of data and priors there.
    jacobian : (n_targets + p, p) float
    """

    problem: Problem
    x: Floats
    cost: float
    jacobian: Floats

    @property
    def numbers(self) -> dict[str, float]:
        """The fitted numbers by path."""
        return self.problem.numbers(self.x)


class Derivatives:
    """Derivatives along a fit: worked out at its start, and then at each step or only updated.

    Broyden's update is the smallest change that makes the last step come out right. It costs
    nothing, where derivatives cost a simulation for each number.

    Parameters
    ----------
    exact : bool
        Whether they are worked out at each step.

    References
    ----------
    broyden_1965
    """

    def __init__(self, problem: Problem, *, exact: bool) -> None:
        self._problem, self._exact = problem, exact
        self._last: tuple[Floats, Floats, Floats] | None = None

    def __call__(self, x: Floats) -> Floats:
        """Return the derivatives of all residuals at `x`, shape (n_targets + p, p)."""
        here = self._problem.all_residuals(x)
        if self._exact or self._last is None:
            jacobian = self._problem.jacobian(x)
        else:
            before, residuals, jacobian = self._last
            step = x - before
            if np.any(step):
                missed = here - residuals - jacobian @ step
                jacobian = jacobian + np.outer(missed, step) / (step @ step)
        self._last = (x.copy(), here, jacobian)
        return jacobian


def minimise(problem: Problem, x0: Floats, *, steps: int, say: Say, exact: bool = True) -> Fit:
    """Return where trust-region Gauss-Newton steps from `x0` come to rest.

    Parameters
    ----------
    steps : int
        Most evaluations, those for derivatives not counted.
    exact : bool
        Whether derivatives are worked out at each step, or once and then updated. Where updated
        ones lead no further they are worked out anew, until those lead no further either.

    Raises
    ------
    NotConvergedError
        They did not within so many.
    """
    costs = [problem.cost(x0)]

    def tracked(x: Floats) -> Floats:
        residuals = problem.all_residuals(x)
        costs.append(float(np.sum(residuals**2)))
        say(f"    chi-squared {costs[-1]:.2f}, best {min(costs):.2f}")
        return residuals

    low, high = problem.bounds()
    x, cost = np.clip(x0, low + 1e-6, high - 1e-6), np.inf
    while True:
        derivatives = Derivatives(problem, exact=exact)
        found = _descend(problem, tracked, derivatives, x, steps=steps - len(costs) + 1)
        if found is None:
            raise NotConvergedError(
                f"the fit did not converge: chi-squared came from {costs[0]:.1f} to"
                f" {min(costs):.1f} in {steps} steps and was still falling;"
                " go on with more steps, or from nearer"
            )
        x, before, cost = found[0], cost, found[1]
        if exact or before - cost < ENOUGH:
            return Fit(problem, x, cost, derivatives(x))


def held(problem: Problem) -> Fit:
    """Return what would be a fit if the numbers as they stand were the best."""
    x = np.zeros(len(problem.free))
    return Fit(problem, x, problem.cost(x), problem.jacobian(x))


def _descend(
    problem: Problem,
    tracked: Callable[[Floats], Floats],
    derivatives: Derivatives,
    x: Floats,
    *,
    steps: int,
) -> tuple[Floats, float] | None:
    """Return where steps from `x` lead, and chi-squared there; None where they were too few."""
    from scipy.optimize import least_squares

    if steps < 1:
        return None
    # What is gained below `ENOUGH` is smaller than what the data can tell.
    gain = min(0.5, ENOUGH / max(problem.cost(x), 1.0))
    found = least_squares(
        tracked, x, jac=derivatives, bounds=problem.bounds(), method="trf",
        ftol=gain, xtol=0.02, gtol=1e-6, max_nfev=steps,
    )  # fmt: skip
    return (np.asarray(found.x), float(2 * found.cost)) if found.status > 0 else None


def best_start(problem: Problem, *, starts: int, seed: int, say: Say) -> Floats:
    """Return the best of the start and of `starts` points spread over the plausible ranges."""
    from scipy.stats import qmc

    zero = np.zeros(len(problem.free))
    low, high = (0.7 * end for end in problem.bounds())
    points: Sequence[Floats] = [zero]
    if starts:
        sobol = qmc.Sobol(len(zero), rng=seed)
        unit = sobol.random_base2(math.ceil(math.log2(max(2, starts))))[:starts]
        points = [zero, *(low + (high - low) * unit)]
    costs = [problem.cost(np.asarray(point)) for point in points]
    say(f"    {len(points)} starts: chi-squared {min(costs):.2f} to {max(costs):.2f}")
    return np.asarray(points[int(np.argmin(costs))])

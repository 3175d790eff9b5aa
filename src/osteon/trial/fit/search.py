"""The search for the most likely point: live, take the tangent, step, live again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import FitError
from osteon.trial.fit.bodies import Bodies
from osteon.trial.fit.likelihood import STEP, Layout, Tangent, tangent

Floats: TypeAlias = NDArray[np.float64]
MOST_ROUNDS, MOST_MODES = 60, 8
# Log units that a round may move a parameter at most, and where moving ends; costs in log units.
REACH, LEAST_REACH = 0.7, 1e-4
STILL, GAIN, MOST_QUIET, PROMISE = 1e-3, 1e-3, 3, 0.1
MODES_AT_REST = 1e-4
DIFFERENCE = 1e-3


@dataclass(frozen=True)
class Reached:
    """Where a search has come to.

    Attributes
    ----------
    point : (d,) float
        As the layout says.
    eta : (n, q) float
        Each subject's most likely deviations.
    tangent : Tangent
        Taken there.
    cost : float
        -log marginal likelihood there.
    """

    point: Floats
    eta: Floats
    tangent: Tangent
    cost: float


@dataclass(frozen=True)
class Search:
    """What is searched: bodies, layout, and how far each coordinate may go."""

    bodies: Bodies
    layout: Layout
    low: Floats
    high: Floats

    def live(self, logs: Floats) -> Tangent:
        """Return the tangent of all courses at log parameters of each subject."""
        n_fitted = len(self.layout.low)
        variants = np.repeat(logs[None], 1 + n_fitted, axis=0)
        for place in range(n_fitted):
            variants[1 + place, :, place] += STEP
        courses = self.bodies.predict(variants)
        return tangent(self.layout, self.bodies.records.observations, logs, list(courses))

    def reach(self, point: Floats, eta: Floats) -> Reached:
        """Return the subjects' modes at a point on their true courses, and its cost."""
        typical = self.layout.split(point)[0]
        here = self.live(self.layout.logs(typical, eta))
        for _ in range(MOST_MODES if eta.shape[1] else 0):
            cost = here.cost_of_subjects(point, eta)
            new = here.modes(point, eta)
            there = self.live(self.layout.logs(typical, new))
            worse = ~(there.cost_of_subjects(point, new) <= cost + MODES_AT_REST)
            moved = float(np.max(np.abs(new - eta)))
            if np.any(worse):
                new = np.where(worse[:, None], (eta + new) / 2, new)
                there = self.live(self.layout.logs(typical, new))
            here, eta = there, new
            if moved < MODES_AT_REST:
                break
        costs, eta = here.marginal(point, eta)
        return Reached(point, eta, here, float(costs.sum()))

    def run(self, point: Floats, tell: Callable[[], None]) -> Reached:
        """Return where the search from a point ends.

        Raises
        ------
        FitError
            It did not come to rest; the message says where it was.
        """
        n = self.bodies.n
        here = self.reach(point, np.zeros((n, len(self.layout.random))))
        reach, quiet = REACH, 0
        for _ in range(MOST_ROUNDS):
            tell()
            proposed, _ = self._step(here, reach)
            there = self.reach(proposed, here.eta)
            step = float(np.max(np.abs(proposed - here.point)))
            gained = here.cost - there.cost
            if gained > -GAIN:
                here, reach = there, min(REACH, 2 * reach)
                quiet = quiet + 1 if gained < GAIN else 0
                if step < STILL or quiet == MOST_QUIET:
                    return here
            else:
                reach = step / 4
                if reach < LEAST_REACH:
                    break
        # At rest the tangent promises little however far one goes.
        if self._step(here, REACH)[1] < PROMISE:
            return here
        raise FitError(self._unfinished(here))

    def _step(self, here: Reached, reach: float) -> tuple[Floats, float]:
        """Return the most likely point on the tangent within reach, and what it promises."""
        from scipy.optimize import Bounds, minimize

        eta = here.eta

        def cost(point: Any) -> float:
            nonlocal eta
            costs, eta = here.tangent.marginal(point, eta)
            return float(costs.sum())

        low = np.maximum(self.low, here.point - reach)
        high = np.minimum(self.high, here.point + reach)
        found = minimize(
            cost,
            here.point,
            jac=partial(gradient, cost),
            method="L-BFGS-B",
            bounds=Bounds(low, high),
            options={"maxiter": 100, "ftol": 1e-9, "gtol": 1e-3},
        )
        return np.asarray(found.x), here.cost - float(found.fun)

    def _unfinished(self, here: Reached) -> str:
        values = np.exp(self.layout.split(here.point)[0])
        reached = ", ".join(
            f"{own.path} {value:.4g}" for own, value in zip(self.bodies.fitted, values, strict=True)
        )
        return (
            f"the fit did not come to rest; it had reached {reached} with"
            f" -2 log likelihood {2 * here.cost:.2f}. Fit fewer parameters, or start nearer (--set)"
        )


def gradient(cost: Callable[[Floats], float], point: Floats) -> Floats:
    """Return the gradient of a function by central differences, shape (d,)."""
    found = np.empty(len(point))
    for place in range(len(point)):
        moved = np.zeros(len(point))
        moved[place] = DIFFERENCE
        found[place] = (cost(point + moved) - cost(point - moved)) / (2 * DIFFERENCE)
    return found

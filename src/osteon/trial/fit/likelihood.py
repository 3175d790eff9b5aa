"""The marginal likelihood of subjects who differ, on courses followed by their slopes.

Around what each subject's course is now, the logarithm of every prediction is taken to be straight
in the logarithms of the parameters (lindstrom_bates_1990); subjects' own deviations are integrated
out by Laplace's approximation with the expected information.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.trial.fit.observed import Observations
from osteon.trial.fit.residual import ResidualError, minus_log_likelihood

Floats: TypeAlias = NDArray[np.float64]
Joint: TypeAlias = tuple[Floats, Floats, Floats]
MOST_STEPS, HALVINGS = 60, 12
LONGEST_STEP, FURTHEST_LOG = 1.0, 8.0
AT_REST = 1e-6


@dataclass(frozen=True)
class Layout:
    """How a point is laid out: log typical values, log sd between subjects, log sigma.

    Attributes
    ----------
    random : (q,) int
        Which of the fitted parameters differ between subjects.
    low, high : (n_fitted,) float
        Log values between which typical values lie.
    """

    low: Floats
    high: Floats
    random: NDArray[np.int64]
    error: ResidualError

    def split(self, point: Floats) -> tuple[Floats, Floats, Floats]:
        """Return log typical values, standard deviations between subjects, and sigma."""
        p, q = len(self.low), len(self.random)
        return point[:p], np.exp(point[p : p + q]), np.exp(point[p + q :])

    def logs(self, typical: Floats, eta: Floats) -> Floats:
        """Return the log parameters of each subject, shape (n, n_fitted)."""
        logs = np.tile(typical, (len(eta), 1))
        logs[:, self.random] += eta
        return logs


@dataclass(frozen=True)
class Tangent:
    """Courses of the subjects near where they were lived.

    Attributes
    ----------
    at : (n, n_fitted) float
        Log parameters of each subject there.
    f : (n_measurements,) float
        Predictions there.
    slopes : (n_measurements, n_fitted) float
        Of the logarithm of each prediction by each log parameter.
    """

    layout: Layout
    seen: Observations
    at: Floats
    f: Floats
    slopes: Floats

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return self.seen.starts

    @cached_property
    def _own(self) -> Floats:
        return self.slopes[:, self.layout.random]

    def predict(self, logs: Floats) -> Floats:
        """Return the predictions for log parameters of each subject, shape (n, n_fitted)."""
        rise = np.einsum("ij,ij->i", self.slopes, (logs - self.at)[self.seen.subject])
        return np.asarray(self.f * np.exp(np.clip(rise, -FURTHEST_LOG, FURTHEST_LOG)))

    def cost_of_subjects(self, point: Floats, eta: Floats) -> Floats:
        """Return -log joint likelihood of measurements and deviations of each subject, (n,)."""
        return self._joint(self.layout.split(point), eta)[0]

    def modes(self, point: Floats, eta: Floats) -> Floats:
        """Return each subject's most likely deviations, shape (n, q), from a first guess."""
        return self._modes(point, eta)[0]

    def marginal(self, point: Floats, eta: Floats) -> tuple[Floats, Floats]:
        """Return -log marginal likelihood of each subject, (n,), and the modes it stands on."""
        eta, (cost, _, hessian) = self._modes(point, eta)
        if not eta.shape[1]:
            return cost, eta
        _, log_det = np.linalg.slogdet(hessian)
        return cost + 0.5 * log_det + np.log(self.layout.split(point)[1]).sum(), eta

    def _modes(self, point: Floats, eta: Floats) -> tuple[Floats, Joint]:
        """Return the modes and what `_joint` says there: Fisher scoring, halved where worse."""
        parts = self.layout.split(point)
        here = self._joint(parts, eta)
        for _ in range(MOST_STEPS if eta.shape[1] else 0):
            cost, gradient, hessian = here
            step = -np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0]
            longest = np.max(np.abs(step), axis=1, keepdims=True)
            step *= np.minimum(1.0, LONGEST_STEP / np.maximum(longest, LONGEST_STEP))
            for _ in range(HALVINGS):
                there = self._joint(parts, eta + step)
                worse = ~(there[0] <= cost + AT_REST * (1 + np.abs(cost)))
                if not np.any(worse):
                    break
                step[worse] /= 2
            eta, here = eta + step, there
            if np.max(np.abs(step)) < AT_REST:
                break
        return eta, here

    def _joint(self, parts: tuple[Floats, Floats, Floats], eta: Floats) -> Joint:
        """Return cost, gradient and expected Hessian by a subject's deviations."""
        seen, (typical, omega, sigma) = self.seen, parts
        f = self.predict(self.layout.logs(typical, eta))
        variance = self.layout.error.variance(f, seen.which, sigma)
        cost, score, information = minus_log_likelihood(seen, f, variance)
        total = np.add.reduceat(cost, self._starts)
        if not eta.shape[1]:
            none = np.zeros((len(total), 0))
            return total, none, none[:, :, None]
        by_eta = self._own * f[:, None]
        gradient = np.add.reduceat(score[:, None] * by_eta, self._starts)
        outer = information[:, None, None] * by_eta[:, :, None] * by_eta[:, None, :]
        hessian = np.add.reduceat(outer, self._starts) + np.diag(1 / omega**2)
        total = total + 0.5 * ((eta / omega) ** 2).sum(axis=1)
        return total, gradient + eta / omega**2, hessian


def tangent(layout: Layout, seen: Observations, at: Floats, courses: Sequence[Floats]) -> Tangent:
    """Return the tangent from predictions at `at` and with each log parameter one `STEP` up."""
    f = courses[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = np.stack([(np.log(up) - np.log(f)) / STEP for up in courses[1:]], axis=1)
    # What is 0, such as a drug before its first dose, stays 0.
    return Tangent(layout, seen, at, f, np.where(f[:, None] > 0, slopes, 0.0))


STEP = 2e-3

"""Residual error: how far a measurement may lie from what the model says, and its likelihood.

A value below quantification adds the probability of being there (method M3 of beal_2001).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import Problem
from osteon.base.suggest import hint, plain
from osteon.trial.fit.observed import Observations
from osteon.trial.fit.readings import Reading
from osteon.trial.fit.ties import read_ties

Floats: TypeAlias = NDArray[np.float64]
KINDS = ("proportional", "additive", "combined")
# A deviation is at least this part of the typical measurement, so that likelihoods are finite.
LEAST = 1e-4


@dataclass(frozen=True)
class ResidualError:
    """Standard deviations of the residual, by reading: ``sd² = additive² + (proportional f)²``.

    Attributes
    ----------
    terms : sequence of (int, str)
        Number of the reading, and ``"proportional"`` or ``"additive"``: one for each sigma.
    floor : (n_readings,) float
        Least standard deviation, in the unit of each reading.
    """

    readings: Sequence[Reading]
    terms: Sequence[tuple[int, str]]
    floor: Floats

    def names(self) -> list[str]:
        """Return a name for each sigma, such as ``proportional error of untx``."""
        return [f"{kind} error of {self.readings[k].title}" for k, kind in self.terms]

    def units(self) -> list[str]:
        """Return the unit of each sigma; empty for a share."""
        return [self.readings[k].unit if kind == "additive" else "" for k, kind in self.terms]

    def variance(self, f: Floats, which: NDArray[np.int64], sigma: Floats) -> tuple[Floats, Floats]:
        """Return the variance at each prediction, and its derivative by the prediction."""
        own = np.zeros((2, len(self.readings)))
        for (reading, kind), value in zip(self.terms, sigma, strict=True):
            own[int(kind == "proportional"), reading] = value
        additive, proportional = own[:, which]
        slope = 2 * proportional**2 * f
        return additive**2 + (proportional * f) ** 2 + self.floor[which] ** 2, slope

    def starts(self, seen: Observations) -> Floats:
        """Return where to begin to look for each sigma: a fifth, or a fifth of the spread."""
        sd = [float(np.nanstd(seen.value[seen.which == k])) for k in range(len(self.readings))]
        return np.array(
            [
                0.2 if kind == "proportional" else max(0.2 * sd[k], self.floor[k])
                for k, kind in self.terms
            ]
        )


def check_error(texts: Sequence[str], problems: list[Problem]) -> None:
    """Add what can be told of such texts before anything is read."""
    for tie in read_ties("--error", texts, problems):
        if plain(tie.name) not in KINDS:
            message = f'"{tie.name}" is no residual error{hint(tie.name, KINDS)}'
            problems.append(Problem("--error", message))


def read_error(texts: Sequence[str], seen: Observations, problems: list[Problem]) -> ResidualError:
    """Return the residual error that texts such as ``combined`` or ``uNTx = additive`` ask for."""
    kinds = dict.fromkeys(range(len(seen.readings)), "proportional")
    names = {plain(name): k for k, r in enumerate(seen.readings) for name in (r.name, r.title)}
    for tie in read_ties("--error", texts, problems):
        if tie.code and plain(tie.code) not in names:
            message = f'"{tie.code}" is not measured{hint(tie.code, names)}'
            problems.append(Problem("--error", message))
            continue
        own = [names[plain(tie.code)]] if tie.code else list(kinds)
        kinds |= dict.fromkeys(own, plain(tie.name))
    for k, reading in enumerate(seen.readings):
        if not np.any((seen.which == k) & ~seen.below):
            problems.append(Problem(reading.title, "no value above its limit of quantification"))
            return ResidualError(seen.readings, [], np.ones(len(kinds)))
    terms = [
        (k, term)
        for k, kind in kinds.items()
        for term in (("proportional", "additive") if kind == "combined" else (kind,))
    ]
    typical = [np.nanmedian(np.abs(seen.value[seen.which == k])) for k in kinds]
    typical = [value if value > 0 else 1.0 for value in typical]
    return ResidualError(seen.readings, terms, LEAST * np.array(typical))


def minus_log_likelihood(
    seen: Observations, f: Floats, variance: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """Return -log likelihood of each measurement, its derivative by f, and the information on f.

    The information is the expected one of a measured value, and of a value below quantification
    the second derivative with the variance held.
    """
    from scipy.special import log_ndtr

    v, slope = variance
    off = seen.value - f
    cost = 0.5 * (off**2 / v + np.log(2 * np.pi * v))
    score = -off / v + 0.5 * slope * (1 / v - off**2 / v**2)
    information = 1 / v + 0.5 * (slope / v) ** 2
    if np.any(seen.below):
        rows = seen.below
        sd = np.sqrt(v[rows])
        z = (seen.lloq[rows] - f[rows]) / sd
        log_below = log_ndtr(z)
        ratio = np.exp(-0.5 * z**2 - 0.5 * np.log(2 * np.pi) - log_below)
        by_f = -1 / sd - z * slope[rows] / (2 * v[rows])
        cost[rows], score[rows] = -log_below, -ratio * by_f
        information[rows] = np.maximum(ratio * (ratio + z), 0.0) * by_f**2
    return cost, score, information

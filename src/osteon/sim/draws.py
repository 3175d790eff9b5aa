"""Draws for patients and lesions from the library's spreads, keyed so that nobody's luck moves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, pdtr, pdtrik

from osteon.base.luck import uniforms
from osteon.library.sourced import Sourced

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draws:
    """Keyed luck of a group of patients.

    Attributes
    ----------
    seed : int
    patients : (n,) int
    """

    seed: int
    patients: NDArray[np.int64]

    def uniform(self, name: str, lesion: int = 0) -> Floats:
        """Return one uniform number per patient in (0, 1), shape (n,)."""
        return uniforms(self.seed, f"cohort {name}", self.patients, lesion)

    def normal(self, name: str, lesion: int = 0) -> Floats:
        """Return one standard normal number per patient, shape (n,)."""
        return np.asarray(ndtri(self.uniform(name, lesion)))

    def sample(self, entry: Sourced) -> Floats:
        """Return values of a number of the library for each patient, in its unit, shape (n,)."""
        return spread_out(entry, self.normal(entry.name))


def spread_out(entry: Sourced, z: Floats) -> Floats:
    """Return the values that standard normal numbers stand for, within the limits of the spread.

    A normal spread with limits is a truncated normal, a lognormal one is cut at its limits.
    """
    spread = entry.spread
    if spread is None:
        return np.full(len(z), entry.value)
    if spread.kind == "lognormal":
        return np.clip(entry.value * np.exp(spread.sd * z), spread.low, spread.high)
    low, high = (ndtr((limit - entry.value) / spread.sd) for limit in (spread.low, spread.high))
    inside = low + (high - low) * ndtr(z)
    return np.asarray(entry.value + spread.sd * ndtri(inside))


def spread_one(entry: Sourced, z: float) -> float:
    """Return what `spread_out` gives for one standard normal number, at a fraction of the cost."""
    spread = entry.spread
    if spread is None or spread.kind != "lognormal":
        return float(spread_out(entry, np.array([z]))[0])
    return min(max(entry.value * float(np.exp(spread.sd * z)), spread.low), spread.high)


def correlated(common: Floats, own: Floats, correlation: float) -> Floats:
    """Return a standard normal number with this correlation to `common`."""
    return np.asarray(correlation * common + np.sqrt(1 - correlation**2) * own)


def poisson_quantile(share: Floats, mean: float) -> Floats:
    """Return the least count that a Poisson variable does not exceed with probability `share`."""
    # As `scipy.stats.poisson.ppf`, which takes half a second to import.
    above = np.ceil(pdtrik(share, mean))
    below = np.maximum(above - 1, 0)
    return np.asarray(np.where(pdtr(below, mean) >= share, below, above))

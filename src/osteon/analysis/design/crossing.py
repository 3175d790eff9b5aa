"""How likely a standardised statistic crosses bounds at successive looks.

The statistics of the looks are jointly normal with independent increments. Their density, of those
that crossed no bound yet, is carried from look to look on a grid by Simpson's rule.

References
----------
armitage_1969, jennison_2000
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GRID = 32  # Jennison and Turnbull's r: their grid has 12 r - 3 points


@dataclass(frozen=True, slots=True)
class Walk:
    """Those who go on after a look.

    Attributes
    ----------
    information : float
        At the look, as a fraction of that at the end; 0 before the first.
    z, weight : array of float, shape (n_points,)
        Values of the statistic, and the probability that stands for each.
    drift : float
        Expected statistic at the end.
    """

    information: float
    z: Floats
    weight: Floats
    drift: float

    @classmethod
    def begin(cls, drift: float) -> "Walk":
        """Return the walk before the first look."""
        return cls(0.0, np.zeros(1), np.ones(1), drift)

    def above(self, bound: float, information: float) -> float:
        """Return the probability to come to the next look and lie above a bound there."""
        from scipy.special import ndtr

        mean, spread = self._next(information)
        return float(self.weight @ ndtr((mean - bound) / spread))

    def below(self, bound: float, information: float) -> float:
        """Return the probability to come to the next look and lie below a bound there."""
        from scipy.special import ndtr

        mean, spread = self._next(information)
        return float(self.weight @ ndtr((bound - mean) / spread))

    def between(self, low: float, high: float, information: float) -> "Walk":
        """Return those who lie between two bounds at the next look and go on."""
        mean, spread = self._next(information)
        z, width = _simpson(low, high, self.drift * information**0.5)
        density = np.exp(-0.5 * ((z[:, None] - mean) / spread) ** 2) @ self.weight
        weight = width * density / (spread * np.sqrt(2.0 * np.pi))
        return Walk(information, z, weight, self.drift)

    def _next(self, information: float) -> tuple[Floats, float]:
        """Mean of the next statistic given this one, and its standard deviation."""
        step = information - self.information
        mean = (self.z * self.information**0.5 + self.drift * step) / information**0.5
        return mean, float((step / information) ** 0.5)


def crossing(
    upper: Floats, lower: Floats, fractions: Floats, drift: float = 0.0
) -> tuple[Floats, Floats]:
    """Return the probabilities to cross first above, and first below, at each look.

    Parameters
    ----------
    upper, lower : array of float, shape (n_looks,)
        Bounds of the statistic; infinite where there is none.
    fractions : array of float, shape (n_looks,)
        Information at each look over that at the end.
    drift : float
        Expected statistic at the end.
    """
    walk, up, down = Walk.begin(drift), [], []
    for high, low, information in zip(upper, lower, fractions, strict=True):
        up.append(walk.above(high, information))
        down.append(walk.below(low, information))
        walk = walk.between(low, high, information)
    return np.array(up), np.array(down)


def _simpson(low: float, high: float, centre: float) -> tuple[Floats, Floats]:
    """Points between two bounds, dense near the centre, and Simpson's weights."""
    outer = 3.0 + 4.0 * np.log(GRID / np.arange(1, GRID))
    inner = np.linspace(-3.0, 3.0, 4 * GRID + 1)
    points = centre + np.concatenate([-outer, inner, outer[::-1]])
    low, high = max(low, points[0]), min(high, points[-1])
    if low >= high:
        return np.array([centre]), np.zeros(1)
    knots = np.concatenate([[low], points[(points > low) & (points < high)], [high]])
    z = np.empty(2 * knots.size - 1)
    z[::2], z[1::2] = knots, (knots[1:] + knots[:-1]) / 2
    weight = np.zeros(z.size)
    step = np.diff(knots) / 6.0
    weight[:-1:2] += step
    weight[2::2] += step
    weight[1::2] += 4.0 * step
    return z, weight

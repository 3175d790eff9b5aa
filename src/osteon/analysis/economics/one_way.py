"""One parameter at a time: the swings of a tornado, and the price at which a decision turns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Swing:
    """What an outcome does while one parameter goes from low to high, the others at their base.

    Attributes
    ----------
    parameter : str
    low, high : float
        Values of the parameter.
    at_low, at_high : float
        The outcome there.
    """

    parameter: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the outcome swings."""
        return abs(self.at_high - self.at_low)


def tornado(
    outcome: Callable[[Mapping[str, float]], float],
    base: Mapping[str, float],
    ranges: Mapping[str, tuple[float, float]],
) -> tuple[Swing, ...]:
    """Return the swing of each parameter, the widest first.

    Parameters
    ----------
    outcome : function
        Takes every parameter by name and returns, say, incremental net benefit.
    base : mapping of str to float
        Every parameter at its base.
    ranges : mapping of str to (low, high)
        Those to be moved.
    """
    swings = [
        Swing(name, low, high, *(outcome({**base, name: value}) for value in (low, high)))
        for name, (low, high) in ranges.items()
    ]
    return tuple(sorted(swings, key=lambda swing: -swing.width))


def turning_point(outcome: Callable[[float], float], low: float, high: float) -> float | None:
    """Return the value between `low` and `high` at which an outcome is 0.

    None where the outcome has the same sign at both ends: nothing turns in between.
    """
    from scipy.optimize import brentq

    ends = outcome(low), outcome(high)
    if 0.0 in ends:
        return low if ends[0] == 0.0 else high
    if (ends[0] > 0) == (ends[1] > 0):
        return None
    return float(brentq(outcome, low, high, xtol=1e-9 * max(abs(low), abs(high), 1.0)))

"""Means when some patients are not followed to the end: each row counts for those not seen.

A cost on a day counts 1 / G(day-), where G is the Kaplan-Meier chance of still being followed; an
interval counts the integral of the discount over G. So the years of life are the area under the
Kaplan-Meier curve, and costs and utilities are weighted in the same way. It holds where the reason
for leaving has nothing to do with what would have come.

References
----------
bang_2000, kaplan_1958
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.economics.discounting import present_value, present_years

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Bits = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Who was followed until when.

    Attributes
    ----------
    last_day : (n,) float
        End of follow-up [days].
    died : (n,) bool
        Whether death ended it; what does is not censored.
    """

    last_day: Floats
    died: Bits

    @property
    def censored_days(self) -> Floats:
        """Distinct days on which somebody was lost, ascending, shape (n_days,)."""
        return np.unique(self.last_day[~self.died])

    def followed(self, weights: Floats) -> Floats:
        """Return the chance of still being followed just after each of `censored_days`.

        Parameters
        ----------
        weights : (n,) float
            How often each patient counts; of a bootstrap, how often he was drawn.
        """
        days = self.censored_days
        order = np.argsort(self.last_day, kind="stable")
        ends = self.last_day[order]
        total = np.concatenate([[0.0], np.cumsum(weights[order])])
        dead = np.concatenate([[0.0], np.cumsum((weights * self.died)[order])])
        first = np.searchsorted(ends, days, side="left")
        after = np.searchsorted(ends, days, side="right")
        # Who dies on a day is not at risk of being lost on it.
        at_risk = total[-1] - total[first] - (dead[after] - dead[first])
        lost = total[after] - total[first] - (dead[after] - dead[first])
        share = np.divide(lost, at_risk, out=np.zeros(len(days)), where=at_risk > 0)
        return np.asarray(np.cumprod(1.0 - share))

    def until(self, least: float) -> float:
        """Return the first day on which less than a share `least` would still be followed [days].

        Infinite where that never happens.
        """
        below = np.flatnonzero(self.followed(np.ones(len(self.died))) < least)
        return float(self.censored_days[below[0]]) if below.size else np.inf


@dataclass(frozen=True, slots=True)
class Moments:
    """Days on which something was noted, placed among the days on which patients were lost."""

    place: Places
    value: Floats

    @classmethod
    def of(cls, follow_up: FollowUp, day: Floats, rate: float) -> "Moments":
        """Return moments with their present value at an annual rate."""
        # A row on the very day of leaving was still seen.
        return cls(np.searchsorted(follow_up.censored_days, day), present_value(day, rate))

    def weighted(self, followed: Floats) -> Floats:
        """Return what 1 at each moment counts, discounted and for those not seen."""
        return np.asarray(self.value * _inverse(followed)[self.place])


@dataclass(frozen=True, slots=True)
class Intervals:
    """Stretches of time, whose ends are placed among the days on which patients were lost."""

    corners: Floats
    start: Floats
    stop: Floats
    start_place: Places
    stop_place: Places

    @classmethod
    def of(cls, follow_up: FollowUp, start: Floats, stop: Floats, rate: float) -> "Intervals":
        """Return intervals in discounted years at an annual rate."""
        days = follow_up.censored_days
        return cls(
            present_years(np.concatenate([[0.0], days]), rate),
            present_years(start, rate),
            present_years(stop, rate),
            np.searchsorted(days, start),
            np.searchsorted(days, stop),
        )

    def weighted(self, followed: Floats) -> Floats:
        """Return the discounted years of each interval, counted for those not seen too."""
        inverse = _inverse(followed)
        area = np.concatenate([[0.0], np.cumsum(np.diff(self.corners) * inverse[:-1])])
        offset = area - inverse * self.corners
        upto_stop = offset[self.stop_place] + inverse[self.stop_place] * self.stop
        upto_start = offset[self.start_place] + inverse[self.start_place] * self.start
        return np.asarray(upto_stop - upto_start)


def _inverse(followed: Floats) -> Floats:
    """Return 1 over the chance of being followed; 0 where nobody is left who could count."""
    share = np.concatenate([[1.0], followed])
    return np.asarray(np.divide(1.0, share, out=np.zeros(len(share)), where=share > 0))

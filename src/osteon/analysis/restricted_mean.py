"""Restricted mean time: the mean time free of an event up to a day.

Two arms' means are compared by `estimate.difference` and `estimate.ratio`.

References
----------
irwin_1949, royston_2013
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteon.analysis import estimate
from osteon.analysis.estimate import NO_EVENT, Estimate, undefined
from osteon.analysis.survival import SurvivalCurve, kaplan_meier

Floats = NDArray[np.float64]


def restricted_mean(days: ArrayLike, observed: ArrayLike, until: float) -> Estimate:
    """Return the mean time free of the event up to a day [days], the area under Kaplan-Meier.

    Parameters
    ----------
    days, observed : arrays, shape (n_patients,)
        As in `kaplan_meier`.
    until : float
        Day at which every patient's time is cut off [days]. There is no number where follow-up
        ends before it with somebody still free of the event.
    """
    curve = kaplan_meier(days, observed)
    if curve.n == 0:
        return undefined("no patients", 0)
    if curve.days[-1] < until and curve.survival[-1] > 0.0:
        return undefined(f"nobody was followed to day {until:g}", curve.n)
    seen = curve.events * (curve.days <= until)
    mean, left = _areas(curve, until)
    staying = curve.at_risk - curve.events
    weight = np.where(staying > 0, seen / (curve.at_risk * np.maximum(staying, 1.0)), 0.0)
    error = float(np.sqrt((left**2 * weight).sum()))
    found = estimate.normal(mean, error, curve.n, events=int(seen.sum()), least=0.0)
    return found if seen.any() else replace(found, note=NO_EVENT)


def _areas(curve: SurvivalCurve, until: float) -> tuple[float, Floats]:
    """Area under the curve to a day, and what of it lies behind each of the curve's days."""
    ends = np.minimum(np.concatenate([[0.0], curve.days, [until]]), until)
    pieces = np.concatenate([[1.0], curve.survival]) * np.maximum(np.diff(ends), 0.0)
    behind = np.cumsum(pieces[::-1])[::-1]
    return float(behind[0]), np.asarray(behind[1:], np.float64)

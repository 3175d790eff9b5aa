"""Visual predictive checks: percentiles of what was measured beside those of simulated data.

References: bergstrand_2009, bergstrand_2011.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from osteon.base.luck import uniforms_of
from osteon.trial.fit.observed import Observations

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.trial.fit.result import FitResult

Floats: TypeAlias = NDArray[np.float64]
PERCENTILES = (5.0, 50.0, 95.0)
# Of what replicates say: a band of nine tenths around their median.
BAND = (0.05, 0.5, 0.95)
MOST_TIMES, BINS = 12, 10


def simulated(result: "FitResult", replicates: int, seed: int) -> Floats:
    """Return whole data sets simulated from the estimates, (replicates, n_measurements).

    Subjects are new ones with the same doses, times and covariates; values below quantification
    are left as they are. Nothing is negative.
    """
    layout, seen = result.best.tangent.layout, result.seen
    typical, omega, sigma = layout.split(result.best.point)
    n, q = result.best.eta.shape
    number = np.arange(replicates)
    who, which = np.arange(n)[:, None], np.arange(q)
    shape = (number[:, None, None], who, which)
    eta = omega * _normal(seed, "fit subjects", shape) if q else np.zeros((replicates, n, 0))
    kinds = range(replicates if q else 1)
    f = result.bodies.predict(np.stack([layout.logs(typical, eta[k]) for k in kinds]))
    variance = result.error.variance(f, seen.which, sigma)[0]
    luck = _normal(seed, "fit residual", (number[:, None], np.arange(len(seen.day)), 0))
    return np.maximum(f + np.sqrt(variance) * luck, 0.0)


def _normal(seed: int, name: str, numbers: tuple[Any, Any, Any]) -> Floats:
    return np.asarray(ndtri(uniforms_of(seed, name, *numbers)))


@dataclass(frozen=True)
class Check:
    """Observed and simulated percentiles, and shares below quantification, by reading and time.

    Attributes
    ----------
    percentiles : DataFrame
        ``reading, day_low, day_high, day, n, percentile, observed, simulated_low, simulated,
        simulated_high``; NaN where a percentile lies below quantification.
    below : DataFrame
        The same for the share below quantification, in percent.
    factor : (n_measurements,) float
        By which measurement and simulation were multiplied: 1 unless corrected for prediction.
    replicates : int
        How many simulated data sets there were.
    """

    percentiles: "DataFrame"
    below: "DataFrame"
    factor: Floats
    replicates: int

    @property
    def corrected(self) -> bool:
        """Whether it was corrected for prediction."""
        return bool(np.any(self.factor != 1))

    @classmethod
    def of(cls, result: "FitResult", replicates: Floats, *, corrected: bool = False) -> "Check":
        """Return the check of the data against replicates, (n_replicates, n_measurements).

        Parameters
        ----------
        corrected : bool
            Take out what doses and covariates do within a bin of time: each value is multiplied by
            the bin's median typical prediction over its own (bergstrand_2011).
        """
        import pandas as pd

        seen = result.seen
        observed = np.where(seen.below, -np.inf, seen.value)[None]
        low = np.nan_to_num(seen.lloq, nan=-np.inf)
        drawn = np.where(replicates < low, -np.inf, replicates)
        rows, shares = list[dict[str, Any]](), list[dict[str, Any]]()
        factor = np.ones(len(seen.day))
        for head, inside in _bins(seen):
            if corrected:
                factor[inside] = _to_median(result.population[inside])
            own, other = (values[:, inside] * factor[inside] for values in (observed, drawn))
            for percent in PERCENTILES:
                band = _band(quantile(other, percent / 100))
                found = float(_finite(quantile(own, percent / 100))[0])
                rows.append({**head, "percentile": percent, "observed": found, **band})
            share = 100 * np.isinf(own).mean()
            shares.append({**head, "observed": share, **_band(100 * np.isinf(other).mean(axis=1))})
        return cls(pd.DataFrame(rows), pd.DataFrame(shares), factor, len(replicates))


def _to_median(predictions: Floats) -> Floats:
    """Return by what each prediction must be multiplied to be the median one; 1 where it is 0."""
    there = predictions > 0
    return np.where(there, np.median(predictions) / np.where(there, predictions, 1.0), 1.0)


def quantile(values: Floats, share: float) -> Floats:
    """Return the quantile of each row, linear between neighbours; -inf where it meets one.

    Parameters
    ----------
    values : (k, n) float
        Minus infinity stands for what is below quantification.
    """
    ordered = np.sort(values, axis=1)
    place = share * (values.shape[1] - 1)
    low, high = ordered[:, int(np.floor(place))], ordered[:, int(np.ceil(place))]
    part = place - np.floor(place)
    safe = np.where(np.isinf(low), high, low)
    between = np.where(np.isinf(safe), 0.0, safe) + part * (
        np.where(np.isinf(high), 0.0, high) - np.where(np.isinf(safe), 0.0, safe)
    )
    return np.where(np.isinf(low), -np.inf, between)


def _band(values: Floats) -> dict[str, float]:
    names = ("simulated_low", "simulated", "simulated_high")
    found = [float(_finite(quantile(values[None], share))[0]) for share in BAND]
    return dict(zip(names, found, strict=True))


def _finite(values: Floats) -> Floats:
    return np.where(np.isinf(values), np.nan, values)


def _bins(seen: Observations) -> Iterator[tuple[dict[str, Any], NDArray[np.bool_]]]:
    """Yield what each bin of time is, and which measurements lie in it."""
    for number, reading in enumerate(seen.readings):
        own = seen.which == number
        for low, high in _edges(seen.day[own]):
            inside = own & (seen.day >= low) & (seen.day <= high)
            day = float(np.median(seen.day[inside]))
            head = {"reading": reading.title, "day_low": low, "day_high": high, "day": day}
            yield {**head, "n": int(inside.sum())}, inside


def _edges(days: Floats) -> Sequence[tuple[float, float]]:
    """Return the first and last day of each bin: planned times where few, else equal numbers."""
    times = np.unique(days)
    if len(times) <= MOST_TIMES:
        return [(float(day), float(day)) for day in times]
    parts = [part for part in np.array_split(np.sort(days), BINS) if len(part)]
    starts = np.unique([part[0] for part in parts])
    bins = np.searchsorted(starts, days, side="right") - 1
    return [
        (float(days[bins == k].min()), float(days[bins == k].max())) for k in range(len(starts))
    ]

"""What a fit found: estimates with their precision, criteria, predictions, simulated replicates."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.trial.fit.asked import Asked
from osteon.trial.fit.bodies import Bodies
from osteon.trial.fit.observed import Observations
from osteon.trial.fit.precision import Precision
from osteon.trial.fit.residual import ResidualError
from osteon.trial.fit.search import Reached
from osteon.trial.fit.weighted import conditional_weighted

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.trial.fit.vpc import Check

Floats: TypeAlias = NDArray[np.float64]
Z95 = 1.959963984540054
AT_LIMIT = 1e-3
# A standard error of the logarithm above which an estimate says little; a sd that is none.
HARDLY, ALIKE = 1.0, 0.01


@dataclass(frozen=True)
class FitResult:
    """Estimates and everything that can be made of them.

    Attributes
    ----------
    asked : Asked
    bodies : Bodies
    error : ResidualError
    best : Reached
        The most likely end of all searches.
    precision : Precision
    costs : sequence of float
        -log likelihood at the end of each search.
    """

    asked: Asked
    bodies: Bodies
    error: ResidualError
    best: Reached
    precision: Precision
    costs: Sequence[float]

    @property
    def objective(self) -> float:
        """-2 log likelihood, with its constant."""
        return 2 * self.best.cost

    @property
    def aic(self) -> float:
        """Criterion of Akaike."""
        return self.objective + 2 * len(self.best.point)

    @property
    def bic(self) -> float:
        """Criterion of Schwarz, on the number of measurements."""
        return self.objective + math.log(len(self.seen.day)) * len(self.best.point)

    @property
    def seen(self) -> Observations:
        """What was measured."""
        return self.bodies.records.observations

    @property
    def random_names(self) -> list[str]:
        """Paths of the parameters in which subjects differ."""
        return [own.path for own in self.bodies.fitted if own.random]

    @cached_property
    def parameters(self) -> "DataFrame":
        """One row for each estimate; limits are NaN where the data hardly tell it."""
        import pandas as pd

        fitted, q = self.bodies.fitted, len(self.random_names)
        estimate = np.exp(self.best.point)
        # On the log scale; what is estimated is above 0.
        se = self.precision.errors
        told = np.where(se > HARDLY, np.nan, se)
        most = np.full(len(se), np.inf)
        most[: len(fitted)] = [own.high for own in fitted]
        names = [own.path for own in fitted] + self.random_names + self.error.names()
        kinds = ["typical"] * len(fitted) + ["between subjects"] * q
        units = [own.unit for own in fitted] + [""] * q + self.error.units()
        kinds += ["residual"] * len(self.error.terms)
        return pd.DataFrame(
            {
                "parameter": names,
                "kind": kinds,
                "estimate": estimate,
                "unit": units,
                "se_percent": 100 * se,
                "low": estimate * np.exp(-Z95 * told),
                "high": np.minimum(estimate * np.exp(Z95 * told), most),
                "shrinkage_percent": self._shrinkage(),
                "note": self._notes(),
            }
        )

    def _shrinkage(self) -> list[float]:
        p, q = len(self.bodies.fitted), len(self.random_names)
        omega = np.exp(self.best.point[p : p + q])
        sd = self.best.eta.std(axis=0, ddof=1) if self.bodies.n > 1 else np.zeros(q)
        none = [math.nan]
        shrunk: list[float] = (100 * (1 - sd / omega)).tolist()
        return none * p + shrunk + none * len(self.error.terms)

    def _notes(self) -> list[str]:
        layout = self.best.tangent.layout
        notes = [""] * len(self.best.point)
        names = [own.path for own in self.bodies.fitted]
        names += [f"{name} between subjects" for name in self.random_names] + self.error.names()
        for direction in self.precision.blurred:
            for place in direction:
                others = " and ".join(names[k] for k in direction if k != place)
                notes[place] = f"not told apart from {others}" if others else "not told by the data"
        for place in np.flatnonzero(self.precision.errors > HARDLY).tolist():
            notes[place] = "hardly told by the data"
        p, q = len(names) - len(self.random_names) - len(self.error.terms), len(self.random_names)
        for place in np.flatnonzero(np.exp(self.best.point[p : p + q]) < ALIKE).tolist():
            notes[p + place] = "subjects do not differ in it"
        for place, (low, high) in enumerate(zip(layout.low, layout.high, strict=True)):
            value = self.best.point[place]
            if min(value - low, high - value) < AT_LIMIT:
                notes[place] = "at the limit of what was tried"
        return notes

    @property
    def unclear(self) -> list[str]:
        """Estimates that the data do not tell, or that ended at a limit."""
        table = self.parameters
        return table.loc[table["note"] != "", "parameter"].tolist()

    @cached_property
    def correlations(self) -> "DataFrame":
        """Correlations of the estimates, in the order of `parameters`."""
        import pandas as pd

        names = [f"{row.parameter} ({row.kind})" for row in self.parameters.itertuples()]
        return pd.DataFrame(self.precision.correlation, index=names, columns=names)

    @cached_property
    def individuals(self) -> "DataFrame":
        """Each subject's own parameters and deviations (empirical Bayes estimates)."""
        import pandas as pd

        logs = self.best.tangent.at
        values = {o.path: np.exp(logs[:, k]) for k, o in enumerate(self.bodies.fitted)}
        etas = {f"eta {name}": self.best.eta[:, k] for k, name in enumerate(self.random_names)}
        return pd.DataFrame({"id": self.bodies.records.ids, **values, **etas})

    @cached_property
    def population(self) -> Floats:
        """What the model says of a typical subject at each measurement."""
        fitted = len(self.bodies.fitted)
        logs = np.tile(self.best.point[:fitted], (self.bodies.n, 1))
        return np.asarray(self.bodies.predict(logs[None])[0])

    @cached_property
    def predictions(self) -> "DataFrame":
        """One row for each measurement: DV, PRED, IPRED, and residuals (NaN where DV is below)."""
        import pandas as pd

        seen, own = self.seen, self.best.tangent.f
        sigma = self.best.tangent.layout.split(self.best.point)[2]
        variance = self.error.variance(own, seen.which, sigma)[0]
        dv = np.where(seen.below, np.nan, seen.value)
        return pd.DataFrame(
            {
                "line": seen.row + self.bodies.records.table.first_line,
                "id": np.array(self.bodies.records.ids, object)[seen.subject],
                "day": seen.day,
                "reading": np.array([r.title for r in seen.readings], object)[seen.which],
                "unit": np.array([r.unit for r in seen.readings], object)[seen.which],
                "dv": dv,
                "lloq": seen.lloq,
                "below": seen.below,
                "pred": self.population,
                "ipred": own,
                "ires": dv - own,
                "iwres": (dv - own) / np.sqrt(variance),
                "cwres": conditional_weighted(self.best, variance),
            }
        )

    def simulate(self, replicates: int = 200, *, seed: int | None = None) -> Floats:
        """Return replicates of the whole data, (replicates, n_measurements), uncensored."""
        from osteon.trial.fit.vpc import simulated

        return simulated(self, replicates, self.asked.seed if seed is None else seed)

    def check(
        self, replicates: int = 200, *, seed: int | None = None, corrected: bool = False
    ) -> "Check":
        """Return the visual predictive check; `corrected` for what doses and covariates do."""
        from osteon.trial.fit.vpc import Check

        return Check.of(self, self.simulate(replicates, seed=seed), corrected=corrected)

    def write(
        self, folder: str | Path, *, replicates: int = 200, corrected: bool = False
    ) -> list[Path]:
        """Write tables (CSV), figures (SVG), the fitted library (TOML), settings; return where."""
        from osteon.trial.fit.write import write_fit

        return write_fit(self, Path(folder), self.check(replicates, corrected=corrected))

    def summary(self) -> str:
        """Return the table of estimates and the criteria as text."""
        lines = [self.parameters.to_string(index=False, float_format=lambda value: f"{value:.4g}")]
        lines += [f"-2 log likelihood {self.objective:.2f}, AIC {self.aic:.2f}, BIC {self.bic:.2f}"]
        return "\n".join(lines)

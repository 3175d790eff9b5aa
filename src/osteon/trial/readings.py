"""What was measured in patients: values before treatment and at a day of the trial."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.trial.arms import Arm

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

NEAR_DAYS = 14.0  # half the usual visit interval: a later reading belongs to another visit


@dataclass(frozen=True, slots=True)
class Readings:
    """Every reading of one name in one arm; arrays of shape (n_readings,).

    Attributes
    ----------
    who : array of int
        Position of the patient in the arm.
    day : array of float
        [days]
    value : array of float
        In the unit that ends the name.
    n : int
        Patients in the arm.
    """

    who: NDArray[np.intp]
    day: Floats
    value: Floats
    n: int

    def before(self) -> Floats:
        """Return each patient's last reading up to day 0, `nan` without; shape (n,)."""
        early = self.day <= 0.0
        return self._nearest(early, -self.day)

    def at(self, day: float) -> Floats:
        """Return each patient's reading nearest to `day`, `nan` without one within 14 days."""
        away = np.abs(self.day - day)
        return self._nearest(away <= NEAR_DAYS, away)

    def _nearest(self, usable: NDArray[np.bool_], distance: Floats) -> Floats:
        found = np.full(self.n, np.nan)
        row = np.flatnonzero(usable)
        # A later assignment wins, so each patient's nearest reading is written last.
        row = row[np.argsort(-distance[row], kind="stable")]
        found[self.who[row]] = self.value[row]
        return found


def read_arm(tables: Mapping[str, "pd.DataFrame"], name: str, arm: Arm) -> Readings:
    """Return the readings of one name, such as ``calcium_mmol_l``, in one arm.

    The observations of the chart come first; without any, the trajectory column of that name, so
    that quantities nobody measures in the clinic can be asked for too.
    """
    rows = rows_named(tables, name)
    own = np.flatnonzero((rows["arm"] == arm.name).to_numpy())
    patient = rows["patient"].to_numpy(np.int64)[own]
    value = rows["value"].to_numpy(float)[own]
    known = np.isin(patient, arm.patient) & ~np.isnan(value)
    return Readings(
        who=np.searchsorted(arm.patient, patient[known]),
        day=rows["day"].to_numpy(float)[own][known],
        value=value[known],
        n=arm.n,
    )


def rows_named(tables: Mapping[str, "pd.DataFrame"], name: str) -> "pd.DataFrame":
    """Return the rows of a name; "calcium" of the chart is "calcium_mmol_l" of the trajectory."""
    observed = tables["observations"]
    mine = observed.take(np.flatnonzero(_is_called(observed["assessment"], name)))
    trajectory = tables.get("trajectory")
    if mine.empty and trajectory is not None and name in trajectory.columns:
        return trajectory.rename(columns={name: "value"})
    return mine


def _is_called(column: "pd.Series[str]", name: str) -> NDArray[np.bool_]:
    """Return which rows are of a name, each different word of them looked at once."""
    known = column.astype("category").cat
    is_it = [a == name or name.startswith(f"{a}_") for a in known.categories]
    return np.array([*is_it, False])[known.codes.to_numpy()]  # the last for a word that is missing

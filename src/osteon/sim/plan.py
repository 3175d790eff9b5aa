"""How a cohort is followed: for how long, seen when, measured when, with which courses kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.model.engine import DEFAULT_RTOL

EARLY_WEEKS = (1.0, 13.0, 25.0)
DAYS_PER_WEEK = 7.0


@dataclass(frozen=True)
class Plan:
    """The schedule of a trial.

    Attributes
    ----------
    horizon_days, visit_every_days : float
    extra_days : tuple of float
        Further days of assessment.
    trajectory_every_days : float
        Grid of the courses that are kept.
    trajectories : int
        How many patients' courses are kept, from the lowest numbers.
    rtol : float
        Relative tolerance of the integration.
    """

    horizon_days: float
    visit_every_days: float = 28.0
    extra_days: tuple[float, ...] = ()
    trajectory_every_days: float = DAYS_PER_WEEK
    trajectories: int = 0
    rtol: float = DEFAULT_RTOL

    @property
    def visits(self) -> NDArray[np.float64]:
        """Days of visits before the horizon, day 0 first."""
        return np.arange(0.0, self.horizon_days, self.visit_every_days)

    @property
    def assessments(self) -> NDArray[np.float64]:
        """Days on which everybody is assessed: visits, weeks 1, 13 and 25, and what is asked for."""
        early = [week * DAYS_PER_WEEK for week in EARLY_WEEKS]
        days = np.concatenate([self.visits, early, self.extra_days])
        return np.unique(days[days <= self.horizon_days])

    @property
    def course(self) -> NDArray[np.float64]:
        """Days of the courses that are kept."""
        return np.arange(0.0, self.horizon_days + 1e-9, self.trajectory_every_days) if self.trajectories else np.empty(0)

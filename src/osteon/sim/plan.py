"""How a cohort is followed: for how long, seen when, measured when, with which courses kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.base.luck import uniforms
from osteon.sim.before_entry import EarlierCourse

EARLY_WEEKS = (1.0, 13.0, 25.0)
DAYS_PER_WEEK = 7.0
# Events then fall within minutes of where far tighter tolerances have them.
TRIAL_RTOL = 5e-5
PANEL = ("calcium", "albumin", "gfr", "untx", "sctx", "bsap", "pain", "worst_pain", "performance")


@dataclass(frozen=True)
class Plan:
    """The schedule of a trial.

    Attributes
    ----------
    horizon_days, accrual_days, visit_every_days : float
        Longest follow-up, how long patients are recruited, and the time between visits.
    extra_days : tuple of float
        Further days of assessment.
    before_entry : tuple of EarlierCourse
        Bone drugs that patients were given up to entry.
    screened : bool
        Whether what the arm's care asks for before a first dose was done before entry.
    panel : tuple of str
        Laboratory tests and scores that everybody has on each day of assessment.
    trajectory_every_days : float
        Grid of the courses that are kept.
    trajectories : int
        How many patients' courses are kept, from the lowest numbers.
    rtol : float
        Relative tolerance of the integration.
    """

    horizon_days: float
    accrual_days: float = 0.0
    visit_every_days: float = 28.0
    extra_days: tuple[float, ...] = ()
    before_entry: tuple[EarlierCourse, ...] = ()
    screened: bool = False
    panel: tuple[str, ...] = PANEL
    trajectory_every_days: float = DAYS_PER_WEEK
    trajectories: int = 0
    rtol: float = TRIAL_RTOL

    def last_days(self, patients: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
        """Return the day on which each patient's follow-up is cut off, shape (n,).

        Patients come evenly over the time of accrual, and the trial ends for all on one date.
        """
        return self.horizon_days - self.accrual_days * uniforms(seed, "accrual", patients)

    @property
    def drugs_before(self) -> tuple[str, ...]:
        """Drugs that were given before entry."""
        return tuple(dict.fromkeys(course.plan.drug for course in self.before_entry))

    @property
    def visits(self) -> NDArray[np.float64]:
        """Days of visits before the horizon, day 0 first."""
        return np.arange(0.0, self.horizon_days, self.visit_every_days)

    @property
    def assessments(self) -> NDArray[np.float64]:
        """Days of assessment: visits, weeks 1, 13 and 25, and what is asked for."""
        early = [week * DAYS_PER_WEEK for week in EARLY_WEEKS]
        days = np.concatenate([self.visits, early, self.extra_days])
        return np.unique(days[days <= self.horizon_days])

    @property
    def course(self) -> NDArray[np.float64]:
        """Days of the courses that are kept."""
        if not self.trajectories:
            return np.empty(0)
        return np.arange(0.0, self.horizon_days + 1e-9, self.trajectory_every_days)

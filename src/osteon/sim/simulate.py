"""One policy, one patient or cohort, one stretch of time: what happens."""

import numpy as np

from osteon.base.errors import InputError
from osteon.base.units import to_unit
from osteon.care.policy import Policy
from osteon.care.standard import standard_care
from osteon.library.library import Library
from osteon.sim.cohort import Cohort
from osteon.sim.execute import ArmPlan, simulate_arms
from osteon.sim.history import History
from osteon.sim.patient import Patient
from osteon.sim.plan import Plan

ARM = "care"
_MOST_COURSES = 400


def simulate(
    who: Patient | Cohort,
    policy: Policy | None = None,
    horizon: str = "3 years",
    *,
    seed: int | None = None,
    visit_every: str = "4 weeks",
    course_every: str = "1 week",
    library: Library | None = None,
) -> History:
    """Return what happens to a patient, or to every patient of a cohort, under one policy.

    Parameters
    ----------
    who : Patient or Cohort
        One person as described, or many.
    policy : Policy
        What care does; `standard_care()` without one.
    horizon, visit_every, course_every : str
        For how long, the time between two visits, and between two points of the courses that are
        kept, such as ``"3 years"``.
    seed : int
        Luck of what is not said and of all that happens; 1, or the cohort's own, by default.

    Raises
    ------
    InputError
        What is said is unknown or impossible; every fault is listed.
    """
    facts = library or Library.load()
    care = policy or standard_care(library=facts)
    cohort = _cohort(who, seed, facts)
    plan = Plan(
        _days("horizon", horizon),
        visit_every_days=_days("visit_every", visit_every),
        trajectory_every_days=_days("course_every", course_every),
        trajectories=_MOST_COURSES,
    )
    arm = ArmPlan(ARM, care, care.drugs, np.ones(len(cohort), bool))
    return simulate_arms(cohort, [arm], plan, facts)


def _cohort(who: Patient | Cohort, seed: int | None, library: Library) -> Cohort:
    if isinstance(who, Patient):
        return Cohort.of(who, seed=1 if seed is None else seed, library=library)
    if seed is not None and seed != who.seed:
        raise InputError(f"seed = {seed}: the cohort has luck of its own, {who.seed}")
    return who


def _days(where: str, text: str) -> float:
    days = to_unit(text, "days")
    if days <= 0:
        raise InputError(f'{where}: "{text}" is not possible; it must be more than 0')
    return days

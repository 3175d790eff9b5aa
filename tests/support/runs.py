"""Short ways to sample small cohorts, to let them live, and to compare the tables that come out."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from osteon.care import Policy
from osteon.library.library import Library
from osteon.sim.cohort import Cohort
from osteon.sim.execute import ArmPlan, simulate_arms
from osteon.sim.plan import Plan
from support.only import only

DENOSUMAB = "denosumab 120 mg sc q4w"
ZOLEDRONIC_ACID = "zoledronic acid 4 mg iv over 15 min q4w"
SUPPLEMENTS = "calcium 500 mg/d, vitamin D 400 IU/d"
YEAR = Plan(365.0, trajectories=1000)
NOBODY_LEAVES = {"death_rate_per_year": 0.0, "dropout_rate_per_year": 0.0}
FRAIL = {"skeletal_frailty": 8.0}
TABLES = (
    "patients",
    "events",
    "follow_up",
    "doses",
    "observations",
    "orders",
    "symptoms",
    "findings",
    "images",
    "procedures",
    "regimens",
    "trajectory",
    "lesion_course",
    "failures",
)

Frames = dict[str, pd.DataFrame]


@cache
def library() -> Library:
    """Return the library, but for patients who come for every dose."""
    facts = Library.load()
    share = facts.parameters["doses_missed_share"].model_copy(update={"value": 0.0})
    return replace(facts, parameters={**facts.parameters, "doses_missed_share": share})


@cache
def cohort(n: int = 24, seed: int = 1, cancer: str = "breast") -> Cohort:
    return Cohort.sample(cancer, n=n, seed=seed)


def with_values(people: Cohort, values: Mapping[str, ArrayLike]) -> Cohort:
    """Return the same patients with some parameters of theirs set, to one value or to each his."""
    changed = {name: np.full(len(people), value, float) for name, value in values.items()}
    return replace(people, values=dict(people.values) | changed)


def with_parameters(**values: float) -> Library:
    """Return the library with other values of some parameters."""
    known = library().parameters
    changed = {name: known[name].model_copy(update={"value": v}) for name, v in values.items()}
    return replace(library(), parameters={**known, **changed})


def with_assessments(changes: Mapping[str, Mapping[str, float]]) -> Library:
    """Return the library with other values of some numbers of some assessments."""
    known = dict(library().assessments)
    for name, values in changes.items():
        entries = {
            key: known[name][key].model_copy(update={"value": v}) for key, v in values.items()
        }
        known[name] = known[name].model_copy(update=entries)
    return replace(library(), assessments=known)


def live(
    people: Cohort,
    policies: Policy | Mapping[str, Policy] | None = None,
    plan: Plan = YEAR,
    *,
    facts: Library | None = None,
    members: Mapping[str, np.ndarray] | None = None,
    **how,
) -> Frames:
    """Return every table of a cohort that lives once in each arm, or where `members` says."""
    if policies is None or isinstance(policies, Policy):
        policies = {"arm": policies or only()}
    all_of_them = np.ones(len(people), bool)
    arms = [
        ArmPlan(name, policy, policy.drugs, (members or {}).get(name, all_of_them))
        for name, policy in policies.items()
    ]
    history = simulate_arms(people, arms, plan, facts or library(), **how)
    return {name: history.frame(name) for name in TABLES}


def rows_of(tables: Frames, patients, arm: str | None = None) -> Frames:
    """Return the rows of some patients, in one arm where it is named."""
    kept = {}
    for name, frame in tables.items():
        mine = frame["patient"].isin(np.atleast_1d(patients))
        if arm is not None and "arm" in frame:
            mine &= frame["arm"] == arm
        kept[name] = frame[mine].reset_index(drop=True)
    return kept


def assert_same(one: Frames, other: Frames, names=TABLES) -> None:
    """Hold two sets of tables against each other, bit for bit."""
    for name in names:
        pd.testing.assert_frame_equal(one[name], other[name], check_exact=True, obj=name)


def first_days(tables: Frames, kind: str, arm: str = "arm") -> np.ndarray:
    """Return the day of each patient's first event of a kind, infinite where there is none."""
    patients = tables["patients"]["patient"].to_numpy()
    events = tables["events"]
    mine = events[(events["arm"] == arm) & (events["kind"] == kind)]
    return mine.groupby("patient")["day"].min().reindex(patients, fill_value=np.inf).to_numpy()

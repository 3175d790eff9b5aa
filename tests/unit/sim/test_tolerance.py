"""Events of a trial lie where a far tighter tolerance has them."""

import numpy as np

from osteon.sim.plan import Plan
from support.only import only
from support.runs import DENOSUMAB, cohort, live


def test_the_tolerance_of_trials_moves_events_by_minutes():
    near, exact = (
        live(cohort(60), only(DENOSUMAB), Plan(700.0, **more))["events"]
        for more in ({}, {"rtol": 1e-8})
    )
    whose = ["patient", "kind", "lesion", "site"]
    for events in (near, exact):
        events["number"] = events.groupby(whose).cumcount()
    both = near.merge(exact, on=[*whose, "number"], suffixes=("", "_exact"))
    assert len(both) >= 0.98 * max(len(near), len(exact)) > 200
    apart = np.abs(both["day"] - both["day_exact"])
    assert apart.quantile(0.9) < 0.01
    assert apart.median() < 0.001

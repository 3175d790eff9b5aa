"""Calcium and vitamin D by mouth: started, changed and stopped."""

import numpy as np

from osteon.care import start, stop
from osteon.library.supplements import Supplements
from osteon.sim.plan import Plan
from support.only import only
from support.runs import DENOSUMAB, FRAIL, NOBODY_LEAVES, SUPPLEMENTS, cohort, live, with_values


def people(n):
    return with_values(cohort(n, 1), {**FRAIL, **NOBODY_LEAVES})


def test_supplements_raise_calcium_and_vitamin_d():
    mine, plan = people(20), Plan(365.0, trajectories=20)
    drug = {"without": only(DENOSUMAB)}
    drug["with"] = only(DENOSUMAB, supplements=SUPPLEMENTS)
    course = live(mine, drug, plan)["trajectory"].query("day >= 28")
    calcium, vitamin_d = (
        course.pivot_table(name, ["patient", "day"], "arm")
        for name in ("calcium_mmol_l", "vitamin_d_nmol_l")
    )
    assert (calcium["with"] > calcium["without"]).all()
    assert (vitamin_d["with"] > vitamin_d["without"] + 1).all()


def test_supplements_end_when_they_are_stopped_and_do_not_add_up_when_changed():
    def changing(chart):
        if chart.day < 84:
            yield start(Supplements(500.0, 400.0), because="first")
        elif chart.day < 168:
            yield start(Supplements(1000.0, 800.0), because="more")
        else:
            yield stop("supplements", because="enough")

    def once(chart):
        if 84 <= chart.day < 168:
            yield start(Supplements(1000.0, 800.0), because="more")
        elif chart.day >= 168:
            yield stop("supplements", because="enough")

    plan = Plan(700.0, trajectories=4)
    arms = {"a": only(changing), "b": only(once), "none": only()}
    course = live(people(4), arms, plan)["trajectory"]
    vitamin_d = course.pivot_table("vitamin_d_nmol_l", ["patient", "day"], "arm")
    day = vitamin_d.index.get_level_values("day")
    more = vitamin_d["a"] - vitamin_d["b"]
    assert (more[(day > 0) & (day <= 84)] > 0).all()
    # What came before is forgotten with the half-life of vitamin D, and nothing stays.
    assert more[day == 168].abs().max() < more[day == 84].min()
    assert more[day == 700].abs().max() < 0.05
    np.testing.assert_allclose(vitamin_d["b"][day == 700], vitamin_d["none"][day == 700], atol=0.5)
    # Calcium is held by parathyroid hormone, which shows what is absorbed.
    hormone = course.pivot_table("pth_pmol_l", ["patient", "day"], "arm")
    taking, after = (day > 84) & (day <= 168), day == 700
    assert (hormone["a"] < hormone["none"])[taking].all()
    np.testing.assert_allclose(hormone["a"][after], hormone["none"][after], rtol=0.01)
    np.testing.assert_allclose(hormone["b"][after], hormone["none"][after], rtol=0.01)

"""What care asks for before a first dose lies before entry into a trial, and only there."""

import numpy as np

from osteon import Trial
from osteon.care import standard_care
from osteon.sim.cohort import Cohort

DRUG = "denosumab 120 mg sc q4w"


def tables(start, **slots):
    arm = standard_care(DRUG, monitoring="calcium, gfr every 4 weeks", imaging=None, **slots)
    cohort = Cohort.sample("breast", 60, seed=3, start=start)
    trial = Trial.of(cohort, {"drug": arm}, "200 days", endpoints=["survival"])
    return trial.run(jobs=1, trajectory=0).tables


def first_doses(found):
    return found["doses"].groupby("patient")["day"].min()


def test_trial_patients_get_their_first_dose_at_entry_and_see_the_dentist_again():
    found = tables("trial entry")
    assert (first_doses(found) == 0).mean() > 0.9
    checks = found["orders"].query("what == 'dental_check'")
    assert (checks["done_day"].dropna() >= 150).all()
    assert len(checks) >= 50


def test_no_tooth_found_before_entry_is_drawn_after_it():
    drawn = tables("trial entry")["procedures"].query("procedure == 'tooth_extraction'")
    assert not (drawn["day"] < 30).any()


def test_elsewhere_the_dentist_comes_before_the_first_dose():
    first = first_doses(tables("diagnosis"))
    assert np.median(first) > 0


def test_a_check_before_the_first_dose_alone_is_never_repeated():
    found = tables("trial entry", dental="before the first dose")
    assert (first_doses(found) == 0).mean() > 0.9
    assert "dental_check" not in set(found["orders"]["what"])

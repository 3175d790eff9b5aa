"""Patients taken for their calcium have it at entry, each for himself."""

import numpy as np

from osteon.library.trial_file import TrialFile
from osteon.sim.before_entry import EarlierCourse
from osteon.sim.calcium_at_entry import HIGHEST, meet_calcium
from osteon.trial.scheme import Scheme
from osteon.trial.trial import Trial
from support.lives import library

TRIAL = {
    "title": "high calcium",
    "horizon": "8 weeks",
    "cohort": {
        "cancer": "lung",
        "n": 16,
        "baseline": {
            "calcium_at_entry_mmol_per_l": {
                "value": "3.1 mmol/L",
                "spread": "normal 0.2 mmol/L, 2.9 mmol/L to 3.6 mmol/L",
                "source": "osteon_assumption",
                "basis": "assumed",
            }
        },
    },
    "arm": [{"name": "none", "care": "none"}],
}


def test_calcium_at_entry_is_what_was_drawn_or_the_most_a_body_reaches(monkeypatch):
    from osteon.model.engine import read
    from osteon.sim import execute

    seen = {}

    def watched(cohort, run_in):
        met, lives = meet_calcium(cohort, run_in)
        seen.update(wanted=cohort.values["calcium_at_entry_mmol_per_l"], met=met)
        seen["found"] = read(lives)["calcium_mmol_l"]
        return met, lives

    monkeypatch.setattr(execute, "meet_calcium", watched)
    loaded = Trial(TrialFile.of(TRIAL, library()), {"none": _nothing()}, library())
    history = Scheme.of(loaded, n=None, seed=None, trajectory=0).history(0)
    away = seen["found"] - seen["wanted"]
    volume = seen["met"].table["tumour_cm3"].astype(float)
    volume = volume + seen["met"].values["extraskeletal_volume_cm3"]
    secreted = seen["met"].values["pthrp_secretion_pm_per_cm3"] * volume
    at_most = secreted > 0.97 * HIGHEST
    assert np.abs(away[~at_most]).max() < 0.05
    assert (away < 0.05).all()
    assert (~at_most).sum() >= 6
    assert len(history.tables["follow_up"]["patient"]) == 16


def _nothing():
    from osteon.care.standard import standard_care

    return standard_care(None, care="none", library=library())


def test_earlier_doses_end_one_interval_before_entry():
    from osteon.library.prescription import Prescription

    course = EarlierCourse(Prescription.parse("zoledronic acid 4 mg iv q4w"), 365.25)
    assert course.dose_days[0] == -13 * 28.0
    assert course.dose_days[-1] == -28.0
    assert course.regimen().stop_day == 0.0


def test_a_test_that_only_an_endpoint_asks_for_is_made_at_every_visit():
    low = {
        "title": "Total calcium of 2.2 mmol/L or less",
        "kind": "time_to_reading",
        "reading": "total_calcium",
        "at_most": 2.2,
        "measures": ["percent"],
        "source": "osteon_assumption",
        "basis": "assumed",
    }
    counted = {**TRIAL, "endpoints": ["low"], "endpoint": {"low": low}}
    seen = {}
    for name, table in (("asked", counted), ("not asked", TRIAL)):
        loaded = Trial(TrialFile.of(table, library()), {"none": _nothing()}, library())
        rows = Scheme.of(loaded, n=4, seed=None, trajectory=0).history(0).tables["observations"]
        seen[name] = set(rows["assessment"])
    assert "total_calcium" in seen["asked"]
    assert "total_calcium" not in seen["not asked"]

"""A user brings a published trial as one file, of any of the shapes that papers have."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteon.trial.trial import Trial

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "invented_de_escalation.toml"

HEAD = """
title       = "Invented"
horizon     = "1 year"
visit_every = "4 weeks"
endpoints   = {endpoints}
[cohort]
cancer = "{cancer}"
n      = {n}
seed   = 3
"""

PLACEBO = (
    HEAD.format(endpoints='["first_sse", "sre_count", "survival"]', cancer="prostate", n=45)
    + """
[[arm]]
name       = "placebo"
bone_agent = "placebo"
[[arm]]
name       = "denosumab"
bone_agent = "denosumab 120 mg sc q4w"
allocation = 2
[endpoint.sre_with_calcium]
title  = "First skeletal event, high calcium or a change of therapy"
kind   = "time_to_first"
events = ["pathological_fracture", "spinal_cord_compression", "radiotherapy_to_bone",
          "surgery_to_bone", "hypercalcaemia"]
medicines = ["anticancer"]
measures  = ["percent", "median", "hazard_ratio"]
[[reported]]
endpoint = "sre_with_calcium"
measure  = "hazard_ratio"
arm      = "denosumab"
versus   = "placebo"
value    = 0.7
interval = [0.5, 0.98]
checked  = "example.org"
[[reported]]
endpoint = "first_sse"
measure  = "event_free"
arm      = "placebo"
at       = "6 months"
value    = 70.0
n        = 100
checked  = "example.org"
[[reported]]
endpoint = "survival"
measure  = "event_free"
arm      = "denosumab"
at       = "1 year"
value    = 60.0
n        = 200
checked  = "example.org"
[[reported]]
endpoint = "first_sre"
measure  = "percent"
arm      = "placebo"
group    = "ecog >= 1"
value    = 40.0
n        = 60
checked  = "example.org"
[[reported]]
endpoint = "sre_count"
measure  = "rate_per_year"
arm      = "placebo"
group    = "visceral = no"
value    = 1.0
n        = 70
checked  = "example.org"
"""
)

DAILY_LIFE = (
    HEAD.format(
        endpoints='["walking", "walking_lost", "in_hospital", "moderate_severe_pain"]',
        cancer="lung",
        n=40,
    )
    + """
[[arm]]
name       = "none"
bone_agent = "none"
[[reported]]
endpoint = "walking"
measure  = "percent_in_state"
arm      = "none"
value    = 80.0
n        = 100
checked  = "example.org"
[[reported]]
endpoint = "walking"
measure  = "percent_in_state"
arm      = "none"
at       = "6 months"
value    = 85.0
n        = 100
checked  = "example.org"
[[reported]]
endpoint = "in_hospital"
measure  = "days_per_year"
arm      = "none"
value    = 9.0
checked  = "example.org"
[[reported]]
endpoint = "on_opioids"
measure  = "mean_days"
arm      = "none"
value    = "3 months"
checked  = "example.org"
[[reported]]
endpoint = "moderate_severe_pain"
measure  = "median"
arm      = "none"
value    = "20 weeks"
checked  = "example.org"
"""
)

SAFETY = (
    HEAD.format(
        endpoints='["jaw_necrosis", "kidney", "hypocalcaemia_grade_2", "hypocalcaemia_grade_3"]',
        cancer="breast",
        n=40,
    )
    + """
[[arm]]
name       = "denosumab"
bone_agent = "denosumab 120 mg sc q4w"
[[reported]]
endpoint = "jaw_necrosis"
measure  = "incidence_rate"
arm      = "denosumab"
since    = "6 months"
at       = "1 year"
value    = 2.0
events   = 9
checked  = "example.org"
[[reported]]
endpoint = "jaw_necrosis"
measure  = "cumulative_incidence"
arm      = "denosumab"
at       = "1 year"
value    = 1.0
n        = 500
checked  = "example.org"
[[reported]]
endpoint = "hypocalcaemia_grade_2"
measure  = "percent"
arm      = "denosumab"
value    = 12.0
n        = 500
checked  = "example.org"
[[reported]]
endpoint = "kidney"
measure  = "percent"
arm      = "denosumab"
value    = 5.0
n        = 500
checked  = "example.org"
"""
)


def run(text, tmp_path, **how):
    path = tmp_path / "invented.toml"
    path.write_text(text, encoding="utf-8")
    return Trial.load(path).run(jobs=2, trajectory=0, **how)


def every_number(result):
    """Return the comparison, in which every reported number has a simulated one."""
    comparison = result.compare()
    missing = comparison[comparison["simulated"].isna()]
    assert missing.empty, missing[["endpoint", "measure", "note"]].to_string()
    assert not comparison["note"].str.contains("not simulated").any()
    return comparison


def test_placebo_two_to_one_with_landmarks_groups_and_a_definition_of_its_own(tmp_path):
    result = run(PLACEBO, tmp_path)
    comparison = every_number(result)
    follow_up = result.tables["follow_up"]
    assert (follow_up["arm"] == "denosumab").sum() == 30
    assert set(result.tables["doses"].query("arm == 'placebo'")["drug"]) <= {"zoledronic_acid"}
    grouped = comparison[comparison["group"] != ""]
    assert len(grouped) == 2
    counted = result.effects().query("group != ''").set_index("endpoint")["n"]
    placebo = result.tables["patients"].merge(follow_up.query("arm == 'placebo'"), on="patient")
    assert counted["first_sre"] == (placebo["ecog"] >= 1).sum()
    assert counted["sre_count"] == (~placebo["visceral"].astype(bool)).sum()


def test_walking_hospital_opioids_and_pain(tmp_path):
    result = run(DAILY_LIFE, tmp_path)
    comparison = every_number(result).set_index(["endpoint", "measure", "at"])["simulated"]
    assert comparison["on_opioids", "mean_days", ""] > 0
    lost = result.tables["symptoms"].query("name == 'cannot_walk'")
    walking = comparison["walking", "percent_in_state", ""]
    assert walking == pytest.approx(100 * (1 - lost["end_day"].isna().sum() / 40), abs=1e-9)


def test_harms_by_grade_and_by_year(tmp_path):
    result = run(SAFETY, tmp_path)
    assert set(every_number(result)["verdict"]) <= {"inside", "outside"}
    effects = result.effects().set_index("endpoint")["value"]
    assert effects["hypocalcaemia_grade_3"] <= effects["hypocalcaemia_grade_2"].min()


def test_patients_who_are_on_the_drug_already_and_longer_intervals(tmp_path):
    result = run(EXAMPLE.read_text(encoding="utf-8"), tmp_path, n=30)
    every_number(result)
    patients, doses = result.tables["patients"], result.tables["doses"]
    assert set(patients["before_entry"]) == {"zoledronic_acid", "pamidronate"}
    first = doses.query("drug == 'zoledronic_acid'").sort_values("day").groupby(["arm", "patient"])
    gap = first["day"].diff().groupby(doses["arm"]).median()
    assert gap["every 4 weeks"] == pytest.approx(28.0)
    assert gap["every 12 weeks"] == pytest.approx(84.0)
    untreated = run(
        EXAMPLE.read_text(encoding="utf-8").replace("share      = 0.8", "share      = 0.01")
        .replace("share      = 0.2", "share      = 0.01"), tmp_path, n=30
    )  # fmt: skip
    entry = [
        np.median(own.tables["observations"].query("assessment == 'untx' and day == 0")["value"])
        for own in (result, untreated)
    ]
    assert entry[0] < 0.7 * entry[1]


def test_a_huge_run_reads_the_same_from_its_parts(tmp_path, monkeypatch):
    text = DAILY_LIFE.replace('measure  = "mean_days"', 'measure = "mean_days"\ngroup = "pain > 3"')
    whole = run(text, tmp_path)
    monkeypatch.setattr("osteon.trial.scheme.HUGE_ABOVE", 10)
    monkeypatch.setattr("osteon.trial.scheme.HUGE_GROUP_SIZE", 16)
    in_parts = run(text, tmp_path, out=tmp_path / "parts")
    assert in_parts.findings is not None
    pd.testing.assert_frame_equal(in_parts.effects(), whole.effects())

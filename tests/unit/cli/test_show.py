import csv
import io
import json

import pytest


def test_the_overview_names_everything_and_counts_the_bases(call):
    text = call("show").stdout
    for name in ("denosumab", "breast", "femur_left", "first_sre", "stopeck_2010"):
        assert name in text
    assert " numbers: " in text
    assert " assumed" in text


def test_an_entry_shows_values_units_and_sources(call):
    text = call("show", "denosumab").stdout
    line = next(line for line in text.splitlines() if line.startswith("clearance_ml_per_day"))
    for part in ("78", "mL/day", "lognormal 35 %", "gibiansky_2012"):
        assert part in line
    assert "doi:10.2165" in text


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("zoledronic acid", "drug"),
        ("Xgeva", "drug"),
        ("breast", "cancer"),
        ("L3", "bone"),
        ("first_sre", "endpoint"),
        ("falls_per_year", "parameter"),
        ("morphine", "medicine"),
        ("bone cement", "procedure"),
        ("bone scan", "assessment"),
        ("leg weakness", "symptom"),
        ("usual", "standard of care"),
    ],
)
def test_finds_every_kind_of_entry(call, name, kind):
    outcome = call("show", name)
    assert outcome.exit_code == 0
    assert outcome.stdout.splitlines()[0].endswith(f"  {kind}")


def test_an_endpoint_and_a_test_of_one_name_are_both_shown(call):
    lines = call("show", "untx").stdout.splitlines()
    assert [line for line in lines if line.startswith("untx  ")] == [
        "untx  assessment",
        "untx  endpoint",
    ]


def test_a_trial_shows_arms_and_reported_numbers(call):
    text = call("show", "stopeck_2010").stdout
    for part in (
        "2046",
        "parallel",
        "denosumab 120 mg sc q4w",
        "hazard ratio",
        "0.82 (0.71–0.95)",
    ):
        assert part in text


@pytest.mark.parametrize("name", ["drugs", "cancers", "sites", "endpoints", "trials"])
def test_lists_one_kind(call, name):
    outcome = call("show", name, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(outcome.stdout)))
    assert len(rows) > 2
    assert set(rows[0]) == {"name", "title"}


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("procedures", ["decompressive_surgery", "spine", "0.75 / 1 / 4 / 14", "6", "10"]),
        ("assessments", ["mri", "seen from 3 mm", "90.4", "96", "0.5 / 1 / 7 / 14"]),
        ("assessments", ["calcium", "mmol/L", "0.25"]),
        ("medicines", ["dexamethasone", "steroid", "dose 16 mg/day"]),
        ("medicines", ["morphine_tablets", "analgesic, step 3, oral", "relief 3.5"]),
        ("symptoms", ["spinal_pain", "pain_0_10 from 3 (spine)", "24", "within 24 h"]),
        ("symptoms", ["cannot_walk", "walking below 0.5", "emergency now"]),
        ("standards", ["late_reporting", "reporting: late"]),
    ],
)
def test_kinds_of_care_are_told_apart_by_their_numbers(call, kind, line):
    text = call("show", kind).stdout
    row = next(row for row in text.splitlines() if row.startswith(line[0] + " "))
    assert all(part in row for part in line[1:])
    rows = json.loads(call("show", kind, "--format", "json").stdout)
    assert {"name", "title"} < set(rows[0])


def test_parameters_as_json_have_unit_source_and_basis(call):
    rows = json.loads(call("show", "parameters", "--format", "json").stdout)
    assert {"falls_per_year"} <= {row["name"] for row in rows}
    assert all(row["source"] and row["basis"] for row in rows)


@pytest.mark.parametrize("name", [None, "denosumab", "stopeck_2010", "first_sre"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_everything_is_a_table_too(call, name, form):
    outcome = call("show", *([name] if name else []), "--format", form)
    rows = (
        json.loads(outcome.stdout)
        if form == "json"
        else list(csv.DictReader(io.StringIO(outcome.stdout)))
    )
    assert len(rows) > 2


def test_a_misspelt_name_is_one_clear_line(call):
    outcome = call("show", "denosumb")
    assert outcome.exit_code == 2
    assert outcome.stderr == (
        'Error: nothing in the library is called "denosumb"; did you mean "denosumab"?\n'
    )


@pytest.mark.parametrize("content", [None, "", "[["])
def test_an_unreadable_library_is_an_input_error(call, tmp_path, content):
    folder = tmp_path / "mylib"
    if content is not None:
        (folder / "drugs").mkdir(parents=True)
        (folder / "drugs" / "new.toml").write_text(content)
    outcome = call("show", "--library", str(folder))
    assert outcome.exit_code == 2
    assert "mylib" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_median_that_was_not_reached_is_valid_json(call):
    def refuse(constant):
        raise AssertionError(constant)

    rows = json.loads(
        call("show", "stopeck_2010", "--format", "json").stdout, parse_constant=refuse
    )
    assert "inf" in [row["value"] for row in rows]


def test_shows_targets_with_weights_and_stages_with_ranges(call):
    targets = call("show", "jaw").stdout
    assert "lipton_2012: jaw_necrosis percent, denosumab" in targets
    rows = json.loads(call("show", "markers", "--format", "json").stdout)
    assert {row["weight"] for row in rows if row["source"] == "lipton_2008"} == {0.0}
    stage = call("show", "Death of jaw bone").stdout
    assert "jaw_necrosis_per_year" in stage
    assert "0.01 to 0.2" in stage
    assert "stages" in call("show").stdout

import io
import json

import pandas as pd
import pytest
from rich.console import Console

from osteon.base.errors import InputError
from osteon.cli.comparison import comparison_parts, value_and_interval


def test_prints_reported_and_simulated_side_by_side(trial, call):
    outcome = call("reproduce", "stopeck_2010")
    assert outcome.exit_code == 0
    assert trial.title in outcome.stdout
    line = next(line for line in outcome.stdout.splitlines() if "hazard ratio" in line)
    for part in ("0.82 (0.71–0.95)", "0.80 (0.70–0.90)", "−0.3", "inside"):
        assert part in line
    assert "1 inside, 1 outside, 1 not decided (not simulated)" in outcome.stdout


def test_rows_stand_arm_by_arm_under_a_heading(trial, call):
    lines = call("reproduce", "a").stdout.splitlines()
    heads = [line.partition("  ")[0] for line in lines if "reported" in line]
    assert heads == ["denosumab / zoledronic acid", "zoledronic acid", "denosumab"]
    assert len({line.index("simulated") for line in lines if "reported" in line}) == 1


def test_no_cell_is_cut_when_piped(trial, call):
    out = call("reproduce", "stopeck_2010").stdout
    assert "…" not in out
    assert "−80.0 (−82.0 to −78.0)" in out
    assert "20.1 (18.0–∞)" in out


def test_a_median_that_was_not_reached_is_no_infinite_number():
    inf = float("inf")
    assert value_and_interval(inf, 28.7, inf, measure="median") == "not reached (28.7–∞)"
    assert value_and_interval(inf, 1.2, inf, measure="hazard_ratio") == "∞ (1.20–∞)"


def test_the_longest_names_fit_a_hundred_columns(trial):
    nan = float("nan")
    names = [
        ("first_sre_type_scc", "percent", "denosumab", "", ""),
        ("untx", "percent_change_median", "denosumab", "", "13 weeks"),
        ("first_sre_or_hypercalcaemia", "hazard_ratio", "denosumab", "zoledronic acid", ""),
    ]
    numbers = [
        (3.8, 2.75, 5.2, 10.1, 9.81, 14.8),
        (-80.0, nan, nan, -84.8, -85.2, -84.3),
        (0.82, 0.71, 0.95, 0.79, 0.68, 0.91),
    ]
    rows = [(*name, *values) for name, values in zip(names, numbers, strict=True)]
    frame = pd.DataFrame(rows, columns=list(trial.result.comparison.columns[:11]))
    frame = frame.assign(difference=[6.3, -4.83, 0.96], verdict="not decided", note="")
    frame = frame.assign(since="", group="", z=-12.3, parameter_low=nan, parameter_high=nan)
    console = Console(width=100, record=True, file=io.StringIO())
    for part in comparison_parts(frame, "a trial"):
        console.print(part)
    lines = console.export_text().splitlines()
    assert sum("not decided" in line for line in lines) == len(rows)
    names = ("first SRE compression: patients, %", "uNTX: median change, % at 13 weeks")
    for name in (*names, "SRE or high calcium: hazard ratio"):
        assert any(line.startswith(f"{name}  ") for line in lines)


def test_a_trial_that_reported_nothing_says_so(trial, call):
    trial.result.comparison = trial.result.comparison.iloc[:0]
    outcome = call("reproduce", "a", "--strict")
    assert outcome.exit_code == 0
    assert "nothing was reported" in outcome.stdout


def test_without_a_name_every_published_trial(trial, call, tmp_path):
    assert call("reproduce").exit_code == 0
    assert [arguments[0] for arguments in trial.loaded] == ["stopeck_2010", "fizazi_2011"]
    assert (tmp_path / "out/fizazi_2011/report.html").is_file()


def test_several_names_get_a_folder_each_and_one_name_the_folder_itself(trial, call, tmp_path):
    call("reproduce", "a", "b", "--out", "both")
    call("reproduce", "a", "--out", "one")
    assert (tmp_path / "both/b/report.html").is_file()
    assert (tmp_path / "one/report.html").is_file()


@pytest.mark.parametrize(("flags", "code"), [((), 0), (("--strict",), 1)])
def test_strict_exits_1_when_one_is_outside(trial, call, flags, code):
    assert call("reproduce", "a", *flags).exit_code == code


def test_strict_passes_when_the_undecided_are_all_that_is_not_inside(trial, call):
    trial.result.comparison["verdict"] = ["inside", "inside", "not decided"]
    assert call("reproduce", "a", "--strict").exit_code == 0


def test_tables_name_the_trial_and_are_one_document(trial, call):
    frame = pd.read_csv(io.StringIO(call("reproduce", "a", "b", "--format", "csv").stdout))
    assert list(frame["trial"]) == ["a"] * 3 + ["b"] * 3
    assert len(json.loads(call("reproduce", "a", "b", "--format", "json").stdout)) == 6


def test_every_file_is_read_before_the_first_is_run(trial, call, monkeypatch):
    def load(name, *_rest):
        if name == "bad":
            raise InputError("no trial called bad")
        return trial

    monkeypatch.setattr(trial, "load", load)
    assert call("reproduce", "good", "bad").exit_code == 2
    assert not trial.asked


def test_several_trials_end_with_one_scoreboard(trial, call):
    lines = call("reproduce", "a", "b").stdout.splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("trial"))
    assert [line.split()[:5] for line in lines[head + 2 : head + 4]] == [
        ["a", "3", "1", "1", "1"],
        ["b", "3", "1", "1", "1"],
    ]
    assert lines[head + 4].split()[:6] == ["all", "trials", "6", "2", "2", "2"]
    assert "all trials" not in call("reproduce", "a").stdout


def test_totals_leave_the_numbers_out(trial, call):
    out = call("reproduce", "a", "b", "--totals").stdout
    assert "hazard ratio" not in out
    rows = json.loads(call("reproduce", "a", "b", "--totals", "--format", "json").stdout)
    assert [row["trial"] for row in rows] == ["a", "b", "all trials"]
    assert rows[2]["furthest_z"] == -2.4


def test_what_uncertain_parameters_leave_has_a_column_of_its_own(trial, call):
    assert "parameters" not in call("reproduce", "a").stdout
    trial.result.comparison["parameter_low"] = [0.6, float("nan"), float("nan")]
    trial.result.comparison["parameter_high"] = [1.1, float("nan"), float("nan")]
    lines = call("reproduce", "a").stdout.splitlines()
    line = next(line for line in lines if "hazard ratio" in line)
    assert line.index("0.80 (0.70–0.90)") < line.index("(0.60–1.10)") < line.index("−0.3")

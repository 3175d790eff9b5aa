import json

import pytest

from osteon.base.errors import InputError, Problem, SolverError


def test_prints_the_summary_on_stdout_and_where_the_files_are_on_stderr(trial, call, tmp_path):
    outcome = call("run", "stopeck_2010")
    assert outcome.exit_code == 0
    assert outcome.stdout == "the summary\n"
    assert "out/stopeck_2010/report.html" in outcome.stderr
    assert (tmp_path / "out/stopeck_2010/report.html").is_file()
    assert (tmp_path / "out/stopeck_2010/events.parquet").is_file()


def test_hands_every_option_on(trial, call, tmp_path):
    out = tmp_path / "here"
    line = "run t.toml -n 20 --seed 7 --jobs 2 --trajectory 3 --out"
    assert call(*line.split(), str(out)).exit_code == 0
    asked = trial.asked[0]
    del asked["progress"]
    assert asked == {"n": 20, "seed": 7, "jobs": 2, "trajectory": 3, "out": out} | {
        "resume": False,
        "cluster": None,
    }


def test_csv_and_json_are_full_precision_tables(trial, call):
    assert call("run", "t", "--format", "csv").stdout == (
        "endpoint,value,low\nsurvival,0.30000000000000004,\n"
    )
    rows = json.loads(call("run", "t", "--format", "json").stdout)
    assert rows[0]["low"] is None
    assert rows[0]["value"] == pytest.approx(0.3, abs=1e-14)


@pytest.mark.parametrize("wrong", ["-n 0", "--seed -1", "--jobs 0", "--format xml", "--frmat csv"])
def test_a_wrong_option_is_one_clear_line_and_exit_2(trial, call, wrong):
    outcome = call("run", "t", *wrong.split())
    assert outcome.exit_code == 2
    assert not trial.asked
    assert outcome.stdout == ""


@pytest.mark.parametrize("wrong", ["emax", "=3", "emax="])
def test_a_wrong_setting_is_refused(trial, call, wrong):
    outcome = call("run", "t", "--set", wrong)
    assert outcome.exit_code == 2
    assert "write KEY=VALUE" in outcome.stderr


def test_a_setting_may_not_come_twice(trial, call):
    outcome = call("run", "t", "--set", "emax=1", "--set", "emax=2")
    assert outcome.exit_code == 2
    assert "given twice" in outcome.stderr


def test_input_errors_come_as_one_block_and_nothing_is_written(trial, call, tmp_path):
    problems = [
        Problem("horizn", "unknown key", "t.toml"),
        Problem("n", "must be 1 or more", "t.toml"),
    ]
    trial.error = InputError(problems)
    outcome = call("run", "t.toml")
    assert outcome.exit_code == 2
    assert outcome.stderr == (
        "Error:\nt.toml:\n  horizn: unknown key\n  n: must be 1 or more\n"
        "2 problems, nothing was run\n"
    )
    assert outcome.stdout == ""
    assert not list(tmp_path.iterdir())


def test_out_must_be_a_folder(trial, call, tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("")
    outcome = call("run", "t", "--out", str(blocker / "inside"))
    assert outcome.exit_code == 2
    assert "is a file, not a folder" in outcome.stderr
    assert not trial.asked


def test_a_failed_solver_exits_3(trial, call):
    trial.error = SolverError("no life could be integrated")
    outcome = call("run", "t")
    assert outcome.exit_code == 3
    assert outcome.stderr == "The run failed: no life could be integrated\n"


def test_a_bug_is_not_taken_for_outside_tolerance(trial, call):
    trial.error = ZeroDivisionError("x")
    outcome = call("run", "t")
    assert outcome.exit_code == 70
    assert "ZeroDivisionError" in outcome.stderr
    assert "please report" in outcome.stderr


def test_a_full_disk_is_no_bug(trial, call):
    trial.error = OSError(28, "No space left on device", "out/t")
    outcome = call("run", "t")
    assert (outcome.exit_code, outcome.stderr) == (2, "Error: out/t: No space left on device\n")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (0, "nothing was written"),
        (1, "1 group of patients is finished"),
        (3, "3 groups of patients are finished: each folder in out/t/parts"),
    ],
)
def test_ctrl_c_says_what_is_left(trial, call, parts, said):
    trial.error, trial.parts_before_error = KeyboardInterrupt(), parts
    outcome = call("run", "t")
    assert outcome.exit_code == 130
    assert said in outcome.stderr


def test_failed_lives_are_pointed_out(trial, call):
    trial.result.failures = 2
    outcome = call("run", "t")
    assert outcome.exit_code == 0
    assert "2 lives could not be integrated" in outcome.stderr


def test_tables_come_in_the_forms_asked_for(trial, call):
    assert call("run", "t", "--tables", "csv", "--tables", "adam").exit_code == 0
    assert trial.result.forms == ("csv", "adam")
    assert call("run", "t").exit_code == 0
    assert trial.result.forms == ("parquet",)
    outcome = call("run", "t", "--tables", "sas")
    assert outcome.exit_code == 2
    assert "adam" in outcome.stderr

"""The command `osteon design`, on a folder that holds a pool and on a tiny trial."""

import json
import re

import pytest
from click.testing import CliRunner

from osteon import Trial
from osteon.cli.main import cli
from support.design import write_run


def run(*arguments):
    return CliRunner().invoke(cli, ["design", *map(str, arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_run(tmp_path_factory.mktemp("pool"), n=600)


def test_text_shows_estimand_characteristics_looks_and_who_benefits(folder):
    result = run(
        folder, "--power", 0.8, "--looks", "60 %", "--futility", "conditional_power",
        "--accrual", "1 year", "--replicates", 300,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    for words in (
        "denosumab against zoledronic acid: superiority, one-sided error 0.025",
        "recruiting for 12.0 months",
        "Estimand (ICH E9(R1))",
        "intercurrent event: death",
        "type-I error, futility overruled",
        "reject at z",
        "event-free months gained",
        "number needed to treat",
        "no trial can see them",
        "not a medical device",
    ):
        assert words in " ".join(result.stdout.split()), words
    assert "nan" not in result.stdout


def test_files_hold_every_table_and_figures_whose_text_is_text(folder):
    result = run(folder, "-n", 200, "--accrual", "1 year", "--replicates", 200, "--format", "csv")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("quantity,under,value,low,high\n")
    home = folder / "design"
    for name in ("operating", "looks", "curve", "calendar", "estimand", "groups", "individual"):
        assert (home / f"{name}.csv").read_text(encoding="utf-8").count("\n") > 1
    for name, words in (
        ("power", "Patients in both arms (number)"),
        ("events", "entry (months)"),
        ("individual", "mean of all"),
    ):
        svg = (home / f"{name}.svg").read_text(encoding="utf-8")
        assert svg.startswith("<svg ")
        assert words in re.sub(r"<[^>]+>", "", svg)
        assert "var(--" not in svg
    assert json.loads((home / "design.json").read_text(encoding="utf-8"))["rules"]["alpha"] == 0.025
    # The next design of the pool recruits as long, unless told otherwise.
    assert "recruiting for 12.0 months" in run(folder, "-n", 200, "--replicates", 100).stdout
    few = ("-n", 200, "--replicates", 100)
    assert "for 5.0 months" in run(folder, *few, "--accrual-rate", "40 per month").stdout
    assert "for 5.0 months" in run(folder, *few).stdout


def test_faults_are_told_all_at_once_with_exit_code_2(folder):
    result = run(folder, "--power", 2, "--endpoint", "first_sri", "--margin", 0.9)
    assert result.exit_code == 2
    for words in ("--power", 'did you mean "first_sre"?', "wrong side", "3 problems"):
        assert words in result.stderr
    assert "is for making a pool" in run(folder, "--pool", 50).stderr.replace("are for", "is for")
    result = run("stopeck_2010", "--arm", "placebo")
    assert result.exit_code == 2
    assert 'no arm "placebo"' in result.stderr


def test_a_target_out_of_reach_is_a_plain_sentence(folder):
    result = run(folder, "--power", 0.99, "--most", 40, "--replicates", 100)
    assert result.exit_code == 0
    assert "is not reached with 40 patients" in " ".join(result.stdout.split())


def test_a_number_needed_whose_interval_holds_no_benefit_goes_through_infinity(tmp_path):
    alike = write_run(tmp_path / "alike", n=200, ratio=0.97)
    result = run(alike, "-n", 100, "--replicates", 100, "--accrual", "1 year")
    assert result.exit_code == 0, result.output
    assert re.search(r"\d+ through ∞ to \d+ to harm", result.stdout)
    # No risk is left to differ at month 36, and rounding is no number of patients.
    assert re.search(r"\n36 .* ∞ +∞ to ∞", result.stdout)


def test_a_pool_does_not_take_the_place_of_the_trials_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    kept = write_run(tmp_path / "out" / "stopeck_2010", n=20) / "provenance.json"
    before = kept.read_text(encoding="utf-8")
    result = run("stopeck_2010", "--pool", 60, "-n", 200, "--replicates", 100)
    assert result.exit_code == 0, result.output
    assert kept.read_text(encoding="utf-8") == before
    assert (tmp_path / "out" / "stopeck_2010_pool" / "design" / "operating.csv").is_file()


def test_a_tiny_trial_of_the_library(tmp_path):
    result = run(
        "stopeck_2010", "--pool", 60, "-n", 200, "--replicates", 100, "--out", tmp_path,
        "--stratify-by", "prior_sre = yes", "--format", "json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    rows = {row["quantity"]: row for row in json.loads(result.stdout)}
    assert 0.2 < rows["hazard_ratio"]["value"] < 2.0
    assert rows["patients"]["value"] == 200
    assert (tmp_path / "design" / "individual.svg").is_file()
    assert (tmp_path / "follow_up.parquet").is_file()
    # From Python the same design comes out.
    again = Trial.load("stopeck_2010").design(
        pool=60, n=200, replicates=100, stratify_by=("prior_sre = yes",)
    )
    assert again.power.share == rows["power"]["value"]

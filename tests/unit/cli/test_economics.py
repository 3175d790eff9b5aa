"""The command `osteon economics` on the folder of a finished run."""

import json

import pytest
from click.testing import CliRunner

from osteon.cli.main import cli
from support.economics import write_run


def run(*arguments):
    return CliRunner().invoke(cli, ["economics", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path):
    return write_run(tmp_path / "run")


def test_text_shows_costs_ratios_uncertainty_and_what_to_know(folder):
    result = run(folder, "--draws", 20, "--uncertainty", 0)
    assert result.exit_code == 0, result.output
    for words in (
        "cost, discounted",
        "QALYs, discounted",
        "EUR per QALY gained",
        "probability of being the best",
        "price of denosumab at which net benefit turns",
        "not a medical device",
    ):
        assert words in result.stdout
    assert "nan" not in result.stdout
    assert (folder / "economics" / "acceptability.svg").is_file()


def test_json_has_the_ratios_and_null_where_there_is_none(folder):
    result = run(folder, "--draws", 0, "--format", "json")
    rows = json.loads(result.stdout)
    assert [row["arm"] for row in rows] == ["new", "old"]
    assert rows[0]["icer"] is None
    assert rows[1]["status"] == "dominated"


def test_rates_times_and_prices_can_be_set(folder):
    options = ("--draws", 0, "--format", "json", "--discount", "0 %", "--until", "1 year")
    dear = run(folder, *options, "--set", "costs.europe.denosumab=3000")
    cost = {row["arm"]: row["cost"] for row in json.loads(dear.stdout)}
    assert cost["new"] == (3000 + 25 + 250 + 6000 + 25) / 2
    settings = json.loads((folder / "economics" / "economics.json").read_text(encoding="utf-8"))
    assert settings["until_days"] == 365.25
    assert settings["discount_costs"] == 0


def test_faults_are_told_all_at_once_with_exit_code_2(folder):
    result = run(folder, "--discount", "three", "--until", "2 furlongs")
    assert result.exit_code == 2
    assert "--discount:" in result.stderr
    assert "--until:" in result.stderr
    assert "2 problems, nothing was run" in result.stderr
    result = run(folder, "--seed", 1, "-n", 5)
    assert "is for making a run" in result.stderr
    result = run(folder, "--costs", "europa")
    assert 'did you mean "europe"?' in result.stderr

"""A health economist: runs a small trial, puts own prices to it, and reads what it comes to."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from osteon import Trial
from osteon.cli.main import cli
from osteon.library.library import Library
from osteon.library.trial_file import check_file

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "for_life.toml"


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    path = tmp_path_factory.mktemp("trial") / "short.toml"
    text = EXAMPLE.read_text(encoding="utf-8").replace('"20 years"', '"26 weeks"')
    path.write_text(text, encoding="utf-8")
    return path


def test_the_command_runs_a_trial_and_evaluates_it(short, tmp_path):
    out = tmp_path / "out"
    options = ["-n", "30", "--draws", "20", "--out", str(out), "--format", "csv"]
    options += ["--uncertainty", "0"]
    result = CliRunner().invoke(cli, ["economics", str(short), *options])
    assert result.exit_code == 0, result.output
    assert {"zoledronic acid", "denosumab"} <= set(result.stdout.replace("\n", ",").split(","))
    costs = pd.read_parquet(out / "economics" / "costs.parquet")
    doses = pd.read_parquet(out / "doses.parquet")
    for drug, price in (("denosumab", 300.0), ("zoledronic_acid", 150.0)):
        own = costs[costs["item"] == drug]
        assert own["cost"].sum() == price * (doses["drug"] == drug).sum()
    # The folder can be evaluated again, with another price, and without a new run.
    again = ["economics", str(out), "--draws", "0", "--format", "csv"]
    dear = CliRunner().invoke(cli, [*again, "--set", "costs.europe.denosumab=3000"])
    assert dear.exit_code == 0, dear.output
    assert dear.stdout != CliRunner().invoke(cli, again).stdout


def test_python_gives_the_same_as_the_command(short):
    result = Trial.load(short).run(n=30)
    found = result.economics(draws=0)
    assert len(found.tables["icers"]) == 2
    assert found.tables["arms"]["discounted"].notna().all()


def test_the_example_of_the_page_is_a_price_list(tmp_path):
    page = (ROOT / "docs" / "economics.md").read_text(encoding="utf-8")
    folder = tmp_path / "costs"
    folder.mkdir()
    text = page.split("```toml\n")[1].split("```")[0]
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    assert check_file(folder / "mine.toml", Library.load()) == []
    prices = Library.load(tmp_path).price_list("mine")
    assert prices.unit_cost("pathological_fracture") == pytest.approx(5242 * 1.31)

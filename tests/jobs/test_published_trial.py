"""A published trial, reproduced and compared."""

import pytest
from click.testing import CliRunner

from osteon import Trial
from osteon.base.tables import SCHEMAS
from osteon.cli.main import cli
from support.runs import library


@pytest.mark.parametrize("name", sorted(library().trials))
def test_a_published_trial_is_reproduced_and_compared(name):
    comparison = Trial.load(name).run(n=80, trajectory=0).compare()
    assert len(comparison) == len(library().trials[name].reported)
    assert set(comparison["verdict"]) <= {"inside", "outside", "not decided"}
    hazard = comparison.query("endpoint == 'first_sre' and measure == 'hazard_ratio'")
    assert hazard["simulated"].notna().all()


def test_reproduce_prints_a_comparison_and_writes_tables_and_report(tmp_path):
    out = tmp_path / "out"
    outcome = CliRunner().invoke(cli, ["reproduce", "stopeck_2010", "-n", "80", "--out", str(out)])
    assert outcome.exit_code == 0, outcome.output
    assert "reported" in outcome.stdout
    assert (out / "report.html").is_file()
    assert {path.stem for path in out.glob("*.parquet")} == {*SCHEMAS, "event_history"}
    assert (out / "figures" / "first_sre.csv").is_file()
    assert not (out / "parts").exists()

"""Wrong input, from the command line: one clear message with every fault, and nothing written."""

import pytest
from click.testing import CliRunner

from osteon.cli.main import cli

GOOD = """
title = "Two arms"
horizon = "1 year"
visit_every = "4 weeks"
[cohort]
cancer = "breast"
n = 20
[[arm]]
name = "none"
[[arm]]
name = "denosumab"
bone_agent = "denosumab 120 mg sc q4w"
"""
WRONG = """
title = "Two arms"
horizn = "1 year"
visit_every = "4 furlongs"
[cohort]
cancer = "brest"
n = 0
[[arm]]
name = "denosumab"
bone_agent = "denosumab -120 mg sc q4w"
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function: what `osteon run` says of a trial file with this text."""
    monkeypatch.chdir(tmp_path)

    def invoke(text, *options):
        (tmp_path / "trial.toml").write_text(text, encoding="utf-8")
        outcome = CliRunner().invoke(cli, ["run", "trial.toml", *options])
        assert outcome.stdout == ""
        assert sorted(path.name for path in tmp_path.iterdir()) == ["trial.toml"]
        return outcome

    return invoke


def test_the_good_file_is_good(tmp_path):
    (tmp_path / "trial.toml").write_text(GOOD, encoding="utf-8")
    outcome = CliRunner().invoke(
        cli, ["run", str(tmp_path / "trial.toml"), "--out", str(tmp_path / "out")]
    )
    assert outcome.exit_code == 0, outcome.output


def test_every_fault_of_a_trial_file_is_listed(run):
    outcome = run(WRONG)
    assert outcome.exit_code == 2
    for message in (
        'horizn: unknown key; did you mean "horizon"?',
        '"furlongs" is no unit of time; use one of min, hours, days',
        'did you mean "breast"?',
        "cohort.n:",
        "arm[0].bone_agent:",
        "trial.toml:",
        "nothing was run",
    ):
        assert message in outcome.stderr


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("n = 20", "n = 0", "cohort.n"),
        ("120 mg", "-120 mg", "arm[1].bone_agent"),
        ("120 mg", "120 Gy", '"Gy" is no unit of mass'),
        ('"1 year"', '"1 week"', "ends before the first visit"),
        ('"1 year"', '"1 yaer"', '"yaer" is no unit of time'),
        ("denosumab 120", "denosumabb 120", 'did you mean "denosumab"'),
        ('title = "Two arms"', "title = ", "line 2"),
    ],
)
def test_one_fault_is_one_clear_line(run, old, new, message):
    outcome = run(GOOD.replace(old, new))
    assert outcome.exit_code == 2
    faults = [line for line in outcome.stderr.splitlines() if line.startswith("  ")]
    assert len(faults) == 1
    assert message in faults[0]
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize("options", [["-n", "0"], ["-n", "-4"], ["--jobs", "0"]])
def test_an_impossible_option_is_one_clear_line(run, options):
    outcome = run(GOOD, *options)
    assert outcome.exit_code == 2
    assert options[0] in outcome.stderr


def test_a_library_that_cannot_be_read_is_named(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    (folder / "drugs").mkdir()
    (folder / "drugs" / "new.toml").write_bytes(b"\xff\xfe broken")
    outcome = run(GOOD, "--library", str(folder))
    assert outcome.exit_code == 2
    assert "new.toml" in outcome.stderr
    assert "is not UTF-8 text" in outcome.stderr


def test_a_library_that_is_not_there_is_named(run):
    outcome = run(GOOD, "--library", "nowhere")
    assert outcome.exit_code == 2
    assert "nowhere" in outcome.stderr


def test_a_trial_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = CliRunner().invoke(cli, ["run", "stopek_2010"])
    assert outcome.exit_code == 2
    assert 'did you mean "stopeck_2010"' in outcome.stderr
    assert not list(tmp_path.iterdir())

import re

import pytest
from click.testing import CliRunner

from osteon.base.errors import InputError
from osteon.cli.main import cli
from osteon.library.library import Library
from osteon.trial.sensitivity.inputs import Input, inputs_of, read_ranges
from osteon.trial.sensitivity.study import Options, main_questions, study
from osteon.trial.trial import Trial

DEATH, DROPOUT = (f"cancers.breast.{name}_rate_per_year" for name in ("death", "dropout"))
TRIAL = """
title = "short"
horizon = "200 days"
endpoints = ["survival", "dropout"]
[cohort]
cancer = "breast"
n = 64
[[arm]]
name = "nothing"
care = "none"
"""


@pytest.fixture(scope="module")
def library():
    return Library.load()


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("trial") / "short.toml"
    path.write_text(TRIAL)
    return path


@pytest.fixture(scope="module")
def trial(path, library):
    return Trial.load(path, library)


@pytest.fixture(scope="module")
def found(trial):
    inputs = (
        Input("falls_per_year", 1.7, 1.6, 1.8, "calibrated", "as asked"),
        Input(DROPOUT, 0.13, 0.05, 0.4, "calibrated", "as asked"),
        Input(DEATH, 0.13, 0.05, 1.5, "calibrated", "as asked"),
    )
    questions = main_questions(trial, ["survival", "dropout"])
    return study(trial, inputs, questions, Options(64, 32, 2, seed=1, jobs=1))


def test_each_result_hangs_on_what_it_follows_from(found):
    died, left = found.results
    assert found.inputs[died.order[0]].path == DEATH
    assert found.inputs[left.order[0]].path == DROPOUT
    assert died.low[2] < died.value < died.high[2]
    assert {found.inputs[place].path for place in found.at_once} == {DEATH, DROPOUT}


def test_shares_of_variance_come_with_the_error_of_the_emulator(found):
    died = found.results[0]
    share = dict(zip(found.at_once, died.indices.total, strict=True))
    assert died.explained > 0.8
    assert died.trusts_shares
    assert share[2] > 0.8 > share[1]


def test_what_nobody_has_or_gets_is_not_varied(trial, library):
    paths = {own.path for own in inputs_of(trial, {}, assumed=False)}
    assert {DEATH, DROPOUT, "fracture_scale"} <= paths
    assert not any(path.startswith(("cancers.prostate", "drugs.")) for path in paths)
    more = inputs_of(trial, {"falls_per_year": (1.0, 2.0)}, assumed=True)
    assert len(more) > len(paths) + 50
    (asked,) = (own for own in more if own.path == "falls_per_year")
    assert (asked.low, asked.high, asked.at(0.5)) == (1.0, 2.0, pytest.approx(2**0.5))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("falls_per_yeer=1:2", 'did you mean "falls_per_year"'),
        ("falls_per_year=1", "write PATH=LOW:HIGH"),
        ("falls_per_year=1 Gy:2 Gy", "Gy"),
    ],
)
def test_a_range_that_is_none_is_refused(library, text, message):
    with pytest.raises(InputError, match=message):
        read_ranges([text], library)


@pytest.mark.parametrize("ends", [(2.0, 1.0), (0.0, 1.0)])
def test_impossible_ends_are_refused(trial, ends):
    with pytest.raises(InputError, match="is no range above 0"):
        inputs_of(trial, {"falls_per_year": ends}, assumed=False)


def test_the_command_writes_a_table_and_a_figure(path, tmp_path):
    words = ["sensitivity", str(path), "-n", "48", "--points", "16", "--top", "1", "--jobs", "1"]
    words += ["--vary", f"{DEATH}=0.05:1.5", "--endpoint", "survival", "--out", str(tmp_path)]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 0, result.output
    assert "overall survival, died, %: nothing" in result.stdout
    assert re.search(r"The emulator explains \d+ % of the variance", result.stdout)
    figure = (tmp_path / "sensitivity.svg").read_text()
    assert "breast: death rate per year" in figure
    assert "held out" in figure
    table = (tmp_path / "sensitivity.csv").read_text().splitlines()
    assert table[0].startswith("endpoint,measure,arm")
    assert DEATH in table[1]

"""A run that was stopped, killed, damaged or out of disk is gone on with, and nothing is lost."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from osteon.cli.main import cli
from support.runs import TABLES

TRIAL = """
title = "Two arms"
horizon = "1 year"
endpoints = ["first_sre", "survival", "untx"]
[cohort]
cancer = "breast"
n = 700
[[arm]]
name = "none"
[[arm]]
name = "denosumab"
bone_agent = "denosumab 120 mg sc q4w"
"""
COMMAND = [sys.executable, "-c", "from osteon.cli import main; main()"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a folder with a trial, and an uninterrupted run of it in `whole`."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "trial.toml").write_text(TRIAL, encoding="utf-8")
    assert run(folder, "whole", "--resume").exit_code == 0
    return folder


def run(home: Path, out: str, *options: str):
    line = ["run", str(home / "trial.toml"), "--out", str(home / out), "--trajectory", "3"]
    return CliRunner().invoke(cli, [*line, *options])


def assert_same_run(home: Path, out: str) -> None:
    for table in TABLES:
        one, other = (pd.read_parquet(home / way / f"{table}.parquet") for way in ("whole", out))
        pd.testing.assert_frame_equal(one, other, check_exact=True, obj=table)
    parts = sorted((home / "whole" / "parts").rglob("*.*"))
    assert len(parts) == 6 * (len(TABLES) + 1)
    for part in parts:
        there = home / out / part.relative_to(home / "whole")
        assert there.read_bytes() == part.read_bytes()
    assert not list((home / out / "parts").glob(".writing-*"))
    assert len(list((home / out / "parts").iterdir())) == 6


def test_a_killed_run_is_gone_on_with(home):
    line = [*COMMAND, "run", home / "trial.toml", "--out", home / "killed", "--trajectory", "3"]
    process = subprocess.Popen([*line, "--jobs", "1"], stderr=subprocess.DEVNULL)
    parts = home / "killed" / "parts"
    while not list(parts.glob("group_*")):
        assert process.poll() is None
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = {path: path.stat().st_mtime_ns for path in parts.glob("group_*/*")}
    assert not (home / "killed" / "events.parquet").exists()
    outcome = run(home, "killed", "--resume")
    assert outcome.exit_code == 0, outcome.output
    assert_same_run(home, "killed")
    assert done == {path: path.stat().st_mtime_ns for path in done}


def test_damaged_and_missing_parts_are_made_again_and_no_others(home):
    run(home, "damaged", "--resume")
    parts = home / "damaged" / "parts"
    (parts / "group_00002" / "events.parquet").write_bytes(b"damaged")
    (parts / "group_00004" / "part.json").unlink()
    (parts / ".writing-00003-left").mkdir()
    others = {path: path.stat().st_mtime_ns for path in parts.glob("group_0000[0135]/*")}
    assert run(home, "damaged", "--resume").exit_code == 0
    assert_same_run(home, "damaged")
    assert others == {path: path.stat().st_mtime_ns for path in others}


def test_a_full_disk_says_how_to_go_on(home, monkeypatch):
    from pyarrow import parquet

    write = parquet.write_table

    def full(table, path, **how):
        if "00003" in str(path):
            path.write_bytes(b"half a file")
            raise OSError(28, "No space left on device")
        write(table, path, **how)

    with monkeypatch.context() as patch:
        patch.setattr(parquet, "write_table", full)
        outcome = run(home, "full", "--jobs", "1")
    assert outcome.exit_code == 2
    assert outcome.stderr.count("\n") == 1
    assert "no space left; finished groups are kept: make room and go on" in outcome.stderr
    left = [path.name for path in (home / "full" / "parts").iterdir()]
    assert "group_00002" in left
    assert not [name for name in left if "00003" in name]
    assert run(home, "full", "--resume").exit_code == 0
    assert_same_run(home, "full")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--seed", "2"], "seed: the run in this folder has 1, this one 2"),
        (["-n", "80"], "n: the run in this folder has 700, this one 80"),
        (["--set", "fracture_scale=2"], "library: the run in this folder has"),
    ],
)
def test_the_folder_of_another_run_is_refused(home, options, message):
    before = {path: path.read_bytes() for path in (home / "whole").rglob("*.*") if path.is_file()}
    for how in (["--resume"], []):
        outcome = run(home, "whole", *options, *how)
        assert outcome.exit_code == 2
        assert outcome.stdout == ""
        assert (message if how else "holds finished groups of a run") in outcome.stderr
    assert before == {
        path: path.read_bytes() for path in (home / "whole").rglob("*.*") if path.is_file()
    }

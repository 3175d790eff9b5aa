"""A run on a dask cluster that loses workers, its scheduler and parts: the bits of one machine."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from osteon.cli.main import cli
from osteon.sim.execute import GROUP_SIZE
from osteon.trial.scheme import LARGE_ABOVE
from support.runs import TABLES

pytest.importorskip("distributed", reason="dask is not installed: pip install 'osteon[cluster]'")
pytestmark = pytest.mark.cluster

# As many as still go in small groups: enough of them to lose some of.
PATIENTS = LARGE_ABOVE
GROUPS = PATIENTS // GROUP_SIZE
TRIAL = f"""
title = "Two arms"
horizon = "2 years"
design = "twin"
endpoints = ["first_sre", "survival"]
[cohort]
cancer = "breast"
n = {PATIENTS}
[[arm]]
name = "none"
[[arm]]
name = "denosumab"
bone_agent = "denosumab 120 mg sc q4w"
"""
PATIENCE_S = 120
OSTEON = [sys.executable, "-c", "from osteon.cli import main; main()"]


def until(condition, process=None):
    """Wait for a condition, while a process is running where one is given."""
    began = time.monotonic()
    while not (found := condition()):
        assert time.monotonic() - began < PATIENCE_S, "waited in vain"
        assert process is None or process.poll() is None, "ended too early"
        time.sleep(0.001)
    return found


def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Cluster:
    """A scheduler and workers, each a process that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.processes = folder, port(), []
        self.address = f"tcp://127.0.0.1:{self.port}"

    def scheduler(self) -> subprocess.Popen:
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard"]
        return self._start("dask_scheduler", *options)

    def worker(self) -> subprocess.Popen:
        options = ["--no-nanny", "--nthreads", "1", "--no-dashboard"]
        return self._start("dask_worker", self.address, *options)

    def run(self, out: str) -> subprocess.Popen:
        line = ["run", self.folder / "trial.toml", "--out", self.folder / out, "--trajectory", "3"]
        process = subprocess.Popen(
            [*OSTEON, *line, "--cluster", self.address],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def _start(self, name: str, *options: str) -> subprocess.Popen:
        place = ["--local-directory", str(self.folder)] if name == "dask_worker" else []
        command = [sys.executable, "-m", f"distributed.cli.{name}", *options, *place]
        with (self.folder / f"{name}-{len(self.processes)}.log").open("w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        self.processes.append(process)
        return process

    def close(self) -> None:
        for process in reversed(self.processes):
            with suppress(ProcessLookupError):
                process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a folder with a trial, and a run of it on one machine in `here`."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "trial.toml").write_text(TRIAL, encoding="utf-8")
    outcome = CliRunner().invoke(cli, line(folder, "here", "--resume"))
    assert outcome.exit_code == 0, outcome.output
    return folder


@pytest.fixture
def cluster(home):
    started = Cluster(home)
    yield started
    started.close()


def line(home: Path, out: str, *options: str) -> list[str]:
    where = ["run", str(home / "trial.toml"), "--out", str(home / out)]
    return [*where, "--trajectory", "3", *options]


def assert_same_run(home: Path, out: str) -> None:
    for table in TABLES:
        one, other = (pd.read_parquet(home / way / f"{table}.parquet") for way in ("here", out))
        pd.testing.assert_frame_equal(one, other, check_exact=True, obj=table)
    files = sorted((home / "here" / "parts").rglob("*.*"))
    assert len(files) == GROUPS * (len(TABLES) + 1)
    for file in files:
        there = home / out / file.relative_to(home / "here")
        assert there.read_bytes() == file.read_bytes(), file
    assert len(list((home / out / "parts").iterdir())) == GROUPS


def kill_in_the_middle_of_a_write(worker: subprocess.Popen, parts: Path) -> Path:
    """Kill a worker while it writes a part, and return the half part it leaves."""
    while True:
        half = until(lambda: next(iter(parts.glob(".writing-*")), None), worker)
        os.kill(worker.pid, signal.SIGSTOP)
        if half.exists() and list(half.rglob("*.parquet")) and list(half.rglob("group")):
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
            return half
        os.kill(worker.pid, signal.SIGCONT)


def test_a_worker_killed_in_the_middle_of_a_write(home, cluster):
    cluster.scheduler()
    first = cluster.worker()
    run = cluster.run("killed")
    half = kill_in_the_middle_of_a_write(first, home / "killed" / "parts")
    assert half.exists()
    assert len(list((home / "killed" / "parts").glob("group_*"))) < GROUPS
    cluster.worker()
    _, said = run.communicate(timeout=PATIENCE_S)
    assert run.returncode == 0, said
    assert_same_run(home, "killed")


def test_a_scheduler_that_is_killed_and_comes_back(home, cluster):
    scheduler, worker = cluster.scheduler(), cluster.worker()
    run = cluster.run("restarted")
    parts = home / "restarted" / "parts"
    until(lambda: list(parts.glob("group_*")), run)
    scheduler.kill()
    scheduler.wait()
    worker.kill()
    worker.wait()
    done = len(list(parts.glob("group_*")))
    assert 0 < done < GROUPS
    cluster.scheduler()
    cluster.worker()
    _, said = run.communicate(timeout=PATIENCE_S)
    assert run.returncode == 0, said
    assert [line.split(":")[0] for line in said.splitlines()] == ["Report", "Tables"]
    assert_same_run(home, "restarted")


def test_a_local_cluster_makes_what_is_damaged_or_missing(home):
    shutil.copytree(home / "here", home / "damaged")
    parts = home / "damaged" / "parts"
    (parts / "group_00002" / "observations.parquet").write_bytes(b"damaged")
    shutil.rmtree(parts / "group_00005")
    command = [*OSTEON, *line(home, "damaged", "--resume", "--cluster", "2")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert_same_run(home, "damaged")


def test_an_unreachable_cluster_is_one_clear_line_and_nothing_is_written(home):
    address = f"tcp://127.0.0.1:{port()}"
    outcome = CliRunner().invoke(cli, line(home, "nowhere", "--cluster", address))
    assert outcome.exit_code == 2
    assert f"--cluster {address}: cannot be reached" in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert not (home / "nowhere").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--cluster", "0"], "needs 1 worker or more"),
        (["--cluster", "2", "--jobs", "2"], "leave it out with --cluster"),
        (["--cluster", "nonsense"], "--cluster nonsense: cannot be reached"),
    ],
)
def test_an_impossible_cluster_is_refused(home, options, message):
    outcome = CliRunner().invoke(cli, line(home, "refused", *options))
    assert outcome.exit_code == 2
    assert message in outcome.stderr
    assert not (home / "refused").exists()


def test_workers_of_another_version_are_refused(home, cluster, monkeypatch):
    cluster.scheduler()
    cluster.worker()
    other = {"osteon": "0.0.0", "model": "another"}
    monkeypatch.setattr("osteon.sim.on_cluster.software", Other(other))
    outcome = CliRunner().invoke(cli, line(home, "version", "--cluster", cluster.address))
    assert outcome.exit_code == 2
    assert "this machine another" in outcome.stderr
    assert "2 problems, nothing was run" in outcome.stderr
    assert not (home / "version").exists()


class Other:
    """Is another version here, and the real one on a worker."""

    def __init__(self, versions):
        self.versions = versions

    def __call__(self):
        return self.versions

    def __reduce__(self):
        from osteon.sim import software

        return getattr, (software, "software")

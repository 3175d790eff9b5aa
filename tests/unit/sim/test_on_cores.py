"""Groups on all cores: what comes back, what fails, and what is killed."""

import gc
import os
import signal
import subprocess
import sys

import pytest

from osteon.base.errors import InputError, SolverError
from osteon.care import RuleError
from osteon.sim.on_cores import on_cores


def done_by(do, groups, jobs):
    found = {}
    on_cores(do, groups, jobs=jobs, finished=found.__setitem__)
    return found


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_group_is_done_once_whoever_does_it(jobs):
    assert done_by(lambda group: group**2, range(7), jobs) == {n: n**2 for n in range(7)}


def test_the_work_of_several_jobs_is_done_by_other_processes():
    assert os.getpid() not in done_by(lambda _: os.getpid(), range(4), 2).values()
    assert set(done_by(lambda _: os.getpid(), range(4), 1).values()) == {os.getpid()}


def test_something_is_done_here_while_other_processes_are_at_work():
    begun = []
    on_cores(abs, range(4), jobs=2, finished=lambda *_: None, meanwhile=lambda: begun.append(1))
    assert begun == [1]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_collector_rests_while_a_group_is_done_and_no_longer(jobs):
    assert not any(done_by(lambda _: gc.isenabled(), range(2), jobs).values())
    assert gc.isenabled()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_comes_back_with_its_cause(jobs):
    def fail(group):
        try:
            return 1 / (group - 1)
        except ZeroDivisionError as error:
            raise RuleError('rule "mine", patient 3') from error

    with pytest.raises(RuleError, match="patient 3") as caught:
        done_by(fail, range(3), jobs)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_an_error_that_cannot_travel_comes_back_in_words():
    class OwnError(Exception):
        pass

    def fail(group):
        raise OwnError(f"group {group}")

    with pytest.raises(RuntimeError, match=r"OwnError: group \d"):
        done_by(fail, range(2), 2)


def test_a_killed_process_is_one_clear_error():
    def die(group):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(SolverError, match="killed"):
        done_by(die, range(2), 2)


def test_no_jobs_are_refused():
    with pytest.raises(InputError, match="jobs = 0"):
        done_by(abs, range(2), 0)


STOPPED = """
import os, signal, sys, time
from osteon.sim.on_cores import on_cores

# Whoever runs the tests in the background may have switched interruptions off.
signal.signal(signal.SIGINT, signal.default_int_handler)

def work(group):
    time.sleep(0.2)
    return group

def finished(group, done):
    print(group, flush=True)
    os.kill(os.getpid(), signal.SIGINT)

try:
    on_cores(work, range(40), jobs=2, finished=finished)
except KeyboardInterrupt:
    print("stopped")
"""


def test_an_interruption_stops_the_run_without_a_word_of_the_workers():
    ran = subprocess.run(
        [sys.executable, "-c", STOPPED], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.stdout.splitlines()[-1] == "stopped"
    assert len(ran.stdout.splitlines()) < 10
    assert ran.stderr == ""

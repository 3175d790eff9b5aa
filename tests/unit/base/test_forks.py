"""One thing beside another: where it is done, and what goes wrong with it."""

import os
import signal

import pytest

from osteon.base.errors import InputError
from osteon.base.forks import beside


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_it_is_done_by_another_process_before_the_block_is_left(tmp_path):
    file = tmp_path / "who"
    with beside(lambda: file.write_text(str(os.getpid()))):
        pass
    assert file.read_text() != str(os.getpid())


def test_on_one_core_it_is_done_here(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    file = tmp_path / "who"
    with beside(lambda: file.write_text(str(os.getpid()))):
        assert file.read_text() == str(os.getpid())


@pytest.mark.parametrize("cores", [1, 2])
def test_what_it_comes_to_can_be_waited_for_within_the_block(cores, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    with beside(lambda: (os.getpid(), "sum")) as wait:
        who, what = wait()
    assert what == "sum"
    assert (who == os.getpid()) == (cores == 1)


def test_an_error_comes_back_after_the_block(tmp_path):
    def fail():
        raise InputError("no room") from ValueError("why")

    file = tmp_path / "block"
    with pytest.raises(InputError, match="no room") as caught, beside(fail):
        file.touch()
    assert file.exists()
    assert isinstance(caught.value.__cause__, ValueError)


def test_an_error_of_the_block_goes_first():
    with pytest.raises(ZeroDivisionError), beside(lambda: None):
        raise ZeroDivisionError


def test_a_killed_process_is_one_clear_error():
    with (
        pytest.raises(OSError, match="killed"),
        beside(lambda: os.kill(os.getpid(), signal.SIGKILL)),
    ):
        pass

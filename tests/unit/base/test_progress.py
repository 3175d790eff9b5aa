import io

import pytest
from rich.console import Console

from osteon.base.progress import BarProgress, NoProgress, Progress


def terminal() -> tuple[Console, io.StringIO]:
    screen = io.StringIO()
    return Console(file=screen, force_terminal=True, width=110, color_system=None), screen


def live(progress: Progress) -> None:
    progress.start(2046, "stopeck_2010")
    progress.advance(1000)
    progress.advance(1046)
    progress.finish()


def test_the_bar_shows_title_and_count():
    console, screen = terminal()
    live(BarProgress(console))
    assert "stopeck_2010" in screen.getvalue()
    assert "2046/2046" in screen.getvalue()


def test_the_bar_is_silent_when_it_is_no_terminal():
    pipe = io.StringIO()
    live(BarProgress(Console(file=pipe, force_terminal=False)))
    assert pipe.getvalue() == ""


def test_nobody_is_told():
    live(NoProgress())


def test_finish_may_come_twice_or_before_start():
    console, _screen = terminal()
    bar = BarProgress(console)
    bar.finish()
    live(bar)
    bar.finish()


def test_an_interrupted_run_gives_the_cursor_back():
    console, screen = terminal()

    def interrupted():
        with BarProgress(console) as bar:
            bar.start(10, "trial")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert screen.getvalue().rstrip().endswith("\x1b[?25h")

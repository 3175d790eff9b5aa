"""How far a run has come: an argument with a null object as default, and a bar for terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class Progress(Protocol):
    """What a run tells whoever watches it."""

    def start(self, total_patients: int, title: str) -> None:
        """Begin a stretch of work of `total_patients` lives."""

    def advance(self, n: int) -> None:
        """Report that `n` more lives are done."""

    def finish(self) -> None:
        """End the stretch of work, done or not."""


class NoProgress:
    """Tell nobody."""

    def start(self, total_patients: int, title: str) -> None:
        """Begin silently."""

    def advance(self, n: int) -> None:
        """Go on silently."""

    def finish(self) -> None:
        """End silently."""


class BarProgress:
    """A bar on stderr with patients per second and time left; silent when stderr is no terminal.

    It can be used as a context manager, so that an interrupted run leaves a clean terminal.

    Parameters
    ----------
    console : rich.console.Console, optional
        Where to draw; stderr by default.
    unit : str
        What is counted.
    place : str
        Which of several runs it is, such as ``3/13``; it goes before the title.
    """

    def __init__(
        self, console: Console | None = None, *, unit: str = "patients", place: str = ""
    ) -> None:
        self._console = console
        self._unit = unit
        self._place = place
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None

    def start(self, total_patients: int, title: str) -> None:
        """Draw a new bar for `total_patients` lives under `title`."""
        self.finish()
        bar = _make_bar(self._console, self._unit)
        if bar is None:
            return
        self._bar = bar
        bar.start()
        self._task = bar.add_task(f"{self._place} {title}".strip(), total=total_patients)

    def advance(self, n: int) -> None:
        """Move the bar by `n` lives."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, n)

    def finish(self) -> None:
        """Leave the bar as it stands; harmless when none is drawn."""
        if self._bar is not None:
            self._bar.stop()
        self._bar = self._task = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.finish()


def _make_bar(console: Console | None, unit: str) -> RichProgress | None:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column
    from rich.text import Text

    class Speed(ProgressColumn):
        """Patients, or whatever is counted, per second."""

        def render(self, task: Task) -> Text:
            """Show the speed, or nothing before there is one."""
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.0f} {unit}/s" if speed else "", style="cyan")

    console = console or Console(stderr=True)
    if not console.is_terminal:
        return None
    # A long title gives way, so that the bar fits 80 columns.
    title = Column(no_wrap=True, overflow="ellipsis", max_width=24)
    return Progress(
        TextColumn("[bold]{task.description}", table_column=title),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        Speed(),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=console,
    )

"""The closed family of errors, and the one form in which faults of the input are shown."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

T = TypeVar("T")

NOTHING_RUN = "nothing was run"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the input.

    Attributes
    ----------
    where : str
        Path inside the file, such as ``arm[1].bone_agent``; empty for the text as a whole.
    message : str
        What is wrong, and what to write instead.
    file : str
        File that holds the fault; empty where the input was no file.
    """

    where: str
    message: str
    file: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        # One fault, one line, whatever the input held.
        return " ".join(text.splitlines())

    def inside(self, where: str) -> "Problem":
        """Return the same fault, seen from one level further out."""
        return replace(self, where=join_path(where, self.where))

    def of_file(self, file: object) -> "Problem":
        """Return the same fault, with the file that holds it."""
        return replace(self, file=str(file))


class OsteonError(Exception):
    """Everything that osteon itself raises."""


class InputError(OsteonError):
    """What was handed in is wrong; nothing was run.

    Parameters
    ----------
    problems : str or Problem or iterable of Problem
        One message, or every fault found.
    """

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(_as_problems(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        if len(self.problems) == 1 and not self.problems[0].file:
            return str(self.problems[0])
        return "\n".join([*_lines(self.problems), tally(self.problems)])


class SolverError(OsteonError):
    """The equations could not be integrated."""


class FitError(OsteonError):
    """A fit did not come to rest; there is no result."""


def noted(problems: list[Problem], where: str, read: Callable[[], T], instead: T) -> T:
    """Return what `read` returns; note its faults, so that all are told at once."""
    try:
        return read()
    except InputError as error:
        problems += [problem.inside(where) for problem in error.problems]
        return instead


def join_path(outer: str, inner: str) -> str:
    """Return the path of a fault: ``arm[1]`` and ``bone_agent`` give ``arm[1].bone_agent``."""
    if not outer or not inner or inner.startswith("["):
        return outer + inner
    return f"{outer}.{inner}"


def tally(problems: Iterable[Problem]) -> str:
    """Return the closing line, such as ``3 problems, nothing was run``."""
    number = len(tuple(problems))
    return f"{number} problem{'' if number == 1 else 's'}, {NOTHING_RUN}"


def _as_problems(problems: str | Problem | Iterable[Problem]) -> Iterable[Problem]:
    if isinstance(problems, str):
        return [Problem("", problems)]
    return [problems] if isinstance(problems, Problem) else problems


def _lines(problems: tuple[Problem, ...]) -> Iterator[str]:
    by_file = sorted(problems, key=lambda problem: problem.file)
    for file, group in groupby(by_file, key=lambda problem: problem.file):
        if file:
            yield f"{file}:"
        yield from (f"  {problem}" for problem in group)

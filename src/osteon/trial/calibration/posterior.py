"""The posterior of fitted numbers as a file: read, checked, drawn from, written."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from osteon.base.errors import InputError, Problem
from osteon.base.files import read_toml, write_atomically
from osteon.library.faults import validate
from osteon.library.library import Library
from osteon.library.replacing import numbers_by_path
from osteon.library.sourced import Context
from osteon.model.compiled import compiled_model

NAME = "posterior.toml"
DIGITS = 4  # of a fitted number in a file
AS_GOOD_AS_EQUAL = 2e-3  # relative: a number written with fewer digits is the same
AGAIN = "run `osteon calibrate` again"


class FittedNumber(BaseModel):
    """A fitted number: its value, its plausible range, and the stage that fitted it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    value: float
    low: float
    high: float
    stage: str


class Posterior(BaseModel):
    """What a calibration left uncertain: logarithms of numbers are normal around their values.

    Attributes
    ----------
    model : str
        Hash of the equations that it holds for.
    numbers : tuple of FittedNumber
    covariance : tuple of tuple of float
        Of the logarithms, in the order of `numbers`; stages are independent of each other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    numbers: tuple[FittedNumber, ...]
    covariance: tuple[tuple[float, ...], ...]

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Return the posterior that a file holds.

        Raises
        ------
        InputError
            It is no posterior, or one of another model.
        """
        found, problems = validate(cls, read_toml(path), Context({}))
        if found is None:
            raise InputError([problem.of_file(path) for problem in problems])
        here = compiled_model().hash
        if found.model != here:
            message = f"was fitted with other equations (model {found.model}, here {here}); {AGAIN}"
            raise InputError([Problem("model", message, str(path))])
        return found

    @classmethod
    def of_library(cls, library: Library) -> Self:
        """Return the posterior that came with the last folder of a library that has one.

        Raises
        ------
        InputError
            None has, or it is of another model.
        """
        for folder in reversed(library.folders):
            if (folder / NAME).is_file():
                return cls.read(folder / NAME)
        raise InputError(f"no folder of the library has a {NAME}; {AGAIN.replace(' again', '')}")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        p = len(self.numbers)
        matrix = np.array(self.covariance, dtype=float).reshape(len(self.covariance), -1)
        if matrix.shape != (p, p) or not np.allclose(matrix, matrix.T):
            raise ValueError(f"covariance must be symmetric, {p} by {p}")
        return self

    def check(self, library: Library, kept: Sequence[str] = ()) -> None:
        """Hold the library to the values that were fitted.

        Parameters
        ----------
        kept : sequence of str
            Paths that a user has set, which therefore are not drawn.

        Raises
        ------
        InputError
            The library has other values, so this is not its posterior; each one is listed.
        """
        known = numbers_by_path(library)
        problems = []
        for own in self.numbers:
            if own.path in kept:
                continue
            if own.path not in known:
                problems.append(Problem(own.path, f"is no number of this library; {AGAIN}"))
            elif abs(known[own.path].value / own.value - 1) > AS_GOOD_AS_EQUAL:
                here = known[own.path].value
                message = f"was fitted as {own.value:g}, the library has {here:g}; {AGAIN}"
                problems.append(Problem(own.path, message))
        if problems:
            raise InputError(problems)

    def draws(self, n: int, seed: int, kept: Sequence[str] = ()) -> list[dict[str, float]]:
        """Return `n` draws of the numbers by path, inside their plausible ranges."""
        values = np.array([own.value for own in self.numbers])
        low, high = (np.array([getattr(own, e) for own in self.numbers]) for e in ("low", "high"))
        luck = np.random.default_rng(seed)
        covariance = np.array(self.covariance).reshape(len(values), len(values))
        steps = luck.multivariate_normal(np.zeros(len(values)), covariance, size=n)
        drawn = np.clip(values * np.exp(steps), low, high)
        return [
            {
                own.path: float(x)
                for own, x in zip(self.numbers, row, strict=True)
                if own.path not in kept
            }
            for row in drawn
        ]

    def write(self, path: Path) -> None:
        """Write the file that `read` reads."""
        lines = [
            "# What `osteon calibrate` left uncertain; made by it, do not edit.",
            f'model = "{self.model}"',
            "numbers = [",
            *(f"  {_inline(own)}," for own in self.numbers),
            "]",
            "covariance = [",
            *(f"  [{', '.join(f'{x:.6g}' for x in row)}]," for row in self.covariance),
            "]",
        ]
        write_atomically(path, partial(_write, "\n".join(lines) + "\n"))


def rounded(value: float) -> float:
    """Return a fitted number as it is written into files."""
    return float(f"{value:.{DIGITS}g}")


def _inline(own: FittedNumber) -> str:
    numbers = f"value = {own.value:g}, low = {own.low:g}, high = {own.high:g}"
    return f'{{ path = "{own.path}", {numbers}, stage = "{own.stage}" }}'


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")

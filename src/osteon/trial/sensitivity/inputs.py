"""Uncertain numbers of a trial: which are varied, and between what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError, Problem, noted
from osteon.base.suggest import hint
from osteon.base.units import to_unit
from osteon.library.bounds import check_possible
from osteon.library.library import Library
from osteon.library.replacing import numbers_by_path
from osteon.library.sourced import Sourced
from osteon.trial.calibration.posterior import NAME, Posterior
from osteon.trial.trial import Trial

Floats = NDArray[np.float64]

FACTOR = 1.25  # by which an assumed number without a range of its own goes up or down
PLAUSIBLE, POSTERIOR, ASKED, BY_FACTOR = (
    "plausible range",
    "posterior",
    "as asked",
    f"a factor of {FACTOR:g} either way",
)


@dataclass(frozen=True, slots=True)
class Input:
    """A number that is varied between two values, evenly in its logarithm.

    Attributes
    ----------
    path : str
    value, low, high : float
        In the library, and the ends.
    basis : str
    origin : str
        Where the ends are from.
    """

    path: str
    value: float
    low: float
    high: float
    basis: str
    origin: str

    def at(self, share: float) -> float:
        """Return the value at a share of the way from the low to the high end."""
        return float(self.low * (self.high / self.low) ** share)


def inputs_of(
    trial: Trial, asked: Mapping[str, tuple[float, float]], *, assumed: bool
) -> tuple[Input, ...]:
    """Return the numbers that are varied for a trial.

    Those that the calibration frees, between the ends of their posterior where the library has
    one, else of their plausible range; those of cancers that nobody has, and drugs that no arm
    gives, left out.

    Parameters
    ----------
    asked : mapping of path to (low, high)
        Further ones, or other ends.
    assumed : bool
        Whether every other assumed parameter of the model is varied too, by a factor.

    Raises
    ------
    InputError
        A path or an end is impossible; every fault is listed.
    """
    library = trial.library
    known = numbers_by_path(library)
    _check(asked, known)
    ends = {path: (low, high, PLAUSIBLE) for path, low, high in _of_stages(trial)}
    ends |= {path: (*own, POSTERIOR) for path, own in _of_posterior(library) if path in ends}
    if assumed:
        ends = {path: (*own, BY_FACTOR) for path, own in _of_assumed(library)} | ends
    ends |= {path: (*own, ASKED) for path, own in asked.items()}
    return tuple(
        Input(path, known[path].value, low, high, known[path].basis, origin)
        for path, (low, high, origin) in ends.items()
    )


def used_by(trial: Trial, paths: Sequence[str]) -> list[str]:
    """Return the paths but those of cancers that nobody has, and of drugs that no arm gives."""
    cancers = {cancer.name for cancer, _ in trial.file.cohort.mix(trial.library)}
    drugs = {drug for policy in trial.arms.values() for drug in policy.drugs}

    def used(path: str) -> bool:
        kind, _, rest = path.partition(".")
        name = rest.partition(".")[0]
        return {"cancers": name in cancers, "drugs": name in drugs}.get(kind, True)

    return [path for path in paths if used(path)]


def read_ranges(texts: Sequence[str], library: Library) -> dict[str, tuple[float, float]]:
    """Read what ``--vary PATH=LOW:HIGH`` says.

    Raises
    ------
    InputError
        One is of another form, or names no number; every fault is listed.
    """
    known, problems = numbers_by_path(library), list[Problem]()
    found = {}
    for text in texts:
        path, _, said = text.partition("=")
        low, _, high = said.partition(":")
        if not (path and low and high):
            problems.append(Problem("", f"--vary {text}: write PATH=LOW:HIGH"))
        elif path not in known:
            problems.append(Problem("", f"--vary {path}: no such number{hint(path, known)}"))
        else:
            where, unit = f"--vary {path}", known[path].unit
            ends = [noted(problems, where, partial(_number, end, unit), 1.0) for end in (low, high)]
            found[path] = (ends[0], ends[1])
    if problems:
        raise InputError(problems)
    return found


def _number(text: str, unit: str) -> float:
    try:
        return float(text)
    except ValueError:
        return to_unit(text, unit)


def _check(asked: Mapping[str, tuple[float, float]], known: Mapping[str, Sourced]) -> None:
    problems = []
    for path, (low, high) in asked.items():
        if not 0 < low < high:
            problems.append(Problem(path, f"{low:g} to {high:g} is no range above 0"))
        for end in (low, high):
            noted(problems, path, partial(check_possible, _last(path), end), 0.0)
        if path not in known:
            problems.append(Problem(path, f"no such number{hint(path, known)}"))
    if problems:
        raise InputError(problems)


def _of_stages(trial: Trial) -> Iterator[tuple[str, float, float]]:
    freed = [own for stage in trial.library.stages.values() for own in stage.free]
    used = set(used_by(trial, [own.path for own in freed]))
    yield from ((own.path, own.low, own.high) for own in freed if own.path in used)


def _of_posterior(library: Library) -> Iterator[tuple[str, tuple[float, float]]]:
    if not any((folder / NAME).is_file() for folder in library.folders):
        return
    posterior = Posterior.of_library(library)
    posterior.check(library)
    deviations = np.sqrt(np.diag(np.array(posterior.covariance)))
    for own, sd in zip(posterior.numbers, deviations, strict=True):
        reach = float(np.exp(1.96 * sd))
        yield own.path, (max(own.low, own.value / reach), min(own.high, own.value * reach))


def _of_assumed(library: Library) -> Iterable[tuple[str, tuple[float, float]]]:
    for name, entry in library.parameters.items():
        if entry.basis == "assumed" and entry.value > 0:
            yield name, (entry.value / FACTOR, _highest(name, entry.value * FACTOR, entry.value))


def _highest(name: str, wanted: float, value: float) -> float:
    """Return the wanted end, or the value itself where that is more than a number can be."""
    try:
        return check_possible(name, wanted)
    except InputError:
        return value


def _last(path: str) -> str:
    return path.rpartition(".")[2]

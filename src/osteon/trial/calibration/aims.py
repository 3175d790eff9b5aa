"""Aims: targets with what was reported looked up, ready to be compared with a simulation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from osteon.analysis.estimate import NORMAL_QUANTILE
from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint
from osteon.library.faults import validate
from osteon.library.library import Library
from osteon.library.measures import ANSWERS
from osteon.library.reported import UNVERIFIED, Reported
from osteon.library.sourced import Context
from osteon.library.targets import Target, TargetSet
from osteon.library.trial_file import TrialFile
from osteon.trial.compare import Interval, on_scale, reported_interval
from osteon.trial.questions import question_of

OF_A_CLAIM = "mean"  # a claim's figure is compared as it stands


@dataclass(frozen=True, slots=True)
class Aim:
    """One number to be met.

    Attributes
    ----------
    process : str
        Set of targets that it is from.
    place : str
        Trial or claim that is simulated.
    row : Reported
        What was reported.
    weight : float
    figure : str
        Of a claim; empty for a number of a trial.
    """

    process: str
    place: str
    row: Reported
    weight: float
    figure: str = ""

    @property
    def name(self) -> str:
        """What it is, in one line."""
        row = self.row
        if self.figure:
            return f"{self.place}: {self.figure}"
        who = f"{row.arm} / {row.versus}" if row.versus else row.arm
        parts = (f"{row.endpoint} {row.measure}", who, row.group, row.at and f"at {row.at}")
        return f"{self.place}: {', '.join(part for part in parts if part)}"

    def on_scale(self, interval: Interval) -> Interval:
        """Return a number on the scale on which it is compared."""
        return on_scale(self.row.measure, interval)

    def reported(self) -> tuple[float, float | None]:
        """Return what was reported on that scale, and its standard error, None where unknown."""
        found, _origin = reported_interval(self.row)
        if found is None:
            return self.on_scale(Interval(*[self.row.value] * 3)).value, None
        ends = self.on_scale(found)
        return ends.value, abs(ends.high - ends.low) / (2 * NORMAL_QUANTILE)


def aims_of(library: Library, processes: Iterable[str] | None = None) -> tuple[Aim, ...]:
    """Return the aims of some sets of targets, of all without `processes`.

    Raises
    ------
    InputError
        A set is unknown, or a target asks for what no run answers; every fault is listed.
    """
    names = tuple(library.targets) if processes is None else tuple(processes)
    found: list[Aim] = []
    problems: list[Problem] = []
    for name in names:
        if name not in library.targets:
            problems.append(Problem(name, f"no such set of targets{hint(name, library.targets)}"))
            continue
        found += _of_set(library.targets[name], library, problems)
    if problems:
        raise InputError(problems)
    return tuple(found)


def _of_set(targets: TargetSet, library: Library, problems: list[Problem]) -> Iterator[Aim]:
    for number, target in enumerate(targets.targets):
        where = f"targets {targets.name}.target[{number}]"
        try:
            row = _of_claim(target, library) if target.claim else _of_trial(target, library)
        except InputError as error:
            problems += [problem.inside(where) for problem in error.problems]
            continue
        # A row by which a cohort's own numbers were set would be met by itself.
        counts = target.counts and row.is_checked and not row.input
        weight = target.weight * row.weight if counts else 0.0
        place = target.claim or target.trial
        yield Aim(targets.name, place, row, weight, target.figure)


def _of_claim(target: Target, library: Library) -> Reported:
    claim = library.claim(target.claim)
    figures = {figure.name for figure in claim.figures}
    if target.figure not in figures:
        raise InputError(
            f'{claim.name} has no figure "{target.figure}"{hint(target.figure, figures)}'
        )
    return _row(target, {"endpoint": claim.name, "measure": OF_A_CLAIM}, library)


def _of_trial(target: Target, library: Library) -> Reported:
    file = library.trial(target.trial)
    endpoint = file.endpoint(target.endpoint, library)
    if target.measure not in ANSWERS[endpoint.kind]:
        known = ", ".join(ANSWERS[endpoint.kind])
        raise InputError(
            f"{target.endpoint} has no {target.measure}: a run of {target.trial} answers {known}"
        )
    _check_arms(target, file)
    asked = {key: getattr(target, key) for key in ("endpoint", "measure", "at", "since", "group")}
    if target.value is not None:
        return _row(target, asked, library)
    wanted = _row(target, {**asked, "value": 1.0, "checked": UNVERIFIED}, library)
    for row in file.reported:
        if question_of(row) == question_of(wanted):
            return row
    raise InputError(f"{target.trial} reported no such number, and no value stands here")


def _check_arms(target: Target, file: TrialFile) -> None:
    arms = [arm.name for arm in file.arms]
    for name in filter(None, (target.arm, target.versus)):
        if name not in arms:
            raise InputError(f'{target.trial} has no arm "{name}"{hint(name, arms)}')


def _row(target: Target, asked: Mapping[str, object], library: Library) -> Reported:
    own = target.model_dump(include={"value", "interval", "n", "events", "source", "checked"})
    own |= {"arm": target.arm, "versus": target.versus, "population": target.population, **asked}
    row, problems = validate(Reported, own, Context(library.references, library))
    if row is None:
        raise InputError(problems)
    return row

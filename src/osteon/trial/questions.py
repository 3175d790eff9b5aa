"""What is asked of a run: each endpoint, measure, arm, time and group that gets a number."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from osteon.library.groups import read_group
from osteon.library.measures import ALSO_AT_LANDMARKS, CONTRASTS, LANDMARKS

if TYPE_CHECKING:
    from osteon.library.endpoints import Endpoint
    from osteon.library.library import Library
    from osteon.library.reported import Reported
    from osteon.library.trial_file import TrialFile

USUAL_DAY = 91.0  # week 13, at which trials of bone markers report
OF_READINGS = ("change_from_baseline", "mean_value")


class Question(NamedTuple):
    """One number that is asked for.

    Attributes
    ----------
    versus : str
        Arm that a contrast compares with; empty otherwise.
    since, at : float or None
        The days that count [days]; None for all of the follow-up.
    group : str
        Patients who count; empty for all of the arm.
    """

    endpoint: str
    measure: str
    arm: str
    versus: str = ""
    since: float | None = None
    at: float | None = None
    group: str = ""


def question_of(row: "Reported") -> Question:
    """Return the question that a reported number answers."""
    since = None if row.since is None else row.since_days
    versus = row.versus or ""
    return Question(row.endpoint, row.measure, row.arm, versus, since, row.at_days, row.group)


def questions_of(trial_file: "TrialFile", library: "Library") -> tuple[Question, ...]:
    """Return every question of a trial by endpoint: what its endpoints ask, what was reported."""
    asked = [question_of(row) for row in trial_file.reported]
    found: list[Question] = []
    for name in trial_file.asked_endpoints:
        found += _usual(trial_file, trial_file.endpoint(name, library))
        found += [own for own in asked if own.endpoint == name]
    return tuple(dict.fromkeys(found))


def wanted_readings(trial_file: "TrialFile", library: "Library") -> dict[str, tuple[float, ...]]:
    """Return the readings that endpoints and groups ask for, and on which days [days]."""
    wanted: dict[str, set[float]] = {}
    for question in questions_of(trial_file, library):
        endpoint = trial_file.endpoint(question.endpoint, library)
        if endpoint.kind in OF_READINGS and question.at is not None:
            wanted.setdefault(str(endpoint.reading), set()).add(question.at)
    groups = {question.group for question in questions_of(trial_file, library)} - {""}
    for group in sorted(groups | set(trial_file.stratify_by)):
        for condition in read_group(group, library):
            if condition.tested:
                wanted.setdefault(condition.name, set())
    return {reading: tuple(sorted(days)) for reading, days in wanted.items()}


def _usual(trial_file: "TrialFile", endpoint: "Endpoint") -> Iterator[Question]:
    """Yield what an endpoint asks by itself: its measures of every arm."""
    names = [arm.name for arm in trial_file.arms]
    pairs = [(name, names[0]) for name in names[1:]]
    reported = [row for row in trial_file.reported if row.endpoint == endpoint.name]
    pairs += [(row.arm, row.versus) for row in trial_file.reported if row.versus]
    days: list[float | None] = [None]
    if endpoint.kind in OF_READINGS:
        read = (row.at_days for row in reported if row.at_days is not None)
        days = [*sorted({USUAL_DAY, *read})]
    landmarks = [day for day in endpoint.at_days if day <= trial_file.horizon_days]
    for measure in endpoint.measures:
        who = pairs if measure in CONTRASTS else [(name, "") for name in names]
        also = landmarks if measure in ALSO_AT_LANDMARKS or _behind(measure, endpoint) else []
        for day in landmarks if measure in LANDMARKS else [*days, *also]:
            for arm, versus in dict.fromkeys(who):
                yield Question(endpoint.name, measure, arm, versus, at=day)


def _behind(measure: str, endpoint: "Endpoint") -> bool:
    """Whether a measure of one arm is what a difference at landmarks is of."""
    return measure == "percent" and "percent_difference" in endpoint.measures

"""Simulated moments: what a library with some numbers replaced makes of the aims."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from osteon.analysis.estimate import NORMAL_QUANTILE
from osteon.library.library import Library
from osteon.library.replacing import with_numbers
from osteon.library.trial_file import TrialFile
from osteon.model.compiled import compiled_model
from osteon.trial.calibration.aims import Aim
from osteon.trial.calibration.store import Store
from osteon.trial.compare import Interval, find_effect
from osteon.trial.scheme import hash_library
from osteon.trial.trial import Trial

Numbers = Mapping[str, float]
LATEST_AFTER_DAYS = 30.0  # readings are taken at the visits around a day
SEED_BYTES = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A simulated number on the scale of comparison.

    Attributes
    ----------
    value, se : float
    n : int
        Patients behind it.
    shown : Interval
        As it is reported, with its 95 % interval.
    """

    value: float
    se: float
    n: int
    shown: Interval


@dataclass(frozen=True)
class Simulator:
    """Simulates what aims ask for; the same patients with the same luck for any numbers.

    Each trial has patients of its own: were their luck shared, all trials would be off to the same
    side together, which a sum of squares takes for evidence.

    Attributes
    ----------
    library : Library
        What numbers replace something in.
    n : int or None
        Patients of each trial; None for as many as the trial had.
    seed : int
        With the name of a trial it makes the seed of that trial.
    jobs : int or None
        Processes.
    store : Store
        Finished evaluations, so that a fit can be gone on with.
    """

    library: Library
    n: int | None
    seed: int
    jobs: int | None = None
    store: Store = field(default_factory=Store)

    def moments(self, aims: Sequence[Aim], numbers: Numbers) -> list[Moment]:
        """Return the simulated number of each aim, in their order; `nan` where there is none.

        Raises
        ------
        InputError
            A number has an impossible value.
        """
        found: dict[Aim, Moment] = {}
        ordered = sorted(aims, key=attrgetter("place"))
        for place, group in groupby(ordered, key=attrgetter("place")):
            own = list(group)
            found |= zip(own, self._of_place(place, own, numbers), strict=True)
        return [found[aim] for aim in aims]

    def _of_place(self, place: str, aims: Sequence[Aim], numbers: Numbers) -> list[Moment]:
        own = _that_matter(place, numbers, self.library)
        asked = [self._base, _definition(place, self.library), self.n, self._seed_of(place)]
        key = _key([*asked, [aim.name for aim in aims], own])
        rows = self.store.get(key, lambda: self._simulate(place, aims, own))
        return [_moment(aim, row) for aim, row in zip(aims, rows, strict=True)]

    def _simulate(self, place: str, aims: Sequence[Aim], numbers: Numbers) -> list[list[float]]:
        library = with_numbers(self.library, numbers)
        if aims[0].figure:
            return _figures(place, aims, library)
        file = shortened(self.library.trials[place], aims)
        readings = any(library_reads(file, aim, library) for aim in aims)
        trial = Trial.of_file(file, library)
        kept = (self.n or file.cohort.n) if readings else 0
        seed = self._seed_of(place)
        result = trial.run(n=self.n, seed=seed, jobs=self.jobs, trajectory=kept)
        answers = (find_effect(aim.row, result.effects()) for aim in aims)
        return [[*interval, n] for interval, n, _note in answers]

    def _seed_of(self, place: str) -> int:
        digest = hashlib.sha256(f"{self.seed} {place}".encode()).digest()
        return int.from_bytes(digest[:SEED_BYTES], "big")

    @cached_property
    def _base(self) -> str:
        return f"{compiled_model().hash} {hash_library(self.library)}"


def shortened(file: TrialFile, aims: Iterable[Aim]) -> TrialFile:
    """Return a trial that asks for the aims alone, and ends when the last of them is read.

    A life does not depend on how long it is followed, so the numbers stay what they are.
    """
    rows = tuple(aim.row for aim in aims)
    changes: dict[str, Any] = {"reported": rows, "endpoints": ()}
    days = [math.inf if row.at_days is None else row.at_days for row in rows]
    last = max(days) + LATEST_AFTER_DAYS
    if last + file.accrual_days < file.horizon_days:
        changes |= {"horizon": f"{last:g} days", "accrual": None}
    return file.model_copy(update=changes)


def library_reads(file: TrialFile, aim: Aim, library: Library) -> bool:
    """Return whether an aim needs the course of every patient."""
    return bool(file.endpoint(aim.row.endpoint, library).reading or "untx" in aim.row.group)


def _figures(claim: str, aims: Sequence[Aim], library: Library) -> list[list[float]]:
    from osteon.trial.claims.check import judge
    from osteon.trial.claims.clinic import Clinic

    values = judge(library.claim(claim), Clinic(library)).values
    return [[values[aim.figure]] * 3 + [0] for aim in aims]


def _moment(aim: Aim, row: Sequence[float]) -> Moment:
    shown = Interval(*row[:3])
    scaled = aim.on_scale(shown)
    if not math.isfinite(scaled.value):
        return Moment(math.nan, math.nan, int(row[3]), shown)
    ends = [end for end in (scaled.low, scaled.high) if math.isfinite(end)]
    half = max((abs(end - scaled.value) for end in ends), default=0.0)
    return Moment(scaled.value, half / NORMAL_QUANTILE, int(row[3]), shown)


def _that_matter(place: str, numbers: Numbers, library: Library) -> dict[str, float]:
    """Leave out the numbers of cancers that nobody in a trial has: it is not simulated again."""
    file = library.trials.get(place)
    if file is None:
        return dict(sorted(numbers.items()))
    own = {cancer.name for cancer, _ in file.cohort.mix(library)}
    parts = {path: path.split(".") for path in sorted(numbers)}
    return {
        path: numbers[path]
        for path, words in parts.items()
        if words[0] != "cancers" or words[1] in own
    }


def _definition(place: str, library: Library) -> str:
    file = library.trials.get(place)
    return place if file is None else file.model_dump_json(by_alias=True)


def _key(what: object) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:24]

"""What is noted of a group of patients besides its events, until it is written down as tables."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from osteon.care.entries import Observation
from osteon.care.orders import Order
from osteon.library.assessments import Imaging
from osteon.model.engine import Floats, Integers


@dataclass(slots=True)
class Ordered:
    """An order with what came of it; `done_day` is infinite until it is carried out [days]."""

    row: int
    day: float
    order: Order
    done_day: float = np.inf
    why_not: str = ""


@dataclass(slots=True)
class Told:
    """A symptom, when it was told of and when it was over; infinite where never [days]."""

    row: int
    onset_day: float
    name: str
    site: str
    told_day: float = np.inf
    end_day: float = np.inf


class Look(NamedTuple):
    """An image that is taken of one patient; without a site, of all that it shows.

    Of a `routine` one, which is repeated, only what it finds is news.
    """

    row: int
    imaging: Imaging
    site: str
    day: float
    routine: bool = False


class Images(NamedTuple):
    """The deposits that images of one kind showed or missed, as columns."""

    name: str
    rows: Integers
    day: Floats
    lesion: Integers
    seen: NDArray[np.bool_]


class Found(NamedTuple):
    """A deposit that came into the chart; `lesion` is -1 where nothing is there."""

    row: int
    day: float
    lesion: int
    site: str
    look: str
    by: str


class Performed(NamedTuple):
    """A procedure that was carried out, and how it went."""

    row: int
    day: float
    procedure: str
    site: str
    lesion: int
    outcome: str


@dataclass
class Notes:
    """What is written down of a group besides its events.

    `felt` holds the symptoms that go on, by life, name and lesion; `tested` the life of each
    of the results.
    """

    orders: list[Ordered] = field(default_factory=list)
    symptoms: list[Told] = field(default_factory=list)
    felt: dict[tuple[int, str, int], Told] = field(default_factory=dict)
    images: list[Images] = field(default_factory=list)
    findings: list[Found] = field(default_factory=list)
    procedures: list[Performed] = field(default_factory=list)
    results: list[Observation] = field(default_factory=list)
    tested: list[int] = field(default_factory=list)
    courses: list[tuple[Integers, Floats, Floats]] = field(default_factory=list)

    def note_results(self, row: int, *results: Observation) -> None:
        """Write down results of one life."""
        self.results += results
        self.tested += [row] * len(results)

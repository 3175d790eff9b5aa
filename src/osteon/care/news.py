"""What has reached a chart since the rules were last asked."""

import math
from collections.abc import Callable, Container, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from osteon.care.entries import Regimen


class Seen(NamedTuple):
    """A metastasis that was found, or seen to have changed.

    Attributes
    ----------
    site : str
        The bone.
    new : bool
        Whether it was found, rather than seen again.
    first : bool
        Whether no metastasis was known when the rules were last asked.
    """

    site: str
    new: bool = True
    first: bool = False


class News(NamedTuple):
    """What has reached a chart since the rules were last asked.

    Attributes
    ----------
    day, since_day : float
        Today, and when the rules were last asked [days]; minus infinity before the first time.
    symptoms, events, procedures : set of str
        Names of symptoms reported or over, kinds of events, procedures carried out.
    results : tuple of (str, float)
        Assessments and values.
    lesions : tuple of Seen
        Metastases that were found, or seen to have changed.
    visit : bool
        Whether the patient is at a planned visit.
    planned : bool
        Whether a day of any schedule can have come since then.
    regimens : sequence of Regimen
        What the patient is or was on: some reviews are for those on a treatment only.
    past : set of str
        All the chart ever had: kinds of events, procedures, and bones with a metastasis.
    told : set of str
        Those of the symptoms that go on, or began; the others are over.
    """

    day: float = 0.0
    since_day: float = -math.inf
    symptoms: AbstractSet[str] = frozenset()
    events: AbstractSet[str] = frozenset()
    procedures: AbstractSet[str] = frozenset()
    results: tuple[tuple[str, float], ...] = ()
    lesions: tuple[Seen, ...] = ()
    visit: bool = False
    planned: bool = True
    regimens: Sequence[Regimen] = ()
    past: AbstractSet[str] = frozenset()
    told: AbstractSet[str] = frozenset()


#: Whether a metastasis that was found, or has changed, matters.
OnLesion = Callable[[Seen], bool]


def any_change(_: Seen) -> bool:
    """Let whatever was found or has changed matter."""
    return True


def newly_found(seen: Seen) -> bool:
    """Let a metastasis matter that was not known, and growth of a known one not."""
    return seen.new


def first_found(seen: Seen) -> bool:
    """Let only the first metastasis matter that becomes known."""
    return seen.first


def found_in(bones: Container[str]) -> OnLesion:
    """Return that what is found, or changes, in some bones matters."""
    return lambda seen: seen.site in bones

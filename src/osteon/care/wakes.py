"""When a rule can have something to say, so that it need not be asked at other times."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from osteon.care.entries import Regimen
from osteon.care.news import News, OnLesion, any_change

Range = tuple[float, float]

#: Whatever the result of a test that was ordered, or of an image, is. A result of the routine
#: panel wakes the rules that name a bound for it, and no other.
ANY_RESULT: Range = (math.inf, -math.inf)
NEVER: Range = (-math.inf, math.inf)

# What falls on a day by all but rounding is on the day [days].
SAME_DAY = 1e-9

_NAME = "wakes"


def above(limit: float) -> Range:
    """Return the range that a result at or above `limit` leaves."""
    return (-math.inf, limit)


def below(limit: float) -> Range:
    """Return the range that a result at or below `limit` leaves."""
    return (limit, math.inf)


def outside(low: float, high: float) -> Range:
    """Return the range that a result at or below `low`, or at or above `high`, leaves."""
    return (low, high)


#: Whether a piece of news, whatever wakes by it, is one that a rule has nothing to say to.
OfNews = Callable[[News], bool]

#: Whether treatments are such, on a day, that a review of them has anything to look at.
OnTreatment = Callable[[Sequence[Regimen], float], bool]


@dataclass(frozen=True, slots=True)
class Review:
    """A look every so many days after entry, the day of entry included.

    Parameters
    ----------
    every_days : float
        Time between two looks [days].
    only_while : function, optional
        Of treatments and day; where it is false there is nothing to look at.
    """

    every_days: float
    only_while: OnTreatment | None = None

    def finds(self, news: News) -> bool:
        """Whether the review falls into the time of `news` and has something to look at."""
        due = next_multiple(self.every_days, news.since_day) <= news.day + SAME_DAY
        return due and (self.only_while is None or self.only_while(news.regimens, news.day))


@dataclass(frozen=True, slots=True)
class Wakes:
    """What wakes a rule.

    Attributes
    ----------
    symptoms, events, procedures : frozenset of str
        News of any of these; of a symptom that it is over, too.
    told : frozenset of str
        Symptoms of which only that they are told, not that they are over, wakes it.
    results : mapping of str to (float, float)
        A result at or below the lower number, or at or above the higher one.
    lesions : function, optional
        Whether a metastasis, found or seen to have changed, wakes it; None where none does.
    on_days : frozenset of float
        These days after entry [days].
    reviews : frozenset of Review
        Looks every so many days.
    visits : bool
        Every planned visit, and any news at all.
    never_while : function, optional
        Of treatments and day: where it is true the rule has nothing to say whatever is new.
    only_once : frozenset of str, optional
        Kinds of events, procedures and bones with a metastasis: until the chart has one of them
        the rule has nothing to say.
    unless : function, optional
        Of the news: where it is true the rule has nothing to say. This, `only_once` and
        `never_while` are lost when rules are merged.
    """

    symptoms: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()
    results: Mapping[str, Range] = field(default_factory=dict)
    lesions: OnLesion | None = None
    on_days: frozenset[float] = frozenset()
    reviews: frozenset[Review] = frozenset()
    visits: bool = False
    never_while: OnTreatment | None = None
    only_once: frozenset[str] | None = None
    unless: OfNews | None = None
    told: frozenset[str] = frozenset()

    @property
    def always_heeds(self) -> bool:
        """Whether the rule may have something to say to whatever wakes it."""
        return self.never_while is None and self.only_once is None and self.unless is None

    def silent(self, news: News) -> bool:
        """Whether the rule has nothing to say whatever is new."""
        if self.only_once is not None and self.only_once.isdisjoint(news.past):
            return True
        if self.unless is not None and self.unless(news):
            return True
        return self.never_while is not None and self.never_while(news.regimens, news.day)

    def by(self, news: News) -> bool:
        """Whether `news` wakes the rule."""
        if self.silent(news):
            return False
        return (
            self.visits
            or (self.lesions is not None and any(map(self.lesions, news.lesions)))
            or not self.events.isdisjoint(news.events)
            or not self.symptoms.isdisjoint(news.symptoms)
            or not self.told.isdisjoint(news.told)
            or not self.procedures.isdisjoint(news.procedures)
            or any(self.by_result(name, value) for name, value in news.results)
            or self.by_day(news)
        )

    def by_day(self, news: News) -> bool:
        """Whether a day of the schedule has come since the rules were last asked."""
        for day in self.on_days:
            if news.since_day + SAME_DAY < day <= news.day + SAME_DAY:
                return True
        for review in self.reviews:  # noqa: SIM110 - twice as fast as any()
            if review.finds(news):
                return True
        return False

    def by_result(self, name: str, value: float) -> bool:
        """Whether a result wakes the rule."""
        low, high = self.results.get(name, NEVER)
        return value <= low or value >= high

    @property
    def only_at_entry(self) -> bool:
        """Whether nothing that happens after entry wakes the rule."""
        return self == Wakes(on_days=self.on_days) and self.on_days <= {0.0}

    def __or__(self, other: "Wakes") -> "Wakes":
        names = [*self.results, *(name for name in other.results if name not in self.results)]
        return Wakes(
            self.symptoms | other.symptoms,
            self.events | other.events,
            self.procedures | other.procedures,
            {name: _both(self.results.get(name), other.results.get(name)) for name in names},
            lesions=_either(self.lesions, other.lesions),
            on_days=self.on_days | other.on_days,
            reviews=self.reviews | other.reviews,
            visits=self.visits or other.visits,
            told=self.told | other.told,
        )


#: A rule that does not say is asked at every visit and whenever there is news.
UNSAID = Wakes(visits=True)

Anything = TypeVar("Anything", bound=Callable[..., Any])


def wakes(  # noqa: PLR0913 - one argument per kind of news
    *,
    symptoms: Iterable[str] = (),
    told: Iterable[str] = (),
    events: Iterable[str] = (),
    procedures: Iterable[str] = (),
    results: Mapping[str, Range] | None = None,
    lesions: bool | OnLesion = False,
    on_days: Iterable[float] = (),
    every_days: float | None = None,
    only_while: OnTreatment | None = None,
    never_while: OnTreatment | None = None,
    only_once: Iterable[str] | None = None,
    unless: OfNews | None = None,
) -> Callable[[Anything], Anything]:
    """Declare when a rule can have something to say; at other times it is not asked.

    Parameters
    ----------
    symptoms, events, procedures : iterable of str
        Names whose news wakes the rule; of a symptom that it is over, too.
    told : iterable of str
        Symptoms whose telling wakes the rule; that they are over does not.
    results : mapping of str to range
        Such as ``{"calcium": above(2.65)}``; `ANY_RESULT` for whatever comes back.
    lesions : bool or function
        Whether a metastasis, found or seen to have changed, wakes it; as a function, such as
        `first_found`, which ones do.
    on_days : iterable of float
        Days after entry [days].
    every_days : float, optional
        Every so many days, that of entry included [days].
    only_while : function, optional
        Of treatments and day: whether those reviews have anything to look at.
    never_while : function, optional
        Of treatments and day: whether the rule has nothing to say whatever is new.
    only_once : iterable of str, optional
        Kinds of events, procedures and bones with a metastasis; until the chart has one of them
        the rule has nothing to say.
    unless : function, optional
        Of the news: whether the rule has nothing to say to it.
    """
    reviews = [] if every_days is None else [Review(float(every_days), only_while)]
    own = Wakes(
        frozenset(symptoms),
        frozenset(events),
        frozenset(procedures),
        dict(results or {}),
        lesions=any_change if lesions is True else lesions or None,
        on_days=frozenset(float(day) for day in on_days),
        reviews=frozenset(reviews),
        never_while=never_while,
        only_once=None if only_once is None else frozenset(only_once),
        unless=unless,
        told=frozenset(told),
    )

    def declare(rule: Anything) -> Anything:
        setattr(rule, _NAME, own)
        return rule

    return declare


def is_day_of(day: float, every_days: float) -> bool:
    """Whether `day` is on the schedule of a rule that is woken every `every_days` [days].

    What depends on the time that has passed is decided on these days alone, so that a rule has
    nothing to say on a day on which it is not woken.
    """
    return abs(day - round(day / every_days) * every_days) <= SAME_DAY * max(1.0, day)


def wakes_of(rule: Callable[..., Any]) -> Wakes:
    """Return what a rule has declared; without that, every visit and any news wake it."""
    own = getattr(rule, _NAME, UNSAID)
    return own if isinstance(own, Wakes) else UNSAID


def next_multiple(every: float, after: float) -> float:
    """Return the first day of a series from entry on that is later than `after` [days]."""
    if after < 0:
        return 0.0
    return (math.floor((after + SAME_DAY) / every) + 1) * every


def _either(one: OnLesion | None, other: OnLesion | None) -> OnLesion | None:
    return any_change if one is not None and other is not None else one or other


def _both(one: Range | None, other: Range | None) -> Range:
    (low, high), (also_low, also_high) = one or NEVER, other or NEVER
    return (max(low, also_low), min(high, also_high))

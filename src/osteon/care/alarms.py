"""Which of many rules a piece of news wakes, without asking each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from osteon.care.news import News, OnLesion
from osteon.care.wakes import Wakes

_KINDS = ("symptoms", "events", "procedures")


@dataclass
class Alarms:
    """Places of rules by what wakes them.

    Attributes
    ----------
    by_name : dict of (kind of news, name) to set of int
    by_result : dict of name of an assessment to list of (place, low, high)
    scheduled : list of (Wakes, set of int)
        Schedules, and the rules that keep each.
    lesions : list of (place, function)
    always : set of int
    sometimes_silent : dict of int to Wakes
        Rules that have nothing to say at times, whatever is new.
    """

    by_name: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    by_result: dict[str, list[tuple[int, float, float]]] = field(default_factory=dict)
    scheduled: list[tuple[Wakes, set[int]]] = field(default_factory=list)
    always: set[int] = field(default_factory=set)
    lesions: list[tuple[int, OnLesion]] = field(default_factory=list)
    sometimes_silent: dict[int, Wakes] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Sequence[Wakes]) -> "Alarms":
        """Return the alarms of rules in order."""
        alarms = cls()
        for place, own in enumerate(rules):
            alarms._set(place, own)
        return alarms

    def woken(self, news: News) -> list[int]:
        """Return the places of the rules that the news wakes, as `Wakes.by` has it, in order."""
        woken = set(self.always)
        for seen in news.lesions:
            woken.update(place for place, matters in self.lesions if matters(seen))
        for kind in _KINDS:
            for name in getattr(news, kind):
                woken |= self.by_name.get((kind, name), _NONE)
        for name, value in news.results:
            woken.update(
                place
                for place, low, high in self.by_result.get(name, ())
                if value <= low or value >= high
            )
        for schedule, places in self.scheduled if news.planned else ():
            if not places <= woken and schedule.by_day(news):
                woken |= places
        return [place for place in sorted(woken) if not self._silent(place, news)]

    def _silent(self, place: int, news: News) -> bool:
        own = self.sometimes_silent.get(place)
        return own is not None and own.silent(news)

    def _set(self, place: int, own: Wakes) -> None:
        if own.visits:
            self.always.add(place)
        if own.lesions is not None:
            self.lesions.append((place, own.lesions))
        if not own.always_heeds:
            self.sometimes_silent[place] = own
        if own.on_days or own.reviews:
            self._schedule(place, Wakes(on_days=own.on_days, reviews=own.reviews))
        for kind in _KINDS:
            names: Iterable[str] = getattr(own, kind)
            for name in names:
                self.by_name.setdefault((kind, name), set()).add(place)
        for name, (low, high) in own.results.items():
            self.by_result.setdefault(name, []).append((place, low, high))

    def _schedule(self, place: int, schedule: Wakes) -> None:
        for other, places in self.scheduled:
            if other == schedule:
                places.add(place)
                return
        self.scheduled.append((schedule, {place}))


_NONE: frozenset[int] = frozenset()

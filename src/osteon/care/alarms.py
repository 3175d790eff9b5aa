"""Which of many rules a piece of news wakes, without asking each of them.

A set of rules is a number with one bit for each rule, which is united and cut in no time.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from osteon.care.news import News, OnLesion
from osteon.care.wakes import SAME_DAY, OnTreatment, Wakes, next_multiple

Bits = int
Key = TypeVar("Key", bound=Hashable)


@dataclass
class Alarms:
    """Rules by what wakes them.

    Attributes
    ----------
    symptoms, told, events, procedures : dict of str to Bits
    results : dict of name of an assessment to list of (low, high, Bits)
    lesions : dict of function to Bits
    days : dict of day to Bits
    reviews : dict of time between two looks to dict of function to Bits
        Of treatments and day; None where there is always something to look at.
    always : Bits
    sometimes_silent : list of (Bits, Wakes)
        Rules that have nothing to say at times, whatever is new.
    """

    symptoms: dict[str, Bits] = field(default_factory=dict)
    told: dict[str, Bits] = field(default_factory=dict)
    events: dict[str, Bits] = field(default_factory=dict)
    procedures: dict[str, Bits] = field(default_factory=dict)
    results: dict[str, list[tuple[float, float, Bits]]] = field(default_factory=dict)
    lesions: dict[OnLesion, Bits] = field(default_factory=dict)
    days: dict[float, Bits] = field(default_factory=dict)
    reviews: dict[float, dict[OnTreatment | None, Bits]] = field(default_factory=dict)
    always: Bits = 0
    sometimes_silent: list[tuple[Bits, Wakes]] = field(default_factory=list)
    _places: dict[Bits, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Sequence[Wakes]) -> "Alarms":
        """Return the alarms of rules in order."""
        alarms = cls()
        for place, own in enumerate(rules):
            alarms._set(1 << place, own)
            alarms._set_names(1 << place, own)
        return alarms

    def woken(self, news: News) -> list[int]:
        """Return the places of the rules that the news wakes, as `Wakes.by` has it, in order."""
        bits = self.always | self._by_name(news) | self._by_result(news) | self._by_lesion(news)
        if news.planned:
            bits |= self._by_day(news, bits)
        for own, wakes in self.sometimes_silent:
            if bits & own and wakes.silent(news):
                bits &= ~own
        return self._in_order(bits)

    def next_day(self, after: float) -> float:
        """Return the first day of any schedule later than `after` [days]; infinite without one."""
        days = [day for day in self.days if day > after + SAME_DAY]
        days += [next_multiple(every, after) for every in self.reviews]
        return min(days, default=math.inf)

    def _by_name(self, news: News) -> Bits:
        bits = 0
        for name in news.symptoms:
            bits |= self.symptoms.get(name, 0)
        for name in news.told:
            bits |= self.told.get(name, 0)
        for name in news.events:
            bits |= self.events.get(name, 0)
        for name in news.procedures:
            bits |= self.procedures.get(name, 0)
        return bits

    def _by_result(self, news: News) -> Bits:
        bits = 0
        for name, value in news.results:
            for low, high, own in self.results.get(name, ()):
                if value <= low or value >= high:
                    bits |= own
        return bits

    def _by_lesion(self, news: News) -> Bits:
        bits = 0
        for seen in news.lesions:
            for matters, own in self.lesions.items():
                if own & ~bits and matters(seen):
                    bits |= own
        return bits

    def _by_day(self, news: News, woken: Bits) -> Bits:
        """Return whom the schedule wakes, as far as they are not woken anyway."""
        bits, since, today = 0, news.since_day, news.day + SAME_DAY
        for day, own in self.days.items():
            if since + SAME_DAY < day <= today:
                bits |= own
        for every, looks in self.reviews.items():
            if next_multiple(every, since) > today:
                continue
            for finds, own in looks.items():
                if own & ~woken and (finds is None or finds(news.regimens, news.day)):
                    bits |= own
        return bits

    def _in_order(self, bits: Bits) -> list[int]:
        # The same few sets of rules are woken over and over.
        if bits not in self._places:
            self._places[bits] = [i for i in range(bits.bit_length()) if bits >> i & 1]
        return self._places[bits]

    def _set(self, bit: Bits, own: Wakes) -> None:
        if own.visits:
            self.always |= bit
        if own.lesions is not None:
            _add(self.lesions, own.lesions, bit)
        if not own.always_heeds:
            self.sometimes_silent.append((bit, own))
        for day in own.on_days:
            _add(self.days, day, bit)
        for review in own.reviews:
            _add(self.reviews.setdefault(review.every_days, {}), review.only_while, bit)
        for name, (low, high) in own.results.items():
            self.results.setdefault(name, []).append((low, high, bit))

    def _set_names(self, bit: Bits, own: Wakes) -> None:
        for names, woken in (
            (own.symptoms, self.symptoms),
            (own.told, self.told),
            (own.events, self.events),
            (own.procedures, self.procedures),
        ):
            for name in names:
                _add(woken, name, bit)


def _add(bits: dict[Key, Bits], key: Key, bit: Bits) -> None:
    bits[key] = bits.get(key, 0) | bit

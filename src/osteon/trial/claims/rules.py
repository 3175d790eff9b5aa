"""Small rules of care by which one treatment is looked at alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from osteon.care.chart import Chart
from osteon.care.orders import Order, start, treat
from osteon.care.wakes import SAME_DAY, Wakes

WHY = "to see what it does"


@dataclass(frozen=True)
class OnDay:
    """Gives everybody the same orders on one day [days]."""

    day: float
    orders: tuple[Order, ...]

    @property
    def wakes(self) -> Wakes:
        """Asked on that day alone."""
        return Wakes(on_days=frozenset({self.day}))

    def __call__(self, chart: Chart) -> Iterator[Order]:
        """Yield the orders on the day."""
        if abs(chart.day - self.day) <= SAME_DAY * max(1.0, self.day):
            yield from self.orders


def takes(*medicines: str, day: float = 0.0) -> OnDay:
    """Return a rule that puts everybody on these medicines."""
    return OnDay(day, tuple(start(name, because=WHY) for name in medicines))


def has_done(procedure: str, *sites: str, day: float = 0.0) -> OnDay:
    """Return a rule that has a procedure done at these sites, at once."""
    return OnDay(
        day,
        tuple(treat(procedure, site=s, because=WHY, urgency="emergency now") for s in sites),
    )

"""Slot `monitoring`: the schedule of laboratory tests."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.orders import Order, assess
from osteon.care.policy import Rule
from osteon.care.wakes import wakes
from osteon.library.schedule import Schedule


def schedule_monitoring(schedule: Schedule) -> Rule:
    """Order each repeated assessment once; from then on it repeats by itself."""

    @wakes(on_days=(0,))
    def monitoring(chart: Chart) -> Iterator[Order]:
        if chart.day > 0:
            return
        for name, days in schedule.interval_days:
            if not chart.booked_for(name):
                yield assess(name, every_days=days, because="scheduled monitoring")

    return monitoring

"""Slot `supplements`: calcium and vitamin D with a bone agent."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.orders import Order, start
from osteon.care.policy import Rule
from osteon.care.wakes import wakes
from osteon.library.supplements import Supplements


def prescribe_supplements(prescribed: Supplements) -> Rule:
    """Start the supplements at entry, once; a later stop by another rule stands."""

    @wakes(on_days=(0,))
    def supplements(chart: Chart) -> Iterator[Order]:
        if not chart.ever_on("supplements"):
            yield start(prescribed, because="keeps calcium up under a bone agent")

    return supplements

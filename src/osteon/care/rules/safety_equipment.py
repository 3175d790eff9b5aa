"""Slot `safety_equipment`: aids at home against falls."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.courses import on_course
from osteon.care.orders import Order, start
from osteon.care.policy import Rule
from osteon.care.setting import Setting
from osteon.care.wakes import wakes

_SIGNS = ("confusion", "dizziness", "weakness", "leg_weakness")
_EQUIPMENT = "home_safety_equipment"


def usual(_setting: Setting) -> Rule:
    """Offer equipment to those who are confused, dizzy or weak, or have fallen."""

    @wakes(told=_SIGNS, events=("fall",), never_while=on_course(_EQUIPMENT))
    def safety_equipment(chart: Chart) -> Iterator[Order]:
        """Rails, walking frame and shower seat for those at risk of falls (clemson_2023).

        They help those at high risk (rate ratio 0.62) and nobody else, so they are not for all.
        """
        if chart.on(_EQUIPMENT) or chart.planned(_EQUIPMENT):
            return
        signs = [name for name in _SIGNS if chart.has(name)]
        if signs or chart.count("fall"):
            yield start(
                _EQUIPMENT,
                because=(signs[0] if signs else "a fall").replace("_", " "),
                urgency="within a week",
            )

    return safety_equipment

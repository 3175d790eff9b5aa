"""Slot `bone_agent`: the drug that protects bone."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.orders import Order, assess, start
from osteon.care.policy import Rule
from osteon.care.setting import Setting
from osteon.care.wakes import wakes


def as_prescribed(setting: Setting) -> Rule:
    """Start the drug at entry, once; a later stop by another rule stands.

    A RANKL inhibitor can drop calcium at once, so it comes with a calcium when none is known.
    """
    prescription = setting.prescription
    lowers_calcium_fast = setting.library.drug(prescription.drug).kind == "rankl_inhibitor"

    @wakes(on_days=(0,))
    def bone_agent(chart: Chart) -> Iterator[Order]:
        if chart.ever_on(prescription.drug):
            return
        if lowers_calcium_fast and not chart.known("calcium"):
            yield assess(
                "calcium", because="none known before the first dose", urgency="within 24 h"
            )
        yield start(prescription, because="bone metastases")

    return bone_agent

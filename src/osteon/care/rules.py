"""The rules of standard care. Each function here makes a rule from a plain prescription."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.monitoring import Monitoring
from osteon.care.orders import Order, assess, start
from osteon.care.policy import Rule
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements


def prescribe_bone_agent(prescription: Prescription, library: Library) -> Rule:
    """Start the drug at entry, once; a later stop by another rule stands.

    A RANKL inhibitor can drop calcium at once, so it comes with a calcium when none is known.
    """
    lowers_calcium_fast = library.drug(prescription.drug).kind == "rankl_inhibitor"

    def bone_agent(chart: Chart) -> Iterator[Order]:
        if chart.ever_on(prescription.drug):
            return
        if lowers_calcium_fast and not chart.known("calcium"):
            yield assess("calcium", because="none known before the first dose", urgency="urgent")
        yield start(prescription, because="bone metastases")

    return bone_agent


def prescribe_supplements(prescribed: Supplements) -> Rule:
    """Start the supplements at entry, once."""

    def supplements(chart: Chart) -> Iterator[Order]:
        if not chart.ever_on("supplements"):
            yield start(prescribed, because="keeps calcium up under a bone agent")

    return supplements


def schedule_monitoring(schedule: Monitoring) -> Rule:
    """Order each repeated assessment once; from then on it repeats by itself."""

    def monitoring(chart: Chart) -> Iterator[Order]:
        if chart.day > 0:
            return
        for name, days in schedule.interval_days:
            yield assess(name, every_days=days, because="scheduled monitoring")

    return monitoring

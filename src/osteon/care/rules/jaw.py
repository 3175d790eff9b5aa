"""Slot `dental`, after harm: jaw bone death."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.orders import Order, refer, stop, treat
from osteon.care.policy import Rule
from osteon.care.wakes import wakes
from osteon.care.words import JAW
from osteon.library.prescription import Prescription

INFECTION, LOSS = "jaw_infection", "tooth_loss"
_CLEANING = "dental_cleaning"


def treat_jaw() -> Rule:
    """Return the rule that treats jaw bone death."""

    @wakes(events=(JAW, INFECTION, LOSS))
    def jaw(chart: Chart) -> Iterator[Order]:
        """Refer, stop the bone agent, rinse and wait; operate when it is infected and gets worse.

        saad_2012: most were treated conservatively, 36 % healed; healing is likelier off the drug.
        Surgery itself wounds the jaw, so it waits for a second infection or a lost tooth.
        """
        if not chart.count(JAW):
            return
        for drug in _drugs_taken(chart):
            yield stop(drug, because="jaw bone death", urgency="within 24 h")
        latest = max(own.day for own in chart.events if own.kind == JAW)
        if not _cleaned_since(chart, latest):
            yield refer("jaw surgeon", because="jaw bone death", urgency="within a week")
            yield treat(_CLEANING, because="rinsing and cleaning", urgency="within a week")
        if _gets_worse(chart) and not _operated(chart):
            yield treat("jaw_surgery", because="infected dead bone", urgency="within a week")

    return jaw


def _drugs_taken(chart: Chart) -> list[str]:
    return [
        own.name
        for own in chart.regimens
        if isinstance(own.treatment, Prescription)
        and own.running(chart.day)
        and own.treatment.interval_days is not None
    ]


def _cleaned_since(chart: Chart, day: float) -> bool:
    return chart.booked_for(_CLEANING) or any(
        own.procedure == _CLEANING and own.day >= day for own in chart.procedures
    )


def _gets_worse(chart: Chart) -> bool:
    infections = chart.count(INFECTION)
    return infections > 1 or (infections == 1 and chart.count(LOSS) > 0)


def _operated(chart: Chart) -> bool:
    return chart.done("jaw_surgery") or chart.booked_for("jaw_surgery")

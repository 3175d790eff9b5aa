"""Slot `fracture`, in the spine: cement for painful broken vertebrae."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.entries import ChartEvent
from osteon.care.news import found_in
from osteon.care.orders import Order, assess, treat
from osteon.care.policy import Rule
from osteon.care.rules.mirels import pain_at
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import ANY_RESULT, above, wakes
from osteon.care.words import BONE_PAINS, CEMENT, CORD, DEFICITS, FRACTURE

REBOUND = "rebound_vertebral_fracture"
_BREAKS = (FRACTURE, REBOUND)


def cement_vertebrae(setting: Setting) -> Rule:
    """Return the rule that has painful broken vertebrae filled with cement."""
    level, painful = setting.bones.level, setting.figure("care_pain_moderate")

    @wakes(
        events=_BREAKS,
        symptoms=(*BONE_PAINS, *DEFICITS),
        results={"mri": ANY_RESULT, "pain": above(painful)},
        lesions=found_in(level),
        only_once=_BREAKS,
    )
    def vertebral_fracture(chart: Chart) -> Iterator[Order]:
        """Cement a broken vertebra that hurts, when the canal is known to be free.

        berenson_2011: kyphoplasty lowers disability within a month; bouza_2009. A broken posterior
        wall or signs of the cord rule it out, so MRI comes first. A healthy
        vertebra that a fall broke is left to heal.
        """
        broken = {own.site: own for own in chart.events if own.kind in _BREAKS}
        for site, event in broken.items():
            if site in level and _wants_cement(chart, event, painful):
                yield from _cement_or_look(chart, event)

    return vertebral_fracture


def _wants_cement(chart: Chart, event: ChartEvent, painful: float) -> bool:
    filled = any(
        chart.done(name, event.site) or chart.booked_for(name, event.site) for name in CEMENT
    )
    return not filled and pain_at(chart, event.site) >= painful and not _cord_is_in_danger(chart)


def _cord_is_in_danger(chart: Chart) -> bool:
    return bool(chart.symptom(*DEFICITS)) or chart.count(CORD) > 0


def _cement_or_look(chart: Chart, event: ChartEvent) -> Iterator[Order]:
    lesions, looked = chart.lesions_at(event.site), chart.last_day("mri")
    seen = not isinstance(looked, Unknown) and looked >= event.day
    if any(own.canal_narrowed for own in lesions):
        return
    if not seen:
        if not chart.booked_for("mri", within_days=14.0):
            why = f"{event.site} broken: is the canal free?"
            yield assess("mri", because=why, urgency="within a week")
        return
    # Balloons make a hole in lytic bone; what is hard, or was whole, is filled as it is.
    lytic = any(own.kind == "lytic" for own in lesions)
    name = "kyphoplasty" if lytic else "vertebroplasty"
    yield treat(name, site=event.site, because="painful broken vertebra", urgency="within a week")

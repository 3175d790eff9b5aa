"""Slot `fracture`: long bones that may break, bones that have broken."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.news import found_in, newly_found
from osteon.care.orders import Order, Urgency, assess, treat
from osteon.care.policy import Rule
from osteon.care.rules.impending_fracture import fix_before_it_breaks, is_unfit
from osteon.care.rules.vertebral_fracture import cement_vertebrae
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import wakes
from osteon.care.words import (
    BONE_PAINS,
    FRAGILITY,
    LONG_BONE_BREAKS,
    OPERATIONS_ON_LONG_BONES,
    RADIOTHERAPY,
)

_PLATE = "fracture_fixation"


def usual(setting: Setting) -> tuple[Rule, ...]:
    """Look at painful long bones, fix them before they break, and treat what has broken."""
    return (look_at_long_bones(setting), fix_before_it_breaks(setting), *no_prevention(setting))


def no_prevention(setting: Setting) -> tuple[Rule, ...]:
    """Treat what has broken."""
    return (fix_fracture(setting), irradiate_after_surgery(setting), cement_vertebrae(setting))


def look_at_long_bones(setting: Setting) -> Rule:
    """Return the rule that has long bones X-rayed."""
    long = setting.bones.long

    @wakes(told=(*BONE_PAINS, "thigh_pain"), lesions=found_in(long))
    def long_bone_xray(chart: Chart) -> Iterator[Order]:
        """X-ray a long bone that hurts, and one whose metastasis was seen without its cortex.

        The first step of the score of mirels_1989; sudden pain is a fracture until shown otherwise.
        """
        asked: set[str] = set()
        for site, day, urgency, why in _reasons_to_look(chart, long):
            if site in asked:
                continue
            if not _looked_since(chart, site, day) and not chart.booked_for("xray", site):
                asked.add(site)
                yield assess("xray", site=site, because=why, urgency=urgency)

    return long_bone_xray


def _reasons_to_look(
    chart: Chart, long: frozenset[str]
) -> Iterator[tuple[str, float, Urgency, str]]:
    # The most urgent reason first.
    for own in chart.symptom("sudden_pain", *BONE_PAINS, "thigh_pain"):
        if own.site in long:
            sudden: Urgency = "within 24 h" if own.name == "sudden_pain" else "within a week"
            yield own.site, own.day, sudden, f"{own.name.replace('_', ' ')} in a long bone"
    for lesion in chart.lesions:
        if lesion.site in long and lesion.cortex_share is None:
            yield lesion.site, lesion.found_day, "within a week", "metastasis in a long bone"


def fix_fracture(setting: Setting) -> Rule:
    """Return the rule that has broken long bones fixed."""
    long, region = setting.bones.long, setting.bones.region
    unfit = setting.figure("care_unfit_performance")

    @wakes(events=LONG_BONE_BREAKS)
    def long_bone_fracture(chart: Chart) -> Iterator[Order]:
        """Plate or rod a broken long bone within 24 h, unless the patient is bedridden (2009).

        Most are operated; function is better than without, worse than before a break
        (ristevski_2009, townsend_1994). A healthy humerus heals in a sling.
        """
        broken = [own for own in chart.events if own.kind in LONG_BONE_BREAKS and own.site in long]
        if not broken or is_unfit(chart, unfit):
            return
        for event in broken:
            if event.kind == FRAGILITY and region[event.site] == "humerus":
                continue
            if chart.booked_for(_PLATE, event.site) or _operated_since(
                chart, event.site, event.day
            ):
                continue
            why = event.kind.replace("_", " ")
            yield treat(_PLATE, site=event.site, because=why, urgency="within 24 h")

    return long_bone_fracture


def irradiate_after_surgery(setting: Setting) -> Rule:
    """Return the rule that has an operated bone irradiated when the wound has healed."""
    wait_days = setting.figure("care_fracture_radiotherapy_days")

    @wakes(
        procedures=OPERATIONS_ON_LONG_BONES,
        lesions=newly_found,
        only_once=OPERATIONS_ON_LONG_BONES,
    )
    def radiotherapy_after_surgery(chart: Chart) -> Iterator[Order]:
        """Radiotherapy after a rod or plate at a metastasis, against a second failure.

        townsend_1994: normal use in 53 against 11.5 %, fewer second operations; selection is
        likely, and later series are neutral.
        """
        for own in chart.procedures:
            if own.procedure not in OPERATIONS_ON_LONG_BONES or not chart.lesions_at(own.site):
                continue
            if not _irradiated_since(chart, own.site, own.day):
                yield treat(
                    "radiotherapy_20gy_5",
                    site=own.site,
                    because=f"after {own.procedure.replace('_', ' ')}",
                    in_days=max(0.0, own.day + wait_days - chart.day),
                )

    return radiotherapy_after_surgery


def _looked_since(chart: Chart, site: str, day: float) -> bool:
    taken = chart.last_day("xray", site)
    return not isinstance(taken, Unknown) and taken >= day


def _operated_since(chart: Chart, site: str, day: float) -> bool:
    return any(
        own.procedure in OPERATIONS_ON_LONG_BONES and own.site == site and own.day >= day
        for own in chart.procedures
    )


def _irradiated_since(chart: Chart, site: str, day: float) -> bool:
    return any(chart.booked_for(course, site) for course in RADIOTHERAPY) or any(
        own.procedure in RADIOTHERAPY and own.site == site and own.day >= day
        for own in chart.procedures
    )

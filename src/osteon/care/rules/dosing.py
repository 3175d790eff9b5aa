"""Slot `dosing`: how the bone agent of the arm is begun and given further."""

from collections.abc import Callable, Iterator

from osteon.care.chart import Chart
from osteon.care.courses import on_course
from osteon.care.news import first_found
from osteon.care.orders import Order, assess, start
from osteon.care.policy import Rule
from osteon.care.rules import dental
from osteon.care.rules.dosing_changes import (
    adjust_dose,
    days_of_skeletal_events,
    hold_bone_agent,
    protect_from_rebound,
    stretch_interval,
)
from osteon.care.rules.renal import dose_for, gfr_allows, gfr_matters
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import ANY_RESULT, wakes
from osteon.care.words import BONE_PROCEDURES, DENTAL_PROCEDURES, JAW, SKELETAL_EVENTS

_AGAIN_DAYS = 7.0


def as_prescribed(setting: Setting) -> Rule:
    """Start the drug at entry, once; a later stop by another rule stands.

    A RANKL inhibitor can drop calcium at once, so it comes with a calcium when none is known.
    """
    prescription = setting.prescription
    lowers_calcium_fast = setting.gives_inhibitor

    @wakes(on_days=(0,))
    def bone_agent(chart: Chart) -> Iterator[Order]:
        if chart.begun(prescription.drug):
            return
        if lowers_calcium_fast and not chart.known("calcium"):
            yield assess(
                "calcium", because="none known before the first dose", urgency="within 24 h"
            )
        yield start(prescription, because="bone metastases")

    return bone_agent


def usual(setting: Setting) -> tuple[Rule, ...]:
    """Begin when bone metastases are known and the checks are done; monthly from then on."""
    return (_begin(setting, _has_bone_metastases), *_go_on(setting))


def when_stable(setting: Setting) -> tuple[Rule, ...]:
    """As usual, then every 12 weeks when nothing has happened for long enough."""
    return (*usual(setting), stretch_interval(setting))


def after_a_year(setting: Setting) -> tuple[Rule, ...]:
    """As usual, then every 12 weeks after a year on the drug, whatever happens."""
    return (*usual(setting), stretch_interval(setting, whatever_happens=True))


def after_first_event(setting: Setting) -> tuple[Rule, ...]:
    """As usual, but not before the first skeletal event."""
    return (_begin(setting, _has_had_an_event), *_go_on(setting))


def _go_on(setting: Setting) -> tuple[Rule, ...]:
    rules = [hold_bone_agent(setting)]
    if gfr_matters(setting):
        rules.append(adjust_dose(setting))
    if setting.gives_inhibitor:
        rules.append(protect_from_rebound(setting))
    return tuple(rules)


def _begin(setting: Setting, indicated: Callable[[Chart], bool]) -> Rule:
    drug = setting.prescription.drug
    waits_for_dentist = setting.texts.get("dental") in dental.CHECKED_FIRST
    wound_days = setting.figure("care_dental_wound_days")
    calcium_least = setting.figure("care_calcium_to_start_mmol_per_l")
    late = indicated is _has_had_an_event

    @wakes(
        on_days=(0,),
        lesions=first_found,
        events=SKELETAL_EVENTS if late else (),
        procedures=(*DENTAL_PROCEDURES, *(BONE_PROCEDURES if late else ())),
        results={"calcium": ANY_RESULT, "gfr": ANY_RESULT, "dental_check": ANY_RESULT},
        never_while=on_course(drug),
    )
    def bone_agent(chart: Chart) -> Iterator[Order]:
        """Start the bone agent once it is safe (2026).

        Calcium is known and not low before denosumab (xgeva_label), kidney function before a
        bisphosphonate, whose dose follows it (zometa_label); the mouth is looked at, and what has
        to come out is out and healed. Jaw bone death rules it out (saad_2012).
        """
        if _under_way(chart, drug) or not indicated(chart) or chart.count(JAW):
            return
        if chart.begun(drug) and not _was_held(chart, setting):
            return
        lacking = _lacking(chart, setting, calcium_least)
        yield from (_ask_for(chart, name) for name in lacking if not chart.booked_for(name))
        if lacking:
            return
        if waits_for_dentist and not chart.ever_on(drug) and not _mouth_is_ready(chart):
            return
        yield start(
            dose_for(chart, setting),
            because="bone metastases",
            in_days=_until_healed(chart, wound_days),
        )

    return bone_agent


def _under_way(chart: Chart, drug: str) -> bool:
    return chart.on(drug) or chart.planned(drug)


def _has_bone_metastases(chart: Chart) -> bool:
    return bool(chart.lesions)


def _has_had_an_event(chart: Chart) -> bool:
    return bool(days_of_skeletal_events(chart))


def _lacking(chart: Chart, setting: Setting, calcium_least: float) -> list[str]:
    """Return what must be measured, or be better, before a dose."""
    lacking = []
    if chart.known("calcium"):
        if chart.last("calcium") < calcium_least:
            lacking.append("calcium")
    elif setting.gives_inhibitor:
        lacking.append("calcium")
    return lacking if gfr_allows(chart, setting) else [*lacking, "gfr"]


def _ask_for(chart: Chart, name: str) -> Order:
    if not chart.known(name):
        return assess(name, because="not known before the first dose", urgency="within 24 h")
    return assess(name, because="too low for a dose", in_days=_AGAIN_DAYS)


def _was_held(chart: Chart, setting: Setting) -> bool:
    """Whether low calcium or poor kidney function was the reason for the last stop."""
    regimen = chart.latest_regimen(setting.prescription.drug)
    if regimen is None or regimen.stop_day is None:
        return False
    stop_day = regimen.stop_day
    low = {"calcium": setting.figure("care_calcium_to_hold_mmol_per_l")}
    if gfr_matters(setting):
        low["gfr"] = setting.figure("care_bisphosphonate_gfr_least_ml_per_min")
    return any(
        own.value < limit and 0 <= stop_day - own.day <= 7
        for name, limit in low.items()
        for own in chart.results(name)
    )


def _mouth_is_ready(chart: Chart) -> bool:
    checked, found = chart.last_day("dental_check"), chart.last("dental_check")
    if isinstance(checked, Unknown) or isinstance(found, Unknown):
        return False
    # A filling for a new hole is no reason to wait; what was found first has been dealt with.
    treated = (own.day >= checked for own in chart.procedures if own.procedure in DENTAL_PROCEDURES)
    return not found or any(treated)


def _until_healed(chart: Chart, wound_days: float) -> float:
    out = [own.day for own in chart.procedures if own.procedure == "tooth_extraction"]
    return max(0.0, max(out) + wound_days - chart.day) if out else 0.0

"""Slot `dental`: the mouth before and under a bone agent, and jaw bone death."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.news import first_found
from osteon.care.orders import Order, Urgency, assess, start, treat
from osteon.care.policy import Rule, screens
from osteon.care.rules.jaw import treat_jaw
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import above, wakes
from osteon.care.words import DENTAL_PROCEDURES, JAW, JAW_SYMPTOMS

_EXTRACTION, _ROOT_CANAL, _FILLING = "tooth_extraction", "root_canal", "filling"
_PROGRAMME = "hygiene_programme"
#: Fillings of the slot with which no first dose is given before the mouth was looked at.
CHECKED_FIRST = ("usual", "before_the_first_dose")


def usual(setting: Setting) -> tuple[Rule, ...]:
    """Check, put right and keep clean; no tooth is drawn under the drug."""
    return (check_mouth(setting), treat_teeth(), treat_toothache(draw=False), treat_jaw())


def before_first_dose(_setting: Setting) -> tuple[Rule, ...]:
    """Check and put right before the first dose, no programme; a tooth that hurts is drawn."""
    return (check_mouth_once(), treat_teeth(), treat_toothache(draw=True), treat_jaw())


def symptoms_only(_setting: Setting) -> tuple[Rule, ...]:
    """No check and no programme; a tooth that hurts is drawn, under the drug or not."""
    return (treat_toothache(draw=True), treat_jaw())


def check_mouth(setting: Setting) -> Rule:
    """Return the rule that sends patients to the dentist, first before the first dose."""
    every_days = setting.figure("care_dental_check_every_days")

    @screens("dental_check")
    @wakes(on_days=(0,), lesions=first_found, told=JAW_SYMPTOMS)
    def dental_check(chart: Chart) -> Iterator[Order]:
        """Check before the first dose and twice a year, with a hygiene programme (2009).

        vandone_2012 and others: prevention lowered jaw bone death by half and more. A sore mouth
        under the drug is looked at within a week.
        """
        if not chart.lesions:
            return
        if not chart.on(_PROGRAMME) and not chart.planned(_PROGRAMME):
            yield start(_PROGRAMME, because="clean teeth need no extraction")
        known = chart.known("dental_check")
        if not chart.booked_for("dental_check") and (not known or chart.day == 0):
            yield assess(
                "dental_check",
                every_days=every_days,
                in_days=every_days if known else 0.0,
                because="before and during a bone agent",
                urgency="within a week",
            )
        elif _is_sore_since_check(chart) and not chart.booked_for("dental_check", within_days=7.0):
            yield assess("dental_check", because="sore jaw", urgency="within a week")

    return dental_check


def check_mouth_once() -> Rule:
    """Return the rule that sends patients to the dentist before the first dose, and never again."""

    @screens("dental_check")
    @wakes(on_days=(0,), lesions=first_found)
    def dental_check(chart: Chart) -> Iterator[Order]:
        """Check before the first dose only (2006).

        saad_2012: jaw bone death came under the drug in the trials, after extractions.
        """
        known = chart.known("dental_check") or chart.booked_for("dental_check")
        if chart.lesions and not known:
            yield assess("dental_check", because="before a bone agent", urgency="within a week")

    return dental_check


def treat_teeth() -> Rule:
    """Return the rule that puts right what a check has found."""

    @wakes(results={"dental_check": above(0.5)})
    def teeth(chart: Chart) -> Iterator[Order]:
        """Draw what is bad before the first dose; fill it and never draw it afterwards.

        saad_2012: 62 % of the patients with jaw bone death had had an extraction. Fillings, root
        canals and crowns are not known to cause it.
        """
        found, day = chart.last("dental_check"), chart.last_day("dental_check")
        if isinstance(found, Unknown) or isinstance(day, Unknown) or not found:
            return
        if _is_treated_since(chart, day):
            return
        if _has_begun(chart):
            yield treat(_FILLING, because="found at a check", urgency="within a week")
        else:
            why = "bad teeth, before the first dose"
            yield treat(_EXTRACTION, because=why, urgency="within a week")

    return teeth


def treat_toothache(*, draw: bool) -> Rule:
    """Return the rule that treats a tooth that hurts.

    Parameters
    ----------
    draw : bool
        Whether the tooth is drawn under a bone agent as well.
    """

    @wakes(told=("toothache",))
    def toothache(chart: Chart) -> Iterator[Order]:
        """Treat an infected tooth without delay: root canal under the drug, else draw it."""
        told = chart.symptom("toothache")
        if not told or _is_treated_since(chart, max(own.day for own in told)):
            return
        under_drug = _has_begun(chart)
        urgency: Urgency = "routine" if draw else "within 24 h"
        if under_drug and not draw:
            yield treat(_ROOT_CANAL, because="toothache under a bone agent", urgency=urgency)
        else:
            yield treat(_EXTRACTION, because="toothache", urgency=urgency)

    return toothache


def _has_begun(chart: Chart) -> bool:
    return not isinstance(chart.first_dose_day(), Unknown)


def _is_treated_since(chart: Chart, day: float) -> bool:
    return any(chart.booked_for(name) for name in DENTAL_PROCEDURES) or any(
        own.procedure in DENTAL_PROCEDURES and own.day >= day for own in chart.procedures
    )


def _is_sore_since_check(chart: Chart) -> bool:
    told = [own.day for own in chart.symptom(*JAW_SYMPTOMS)]
    checked = chart.last_day("dental_check")
    # Once jaw bone death is known, the jaw surgeon looks.
    if chart.count(JAW):
        return False
    return bool(told) and not isinstance(checked, Unknown) and checked < max(told)

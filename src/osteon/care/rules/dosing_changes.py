"""Slot `dosing`, once under way: held, adjusted to the kidney, stretched, and made safe to end."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from osteon.care.chart import Chart
from osteon.care.courses import off_course, on_course
from osteon.care.entries import Regimen
from osteon.care.orders import Order, assess, give, start, stop
from osteon.care.policy import Rule, gives
from osteon.care.rules.renal import dose_mg_for, gfr_matters
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import below, is_day_of, wakes
from osteon.care.words import ATYPICAL, BONE_PROCEDURES, JAW, REVIEW_DAYS, SKELETAL_EVENTS
from osteon.library.prescription import Prescription


def hold_bone_agent(setting: Setting) -> Rule:
    """Return the rule that takes the patient off the bone agent of the arm."""
    drug = setting.prescription.drug
    calcium_least = setting.figure("care_calcium_to_hold_mmol_per_l")
    gfr_least = setting.figure("care_bisphosphonate_gfr_least_ml_per_min")
    limits = {"calcium": calcium_least} | ({"gfr": gfr_least} if gfr_matters(setting) else {})

    @wakes(events=(JAW, ATYPICAL), results={name: below(limit) for name, limit in limits.items()})
    def bone_agent_hold(chart: Chart) -> Iterator[Order]:
        """Stop for harm, hold for low calcium or a failing kidney (2026).

        For good after jaw bone death (saad_2012: healing is likelier) and after an atypical
        fracture of the femur; until it is better below 2.0 mmol/L of calcium (ctcae_v4) and, for
        a bisphosphonate, below 30 mL/min (zometa_label).
        """
        if not chart.on(drug):
            return
        for harm, words in ((JAW, "jaw bone death"), (ATYPICAL, "atypical fracture of the femur")):
            if chart.count(harm):
                yield stop(drug, because=words, urgency="within 24 h")
                return
        for name, least in limits.items():
            if chart.known(name) and chart.last(name) < least:
                yield stop(drug, because=f"{name} below {least:g}: held", urgency="within 24 h")
                return

    return bone_agent_hold


def adjust_dose(setting: Setting) -> Rule:
    """Return the rule that lets the dose of zoledronic acid follow the kidney."""
    drug = setting.prescription.drug
    full = setting.figure("care_zoledronic_gfr_full_ml_per_min")

    def on_less(taken: Sequence[Regimen], day: float) -> bool:
        plans = (_plan_of(own) for own in taken if own.name == drug and own.running(day))
        return any(plan and plan.dose_mg < setting.prescription.dose_mg for plan in plans)

    @wakes(results={"gfr": below(full)}, every_days=REVIEW_DAYS, only_while=on_less)
    def bone_agent_dose(chart: Chart) -> Iterator[Order]:
        """Give the dose that kidney function allows, from the next dose on (zometa_label, 2026).

        Less as soon as the kidney fails; more again at the review every 12 weeks.
        """
        regimen, gfr = chart.latest_regimen(drug), chart.last("gfr")
        plan = _plan_of(regimen)
        if regimen is None or plan is None or regimen.stop_day is not None:
            return
        if isinstance(gfr, Unknown):
            return
        dose_mg = dose_mg_for(chart, setting)
        more = dose_mg > plan.dose_mg and is_day_of(chart.day, REVIEW_DAYS)
        if more or dose_mg < plan.dose_mg:
            yield start(
                replace(plan, dose_mg=dose_mg),
                because=f"kidney function {gfr:.0f} mL/min",
                in_days=_until_next_dose(chart, regimen, plan),
            )

    return bone_agent_dose


def stretch_interval(setting: Setting, *, whatever_happens: bool = False) -> Rule:
    """Return the rule that gives the bone agent every 12 weeks while all is quiet, or for good."""
    drug, monthly = setting.prescription.drug, setting.prescription.interval_days
    after_days = setting.figure("care_stretch_after_days")
    stretched_days = setting.figure("care_stretched_interval_days")
    stable_days = setting.figure("care_stable_for_days")

    @wakes(
        events=SKELETAL_EVENTS,
        procedures=BONE_PROCEDURES,
        every_days=REVIEW_DAYS,
        only_while=on_course(drug),
    )
    def bone_agent_interval(chart: Chart) -> Iterator[Order]:
        """Every 12 weeks after a year without events for half of it; monthly after one (2026).

        Those who do well may be dosed less often; trials of it began after about a year.
        """
        regimen = chart.latest_regimen(drug)
        plan = _plan_of(regimen)
        if regimen is None or plan is None or regimen.stop_day is not None or monthly is None:
            return
        last = max(days_of_skeletal_events(chart), default=None)
        if plan.interval_days == stretched_days:
            if last is not None and last > regimen.start_day and not whatever_happens:
                yield start(replace(plan, interval_days=monthly), because="a new skeletal event")
            return
        begun = chart.first_dose_day()
        if isinstance(begun, Unknown) or not is_day_of(chart.day, REVIEW_DAYS):
            return
        quiet = whatever_happens or last is None or chart.day - last >= stable_days
        if quiet and chart.on(drug) and chart.day - begun >= after_days:
            longer = replace(plan, interval_days=stretched_days, count=None)
            wait = _until_next_dose(chart, regimen, longer)
            why = "a year of monthly doses" if whatever_happens else "stable on monthly doses"
            yield start(longer, because=why, in_days=wait)

    return bone_agent_interval


def protect_from_rebound(setting: Setting) -> Rule:
    """Return the rule that follows the last dose of a RANKL inhibitor with a bisphosphonate."""
    drug = setting.prescription.drug
    after_days = setting.figure("care_rebound_after_days")
    gfr_least = setting.figure("care_bisphosphonate_gfr_least_ml_per_min")
    dose = Prescription.parse("zoledronic acid 4 mg iv over 15 min once", setting.library.drugs)

    @gives(dose.drug)
    @wakes(every_days=REVIEW_DAYS, only_while=off_course(drug))
    def rebound_protection(chart: Chart) -> Iterator[Order]:
        """One zoledronic acid six months after the last denosumab, against rebound (2026).

        Turnover overshoots when denosumab wears off, and vertebrae break; not after jaw bone death.
        """
        if not chart.ever_on(drug) or chart.on(drug) or chart.planned(drug):
            return
        last, since = chart.last_dose_day(drug), chart.last_dose_day(dose.drug)
        if isinstance(last, Unknown) or chart.count(JAW) or not is_day_of(chart.day, REVIEW_DAYS):
            return
        if chart.day - last < after_days or (not isinstance(since, Unknown) and since >= last):
            return
        gfr = chart.last("gfr")
        if isinstance(gfr, Unknown):
            if not chart.booked_for("gfr"):
                yield assess("gfr", because="not known before a bisphosphonate")
        elif gfr >= gfr_least:
            yield give(dose, because="denosumab has ended: rebound", urgency="within a week")

    return rebound_protection


def days_of_skeletal_events(chart: Chart) -> list[float]:
    """Return the days of fractures, cord compressions, radiotherapy and surgery to bone [days]."""
    return [own.day for own in chart.events if own.kind in SKELETAL_EVENTS] + [
        own.day for own in chart.procedures if own.procedure in BONE_PROCEDURES
    ]


def _plan_of(regimen: Regimen | None) -> Prescription | None:
    plan = regimen.treatment if regimen is not None else None
    return plan if isinstance(plan, Prescription) and plan.interval_days is not None else None


def _until_next_dose(chart: Chart, regimen: Regimen, plan: Prescription) -> float:
    """Return the days from today to the next dose at the interval of `plan`."""
    last = chart.last_dose_day(plan.drug)
    if isinstance(last, Unknown):
        return max(0.0, regimen.start_day - chart.day)
    return max(0.0, last + (plan.interval_days or 0.0) - chart.day, regimen.start_day - chart.day)

"""Slot `hypercalcaemia`: too much calcium in blood, and too little."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from osteon.care.chart import Chart
from osteon.care.orders import Order, Urgency, assess, give, stop
from osteon.care.policy import Rule, gives
from osteon.care.rules.hypocalcaemia import raise_calcium
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import ANY_RESULT, above, wakes
from osteon.care.words import CALCIUM_EMERGENCIES, CALCIUM_SYMPTOMS, SUPPLEMENTS
from osteon.library.prescription import Prescription

ZOLEDRONIC_ACID = "zoledronic acid 4 mg iv over 15 min once"
DENOSUMAB = "denosumab 120 mg sc once"
_SYMPTOMS = (*CALCIUM_EMERGENCIES, *CALCIUM_SYMPTOMS)


def usual(setting: Setting) -> tuple[Rule, ...]:
    """Fluids and a drug for high calcium, supplements for low calcium."""
    return (look_for_it(), lower_calcium(setting), raise_calcium(setting))


def fluids_only(setting: Setting) -> tuple[Rule, ...]:
    """As usual, without a drug."""
    return (look_for_it(), lower_calcium(setting, drug=False), raise_calcium(setting))


def look_for_it() -> Rule:
    """Return the rule that measures calcium when symptoms call for it."""

    @wakes(told=_SYMPTOMS)
    def calcium_check(chart: Chart) -> Iterator[Order]:
        """Measure calcium the same day for its symptoms, at once for confusion and coma.

        walsh_2016 (2016), table of symptoms by severity.
        """
        told = chart.symptom(*_SYMPTOMS)
        if not told:
            return
        latest, taken = max(own.day for own in told), chart.last_day("calcium")
        if not isinstance(taken, Unknown) and taken >= latest:
            return
        if chart.booked_for("calcium", within_days=1.0):
            return
        grave = _confused(chart)
        yield assess(
            "calcium",
            because=f"{_words(told[0].name)} may be high calcium",
            urgency="emergency now" if grave else "within 24 h",
        )

    return calcium_check


@dataclass(frozen=True)
class _Levels:
    upper: float
    prompt: float
    emergency: float
    recheck_days: float
    mild_recheck_days: float
    again_days: float
    works_days: float
    loading_doses: float
    inhibitor_again_days: float
    saline_days: float
    saline_again_days: float
    gfr_least: float
    bisphosphonate: Prescription
    inhibitor: Prescription

    @classmethod
    def of(cls, setting: Setting) -> "_Levels":
        return cls(
            setting.figure("care_calcium_upper_mmol_per_l"),
            setting.figure("care_calcium_prompt_mmol_per_l"),
            setting.figure("care_calcium_emergency_mmol_per_l"),
            setting.figure("care_calcium_recheck_days"),
            setting.figure("care_calcium_mild_recheck_days"),
            setting.figure("care_bisphosphonate_again_days"),
            setting.figure("care_bisphosphonate_works_days"),
            setting.figure("care_inhibitor_loading_doses"),
            setting.figure("care_inhibitor_again_days"),
            setting.figure("care_saline_days"),
            setting.figure("care_saline_again_days"),
            setting.figure("care_bisphosphonate_gfr_least_ml_per_min"),
            Prescription.parse(ZOLEDRONIC_ACID, setting.library.drugs),
            _inhibitor(setting),
        )

    def urgency(self, chart: Chart, calcium: float) -> Urgency:
        """Return how fast this calcium must be treated."""
        if calcium > self.emergency or _confused(chart):
            return "emergency now"
        if calcium >= self.prompt or chart.symptom(*CALCIUM_SYMPTOMS):
            return "within 24 h"
        return "within a week"

    def grave(self, chart: Chart, calcium: float) -> bool:
        """Whether this calcium is treated like a first one however often it was treated."""
        return calcium >= self.prompt or _confused(chart)


def lower_calcium(setting: Setting, *, drug: bool = True) -> Rule:
    """Return the rule that treats high calcium."""
    levels = _Levels.of(setting)

    @gives(*(levels.bisphosphonate.drug, levels.inhibitor.drug) if drug else ())
    @wakes(results={"calcium": above(levels.upper), "gfr": ANY_RESULT}, symptoms=_SYMPTOMS)
    def hypercalcaemia(chart: Chart) -> Iterator[Order]:
        """Act by level: below 3.0 the same week, to 3.5 the same day, above it at once.

        walsh_2016 (2016): symptoms make it the same day, confusion or coma an emergency. Saline,
        4 to 6 L in 24 h (etg_hypercalcaemia), then a bisphosphonate, not again within 7 days
        (zometa_label); where that has failed or the kidney forbids it denosumab, on days 1, 8 and
        15 and then every 4 weeks (xgeva_label). Calcium by mouth stops. Mild and silent, it is only
        measured again; so it is where it stays below 3.0 and nothing more is to be given.
        """
        calcium, taken = chart.last("calcium"), chart.last_day("calcium")
        if isinstance(calcium, Unknown) or isinstance(taken, Unknown) or calcium <= levels.upper:
            return
        urgency, why = levels.urgency(chart, calcium), f"calcium {calcium:.2f} mmol/L"
        if chart.on(SUPPLEMENTS):
            yield stop(SUPPLEMENTS, because=why, urgency=urgency)
        grave, treatment = levels.grave(chart, calcium), list[Order]()
        if urgency != "within a week":
            if grave or _may_drip(chart, taken, levels):
                treatment += _fluids(chart, taken, why, urgency)
            if drug:
                treatment += _drug(chart, taken, why, urgency, levels)
        yield from treatment
        days = levels.recheck_days if grave or treatment else levels.mild_recheck_days
        if not chart.booked_for("calcium", within_days=days):
            yield assess("calcium", because=f"{why}: see whether it falls", in_days=days)

    return hypercalcaemia


def _drug(
    chart: Chart, taken: float, why: str, urgency: Urgency, levels: _Levels
) -> Iterator[Order]:
    gfr = chart.last("gfr")
    if isinstance(gfr, Unknown):
        if not chart.booked_for("gfr", within_days=1.0):
            yield assess("gfr", because="not known before a bisphosphonate", urgency=urgency)
        return
    given = _days_since(chart, levels.bisphosphonate.drug, taken)
    denied = _days_since(chart, levels.inhibitor.drug, taken)
    failed = given is not None and levels.again_days <= given <= levels.works_days
    if given is not None and given < levels.again_days:
        return
    if gfr >= levels.gfr_least and not failed:
        yield give(levels.bisphosphonate, because=why, urgency=urgency)
    elif denied is None or denied >= _until_next_inhibitor(chart, levels):
        yield give(levels.inhibitor, because=f"{why}; no bisphosphonate", urgency=urgency)


def _inhibitor(setting: Setting) -> Prescription:
    """Return one dose of the arm's own RANKL inhibitor, or of denosumab where it has none."""
    if setting.gives_inhibitor:
        return replace(setting.prescription, interval_days=None, count=None)
    return Prescription.parse(DENOSUMAB, setting.library.drugs)


def _until_next_inhibitor(chart: Chart, levels: _Levels) -> float:
    """Return how long after a dose of the inhibitor the next one may be given [days]."""
    name = levels.inhibitor.drug
    single = sum(own.name == name and own.start_day == own.stop_day for own in chart.regimens)
    return levels.again_days if single < levels.loading_doses else levels.inhibitor_again_days


def _confused(chart: Chart) -> bool:
    return bool(chart.symptom(*CALCIUM_EMERGENCIES))


def _may_drip(chart: Chart, taken: float, levels: _Levels) -> bool:
    """Whether saline is still in its first days, or has not been given for long."""
    since = taken - levels.saline_again_days
    given = [
        own.start_day for own in chart.regimens if own.name == "saline" and own.start_day > since
    ]
    return not given or taken - min(given) <= levels.saline_days


def _fluids(chart: Chart, taken: float, why: str, urgency: Urgency) -> Iterator[Order]:
    given = chart.latest_regimen("saline")
    if given is None or given.start_day < taken:
        yield give("saline", because=why, urgency=urgency)


def _days_since(chart: Chart, drug: str, taken: float) -> float | None:
    """Return how long before the sample the last dose was [days]; None without a dose.

    Counted to the day of the sample and not to today, so that time alone changes nothing.
    """
    last = chart.last_dose_day(drug)
    return None if isinstance(last, Unknown) else taken - last


def _words(name: str) -> str:
    return name.replace("_", " ")

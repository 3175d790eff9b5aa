"""Slot `hypercalcaemia`, the other side: too little calcium in blood."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.entries import Regimen
from osteon.care.orders import Order, Urgency, assess, start
from osteon.care.policy import Rule
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import below, wakes
from osteon.care.words import SUPPLEMENTS
from osteon.library.supplements import Supplements


def raise_calcium(setting: Setting) -> Rule:
    """Return the rule that treats low calcium; the slot `dosing` holds the drug."""
    low = setting.figure("care_calcium_to_start_mmol_per_l")
    grave = setting.figure("care_calcium_low_emergency_mmol_per_l")
    recheck_days = setting.figure("care_calcium_mild_recheck_days")
    more = Supplements(
        setting.figure("care_low_calcium_supplement_mg_per_day"),
        setting.figure("care_low_calcium_vitamin_d_iu_per_day"),
    )

    @wakes(results={"calcium": below(low)}, symptoms=("cramps",))
    def hypocalcaemia(chart: Chart) -> Iterator[Order]:
        """More calcium and vitamin D; at once with cramps or below 1.75 mmol/L (ctcae_v4, 2009)."""
        calcium, taken = chart.last("calcium"), chart.last_day("calcium")
        cramps = max((own.day for own in chart.symptom("cramps")), default=None)
        unmeasured = isinstance(taken, Unknown) or (cramps is not None and taken < cramps)
        if cramps is not None and unmeasured and not chart.booked_for("calcium", within_days=1.0):
            yield assess("calcium", because="cramps may be low calcium", urgency="within 24 h")
        if isinstance(calcium, Unknown) or calcium >= low:
            return
        at_once = cramps is not None or calcium < grave
        urgency: Urgency = "emergency now" if at_once else "within 24 h"
        why = f"calcium {calcium:.2f} mmol/L"
        if not _takes_enough(chart.regimen(SUPPLEMENTS), more):
            yield start(more, because=why, urgency=urgency)
        if not chart.booked_for("calcium", within_days=recheck_days):
            yield assess("calcium", because=f"{why}: see whether it rises", in_days=recheck_days)

    return hypocalcaemia


def _takes_enough(regimen: Regimen | None, more: Supplements) -> bool:
    taken = regimen.treatment if regimen is not None else None
    return (
        isinstance(taken, Supplements)
        and taken.calcium_mg_per_day >= more.calcium_mg_per_day
        and taken.vitamin_d_iu_per_day >= more.vitamin_d_iu_per_day
    )

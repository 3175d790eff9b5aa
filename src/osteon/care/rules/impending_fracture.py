"""Slot `fracture`, before: a rod for a long bone that is likely to break."""

from collections.abc import Iterator
from dataclasses import dataclass

from osteon.care.chart import Chart
from osteon.care.entries import KnownLesion
from osteon.care.news import found_in
from osteon.care.orders import Order, assess, treat
from osteon.care.policy import Rule
from osteon.care.rules.mirels import Mirels, pain_at
from osteon.care.setting import Setting
from osteon.care.wakes import ANY_RESULT, above, wakes
from osteon.care.words import BONE_PAINS, LONG_BONE_BREAKS, OPERATIONS_ON_LONG_BONES

_ROD = "prophylactic_fixation"


@dataclass(frozen=True)
class _Limits:
    setting: Setting
    mirels: Mirels
    fix_points: float
    judgement_points: float
    along_mm: float
    review_days: float

    @classmethod
    def of(cls, setting: Setting) -> "_Limits":
        return cls(
            setting,
            Mirels.of(setting),
            setting.figure("care_mirels_fix_points"),
            setting.figure("care_mirels_judgement_points"),
            setting.figure("care_cortex_along_femur_mm"),
            setting.figure("care_mirels_review_days"),
        )

    def points(self, lesion: KnownLesion, pain: float) -> float | None:
        """Return the score of Mirels, None while nobody has seen the cortex."""
        return self.mirels.points(lesion, self.setting.bones.region[lesion.site], pain)

    def why_fix(self, lesion: KnownLesion, points: float | None, pain: float) -> str:
        """Return why a bone wants a rod; empty when it does not."""
        if points is None:
            return ""
        if points >= self.fix_points:
            return f"Mirels {points:g} of 12"
        if points >= self.judgement_points and self.mirels.pain_points(pain) == 3:
            return f"Mirels {points:g} of 12, pain in use"
        length = self._cortex_along(lesion)
        femur = self.setting.bones.region[lesion.site] == "femur"
        if femur and length >= self.along_mm and self.mirels.pain_points(pain) > 1:
            return f"{length:.0f} mm of cortex along a femur that hurts"
        return ""

    def _cortex_along(self, lesion: KnownLesion) -> float:
        """Return the length of eroded cortex [mm]; 0 where bone is only added or hardly taken."""
        eroded = lesion.kind != "blastic" and (lesion.cortex_share or 0) >= self.mirels.middle_share
        return lesion.diameter_mm or 0.0 if eroded else 0.0


def fix_before_it_breaks(setting: Setting) -> Rule:
    """Return the rule that puts a rod into a long bone that is likely to break."""
    limits, long = _Limits.of(setting), setting.bones.long
    unfit = setting.figure("care_unfit_performance")

    @wakes(
        lesions=found_in(long),
        symptoms=BONE_PAINS,
        results={
            "xray": ANY_RESULT,
            "ct": ANY_RESULT,
            "pain": above(setting.figure("care_pain_moderate")),
        },
        only_once=long,
    )
    def impending_fracture(chart: Chart) -> Iterator[Order]:
        """Put in a rod at 9 points of Mirels, or 30 mm of cortex along a femur that hurts.

        mirels_1989: 9 or more, a third and more break in 6 months; 8, 15 %: here a rod when it
        hurts in use, else an X-ray in 12 weeks. van_der_wal_2020: of painful femurs 12 of 14 that
        broke had 30 mm of eroded cortex or more.
        """
        asked: set[str] = set()
        for lesion in chart.lesions:
            site = lesion.site
            if site not in long or site in asked:
                continue
            orders = list(_judge(chart, lesion, limits, unfit))
            if orders and not _is_fixed_or_broken(chart, site):
                asked.add(site)
                yield from orders

    return impending_fracture


def is_unfit(chart: Chart, unfit: float) -> bool:
    """Whether the patient is known to have become too ill for an operation on a long bone."""
    return any(own.value >= unfit for own in chart.results("performance"))


def _judge(chart: Chart, lesion: KnownLesion, limits: _Limits, unfit: float) -> Iterator[Order]:
    if lesion.cortex_share is None:
        return  # nobody has seen the cortex
    site, pain = lesion.site, pain_at(chart, lesion.site)
    points = limits.points(lesion, pain)
    if why := limits.why_fix(lesion, points, pain):
        if not is_unfit(chart, unfit):
            yield treat(_ROD, site=site, because=why, urgency="within a week")
    elif points == limits.judgement_points and not chart.booked_for("xray", site):
        reason = f"Mirels {points:g}: see whether it grows"
        yield assess("xray", site=site, because=reason, in_days=limits.review_days)


def _is_fixed_or_broken(chart: Chart, site: str) -> bool:
    operations = OPERATIONS_ON_LONG_BONES
    return any(
        chart.done(name, site) or chart.booked_for(name, site) for name in operations
    ) or any(own.kind in LONG_BONE_BREAKS and own.site == site for own in chart.events)

"""Slot `pain`: radiotherapy for bones that hurt in spite of painkillers."""

from collections.abc import Iterator
from dataclasses import dataclass

from osteon.care.chart import Chart
from osteon.care.orders import Order, treat
from osteon.care.policy import Rule
from osteon.care.rules.mirels import pain_at
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import above, wakes
from osteon.care.words import BONE_PAINS, RADIOTHERAPY

_SHORT, _LONG = "radiotherapy_8gy_1", "radiotherapy_20gy_5"


@dataclass(frozen=True)
class _Limits:
    setting: Setting
    painful: float
    after_days: float
    again_days: float
    courses: float
    fit_up_to: float

    @classmethod
    def of(cls, setting: Setting) -> "_Limits":
        return cls(
            setting,
            setting.figure("care_pain_moderate"),
            setting.figure("care_radiotherapy_after_days"),
            setting.figure("care_radiotherapy_again_days"),
            setting.figure("care_radiotherapy_courses"),
            setting.figure("care_long_course_performance"),
        )

    def has_tried(self, chart: Chart, taken: float) -> bool:
        """Whether a painkiller has had its time before the score was taken."""
        medicines = self.setting.library.medicines
        return any(
            own.name in medicines
            and medicines[own.name].kind == "analgesic"
            and taken - own.start_day >= self.after_days
            for own in chart.regimens
            if own.treatment is None
        )

    def painful_sites(self, chart: Chart) -> list[str]:
        """Return the bones with a metastasis that hurts enough, the worst first."""
        known = dict.fromkeys(own.site for own in chart.lesions)
        hurting = [(pain_at(chart, site), site) for site in known]
        hurting.sort(key=lambda own: -own[0])
        return [site for pain, site in hurting if pain >= self.painful]

    def may_have(self, chart: Chart, site: str, taken: float) -> bool:
        """Whether a bone may be irradiated for the pain of that day."""
        if any(chart.booked_for(course, site) for course in RADIOTHERAPY):
            return False
        given = [
            own.day
            for own in chart.procedures
            if own.procedure in RADIOTHERAPY and own.site == site
        ]
        return not given or (len(given) < self.courses and taken - max(given) >= self.again_days)

    def course(self, chart: Chart, site: str) -> str:
        """Return the course that suits bone and patient."""
        if any(own.canal_narrowed for own in chart.lesions_at(site)):
            return _LONG
        fit = chart.known("performance") and bool(chart.last("performance") <= self.fit_up_to)
        return _LONG if site in self.setting.bones.long and fit else _SHORT


def irradiate_painful_bone(setting: Setting) -> Rule:
    """Return the rule that has a painful metastasis irradiated."""
    limits = _Limits.of(setting)

    @wakes(symptoms=BONE_PAINS, results={"pain": above(limits.painful)}, lesions=True)
    def radiotherapy_for_pain(chart: Chart) -> Iterator[Order]:
        """8 Gy once for a metastasis whose pain of 4 or more a painkiller has not settled (2004).

        van_der_linden_2004: 71 % respond to 8 Gy and 73 % to several fractions; after 8 Gy 24 % are
        irradiated again, after several 6 %, of whom 63 % respond. Several fractions where bone must
        hold: a vertebra that reaches into the canal, and a long bone in a fit patient. Again after
        4 weeks at the earliest, and twice to one bone at most.
        """
        score, taken = chart.last("pain"), chart.last_day("pain")
        if isinstance(score, Unknown) or isinstance(taken, Unknown) or score < limits.painful:
            return
        if not limits.has_tried(chart, taken):
            return
        sites = limits.painful_sites(chart)
        site = next((own for own in sites if limits.may_have(chart, own, taken)), None)
        if site is not None:
            yield treat(
                limits.course(chart, site),
                site=site,
                because=f"pain {score:.0f} of 10 in spite of painkillers",
                urgency="within a week",
            )

    return radiotherapy_for_pain

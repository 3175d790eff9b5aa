"""Slot `pain`: radiotherapy for bones that hurt in spite of painkillers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from osteon.care.chart import Chart
from osteon.care.entries import Regimen, ReportedSymptom
from osteon.care.news import newly_found
from osteon.care.orders import Order, treat
from osteon.care.policy import Rule, screens
from osteon.care.rules.mirels import pain_at
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import above, is_day_of, wakes
from osteon.care.words import BONE_PAINS, FRACTURE, RADIOTHERAPY, RADIOTHERAPY_FIRST, REVIEW_DAYS
from osteon.library.medicines import Analgesic

_SHORT, _LONG = "radiotherapy_8gy_1", "radiotherapy_20gy_5"
_STRONG = 3
_BREAKS = (FRACTURE, "rebound_vertebral_fracture")


@dataclass(frozen=True)
class _Limits:
    setting: Setting
    painful: float
    after_days: float
    again_days: float
    courses: float
    fresh_days: float
    fit_up_to: float
    painkillers: Mapping[str, int]

    @classmethod
    def of(cls, setting: Setting) -> "_Limits":
        return cls(
            setting,
            setting.figure("care_radiotherapy_pain"),
            setting.figure("care_radiotherapy_after_days"),
            setting.figure("care_radiotherapy_again_days"),
            setting.figure("care_radiotherapy_courses"),
            setting.figure("care_radiotherapy_break_days"),
            setting.figure("care_long_course_performance"),
            {
                name: own.step
                for name, own in setting.library.medicines.items()
                if isinstance(own, Analgesic)
            },
        )

    def why_irradiate(self, chart: Chart, score: float, taken: float) -> str:
        """Return why painkillers are not enough; empty where they are, or had too little time."""
        # Whoever enters on an opioid was reviewed before.
        reviewed = chart.day > 0 and is_day_of(chart.day, REVIEW_DAYS)
        if score < self.painful and not reviewed:
            return ""
        tried = [
            (own, step)
            for own, step in self._painkillers(chart)
            if taken - own.start_day >= self.after_days
        ]
        if tried and score >= self.painful:
            return f"pain {score:.0f} of 10 in spite of painkillers"
        strong = [own for own, step in tried if step == _STRONG]
        if reviewed and any(own.running(chart.day) for own in strong):
            return "pain that takes a strong opioid"
        return ""

    def _painkillers(self, chart: Chart) -> Iterator[tuple[Regimen, int]]:
        for own in chart.regimens:
            if own.treatment is None and own.name in self.painkillers:
                yield own, self.painkillers[own.name]

    def on_no_painkiller(self, taken: Sequence[Regimen], _: float) -> bool:
        """Whether no painkiller was ever taken."""
        return not any(own.treatment is None and own.name in self.painkillers for own in taken)

    def on_strong_opioid(self, taken: Sequence[Regimen], day: float) -> bool:
        """Whether a strong opioid is among what is taken."""
        strong = [own for own in taken if self.painkillers.get(own.name) == _STRONG]
        return any(own.treatment is None and own.running(day) for own in strong)

    def sites(self, chart: Chart, score: float, taken: float) -> list[str]:
        """Return the bones to irradiate, the worst first.

        Where an opioid keeps the score down they are those that began to hurt since the last
        review, or the one whose pain led to it and is hidden now.
        """
        hurting = self.painful_sites(chart, score)
        if score < self.painful:
            new = {own.site for own in self._told(chart) if _since_review(own, taken)}
            hurting = [site for site in hurting if site in new]
        return hurting or self.hidden_site(chart, taken)

    def painful_sites(self, chart: Chart, score: float) -> list[str]:
        """Return the bones with a metastasis that explain the pain, the worst first."""
        least = min(score, self.painful)
        told = {own.site for own in chart.symptom(*BONE_PAINS)}
        if not told:
            return []
        known = dict.fromkeys(own.site for own in chart.lesions)
        hurting = [(pain_at(chart, site), site) for site in known if site in told]
        hurting.sort(key=lambda own: -own[0])
        return [site for pain, site in hurting if pain >= least]

    def hidden_site(self, chart: Chart, taken: float) -> list[str]:
        """Return the worst bone that led to the diagnosis or, of late, to a strong opioid.

        None once it was irradiated.
        """
        first = min((own.found_day for own in chart.lesions), default=0.0)
        led = {own.site for own in chart.lesions if own.symptomatic and own.found_day == first}
        of_late = is_day_of(chart.day, REVIEW_DAYS)
        told = [
            own
            for own in self._told(chart)
            if own.site in led or (of_late and _since_review(own, taken))
        ]
        worst = max(told, key=lambda own: own.severity_0_10, default=None)
        if worst is None or worst.severity_0_10 < self.painful:
            return []
        given = {own.site for own in chart.procedures if own.procedure in RADIOTHERAPY}
        return [] if worst.site in given else [worst.site]

    def _told(self, chart: Chart) -> list[ReportedSymptom]:
        """Return all that was ever told of pain in bones with a known metastasis."""
        known = {own.site for own in chart.lesions}
        return [own for own in chart.symptoms if own.name in BONE_PAINS and own.site in known]

    def may_have(self, chart: Chart, site: str, taken: float) -> bool:
        """Whether a bone may be irradiated for the pain of that day."""
        if any(chart.booked_for(course, site) for course in RADIOTHERAPY):
            return False
        if self._is_freshly_broken(chart, site, taken):
            return False
        given = [
            own.day
            for own in chart.procedures
            if own.procedure in RADIOTHERAPY and own.site == site
        ]
        return not given or (len(given) < self.courses and taken - max(given) >= self.again_days)

    def _is_freshly_broken(self, chart: Chart, site: str, taken: float) -> bool:
        breaks = (own for own in chart.events if own.kind in _BREAKS and own.site == site)
        return any(taken - own.day < self.fresh_days for own in breaks)

    def course(self, chart: Chart, site: str) -> str:
        """Return the course that suits bone and patient."""
        if any(own.canal_narrowed for own in chart.lesions_at(site)):
            return _LONG
        fit = chart.known("performance") and bool(chart.last("performance") <= self.fit_up_to)
        return _LONG if site in self.setting.bones.long and fit else _SHORT


def _since_review(told: ReportedSymptom, day: float) -> bool:
    return day - told.day < REVIEW_DAYS


def irradiate_painful_bone(setting: Setting) -> Rule:
    """Return the rule that has painful metastases irradiated."""
    limits = _Limits.of(setting)

    @screens(RADIOTHERAPY_FIRST)
    @wakes(
        symptoms=BONE_PAINS,
        results={"pain": above(limits.painful)},
        lesions=newly_found,
        every_days=REVIEW_DAYS,
        only_while=limits.on_strong_opioid,
        never_while=limits.on_no_painkiller,
    )
    def radiotherapy_for_pain(chart: Chart) -> Iterator[Order]:
        """8 Gy once for a metastasis whose pain painkillers do not settle, or strong opioids alone.

        van_der_linden_2004: 71 % respond to 8 Gy and 73 % to several fractions; after 8 Gy 24 % are
        irradiated again, after several 6 %, of whom 63 % respond. Several fractions where bone must
        hold: a vertebra that reaches into the canal, and a long bone in a fit patient. Again after
        4 weeks at the earliest, and twice to one bone at most. The pain of a fresh break is that
        of the break, and is given 12 weeks to settle. All bones that hurt so much are irradiated
        in one go; trials count that as one event. The bone whose pain led to the diagnosis, or to a
        strong opioid since the last review, is irradiated once even where the opioid hides it; pain
        known for long is left to the opioid.
        """
        score, taken = chart.last("pain"), chart.last_day("pain")
        if isinstance(score, Unknown) or isinstance(taken, Unknown):
            return
        why = limits.why_irradiate(chart, score, taken)
        if not why:
            return
        for site in limits.sites(chart, score, taken):
            if limits.may_have(chart, site, taken):
                course = limits.course(chart, site)
                yield treat(course, site=site, because=why, urgency="within a week")

    return radiotherapy_for_pain

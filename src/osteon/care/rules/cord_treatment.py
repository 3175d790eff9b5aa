"""Slot `cord`, once compression is known: surgery and radiotherapy, one of them, or comfort."""

from collections.abc import Iterator
from dataclasses import dataclass

from osteon.care.chart import Chart
from osteon.care.entries import ChartEvent
from osteon.care.orders import Order, refer, start, treat
from osteon.care.policy import Rule
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import wakes
from osteon.care.words import CORD, RADIOTHERAPY

SURGERY = "decompressive_surgery"
_ONE_EPISODE_DAYS = 28.0


@dataclass(frozen=True)
class _Limits:
    """Who is operated, who irradiated, who spared both."""

    fit_up_to: float
    poor: float
    unfit: float
    paraplegia_days: float
    wound_days: float
    again_days: float
    lesions: float
    surgery: bool

    @classmethod
    def of(cls, setting: Setting, *, surgery: bool) -> "_Limits":
        return cls(
            setting.figure("care_cord_surgery_performance"),
            setting.figure("care_cord_poor_performance"),
            setting.figure("care_cord_unfit_performance"),
            setting.figure("care_cord_paraplegia_days"),
            setting.figure("care_cord_postoperative_radiotherapy_days"),
            setting.figure("care_cord_irradiated_days"),
            setting.figure("care_cord_surgery_lesions"),
            surgery=surgery,
        )

    def main_treatment(self, chart: Chart, event: ChartEvent) -> Order:
        """Return surgery for who can bear it, else radiotherapy where it was not given lately."""
        why, site = f"{event.site} cord compression", event.site
        if self.surgery and self._can_be_operated(chart, event):
            return treat(SURGERY, site=site, because=why, urgency="emergency now")
        if self._is_irradiated(chart, event):
            return refer("palliative care", because=f"{why}, irradiated before")
        course = "radiotherapy_20gy_5" if self._is_fit(chart) else "radiotherapy_8gy_1"
        return treat(course, site=site, because=why, urgency="within 24 h")

    def is_beyond_help(self, chart: Chart, event: ChartEvent) -> bool:
        """Whether a patient is known to be too ill, or has long been paralysed."""
        performance = chart.last("performance")
        least = self.poor if chart.has("cannot_walk") else self.unfit
        too_ill = not isinstance(performance, Unknown) and performance >= least
        return too_ill or _paralysed_for(chart, event, self.paraplegia_days)

    def _can_be_operated(self, chart: Chart, event: ChartEvent) -> bool:
        return (
            self._is_fit(chart)
            and len(chart.lesions) <= self.lesions
            and len({own.site for own in _episode(chart, event)}) == 1
            and not _paralysed_for(chart, event, self.paraplegia_days)
        )

    def _is_fit(self, chart: Chart) -> bool:
        # What is not known sends nobody to theatre.
        return chart.known("performance") and bool(chart.last("performance") <= self.fit_up_to)

    def _is_irradiated(self, chart: Chart, event: ChartEvent) -> bool:
        return any(
            own.site == event.site and 0 < event.day - own.day <= self.again_days
            for own in chart.procedures
            if own.procedure in RADIOTHERAPY
        )


def treat_compression(setting: Setting, *, surgery: bool = True) -> Rule:
    """Return the rule that treats a compression that MRI has shown."""
    limits = _Limits.of(setting, surgery=surgery)

    @wakes(events=(CORD,), procedures=(SURGERY,))
    def cord(chart: Chart) -> Iterator[Order]:
        """Decompress and irradiate who can bear it; irradiate the rest within 24 h (2008).

        patchell_2005: surgery within 24 h, for one area, no paraplegia beyond 48 h and some months
        to live (here ECOG 2 at most); radiotherapy within 14 days after it. nice_qs56: else
        radiotherapy within 24 h. Dexamethasone with it (sorensen_1994: 81 against 63 % walk).
        nice_cg75: comfort alone after complete paraplegia for days, or where the outlook is too
        poor: bedridden, or ECOG 3 and unable to walk.
        """
        for event in _newest_by_level(chart):
            if _is_seen_to(chart, event):
                yield from _after_surgery(chart, event, limits.wound_days)
                continue
            yield from _steroid(chart)
            if limits.is_beyond_help(chart, event):
                why = f"{event.site} cord compression: too ill, or long paralysed"
                yield refer("palliative care", because=why, urgency="within 24 h")
            else:
                yield limits.main_treatment(chart, event)

    return cord


def _after_surgery(chart: Chart, event: ChartEvent, wound_days: float) -> Iterator[Order]:
    days = [
        own.day
        for own in chart.procedures
        if own.procedure == SURGERY and own.site == event.site and own.day >= event.day
    ]
    if days and not _irradiated_since(chart, event):
        yield treat(
            "radiotherapy_30gy_10",
            site=event.site,
            because="after decompression",
            in_days=max(0.0, days[0] + wound_days - chart.day),
            urgency="within a week",
        )


def _newest_by_level(chart: Chart) -> list[ChartEvent]:
    newest = {own.site: own for own in sorted(chart.events, key=_day) if own.kind == CORD}
    return list(newest.values())


def _episode(chart: Chart, event: ChartEvent) -> list[ChartEvent]:
    """Return the compressions of the same weeks."""
    return [
        own
        for own in chart.events
        if own.kind == CORD and abs(own.day - event.day) <= _ONE_EPISODE_DAYS
    ]


def _is_seen_to(chart: Chart, event: ChartEvent) -> bool:
    """Whether this compression was treated, is about to be, or was left to comfort."""
    operated = chart.booked_for(SURGERY, event.site) or any(
        own.procedure == SURGERY and own.site == event.site and own.day >= event.day
        for own in chart.procedures
    )
    # Whoever has been sent to palliative care is not sent again at every piece of news.
    return operated or _irradiated_since(chart, event) or event.day < chart.day - _ONE_EPISODE_DAYS


def _irradiated_since(chart: Chart, event: ChartEvent) -> bool:
    return any(chart.booked_for(course, event.site) for course in RADIOTHERAPY) or any(
        own.procedure in RADIOTHERAPY and own.site == event.site and own.day >= event.day
        for own in chart.procedures
    )


def _paralysed_for(chart: Chart, event: ChartEvent, days: float) -> bool:
    return any(event.day - own.onset_day > days for own in chart.symptom("paralysis"))


def _steroid(chart: Chart) -> Iterator[Order]:
    if not chart.on("dexamethasone"):
        yield start(
            "dexamethasone", because="beside the treatment of the cord", urgency="emergency now"
        )


def _day(event: ChartEvent) -> float:
    return event.day

"""Slot `imaging`: looking for bone metastases, by schedule and because of pain."""

from collections.abc import Iterator

from osteon.care.chart import Chart
from osteon.care.entries import Observation
from osteon.care.news import newly_found
from osteon.care.orders import Order, Urgency, assess
from osteon.care.policy import Rule
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import ANY_RESULT, wakes
from osteon.care.words import BONE_PAINS
from osteon.library.schedule import Schedule

_BY_DEFAULT = "bone_scan"
_TAKES_UP = 0.8
_LOOKS_IN_DOUBT = 2


def usual(setting: Setting) -> tuple[Rule, ...]:
    """Staging, a scan of the skeleton now and then, images of new pain, a biopsy in doubt."""
    return (
        scan_skeleton(setting, "care_surveillance_days"),
        *symptoms_only(setting),
    )


def intense(setting: Setting) -> tuple[Rule, ...]:
    """As usual, with the skeleton scanned more often."""
    return (scan_skeleton(setting, "care_intense_surveillance_days"), *symptoms_only(setting))


def symptoms_only(setting: Setting) -> tuple[Rule, ...]:
    """Images of new pain, and a biopsy in doubt."""
    return (image_new_pain(setting), sample_in_doubt(setting))


def scheduled(text: str, setting: Setting) -> tuple[Rule, ...]:
    """Images by a schedule of one's own, such as ``xray every 12 weeks``, and of new pain."""
    schedule = Schedule.parse(text, setting.library)

    @wakes(on_days=(0,))
    def imaging(chart: Chart) -> Iterator[Order]:
        """Order each repeated image once; from then on it repeats by itself."""
        if chart.day > 0:
            return
        for name, days in schedule.interval_days:
            if not chart.booked_for(name):
                yield assess(name, every_days=days, because="scheduled imaging")

    return (imaging, *symptoms_only(setting))


def scan_for(cancer: str, setting: Setting) -> str:
    """Return the scan of the whole skeleton that suits a cancer.

    PET with PSMA for prostate cancer (zhou_2019), with FDG for cancers that take it up
    (yang_2011: 87 % of lesions against 75 % on a bone scan), a bone scan for the rest.
    """
    facts = setting.library.cancers.get(cancer)
    if facts is None:
        return _BY_DEFAULT
    if facts.psma_uptake_share.value >= _TAKES_UP:
        return "pet_psma"
    return "pet_fdg" if facts.fdg_uptake_share.value >= _TAKES_UP else _BY_DEFAULT


def scan_skeleton(setting: Setting, figure: str) -> Rule:
    """Return the rule that scans the skeleton at entry and every so often."""
    days = setting.figure(figure)

    @wakes(on_days=(0,))
    def surveillance(chart: Chart) -> Iterator[Order]:
        """Stage at entry, then scan again every year (assumed; practice differs widely)."""
        if chart.day > 0:
            return
        name = scan_for(chart.cancer, setting)
        if chart.booked_for(name):
            return
        yield assess(name, every_days=days, because="staging, then surveillance")

    return surveillance


def image_new_pain(setting: Setting) -> Rule:
    """Return the rule that looks at a bone that hurts and has no known metastasis."""

    @wakes(told=BONE_PAINS, results={"xray": ANY_RESULT})
    def new_pain(chart: Chart) -> Iterator[Order]:
        """X-ray what hurts, MRI for the spine; a scan where the X-ray shows nothing (2009).

        salvo_2009: an X-ray misses up to 40 %, and all that have lost less than half of their
        mineral. medscape_spine: MRI shows the spine best (yang_2011: 90 % of lesions).
        """
        for own in chart.symptom(*BONE_PAINS):
            if own.site and not chart.lesions_at(own.site):
                sudden: Urgency = "within 24 h" if own.name == "sudden_pain" else "within a week"
                yield from _look(chart, own.site, own.day, sudden, setting)

    return new_pain


def _look(
    chart: Chart, site: str, day: float, urgency: Urgency, setting: Setting
) -> Iterator[Order]:
    why, after = f"new pain in {site.replace('_', ' ')}", "xray"
    if site in setting.bones.level:
        if not _seen(chart, "mri", "", day) and not chart.booked_for("mri", within_days=14.0):
            yield assess("mri", because=why, urgency=urgency)
        return
    if not _seen(chart, after, site, day):
        if not chart.booked_for(after, site):
            yield assess(after, site=site, because=why, urgency=urgency)
        return
    scan = scan_for(chart.cancer, setting)
    if not _seen(chart, scan, "", day) and not chart.booked_for(scan, within_days=28.0):
        yield assess(scan, because=f"{why}, nothing on X-ray", urgency="within a week")


def sample_in_doubt(setting: Setting) -> Rule:
    """Return the rule that asks for a biopsy of a lesion that may be something else."""
    again_days = setting.figure("care_doubt_again_days")
    most = setting.figure("care_doubt_lesions")

    @wakes(lesions=newly_found, results={"ct": ANY_RESULT})
    def biopsy(chart: Chart) -> Iterator[Order]:
        """Sample the first of few lesions if it does not hurt and CT shows it, or primary unknown.

        Few are sampled, a tenth or less; yield 74 to 91 % (spine_biopsy_2021, suh_2019). With
        several deposits, or pain where one is seen, nobody doubts what it is; what lights up on a
        scan alone is looked at on CT, twice if need be, and left alone when nothing is there.
        """
        if chart.known("biopsy") or chart.booked_for("biopsy"):
            return
        if not 1 <= len(chart.lesions) <= most:
            return
        only = chart.lesions[0]
        found_here = only.found_by not in {"", "entry"}
        unknown_primary = chart.cancer in {"", "unknown"}
        if unknown_primary or (found_here and not only.symptomatic):
            why = "primary unknown" if unknown_primary else "few lesions, the first without pain"
            looks = [own.value for own in chart.observations if _is_ct_of(own, only.site)]
            if unknown_primary or any(looks):
                yield assess("biopsy", site=only.site, because=why, urgency="within a week")
            elif len(looks) < _LOOKS_IN_DOUBT and not chart.booked_for("ct", only.site):
                later = again_days * len(looks)
                yield assess(
                    "ct", site=only.site, because=why, in_days=later, urgency="within a week"
                )

    return biopsy


def _is_ct_of(result: Observation, site: str) -> bool:
    return result.assessment == "ct" and result.site == site


def _seen(chart: Chart, name: str, site: str, day: float) -> bool:
    taken = chart.last_day(name, site)
    return not isinstance(taken, Unknown) and taken >= day

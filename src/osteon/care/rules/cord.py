"""Slot `cord`: suspicion and treatment of spinal cord compression."""

from collections.abc import Iterator, Sequence

from osteon.care.chart import Chart
from osteon.care.entries import ReportedSymptom
from osteon.care.news import first_found
from osteon.care.orders import Order, Urgency, assess, start, stop
from osteon.care.policy import Rule
from osteon.care.rules.cord_treatment import treat_compression
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import ANY_RESULT, wakes
from osteon.care.words import BACK_PAINS, CORD, DEFICITS

_SIGNS = (*DEFICITS, "radicular_pain")
_ELSEWHERE_TOO = ("sudden_pain", "severe_pain")


def usual(setting: Setting) -> tuple[Rule, ...]:
    """Look at the cord when it may be pressed; operate and irradiate, or irradiate."""
    return (suspect_compression(setting), treat_compression(setting))


def radiotherapy_only(setting: Setting) -> tuple[Rule, ...]:
    """As usual, without surgery."""
    return (suspect_compression(setting), treat_compression(setting, surgery=False))


def suspect_compression(setting: Setting) -> Rule:
    """Return the rule that asks for MRI of the whole spine, and for a steroid."""
    severe = setting.figure("care_pain_severe")
    level = setting.bones.level

    @wakes(
        symptoms=(*_SIGNS, *BACK_PAINS, *_ELSEWHERE_TOO),
        results={"mri": ANY_RESULT},
        lesions=first_found,
    )
    def cord_suspicion(chart: Chart) -> Iterator[Order]:
        """MRI at once and dexamethasone for signs; MRI for spinal pain, sooner if severe.

        nice_cg75 (2008): contact at once for pain with a neurological sign, within 24 h for pain
        that suggests spinal metastases. swl_cord_pathway: MRI of the whole spine within 24 h,
        16 mg of dexamethasone at suspicion with signs. A week for pain alone is assumed.
        """
        signs, elsewhere = chart.symptom(*_SIGNS), chart.symptom(*_ELSEWHERE_TOO)
        pains = [*chart.symptom(*BACK_PAINS), *(own for own in elsewhere if own.site in level)]
        if signs and (pains or chart.lesions):
            yield from _at_once(chart, signs)
        elif pains and chart.lesions:
            worst = max(own.severity_0_10 for own in pains)
            sudden = any(own.name in _ELSEWHERE_TOO for own in pains)
            yield from _mri(
                chart, pains, "within 24 h" if sudden or worst >= severe else "within a week"
            )
        yield from _end_of_suspicion(chart)

    return cord_suspicion


def _at_once(chart: Chart, signs: Sequence[ReportedSymptom]) -> Iterator[Order]:
    if _is_explained(chart, signs):
        return
    for order in _mri(chart, signs, "emergency now"):
        yield order
        # What is done for a pressed cord depends on how the patient is now, not at the last visit.
        yield assess("performance", because="what can the patient bear?")
    if not chart.on("dexamethasone") and not _looked_since(chart, signs):
        yield start(
            "dexamethasone", because="signs of a pressed spinal cord", urgency="emergency now"
        )


def _mri(chart: Chart, told: Sequence[ReportedSymptom], urgency: Urgency) -> Iterator[Order]:
    # An MRI in a fortnight is no answer to weak legs.
    soon = {"emergency now": 1.0, "within 24 h": 1.5}.get(urgency, 14.0)
    if not _looked_since(chart, told) and not chart.booked_for("mri", within_days=soon):
        words = max(told, key=lambda own: own.day).name.replace("_", " ")
        yield assess("mri", because=f"{words}: is the cord pressed?", urgency=urgency)


def _looked_since(chart: Chart, told: Sequence[ReportedSymptom]) -> bool:
    taken = chart.last_day("mri")
    return not isinstance(taken, Unknown) and taken >= max(own.day for own in told)


def _is_explained(chart: Chart, signs: Sequence[ReportedSymptom]) -> bool:
    """Whether a compression is known that is later than every sign."""
    known = [own.day for own in chart.events if own.kind == CORD]
    return bool(known) and max(known) >= max(own.day for own in signs)


def _end_of_suspicion(chart: Chart) -> Iterator[Order]:
    """Stop the steroid when the MRI has shown no compression."""
    regimen = chart.regimen("dexamethasone")
    if regimen is None:
        return
    taken = chart.last_day("mri")
    if isinstance(taken, Unknown) or taken < regimen.start_day:
        return
    # A compression enters the chart with its MRI, or with the signs that led to it.
    if not any(own.kind == CORD for own in chart.events):
        yield stop("dexamethasone", because="MRI shows no pressed cord", urgency="within 24 h")

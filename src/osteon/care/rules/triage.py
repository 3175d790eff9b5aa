"""Slot `triage`: what reported symptoms mean, and how fast care must act.

A design after nice_cg75 (2008, replaced in 2023), walsh_2016 and ukons_triage; which symptom waits
how long where those are silent is assumed. The urgency of each symptom by itself is a fact of the
library (`red_flag`); this module adds what symptoms mean together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from osteon.care.chart import Chart
from osteon.care.orders import URGENCIES, Order, Urgency, refer
from osteon.care.policy import Rule
from osteon.care.setting import Setting
from osteon.care.wakes import wakes
from osteon.care.words import BACK_PAINS, CALCIUM_SYMPTOMS, DEFICITS
from osteon.library.library import Library

_TEAMS: dict[Urgency, str] = {
    "emergency now": "emergency room",
    "within 24 h": "cancer team today",
    "within a week": "clinic",
    "routine": "next visit",
}


@dataclass(frozen=True, slots=True)
class Triage:
    """How fast care must act, and why."""

    urgency: Urgency
    reason: str


def triage(
    symptoms: Sequence[str], *, known_bone_disease: bool, library: Library | None = None
) -> Triage:
    """Return how urgent a set of symptoms is.

    Parameters
    ----------
    symptoms : sequence of str
        Names of the library, such as ``"leg_weakness"``; of those equally urgent the first is why.
    known_bone_disease : bool
        Whether the patient is known to have bone metastases.
    library : Library, optional
        The library that comes with osteon by default.

    Raises
    ------
    InputError
        A symptom is unknown; the message names the nearest one.
    """
    library = library or Library.load()
    flags = {name: library.symptom(name) for name in symptoms}
    present = {symptom.name for symptom in flags.values()}
    found = [Triage(own.red_flag, own.title) for own in flags.values()]
    if not known_bone_disease:
        found = [_without_bone_disease(own) for own in found]
    found += _together(present, known_bone_disease=known_bone_disease)
    return min(found, key=lambda own: URGENCIES.index(own.urgency), default=_NOTHING)


_NOTHING = Triage("routine", "no symptom")
_SPINE = "pain in the spine"


def usual(setting: Setting) -> Rule:
    """Send each patient who tells of symptoms to where they are seen in time."""
    library = setting.library

    @wakes(told=library.symptoms)
    def call(chart: Chart) -> Iterator[Order]:
        """Answer a call: emergency room, today, this week, or the next visit (nice_cg75, 2008)."""
        new = [own for own in chart.symptoms if own.day == chart.day and not own.over]
        if not new:
            return
        # A new sign counts together with what was told before.
        told = [*(own.name for own in new), *(own.name for own in chart.symptom(*_TOGETHER))]
        answer = triage(told, known_bone_disease=bool(chart.lesions), library=library)
        yield refer(_TEAMS[answer.urgency], because=answer.reason, urgency=answer.urgency)

    return call


_TOGETHER = (*BACK_PAINS, *DEFICITS, *CALCIUM_SYMPTOMS)


def _without_bone_disease(own: Triage) -> Triage:
    # nice_cg75 speaks of patients with cancer and pain that suggests metastases of the spine.
    if own.reason != _SPINE:
        return own
    return Triage("within a week", f"{own.reason}, no bone metastases known")


def _together(present: set[str], *, known_bone_disease: bool) -> Iterator[Triage]:
    deficit = present.intersection(DEFICITS)
    if deficit and (known_bone_disease or present.intersection(BACK_PAINS)):
        yield Triage("emergency now", "signs of a pressed spinal cord")
    if len(present.intersection(CALCIUM_SYMPTOMS)) > 1:
        # Two ambers are a red (ukons_triage).
        yield Triage("within 24 h", "several symptoms of high calcium")

"""The score of Mirels: how likely a long bone with a metastasis is to break."""

from dataclasses import dataclass

from osteon.care.chart import Chart
from osteon.care.entries import KnownLesion
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.words import BONE_PAINS

_LOOK = {"blastic": 1.0, "mixed": 2.0, "lytic": 3.0}


@dataclass(frozen=True)
class Mirels:
    """What the points are given for (mirels_1989): site, look, cortex and pain, 1 to 3 each."""

    by_region: dict[str, float]
    middle_share: float
    large_share: float
    moderate_pain: float
    severe_pain: float

    @classmethod
    def of(cls, setting: Setting) -> "Mirels":
        """Return the score with the figures of the library."""
        return cls(
            {
                "humerus": setting.figure("care_mirels_humerus_points"),
                "femur": setting.figure("care_mirels_femur_points"),
            },
            setting.figure("care_mirels_middle_cortex_share"),
            setting.figure("care_mirels_large_cortex_share"),
            setting.figure("care_pain_moderate"),
            setting.figure("care_pain_severe"),
        )

    def points(self, lesion: KnownLesion, region: str, pain: float) -> float | None:
        """Return 4 to 12 points; None while nobody has seen the cortex."""
        if lesion.cortex_share is None:
            return None
        return (
            self.by_region.get(region, 1.0)
            + _LOOK[lesion.kind]
            + _points(lesion.cortex_share, self.middle_share, self.large_share)
            + self.pain_points(pain)
        )

    def pain_points(self, pain: float) -> float:
        """Return 1 for mild, 2 for moderate, 3 for functional pain: severe pain stands for it."""
        return _points(pain, self.moderate_pain, self.severe_pain)


def pain_at(chart: Chart, site: str) -> float:
    """Return how much a bone hurts that is said to hurt, 0 to 10; 0 where nothing was said.

    Patients say where it hurts once, and are asked at each visit how much: a later score is that
    of the bone that hurts most.
    """
    told = chart.symptom(*BONE_PAINS)
    here = [own for own in told if own.site == site]
    if not here:
        return 0.0
    worst = max(own.severity_0_10 for own in here)
    score, taken = chart.last("pain"), chart.last_day("pain")
    if isinstance(score, Unknown) or isinstance(taken, Unknown):
        return worst
    hurts_most = worst >= max(own.severity_0_10 for own in told)
    return score if hurts_most and taken >= max(own.day for own in here) else worst


def _points(value: float, middle: float, high: float) -> float:
    return 1.0 + (value >= middle) + (value >= high)

"""Assessments as data: laboratory tests, imaging, biopsy and the dentist's look."""

from typing import Literal

from osteon.library.facts import Facts
from osteon.library.sourced import Sourced, Value
from osteon.library.waits import Waits

Contrast = Literal["mineral", "tumour", "uptake_tumour", "uptake_formation"]
Tracer = Literal["fdg", "psma"]


class LaboratoryTest(Facts):
    """A number read from the patient.

    Attributes
    ----------
    reading : str
        Reading of the model that is measured.
    unit : str
        Unit of the result, which is that of the reading.
    relative : bool
        Whether `error` is the deviation of the result's logarithm; else it is in the unit.
    delay_days : Sourced
        From the sample to the result [days].
    low_share, low_loss : Sourced or None
        Share of the samples that are low for a passing reason, and the mean loss of logarithm in
        them, which is spread exponentially.
    between_persons : Sourced or None
        How far persons of the same state differ for good, as the deviation of the logarithm.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    kind: Literal["laboratory"]
    reading: str
    unit: str = ""
    relative: bool
    error: Value
    delay_days: Value
    low_share: Value | None = None
    low_loss: Value | None = None
    between_persons: Value | None = None

    def wait(self, urgency: str) -> Sourced:  # noqa: ARG002 - asked as of every assessment
        """Return the time to the result [days], which does not depend on the urgency."""
        return self.delay_days


class Imaging(Waits):
    """A picture of bones, in which a deposit is seen or missed.

    A deposit of diameter d [mm] and contrast c is seen with probability
    ``best_sensitivity / (1 + (smallest_mm / d)^steepness) / (1 + (contrast_half / c)^steepness)``.

    Attributes
    ----------
    contrast : str
        What makes a deposit stand out. ``mineral``: departure of its mineral from normal, up or
        down; ``tumour``: part of its volume that is tumour; ``uptake_tumour``: the same, times the
        share of the tracer that the cancer takes up; ``uptake_formation``: formation of bone
        relative to normal, minus 1.
    tracer : str or None
        Tracer whose uptake differs between cancers.
    whole_body : bool
        Whether it shows the whole skeleton when it is ordered without a site.
    regions : tuple of str
        Regions that it shows otherwise; with a site, it shows that bone alone.
    sees_canal, sees_cortex : bool
        Whether narrowing of the spinal canal, or the loss of cortex, can be read from it.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    kind: Literal["imaging"]
    contrast: Contrast
    tracer: Tracer | None = None
    whole_body: bool
    regions: tuple[str, ...] = ()
    sees_canal: bool = False
    sees_cortex: bool = False
    smallest_mm: Value
    contrast_half: Value
    steepness: Value
    best_sensitivity: Value
    specificity_per_lesion_site: Value
    lookalike_probability: Value

    @property
    def false_finding_probability(self) -> float:
        """Chance of a false finding in one healthy bone that is examined.

        A healthy bone must hold something that looks like a deposit, and it must be mistaken.
        """
        return self.lookalike_probability.value * (1 - self.specificity_per_lesion_site.value)


class Biopsy(Waits):
    """A core of a lesion: says tumour where there is one, with the sensitivity of its kind."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    kind: Literal["biopsy"]
    sensitivity_lytic: Value
    sensitivity_mixed: Value
    sensitivity_blastic: Value
    specificity: Value
    complication_share: Value


class DentalCheck(Waits):
    """The dentist's look at teeth, gums and jaw: finds dental disease and infection."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    kind: Literal["dental_check"]
    sensitivity: Value


Assessment = LaboratoryTest | Imaging | Biopsy | DentalCheck

ASSESSMENT_KINDS: dict[str, type[Facts]] = {
    "laboratory": LaboratoryTest,
    "imaging": Imaging,
    "biopsy": Biopsy,
    "dental_check": DentalCheck,
}

"""Symptoms as data: when a patient feels something, when it is reported, how fast care must act."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ValidationInfo, field_validator, model_validator

from osteon.library.facts import Facts
from osteon.library.sourced import Sourced, Value, check_reference, sourced
from osteon.library.waits import Urgency

Reporting = Literal["prompt", "usual", "late"]

# The ending of the threshold's name states its unit, as every name does.
_ENDINGS = {"": "", "mmol/L": "_mmol_per_l", "L/day": "_l_per_day"}


def _read_threshold(raw: object, info: ValidationInfo) -> object:
    unit = info.data.get("unit", "")
    return raw if isinstance(raw, Sourced) else sourced(f"threshold{_ENDINGS[unit]}", raw)


class Symptom(Facts):
    """Something a patient can feel and tell.

    Attributes
    ----------
    reading : str
        Reading of the model that is felt; empty where an event alone brings it.
    of : {"body", "lesion"}
        Whose reading; a symptom of a lesion is felt at its site.
    region : {"any", "spine", "long_bones"}
        Lesions at which it can be felt.
    unit : str
        Unit of the reading, and of `threshold`.
    threshold : Sourced or None
        Reading at which half of the patients feel it; its spread is between patients.
    below : bool
        Whether it is felt below the threshold instead of above.
    events : tuple of str
        Events that bring it at once.
    felt_share : Sourced
        Share of patients who feel it at all when the reading or the event is there.
    report_delay_days : Sourced
        From onset to report in a usual reporter [days]: the median, and its spread.
    prompt_factor, late_factor : Sourced
        What the delay is multiplied by in a prompt and in a late reporter.
    red_flag : str
        How fast care must act on it.
    source : str
        Key in references.bib: where the urgency comes from.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    reading: str = ""
    of: Literal["body", "lesion"] = "body"
    region: Literal["any", "spine", "long_bones"] = "any"
    unit: Literal["", "mmol/L", "L/day"] = ""
    threshold: Annotated[Sourced, BeforeValidator(_read_threshold)] | None = None
    below: bool = False
    events: tuple[str, ...] = ()
    felt_share: Value
    report_delay_days: Value
    prompt_factor: Value
    late_factor: Value
    red_flag: Urgency
    source: str

    @field_validator("source")
    @classmethod
    def _in_bibliography(cls, key: str, info: ValidationInfo) -> str:
        return check_reference(key, info)

    def delay_factor(self, reporting: Reporting) -> float:
        """Return what the median delay is multiplied by in a reporter of this kind."""
        factors = {"prompt": self.prompt_factor.value, "late": self.late_factor.value}
        return factors.get(reporting, 1.0)

    @model_validator(mode="after")
    def _can_be_felt(self) -> Self:
        if not self.reading and not self.events:
            raise ValueError("needs a reading with its threshold, or events, that bring it")
        if bool(self.reading) != (self.threshold is not None):
            raise ValueError("reading and threshold belong together")
        return self

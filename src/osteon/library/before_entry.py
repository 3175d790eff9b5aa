"""Treatment before entry: a bone drug that patients of a trial are on, or were on, already."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from osteon.base.errors import InputError
from osteon.base.units import to_unit
from osteon.library.prescription import Prescription
from osteon.library.sourced import Context, convert

LONGEST_DAYS = 10 * 365.25


class BeforeEntry(BaseModel):
    """A drug that some of the patients were given up to entry.

    Attributes
    ----------
    bone_agent : str
        Prescription with an interval, such as ``zoledronic acid 4 mg iv q4w``.
    duration : str
        For how long, up to entry; the last dose was one interval before it.
    share : float
        Of the patients, 0 to 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bone_agent: str
    duration: str
    share: Annotated[float, Field(gt=0, le=1)] = 1.0

    @property
    def duration_days(self) -> float:
        """For how long it was given [days]."""
        return to_unit(self.duration, "days")

    @field_validator("bone_agent")
    @classmethod
    def _given_repeatedly(cls, text: str, info: ValidationInfo) -> str:
        context = info.context
        if not isinstance(context, Context) or context.library is None:
            return text
        try:
            plan = Prescription.parse(text, context.library.drugs)
        except InputError as error:
            raise ValueError("; ".join(str(problem) for problem in error.problems)) from None
        if plan.interval_days is None:
            raise ValueError(f'"{text}" is a single dose; say how often it was given')
        return text

    @field_validator("duration")
    @classmethod
    def _a_time(cls, text: str) -> str:
        if not 0 < convert(text, "days") <= LONGEST_DAYS:
            raise ValueError(
                f'"{text}" is not possible; it must be longer than 0, 10 years at most'
            )
        return text

    @field_validator("share", mode="before")
    @classmethod
    def _a_share(cls, raw: object) -> float:
        return convert(raw, "")

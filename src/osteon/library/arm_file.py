"""One arm of a trial file: its drug, and how its patients are cared for."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from osteon.base.errors import InputError
from osteon.base.suggest import did_you_mean, hint, plain
from osteon.library.prescription import Prescription
from osteon.library.slots import USUAL, WORDS, check_slot
from osteon.library.sourced import Context

Parsed = TypeVar("Parsed")
NO_DRUG = ("none", "placebo")


class Arm(BaseModel):
    """One arm: a name, and what its patients are given.

    A slot that is left out is as the standard of care has it; ``none`` leaves it empty.

    Attributes
    ----------
    bone_agent : str or None
        Prescription, such as ``denosumab 120 mg sc q4w``; None for ``placebo`` or ``none``.
    allocation : int
        Patients of this arm in each block of the allocation: 2 and 1 for two to one.
    dosing : str or None
        How the prescription is used: from when, how often, and when it is held.
    supplements : str or None
        Such as ``calcium 500 mg/d, vitamin D 400 IU/d``.
    monitoring, imaging : str or None
        Schedules, such as ``calcium every 4 weeks`` and ``xray every 12 weeks``.
    pain, fracture, cord, hypercalcaemia, dental, triage, safety_equipment : str or None
        A word of `osteon.library.slots.WORDS`.
    reporting : {"prompt", "usual", "late"} or None
        How soon patients tell what they feel.
    care : str
        Standard of care; ``none`` for the drug alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    bone_agent: str | None = None
    allocation: Annotated[int, Field(ge=1, le=10, strict=True)] = 1
    dosing: str | None = None
    supplements: str | None = None
    monitoring: str | None = None
    imaging: str | None = None
    pain: str | None = None
    fracture: str | None = None
    cord: str | None = None
    hypercalcaemia: str | None = None
    dental: str | None = None
    triage: str | None = None
    safety_equipment: str | None = None
    reporting: str | None = None
    care: str = USUAL

    def slots(self) -> dict[str, str]:
        """Return the text of each slot that the file fills itself, the bone drug aside."""
        texts = {slot: getattr(self, slot) for slot in WORDS}
        return {slot: text for slot, text in texts.items() if text is not None}

    @field_validator("bone_agent")
    @classmethod
    def _a_prescription(cls, text: str | None, info: ValidationInfo) -> str | None:
        context = info.context
        if text is None or plain(text) in NO_DRUG:
            return None
        if did_you_mean(text, NO_DRUG):
            raise ValueError(f'"{text}" is no drug{hint(text, NO_DRUG)}')
        if isinstance(context, Context) and context.library is not None:
            drugs = context.library.drugs
            _as_value_error(lambda: Prescription.parse(text, drugs))
        return text

    @field_validator(*WORDS)
    @classmethod
    def _a_filling(cls, text: str | None, info: ValidationInfo) -> str | None:
        context, slot = info.context, info.field_name or ""
        if text is not None and isinstance(context, Context) and context.library is not None:
            library = context.library
            _as_value_error(lambda: check_slot(slot, text, library))
        return text

    @field_validator("care")
    @classmethod
    def _a_standard(cls, name: str, info: ValidationInfo) -> str:
        context = info.context
        if isinstance(context, Context) and context.library is not None:
            library = context.library
            return _as_value_error(lambda: library.standard(name)).name
        return name


def _as_value_error(parse: Callable[[], Parsed]) -> Parsed:
    try:
        return parse()
    except InputError as error:
        raise ValueError("; ".join(str(problem) for problem in error.problems)) from None

"""Claims as data: what a reader is told about bone metastases, and how it would show here."""

import math
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from osteon.library.facts import Facts
from osteon.library.sourced import check_reference

Topic = Literal[
    "spread",
    "bone_biology",
    "tumour_bone",
    "reporting",
    "pain",
    "fracture",
    "falls_safety",
    "cord_compression",
    "hypercalcaemia",
    "detection",
    "bone_drugs",
    "jaw",
]


class Figure(Facts):
    """One number by which a claim is judged.

    Attributes
    ----------
    name : str
        What is measured, in words.
    unit : str
        Empty for a plain number or a ratio.
    low, high : float
        The band; infinite where it has no limit. The limits belong to it.
    """

    name: str
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf

    @model_validator(mode="after")
    def _is_a_band(self) -> "Figure":
        if self.low > self.high or (math.isinf(self.low) and math.isinf(self.high)):
            raise ValueError("needs `low`, `high` or both, low below high")
        return self

    @property
    def band(self) -> str:
        """The band in words: ``0.6 to 0.73``, ``at least 3``."""
        if math.isinf(self.high):
            return f"at least {self.low:g}"
        if math.isinf(self.low):
            return f"at most {self.high:g}"
        return f"{self.low:g} to {self.high:g}"

    def holds(self, value: float) -> bool:
        """Return whether a value lies in the band; one that could not be measured does not."""
        return self.low <= value <= self.high


class Without(Facts):
    """How the mechanism behind a claim is switched off.

    Attributes
    ----------
    says : str
        What is switched off, in words.
    numbers : mapping of path to value
        Numbers of the library that are replaced; a path may hold ``*``.
    care : mapping of slot to text
        What goes into slots of standard care instead.
    lesions : bool
        False: nobody has bone metastases.
    """

    says: str
    numbers: Mapping[str, float | str] = {}
    care: Mapping[str, str] = {}
    lesions: bool = True


class Claim(Facts):
    """One statement that simulated patients can show or fail to show.

    Attributes
    ----------
    name : str
        Such as ``C013``.
    statement : str
        In the project's own words.
    observable : str
        What is looked at in whom.
    figures : tuple of Figure
        All must lie in their bands.
    sources : tuple of str
        Keys of references.bib.
    without : Without
        What makes the claim fail.
    exception : str
        A part of the statement that the evidence does not support, and how it is read instead.
    unmet : str
        Why it does not show yet; empty where it does.
    """

    name: str
    topic: Topic
    statement: str
    observable: str
    figures: tuple[Figure, ...] = Field(min_length=1, alias="figure")
    sources: tuple[str, ...] = Field(min_length=1)
    without: Without
    exception: str = ""
    unmet: str = ""

    @field_validator("sources")
    @classmethod
    def _in_bibliography(cls, keys: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return tuple(check_reference(key, info) for key in keys)

    @property
    def title(self) -> str:
        """The statement, under the name that every entry of the library has for it."""
        return self.statement

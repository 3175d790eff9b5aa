"""Stages of the calibration: which numbers of the library are fitted to which targets."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from osteon.library.facts import Facts


class FreeNumber(Facts):
    """A number of the library that is fitted.

    Attributes
    ----------
    path : str
        As ``--set`` names it, such as ``cancers.breast.death_rate_per_year``.
    low, high : float
        Plausible range in the unit that the name states: what is known without the targets. The
        fit takes it for 95 % of a lognormal distribution around the library's number.
    """

    path: str
    low: Annotated[float, Field(gt=0)]
    high: float
    note: str = ""

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.low >= self.high:
            raise ValueError(f"{self.low:g} to {self.high:g} is no range")
        return self


class Stage(Facts):
    """One stage of the calibration.

    Attributes
    ----------
    name : str
        Name of the file, such as ``events``.
    order : int
        Stages are fitted in this order, each with what the earlier ones found.
    processes : tuple of str
        Sets of targets that it is fitted to.
    free : tuple of FreeNumber
    figures : bool
        Whether it is fitted to figures of claims too, whose patients are few and always the same;
        else these are only checked.
    """

    name: str
    title: str
    order: int
    note: str = ""
    processes: tuple[str, ...] = Field(min_length=1)
    free: tuple[FreeNumber, ...] = Field(min_length=1)
    figures: bool = False

"""One estimated number with its interval, or the sentence that says why there is none."""

from dataclasses import dataclass
from math import isnan, nan

LEVEL = 0.95
NORMAL_QUANTILE = 1.959963984540054  # of the standard normal at 0.975


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, its 95 % interval and how many patients it rests on.

    `inf` is a number here: a median that was not reached, a ratio without an upper bound.
    `nan` never comes alone: `note` then says in plain words what is missing.

    Attributes
    ----------
    value, low, high : float
        The estimate and the ends of its interval, in the unit of the question asked.
    n : int
        Patients (or values) the estimate rests on.
    note : str
        Empty, or what a reader must know of this number.
    """

    value: float
    low: float
    high: float
    n: int
    note: str = ""

    def __post_init__(self) -> None:
        if not self.note and (isnan(self.value) or isnan(self.low) or isnan(self.high)):
            raise ValueError("an estimate without a number needs a note that says why")

    def scaled(self, factor: float) -> "Estimate":
        """Return the same estimate in another unit (`value * factor`)."""
        return Estimate(
            self.value * factor, self.low * factor, self.high * factor, self.n, self.note
        )


def undefined(note: str, n: int) -> Estimate:
    """Return the estimate that does not exist, with the reason why."""
    return Estimate(nan, nan, nan, n, note)

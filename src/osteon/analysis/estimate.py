"""One estimated number with its interval, or the sentence that says why there is none."""

from dataclasses import dataclass, replace
from math import exp, inf, isnan, log, nan

LEVEL = 0.95
NORMAL_QUANTILE = 1.959963984540054  # of the standard normal at 0.975
NO_EVENT = "no event by then: the interval has no width"
NO_EVENTS_DIFFER = "no event in either arm: no interval"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, its 95 % interval and how many patients it rests on.

    `inf` is a number here: a median that was not reached, a ratio without an upper bound.
    `nan` never comes alone: `note` then says in plain words what is missing.

    Attributes
    ----------
    value, ci_low, ci_high : float
        The estimate and the ends of its interval, in the unit of the question asked.
    n : int
        Patients (or values) the estimate rests on.
    se : float or None
        Standard error in the unit of `value`; of the natural logarithm where the value is a
        ratio. None where the interval does not rest on one.
    events : int or None
        Events the estimate rests on, where it counts any.
    note : str
        Empty, or what a reader must know of this number.
    """

    value: float
    ci_low: float
    ci_high: float
    n: int
    se: float | None = None
    events: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        numbers = (self.value, self.ci_low, self.ci_high, self.se or 0.0)
        if not self.note and any(isnan(number) for number in numbers):
            raise ValueError("an estimate without a number needs a note that says why")

    def scaled(self, factor: float) -> "Estimate":
        """Return the same estimate in another unit (`value * factor`); not for ratios."""
        return replace(
            self,
            value=self.value * factor,
            ci_low=self.ci_low * factor,
            ci_high=self.ci_high * factor,
            se=None if self.se is None else self.se * factor,
        )


def undefined(note: str, n: int, events: int | None = None) -> Estimate:
    """Return the estimate that does not exist, with the reason why."""
    return Estimate(nan, nan, nan, n, events=events, note=note)


def normal(
    value: float, se: float, n: int, *, events: int | None = None, least: float = -inf
) -> Estimate:
    """Return a value with the interval of the normal distribution, cut off at `least`."""
    half = NORMAL_QUANTILE * se
    return Estimate(value, max(least, value - half), value + half, n, se, events)


def log_normal(log_value: float, se: float, n: int, events: int | None = None) -> Estimate:
    """Return a ratio from its logarithm and that logarithm's standard error."""
    half = NORMAL_QUANTILE * se
    value, low, high = (_exp(log_value + step) for step in (0.0, -half, half))
    return Estimate(value, low, high, n, se, events)


def highest_unseen(n: int) -> float:
    """Return the upper end of a share that none of `n` patients shows (Clopper and Pearson)."""
    return 1.0 - ((1.0 - LEVEL) / 2) ** (1.0 / n) if n else 1.0


def no_event(n: int) -> str:
    """Return the sentence for a share that nobody shows of the `n` who could have."""
    return f"no event by then: the interval is exact, from {n} known until then"


def difference(own: Estimate, other: Estimate) -> Estimate:
    """Return `own` minus `other` of two independent estimates that carry standard errors."""
    n, events = _both(own, other)
    note = _missing(own, other)
    if note or own.se is None or other.se is None:
        return undefined(note or "no standard error in one arm: no difference", n, events)
    se = (own.se**2 + other.se**2) ** 0.5
    if se == 0.0:
        return Estimate(own.value - other.value, nan, nan, n, None, events, NO_EVENTS_DIFFER)
    return normal(own.value - other.value, se, n, events=events)


def ratio(own: Estimate, other: Estimate) -> Estimate:
    """Return `own` over `other` of two independent positive estimates, by the delta method."""
    n, events = _both(own, other)
    note = _missing(own, other)
    if note or own.se is None or other.se is None:
        return undefined(note or "no standard error in one arm: no ratio", n, events)
    if own.value <= 0.0 or other.value <= 0.0:
        return undefined("zero in one arm: no ratio", n, events)
    se = ((own.se / own.value) ** 2 + (other.se / other.value) ** 2) ** 0.5
    return log_normal(log(own.value / other.value), se, n, events)


def _both(own: Estimate, other: Estimate) -> tuple[int, int | None]:
    known = own.events is not None and other.events is not None
    return own.n + other.n, (own.events or 0) + (other.events or 0) if known else None


def _missing(own: Estimate, other: Estimate) -> str:
    missing = [one.note for one in (own, other) if isnan(one.value)]
    return f"a number is missing in one arm: {missing[0]}" if missing else ""


def _exp(power: float) -> float:
    return exp(power) if power < 700.0 else inf

"""What a design is asked for, as a user says it."""

from dataclasses import dataclass
from typing import Literal

Better = Literal["fewer", "more"]
Futility = Literal["none", "conditional_power", "beta_spending"]


@dataclass(frozen=True)
class Wanted:
    """Everything that may be said of a design; what is None or empty is as the trial file says.

    Attributes
    ----------
    endpoint, arm, versus, measure : str
        By default the first endpoint that can be tested, the second arm, the first arm, and the
        measure that fits the endpoint.
    better : {"fewer", "more"}
        Events of a better treatment.
    margin : str
        Of non-inferiority: a ratio such as ``"1.2"``, or percentage points such as ``"5 %"``.
    alpha : float
        One-sided error.
    power : float or None
        What the size is searched for; None where the size is given.
    n : int or None
        Patients of both arms.
    accrual, accrual_rate : str
        Such as ``"20 months"``, or ``"60 per month"``.
    until : str
        Latest day of analysis, counted from the first patient's entry.
    events : str
        Number of events that brings on the last analysis, or a share of the patients (``"35 %"``).
    looks : str
        Interim looks as shares of the events of the last analysis, such as ``"50 %, 75 %"``.
    efficacy : str
        How the error is spent over looks, by a name in `osteon.analysis.design.spending`.
    futility : {"none", "conditional_power", "beta_spending"}
        Stopping bounds for futility, which the type-I error does not rely on.
    conditional_power : float
        Below it the trial stops, where that is the rule.
    stratify_by : tuple of str
        Groups of patients such as ``prior_sre = yes``.
    block : int or None
        Patients in a block of each stratum.
    replicates : int
        Of the trial.
    most : int
        Patients of the largest trial that is searched.
    """

    endpoint: str = ""
    arm: str = ""
    versus: str = ""
    measure: str = ""
    better: Better = "fewer"
    margin: str = ""
    alpha: float = 0.025
    power: float | None = None
    n: int | None = None
    accrual: str = ""
    accrual_rate: str = ""
    until: str = ""
    events: str = ""
    looks: str = ""
    efficacy: str = "obrien_fleming"
    futility: Futility = "none"
    conditional_power: float = 0.1
    stratify_by: tuple[str, ...] = ()
    block: int | None = None
    replicates: int = 2000
    most: int = 20_000

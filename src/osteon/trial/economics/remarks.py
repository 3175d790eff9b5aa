"""What a reader of the result must know, in plain sentences."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from osteon.analysis.economics.discounting import DAYS_PER_YEAR
from osteon.trial.measures import DAYS_PER_MONTH

if TYPE_CHECKING:
    from osteon.trial.economics.evaluate import Evaluation
    from osteon.trial.economics.uncertainty import Draws

NOT_A_DEVICE = "Simulated patients. Research and teaching, not a medical device."
PROTOCOL = (
    "Costs are those of what the run holds, at the prices of the list; laboratory tests of the"
    " trial's protocol that nobody's care asked for are left out."
)
BETWEEN_EVENTS = (
    "Utilities follow events and procedures; pain, side effects and performance between them are"
    " in the baseline, the same in every arm."
)
NOT_SEEN = (
    "These draws do not show net benefit to hang on the model's parameters beyond patients' luck,"
    " so the tornado moves none of them; a larger --uncertainty may show it."
)
NEGLIGIBLE_QALYS = 1e-9
LONG_YEARS = 5
# So few are left that what comes later hardly counts.
LIFETIME_ALIVE = 0.02


def remarks(evaluation: "Evaluation") -> tuple[str, ...]:
    """Return the sentences, the most important first."""
    return (
        *_horizon(evaluation),
        *_ratios(evaluation),
        _assumed(evaluation),
        *_censoring(evaluation),
        PROTOCOL,
        BETWEEN_EVENTS,
        NOT_A_DEVICE,
    )


def what_was_drawn(draws: "Draws | None", held: str = "") -> str:
    """Return the sentence on the model's parameters; `held` says why they are held fixed."""
    if draws is None or draws.model is None:
        why = f": {held}" if held else ""
        return f"Constants of the model are held fixed in what is uncertain{why}."
    model = draws.model.model
    stages = ", ".join(model.stages)
    return (
        f"{len(model.draws)} draws of {len(model.names)} parameters of the model from the posterior"
        f" of their calibration (stages: {stages}), lived by {draws.model.patients} patients in"
        " every arm with the same luck; other constants of the model are held fixed."
    )


def alive_at_end(evaluation: "Evaluation") -> dict[str, float]:
    """Return the share of each arm alive at the end of the analysis (Kaplan-Meier)."""
    from osteon.analysis.survival import kaplan_meier

    return {
        name: float(
            kaplan_meier(arm.follow_up.last_day, arm.follow_up.died).at(evaluation.until_days)
        )
        for name, arm in evaluation.means.items()
    }


def span(days: float) -> str:
    """Return a length of time in months, or in years where it is long."""
    years = days / DAYS_PER_YEAR
    return f"{years:.1f} years" if years >= LONG_YEARS else f"{days / DAYS_PER_MONTH:.1f} months"


def is_lifetime(evaluation: "Evaluation") -> bool:
    """Whether hardly anybody is alive at the end of the analysis."""
    return max(alive_at_end(evaluation).values()) <= LIFETIME_ALIVE


def _horizon(evaluation: "Evaluation") -> Iterator[str]:
    until, horizon = evaluation.until_days, evaluation.run.file.horizon_days
    if until < horizon:
        yield (
            f"The analysis ends at {span(until)}, before the {span(horizon)} of the trial: later"
            " too few patients of an arm are still followed to speak for the others."
        )
    alive = alive_at_end(evaluation)
    if not is_lifetime(evaluation):
        shares = ", ".join(f"{100 * share:.0f} % in {name}" for name, share in alive.items())
        yield (
            f"This is no lifetime analysis: at its end, after {span(until)}, {shares} are alive,"
            " and what comes later is not counted. A trial file with a long horizon and without"
            " accrual makes one."
        )


def _ratios(evaluation: "Evaluation") -> Iterator[str]:
    effects = [own.qalys for own in evaluation.totals.values()]
    if np.ptp(effects) <= NEGLIGIBLE_QALYS:
        yield (
            "The arms do not differ in quality-adjusted life-years, so there is no ratio: compare"
            " their costs alone."
        )


def _assumed(evaluation: "Evaluation") -> str:
    share = assumed_share(evaluation)
    low, high = (f"{100 * value:.0f}" for value in (min(share), max(share)))
    part = f"{low} %" if low == high else f"{low} to {high} %"
    return (
        f"{part} of the cost of an arm rests on prices that are assumed, not read in a source;"
        " --set and --library replace them."
    )


def assumed_share(evaluation: "Evaluation") -> list[float]:
    """Return the share of each arm's cost that rests on assumed prices."""
    items = evaluation.prices.items
    assumed = np.array([items[name].basis == "assumed" for name in evaluation.items])
    return [
        float(own.by_item[assumed].sum() / own.cost) if own.cost else 0.0
        for own in evaluation.totals.values()
    ]


def _censoring(evaluation: "Evaluation") -> Iterator[str]:
    lost = {
        name: float((~arm.follow_up.died & (arm.follow_up.last_day < evaluation.until_days)).mean())
        for name, arm in evaluation.means.items()
    }
    if max(lost.values()) > 0:
        shares = ", ".join(f"{100 * share:.0f} % in {name}" for name, share in lost.items())
        yield (
            f"Follow-up ended before that, and not by death, for {shares}; those who were followed"
            " count for them by the inverse of the chance to be, which holds where leaving has"
            " nothing to do with what would have come."
        )

"""The tables of an evaluation, ready to be printed, written or put into a report."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.economics.acceptability import acceptability
from osteon.analysis.economics.benefit import net_monetary_benefit
from osteon.analysis.economics.discounting import DAYS_PER_YEAR
from osteon.analysis.economics.information import evpi, evppi
from osteon.trial.economics.parameters import RANGE, in_words, kind_of, parameters_of, units_of

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.analysis.economics.one_way import Swing
    from osteon.trial.economics.compared import Compared
    from osteon.trial.economics.evaluate import Evaluation
    from osteon.trial.economics.uncertainty import Draws

Floats = NDArray[np.float64]

THRESHOLD_STEPS = 100


def arm_table(evaluation: "Evaluation", draws: "Draws | None" = None) -> "DataFrame":
    """Return every mean of every arm: costs by category and in all, life-years, QALYs.

    Columns: arm, measure, unit, discounted, low, high, undiscounted; the interval holds 95 % of
    the draws and is missing without them and for categories.
    """
    import pandas as pd

    money = f"{evaluation.prices.currency} {evaluation.prices.price_year}"
    rows = []
    for place, arm in enumerate(evaluation.arms):
        own, plain = evaluation.totals[arm], evaluation.undiscounted[arm]
        by, undiscounted = (category_costs(evaluation, t.by_item) for t in (own, plain))
        rows += [
            (arm, f"cost: {name}", money, by[name], np.nan, np.nan, undiscounted[name])
            for name in by
        ]
        for measure, unit, name in (
            ("cost", money, "costs"),
            ("life-years", "years", "life_years"),
            ("QALYs", "years", "qalys"),
        ):
            key = {"costs": "cost"}.get(name, name)
            drawn = None if draws is None else getattr(draws, name)[:, place]
            rows.append(
                (arm, measure, unit, getattr(own, key), *_middle(drawn), getattr(plain, key))
            )
    columns = ["arm", "measure", "unit", "discounted", "low", "high", "undiscounted"]
    return pd.DataFrame(rows, columns=columns)


def category_costs(evaluation: "Evaluation", by_item: Floats) -> dict[str, float]:
    """Return the costs of one arm by category, from its costs by item."""
    category = evaluation.category_of
    found = dict.fromkeys(sorted(set(category.values())), 0.0)
    for item, cost in zip(evaluation.items, by_item.tolist(), strict=True):
        found[category[item]] += cost
    return found


def icer_table(evaluation: "Evaluation") -> "DataFrame":
    """Return every arm with its ratio, and its net monetary benefit at each threshold.

    Columns: arm, cost, qalys, versus, incremental_cost, incremental_qalys, icer, status, then
    ``net_benefit_at_…``. Missing where a ratio has no meaning.
    """
    import pandas as pd

    rows = [
        {
            "arm": row.strategy,
            "cost": row.cost,
            "qalys": row.effect,
            "versus": row.versus,
            "incremental_cost": row.incremental_cost,
            "incremental_qalys": row.incremental_effect,
            "icer": row.icer,
            "status": row.status,
        }
        | {
            f"net_benefit_at_{value:g}": float(net_monetary_benefit(row.cost, row.effect, value))
            for value in evaluation.thresholds
        }
        for row in evaluation.icers
    ]
    numbers = ["incremental_cost", "incremental_qalys", "icer"]
    return pd.DataFrame(rows).astype(dict.fromkeys(numbers, float))


def increment_table(evaluation: "Evaluation", draws: "Draws | None" = None) -> "DataFrame":
    """Return what each arm adds to the control, with 95 % intervals of the draws.

    Columns: arm, versus, threshold, then cost, life_years, qalys and net_benefit at the first
    threshold, each with ``…_low`` and ``…_high``, which are missing without draws.
    """
    import pandas as pd

    threshold, (control, *others) = evaluation.thresholds[0], evaluation.arms
    rows = []
    for place, arm in enumerate(others, start=1):
        one, two = evaluation.totals[arm], evaluation.totals[control]
        cost, qalys = one.cost - two.cost, one.qalys - two.qalys
        found = {"cost": cost, "life_years": one.life_years - two.life_years, "qalys": qalys}
        found["net_benefit"] = float(net_monetary_benefit(cost, qalys, threshold))
        drawn = {} if draws is None else _drawn_increments(draws, place, threshold)
        row: dict[str, object] = {"arm": arm, "versus": control, "threshold": threshold}
        for name, value in found.items():
            low, high = _middle(drawn.get(name))
            row |= {name: value, f"{name}_low": low, f"{name}_high": high}
        rows.append(row)
    return pd.DataFrame(rows)


def _drawn_increments(draws: "Draws", place: int, threshold: float) -> dict[str, Floats]:
    names = ("costs", "life_years", "qalys")
    cost, years, qalys = (
        getattr(draws, name)[:, place] - getattr(draws, name)[:, 0] for name in names
    )
    benefit = net_monetary_benefit(cost, qalys, threshold)
    return {"cost": cost, "life_years": years, "qalys": qalys, "net_benefit": benefit}


def plane_table(draws: "Draws") -> "DataFrame":
    """Return each draw's increments of each arm over the control: draw, arm, cost and QALYs."""
    import pandas as pd

    number = len(draws.costs)
    parts = [
        pd.DataFrame(
            {
                "draw": np.arange(number),
                "arm": arm,
                "incremental_cost": draws.costs[:, place] - draws.costs[:, 0],
                "incremental_qalys": draws.qalys[:, place] - draws.qalys[:, 0],
            }
        )
        for place, arm in enumerate(draws.arms)
        if place
    ]
    return pd.concat(parts, ignore_index=True)


def acceptability_table(evaluation: "Evaluation", draws: "Draws") -> "DataFrame":
    """Return acceptability by threshold: a column for each arm, the best on average, and EVPI."""
    import pandas as pd

    grid = threshold_grid(evaluation)
    found = acceptability(draws.costs, draws.qalys, grid)
    return pd.DataFrame(
        {
            "threshold": grid,
            **{arm: found.probability[:, place] for place, arm in enumerate(draws.arms)},
            "best_on_average": [draws.arms[place] for place in found.best],
            "probability_of_best": found.frontier,
            "evpi": evpi(draws.costs, draws.qalys, grid),
        }
    )


def threshold_grid(evaluation: "Evaluation") -> Floats:
    """Return thresholds from 0 to beyond the highest of the list, those of the list among them."""
    top = 1.2 * evaluation.thresholds[-1]
    steps = np.linspace(0.0, top, THRESHOLD_STEPS + 1)
    return np.unique(np.concatenate([steps, evaluation.thresholds]))


def information_table(evaluation: "Evaluation", draws: "Draws") -> "DataFrame":
    """Return what knowing each parameter alone would be worth at the first threshold.

    Columns: parameter, evppi, its share of the value of knowing everything, a title, and its kind:
    a price, a utility, a parameter of the model, those of one stage of its calibration, or all.
    """
    import pandas as pd

    threshold = evaluation.thresholds[0]
    benefit = net_monetary_benefit(draws.costs, draws.qalys, threshold)
    everything = float(evpi(draws.costs, draws.qalys, [threshold])[0])
    found = [
        (kind_of(name), name, evppi(benefit, own), in_words(evaluation, name))
        for name, own in draws.drawn.items()
    ]
    if draws.model is not None:
        of_model = draws.model.worth_of_knowing(threshold, benefit.mean(axis=0))
        found += [
            (kind, name, value, _of_model(evaluation, kind, name)) for kind, name, value in of_model
        ]
    found.sort(key=lambda row: -row[2])
    frame = pd.DataFrame(found, columns=["kind", "parameter", "evppi", "title"])
    share = frame["evppi"] / everything if everything else 0.0
    return frame.assign(share_of_evpi=share)[
        ["parameter", "evppi", "share_of_evpi", "title", "kind"]
    ]


def _of_model(evaluation: "Evaluation", kind: str, name: str) -> str:
    if kind == "stage":
        return f"parameters of stage {name}"
    return in_words(evaluation, name) if kind == "parameter" else name


def swing_table(
    evaluation: "Evaluation", swings: Sequence["Swing"], compared: "Compared"
) -> "DataFrame":
    """Return the tornado: each parameter's range, and the incremental net benefit at its ends."""
    import pandas as pd

    units = units_of(evaluation)

    rows = [(s.parameter, s.low, s.high, s.at_low, s.at_high, s.width) for s in swings]
    columns = ["parameter", "low", "high", "benefit_at_low", "benefit_at_high", "width"]
    return pd.DataFrame(rows, columns=columns).assign(
        title=[in_words(evaluation, own.parameter) for own in swings],
        unit=[units.get(own.parameter, "") for own in swings],
        arm=compared.strategy,
        versus=compared.control,
        threshold=compared.threshold,
    )


def price_table(prices: dict[str, dict[float, float | None]]) -> "DataFrame":
    """Return the price of each drug at which the decision turns: item, threshold, price."""
    import pandas as pd

    rows = [(item, at, price) for item, by in prices.items() for at, price in by.items()]
    return pd.DataFrame(rows, columns=["item", "threshold", "turning_price"]).astype(
        {"turning_price": float}
    )


def parameter_table(evaluation: "Evaluation", draws: "Draws | None" = None) -> "DataFrame":
    """Return every price and utility with its distribution, interval, source and basis.

    With draws of the model their parameters too, whose values are medians.
    """
    import pandas as pd

    rows: list[tuple[object, ...]] = [
        (
            own.name, own.base, own.se, *own.interval, own.distribution, own.unit, own.source,
            own.basis, own.se_basis,
        )
        for own in parameters_of(evaluation).values()
    ]  # fmt: skip
    if draws is not None and draws.model is not None:
        rows += draws.model.model.described()
    columns = [
        "parameter", "value", "standard_error", "low", "high", "distribution", "unit", "source",
        "basis", "basis_of_standard_error",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _middle(drawn: "Floats | None") -> tuple[float, float]:
    if drawn is None:
        return np.nan, np.nan
    low, high = np.quantile(drawn, RANGE)
    return float(low), float(high)


def counted_costs(evaluation: "Evaluation") -> "DataFrame":
    """Return the table of costs with what each row counts, discounted and for those not followed.

    The sum of `counted_cost` over an arm, by its patients, is its mean cost.
    """
    costs = evaluation.costs
    counted = np.zeros(len(costs))
    for arm in evaluation.means.values():
        rows, quantity = arm.counted_quantities()
        counted[rows] = quantity
    return costs.assign(counted_cost=counted * costs["unit_cost"])


def counted_qalys(evaluation: "Evaluation", worth: dict[str, float]) -> "DataFrame":
    """Return the stretches of every life with their utility, and what they count in the mean.

    Columns beyond those of the stretches: utility, years, qalys (neither discounted nor weighted),
    counted_years and counted_qalys, whose sums by the patients of an arm are its means.
    """
    states = evaluation.states
    counted = np.zeros(len(states))
    for name, arm in evaluation.means.items():
        counted[(states["arm"] == name).to_numpy()] = arm.counted_years()
    years = (states["stop_day"] - states["start_day"]) / DAYS_PER_YEAR
    utility = states["state"].map(worth)
    return states.assign(
        utility=utility,
        years=years,
        qalys=years * utility,
        counted_years=counted,
        counted_qalys=counted * utility,
    )

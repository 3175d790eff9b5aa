"""Prices put to what was used: the table of costs, or everything that has no price at once."""

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import did_you_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from osteon.library.prices import PriceList

COSTS: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "day": "when it was used, or first used [days]",
    "until_day": "when it ended; missing for what is used at one moment [days]",
    "category": "what it belongs to",
    "item": "name in the price list",
    "quantity": "how much, in what the price is of",
    "unit_cost": "price at the year of the list [currency]",
    "cost": "quantity times price [currency]",
    "source_table": "table of the run that it comes from",
    "source_row": "row of that table, from 0",
}


def price(use: "DataFrame", prices: "PriceList") -> "DataFrame":
    """Return the table of costs, with the columns of `COSTS`.

    Of a drug that is paid by the vial, each dose takes whole vials: what is left is waste.

    Raises
    ------
    InputError
        Something was used that has no price and is not said to cost nothing; all of it is listed.
    """
    items = _items(use, prices)
    own = use.assign(item=items)[items != ""]
    per = own["item"].map({name: entry.per for name, entry in prices.items.items()})
    lasting = own["until_day"].notna() & (per == "day")
    costs = own.assign(
        quantity=_quantity(own, per.to_numpy(), prices),
        unit_cost=own["item"].map({name: prices.unit_cost(name) for name in own["item"].unique()}),
        until_day=own["until_day"].where(lasting),
    )
    costs["cost"] = costs["quantity"] * costs["unit_cost"]
    order = ["arm", "patient", "day"]
    table: DataFrame = costs[list(COSTS)]
    return table.sort_values(order, kind="stable", ignore_index=True)


def _items(use: "DataFrame", prices: "PriceList") -> "NDArray[np.object_]":
    """Return the item of each row, empty where it costs nothing."""
    columns = ["what", "variant", "source_table"]
    # Each different name is looked up once; rows are many, names few.
    kind = use.groupby(columns, sort=False, observed=True).ngroup().to_numpy()
    _, first, numbers = np.unique(kind, return_index=True, return_counts=True)
    names = use.iloc[first][columns].itertuples(index=False, name=None)
    missing: Counter[tuple[str, str]] = Counter()
    found = []
    for (what, variant, table), number in zip(names, numbers.tolist(), strict=True):
        name = next((n for n in (variant, what) if n in prices.items), "")
        found.append(name)
        if not name and not {what, variant} & set(prices.not_costed):
            missing[what, table] += number
    if missing:
        raise InputError(_fault(prices, *of, number) for of, number in missing.items())
    return np.array(found, object)[kind]


def _fault(prices: "PriceList", what: str, table: str, number: int) -> Problem:
    times = "once" if number == 1 else f"{number} times"
    known = did_you_mean(what, [*prices.items, *prices.not_costed])
    nearest = f'; did you mean "{known}"?' if known else "."
    return Problem(
        f"costs.{prices.name}.items.{what}",
        f"is missing, and it occurs {times} in {table}{nearest} Give it a price, or say under"
        " [not_costed] why it costs nothing",
    )


def _quantity(
    use: "DataFrame", per: "NDArray[np.object_]", prices: "PriceList"
) -> "NDArray[np.float64]":
    amount = use["amount"].to_numpy(float)
    pack = use["item"].map({name: entry.pack_mg or 1.0 for name, entry in prices.items.items()})
    # A dose that is a vial but for rounding takes one vial.
    vials = np.ceil(amount / pack.to_numpy(float) - 1e-9)
    days = (use["until_day"] - use["day"]).fillna(use["amount"]).to_numpy(float)
    ones = np.ones(len(use))
    by = {"vial": vials, "mg": amount, "day": days, "fraction": amount}
    return np.select([per == kind for kind in by], list(by.values()), ones)

"""Prices put to what was used: the table of costs, or everything that has no price at once."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

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

UNITS = ("vial", "mg", "day", "fraction")


def price(use: "DataFrame", prices: "PriceList") -> "DataFrame":
    """Return the table of costs, with the columns of `COSTS`.

    Of a drug that is paid by the vial, each dose takes whole vials: what is left is waste.

    Raises
    ------
    InputError
        Something was used that has no price and is not said to cost nothing; all of it is listed.
    """
    import pandas as pd

    names, kind = _items(use, prices)
    rows = np.flatnonzero((names != "")[kind])
    whose = tuple(use[name].to_numpy() for name in ("day", "patient"))
    arm, _ = pd.factorize(use["arm"], sort=True)
    rows = rows[np.lexsort(tuple(own[rows] for own in (*whose, arm)))]
    used, kind = {str(name): own.to_numpy()[rows] for name, own in use.items()}, kind[rows]
    entries = [prices.items.get(name) for name in names]
    per = np.array([entry.per if entry else "" for entry in entries], object)
    pack = np.array([(entry.pack_mg if entry else None) or 1.0 for entry in entries], float)[kind]
    unit_cost = np.array([prices.unit_cost(name) if name else 0.0 for name in names], float)[kind]
    of = {unit: (per == unit)[kind] for unit in UNITS}
    quantity = _quantity(used, of, pack)
    costs = {
        **used,
        "item": names[kind],
        "quantity": quantity,
        "unit_cost": unit_cost,
        "cost": quantity * unit_cost,
        "until_day": np.where(of["day"], used["until_day"], np.nan),
    }
    return pd.DataFrame({name: costs[name] for name in COSTS}, copy=False)


def _items(use: "DataFrame", prices: "PriceList") -> "tuple[NDArray[Any], NDArray[Any]]":
    """Return the item of each kind of use, empty where it costs nothing, and each row's kind."""
    columns = ["what", "variant", "source_table"]
    # Each different name is looked up once; rows are many, names few.
    kind = use.groupby(columns, sort=False, observed=True).ngroup().to_numpy()
    _, first, numbers = np.unique(kind, return_index=True, return_counts=True)
    kinds = use.iloc[first][columns].itertuples(index=False, name=None)
    missing: Counter[tuple[str, str]] = Counter()
    found = []
    for (what, variant, table), number in zip(kinds, numbers.tolist(), strict=True):
        name = next((n for n in (variant, what) if n in prices.items), "")
        found.append(name)
        if not name and not {what, variant} & set(prices.not_costed):
            missing[what, table] += number
    if missing:
        raise InputError(_fault(prices, *of, number) for of, number in missing.items())
    return np.array(found, object), kind


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
    use: "Mapping[str, NDArray[Any]]",
    of: "Mapping[str, NDArray[np.bool_]]",
    pack: "NDArray[np.float64]",
) -> "NDArray[np.float64]":
    """Return how much was used, in what the price is `of`; of anything else one piece."""
    amount = use["amount"].astype(float)
    # A dose that is a vial but for rounding takes one vial.
    vials = np.ceil(amount / pack - 1e-9)
    days = use["until_day"] - use["day"]
    days = np.where(np.isnan(days), amount, days)
    by = {"vial": vials, "mg": amount, "day": days, "fraction": amount}
    return np.select([of[unit] for unit in UNITS], [by[unit] for unit in UNITS], 1.0)

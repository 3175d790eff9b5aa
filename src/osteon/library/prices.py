"""Price lists: what each thing costs, in one currency, at the prices of a year, to whom."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from osteon.base.suggest import hint
from osteon.library.facts import Facts
from osteon.library.sourced import Sourced, Value, sourced

Per = Literal[
    "vial", "mg", "dose", "day", "course", "procedure", "fraction", "test", "contact", "event"
]
# Codes of ISO 4217 in whose money a list may be written.
CURRENCIES = (
    "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HUF", "ILS", "INR", "JPY",
    "KRW", "MXN", "NOK", "NZD", "PLN", "RON", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "ZAR",
)  # fmt: skip


class Price(Sourced):
    """What one thing costs.

    Attributes
    ----------
    title : str
        What it is called in tables and figures; empty where the library has a title for it.
    per : str
        What the price is of. Of a drug by the vial whole vials are paid, whatever is left in them.
    pack_mg : float or None
        What a vial holds [mg].
    se : float or None
        Standard error of the price in its currency; None where the source gives none.
    currency, price_year
        Those of the list, unless the item has its own.
    all_in : bool
        Whether the price holds the days in hospital already.
    """

    title: str = ""
    per: Per
    pack_mg: float | None = Field(default=None, gt=0)
    se: float | None = Field(default=None, ge=0)
    currency: str
    price_year: int
    all_in: bool = False

    @property
    def unit(self) -> str:
        """Currency and what the price is of, such as ``EUR per vial``."""
        return f"{self.currency} per {self.per}"

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, code: str) -> str:
        return check_currency(code)

    @model_validator(mode="after")
    def _vials_hold_something(self) -> Self:
        if self.per == "vial" and self.pack_mg is None:
            raise ValueError("a price per vial needs pack_mg, the content of a vial in mg")
        return self


class PriceList(Facts):
    """Unit costs of one place and year, with the rates at which the future is discounted there.

    Attributes
    ----------
    currency : str
        Three letters, as ``EUR``.
    price_year : int
        Year whose prices a result is in.
    perspective : str
        Who pays.
    discount_costs, discount_effects : Sourced
        Annual rates.
    se_share : Sourced
        Standard error of a price whose source gives none, as a share of the price.
    thresholds : tuple of float
        What a quality-adjusted life-year may be worth [currency]; ascending.
    index : mapping of year to number
        Price index, by which items of other years are brought to `price_year`.
    items : mapping of name to Price
    not_costed : mapping of name to reason
        What occurs in a run and has no price of its own, and why.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    currency: str
    price_year: int = Field(ge=1950, le=2100)
    perspective: str
    discount_costs: Value
    discount_effects: Value
    se_share: Value
    thresholds: tuple[float, ...] = Field(min_length=1)
    index: Mapping[str, float] = {}
    items: Mapping[str, Price]
    not_costed: Mapping[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _items_of_the_list(cls, raw: Any) -> Any:
        """Let each item have its name, and the currency and the year of the list."""
        if not isinstance(raw, Mapping) or not isinstance(raw.get("items"), Mapping):
            return raw
        shared = {key: raw[key] for key in ("currency", "price_year") if key in raw}
        items = {
            name: item if isinstance(item, Price) else {**shared, **sourced(name, item)}
            for name, item in raw["items"].items()
        }
        return {**raw, "items": items}

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, code: str) -> str:
        return check_currency(code)

    @field_validator("thresholds")
    @classmethod
    def _ascending(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        if values[0] <= 0 or list(values) != sorted(set(values)):
            raise ValueError("thresholds are above 0 and ascend")
        return values

    @field_validator("index")
    @classmethod
    def _years(cls, index: Mapping[str, float]) -> Mapping[str, float]:
        for year, value in index.items():
            if not year.isdigit() or value <= 0:
                raise ValueError(f"{year} = {value:g}: write a year and a number above 0")
        return index

    @model_validator(mode="after")
    def _comparable(self) -> Self:
        foreign = [n for n, item in self.items.items() if item.currency != self.currency]
        if foreign:
            raise ValueError(
                f"{', '.join(foreign)}: not in {self.currency}; convert them first, a list has one"
            )
        years = {item.price_year for item in self.items.values()}
        missing = sorted(year for year in {*years, self.price_year} if str(year) not in self.index)
        if len(years | {self.price_year}) > 1 and missing:
            others = [n for n, item in self.items.items() if item.price_year != self.price_year]
            raise ValueError(
                f"{', '.join(others)}: prices of other years than {self.price_year} need an index;"
                f" [index] lacks {', '.join(map(str, missing))}"
            )
        return self

    def entries(self) -> Iterator[tuple[str, Sourced]]:
        """Yield every number: the rates, then the items."""
        for name in ("discount_costs", "discount_effects", "se_share"):
            yield name, getattr(self, name)
        yield from self.items.items()

    def with_entry(self, entry: Sourced) -> Self:
        """Return the list with another number in the place of the one of that name."""
        if isinstance(entry, Price):
            return self.model_copy(update={"items": {**self.items, entry.name: entry}})
        return self.model_copy(update={entry.name: entry})

    def unit_cost(self, name: str) -> float:
        """Return the price of an item at the prices of the list's year [currency]."""
        item = self.items[name]
        if item.price_year == self.price_year:
            return item.value
        return item.value * self.index[str(self.price_year)] / self.index[str(item.price_year)]

    def standard_error(self, name: str) -> float:
        """Return the standard error of `unit_cost` [currency]; assumed where none is known."""
        item = self.items[name]
        share = self.se_share.value if item.se is None or not item.value else item.se / item.value
        return share * self.unit_cost(name)


def check_currency(code: str) -> str:
    """Return a currency that is known.

    Raises
    ------
    ValueError
        It is none of `CURRENCIES`; the message names the nearest.
    """
    if code not in CURRENCIES:
        advice = hint(code, CURRENCIES) or f"; use one of {', '.join(CURRENCIES)}"
        raise ValueError(f'"{code}" is no currency{advice}')
    return code

"""What was seen of many patients, and the few questions that claims put to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.sim.history import History

if TYPE_CHECKING:
    from pandas import DataFrame

Floats = NDArray[np.float64]
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, eq=False)
class Seen:
    """Histories of patients under one care, with shares, rates and courses."""

    history: History
    _frames: dict[str, "DataFrame"] = field(default_factory=dict)

    def __getitem__(self, table: str) -> "DataFrame":
        """Return a table of the history as a data frame."""
        if table not in self._frames:
            self._frames[table] = self.history.frame(table)
        return self._frames[table]

    @property
    def n(self) -> int:
        """Number of patients."""
        return len(self["follow_up"])

    @property
    def years(self) -> float:
        """Patient-years of follow-up."""
        return float(self["follow_up"].last_day.sum()) / DAYS_PER_YEAR

    def events(self, *kinds: str) -> "DataFrame":
        """Return the events whose kind begins with one of these."""
        events = self["events"]
        return events[events.kind.astype(str).str.startswith(tuple(kinds))]

    def first_days(self, *kinds: str) -> Floats:
        """Return each patient's day of the first such event, infinite where there was none."""
        first = self.events(*kinds).groupby("patient").day.min()
        days = np.full(self.n, np.inf)
        place = {patient: row for row, patient in enumerate(self["follow_up"].patient)}
        days[[place[patient] for patient in first.index]] = first
        return days

    def share(self, *kinds: str, within_days: float = np.inf) -> float:
        """Return the share of patients with such an event by a day."""
        first = self.first_days(*kinds)
        return float(np.mean(np.isfinite(first) & (first <= within_days)))

    def per_year(self, *kinds: str) -> float:
        """Return such events per patient-year."""
        return len(self.events(*kinds)) / self.years

    def reading(self, name: str, day: float) -> Floats:
        """Return a true reading of each patient on the kept day nearest to `day`; NaN when over."""
        course = self["trajectory"]
        days = np.unique(course.day)
        nearest = days[np.argmin(np.abs(days - day))]
        own = course[course.day == nearest].set_index("patient")[name]
        return np.asarray(own.reindex(self["follow_up"].patient), float)

    def days_of(self, name: str) -> tuple[Floats, Floats]:
        """Return the days of the courses, and a reading by patient and day, NaN when over."""
        table = self["trajectory"].pivot_table(index="patient", columns="day", values=name)
        return table.columns.to_numpy(float), table.to_numpy(float)

    def doses(self, drug: str) -> "DataFrame":
        """Return the doses of a drug."""
        doses = self["doses"]
        return doses[doses.drug == drug]

    def orders(self, *whats: str, verb: str | None = None) -> "DataFrame":
        """Return the orders that were carried out, of things whose name begins so."""
        orders = self["orders"]
        kept = orders.what.astype(str).str.startswith(tuple(whats)) if whats else orders.day >= 0
        if "done" in orders:
            kept &= orders.done.astype(bool)
        return orders[kept & (orders.verb == verb)] if verb else orders[kept]


def ratio(one: float, other: float) -> float:
    """Return one over other; not a number where there is nothing to divide by."""
    return one / other if other else float("nan")


def slope(values: Sequence[float]) -> float:
    """Return the least rise between neighbours: positive where every step goes up."""
    return float(np.min(np.diff(values)))

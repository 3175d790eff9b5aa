"""A policy: rules in order, asked one after the other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any, TypeVar

from osteon.base.errors import OsteonError
from osteon.care.alarms import Alarms
from osteon.care.chart import Chart
from osteon.care.news import News
from osteon.care.orders import Order
from osteon.care.precedence import settle
from osteon.care.wakes import Wakes, wakes_of
from osteon.library.symptoms import Reporting

Rule = Callable[[Chart], Iterable[Order] | None]


_DRUGS = "gives"
_SCREENS = "screens"
Anything = TypeVar("Anything", bound=Callable[..., Any])


class RuleError(OsteonError):
    """A rule failed, or asked for something that is no order; the cause is chained."""


@dataclass(frozen=True)
class Policy:
    """Rules in order.

    Parameters
    ----------
    rules : tuple of functions
        Each takes a chart and yields orders. A rule's name is its function's name.
    reacts : bool
        False when the orders depend on nothing that happens after entry, so that asking once,
        at entry, is enough.
    drugs : tuple of str
        Drugs that the policy is known to give, by their names in the library.
    reporting : str
        How soon patients tell of symptoms: prompt, usual or late.
    """

    rules: tuple[Rule, ...] = ()
    reacts: bool = True
    drugs: tuple[str, ...] = ()
    reporting: Reporting = "usual"

    @cached_property
    def wakes(self) -> Wakes:
        """What wakes at least one of the rules."""
        return reduce(or_, map(wakes_of, self.rules), Wakes())

    @cached_property
    def screening(self) -> tuple[str, ...]:
        """What is seen to before the first dose; a trial does it before entry."""
        return tuple(
            dict.fromkeys(name for rule in self.rules for name in getattr(rule, _SCREENS, ()))
        )

    @cached_property
    def _alarms(self) -> Alarms:
        return Alarms.of([wakes_of(rule) for rule in self.rules])

    def woken(self, news: News) -> list[Rule]:
        """Return the rules that the news wakes, in order."""
        return [self.rules[place] for place in self._alarms.woken(news)]

    def next_day(self, after: float) -> float:
        """Return the next day on which a rule wants to be asked whatever happens [days]."""
        return self._alarms.next_day(after)

    def decide(self, chart: Chart, news: News | None = None) -> tuple[Order, ...]:
        """Ask the rules in order.

        Parameters
        ----------
        chart : Chart
        news : News, optional
            What is new in the chart: only the rules that it wakes are asked. Every rule is asked
            without it.

        Returns
        -------
        tuple of Order
            Each with the name of the rule that asked for it. Where two contradict each other,
            `why_not` of one says which goes first (`care.precedence`).

        Raises
        ------
        RuleError
            When a rule fails; names rule, patient and day.
        """
        return ask(self.rules if news is None else self.woken(news), chart)


def ask(rules: Iterable[Rule], chart: Chart) -> tuple[Order, ...]:
    """Ask rules in order; see `Policy.decide`."""
    orders: list[Order] = []
    for rule in rules:
        orders += _ask(rule, chart)
    return settle(orders)


def gives(*drugs: str) -> Callable[[Anything], Anything]:
    """Declare the drugs of the library that a rule may give, so that the arm is made for them."""

    def declare(rule: Anything) -> Anything:
        setattr(rule, _DRUGS, drugs)
        return rule

    return declare


def screens(*what: str) -> Callable[[Anything], Anything]:
    """Declare what a rule sees to before the first dose; a trial has it done before entry."""

    def declare(rule: Anything) -> Anything:
        setattr(rule, _SCREENS, what)
        return rule

    return declare


def drugs_of(rule: Rule) -> tuple[str, ...]:
    """Return the drugs that a rule has declared to give."""
    drugs: tuple[str, ...] = getattr(rule, _DRUGS, ())
    return drugs


def _ask(rule: Rule, chart: Chart) -> list[Order]:
    try:
        # A rule with nothing to ask for may simply return.
        orders = list(rule(chart) or ())
    except Exception as error:
        raise RuleError(f"{_place(rule, chart)}: {_in_words(error)}") from error
    if not orders:
        return orders
    for order in orders:
        if not isinstance(order, Order):
            raise RuleError(
                f"{_place(rule, chart)}: asked for {order!r}, which is no order; "
                "use start, stop, give, treat, assess or refer"
            )
    name = _name_of(rule)
    return [order.asked_by(name) for order in orders]


def _name_of(rule: Rule) -> str:
    return getattr(rule, "__name__", type(rule).__name__)


def _place(rule: Rule, chart: Chart) -> str:
    return f'rule "{_name_of(rule)}", patient {chart.patient}, day {chart.day:g}'


def _in_words(error: Exception) -> str:
    if isinstance(error, OsteonError):
        return str(error)
    return f"{type(error).__name__}: {error}"

"""A policy: rules in order, asked one after the other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from osteon.base.errors import OsteonError
from osteon.care.chart import Chart
from osteon.care.orders import Order

Rule = Callable[[Chart], Iterable[Order] | None]


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
    """

    rules: tuple[Rule, ...] = ()
    reacts: bool = True
    drugs: tuple[str, ...] = ()

    def decide(self, chart: Chart) -> tuple[Order, ...]:
        """Ask every rule in order.

        Returns
        -------
        tuple of Order
            Each with the name of the rule that asked for it.

        Raises
        ------
        RuleError
            When a rule fails; names rule, patient and day.
        """
        return tuple(order for rule in self.rules for order in _ask(rule, chart))


def _ask(rule: Rule, chart: Chart) -> Iterator[Order]:
    name = getattr(rule, "__name__", type(rule).__name__)
    place = f'rule "{name}", patient {chart.patient}, day {chart.day:g}'
    try:
        # A rule with nothing to ask for may simply return.
        orders = list(rule(chart) or ())
    except Exception as error:
        raise RuleError(f"{place}: {_in_words(error)}") from error
    for order in orders:
        if not isinstance(order, Order):
            raise RuleError(
                f"{place}: asked for {order!r}, which is no order; "
                "use start, stop, give, treat, assess or refer"
            )
        yield replace(order, rule=name)


def _in_words(error: Exception) -> str:
    if isinstance(error, OsteonError):
        return str(error)
    return f"{type(error).__name__}: {error}"

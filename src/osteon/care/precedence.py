"""Which order goes before which, where two of one day contradict each other.

In this order:

1. What is asked for twice is done once: the more urgent order stands, then the first.
2. Stop beats start and give of the same drug or medicine.
3. Surgery or cement beats radiotherapy at the same bone; radiotherapy then follows the wound.
4. Of two operations, or two courses of radiotherapy, at one bone the more urgent stands, then the
   first asked for.
5. Of two different prescriptions of one drug to start, the more urgent stands, then the first.

An order that gives way stays in the list, and its `why_not` says to which.
"""

from collections.abc import Callable, Hashable, Sequence

from osteon.base.suggest import plain
from osteon.care.orders import URGENCIES, Order
from osteon.library.prescription import Prescription

SURGERY = frozenset(
    {
        "prophylactic_fixation",
        "fracture_fixation",
        "decompressive_surgery",
        "vertebroplasty",
        "kyphoplasty",
    }
)
_RADIOTHERAPY = "radiotherapy"


def settle(orders: Sequence[Order]) -> tuple[Order, ...]:
    """Return the orders of one patient and day, each that gives way with its `why_not`."""
    if len(orders) < 2:
        return tuple(orders)
    settled, verbs = list(orders), {own.verb for own in orders}
    if "stop" in verbs:
        _stop_beats_start(settled)
    if "treat" in verbs:
        _surgery_beats_radiotherapy(settled)
    _one_of(settled, _same_thing)
    if not verbs.isdisjoint(("start", "treat")):
        _one_of(settled, _same_kind)
    return tuple(settled)


def drug_of(order: Order) -> str:
    """Return the drug or medicine that an order starts, stops or gives, as it is compared."""
    if isinstance(order.treatment, Prescription):
        return plain(order.treatment.drug)
    return "supplements" if order.treatment is not None else plain(order.what)


def _stop_beats_start(orders: list[Order]) -> None:
    stopped = {drug_of(own): own for own in orders if own.verb == "stop"}
    for place, own in enumerate(orders):
        if own.verb in ("start", "give") and (winner := stopped.get(drug_of(own))):
            orders[place] = _gives_way(own, winner, "stopped")


def _surgery_beats_radiotherapy(orders: list[Order]) -> None:
    operated = {own.site: own for own in orders if _is_surgery(own)}
    for place, own in enumerate(orders):
        if _is_radiotherapy(own) and (winner := operated.get(own.site)):
            orders[place] = _gives_way(own, winner, winner.what)


def _one_of(orders: list[Order], key: Callable[[Order], Hashable]) -> None:
    """Let one order of each key stand: the most urgent, of those the first."""
    names = [name for own in orders if (name := key(own)) is not None]
    if len(set(names)) == len(names):
        return
    standing: dict[Hashable, int] = {}
    for place, own in enumerate(orders):
        name = key(own)
        if own.why_not or name is None:
            continue
        other = standing.setdefault(name, place)
        if other == place:
            continue
        winner, loser = (other, place) if _rank(orders[other]) <= _rank(own) else (place, other)
        standing[name] = winner
        orders[loser] = _gives_way(orders[loser], orders[winner], orders[winner].what)


def _same_thing(order: Order) -> Hashable:
    return (order.verb, order.what, order.site)


def _same_kind(order: Order) -> Hashable:
    if order.verb == "start":
        return ("start", drug_of(order))
    if _is_surgery(order):
        return ("surgery", order.site)
    return (_RADIOTHERAPY, order.site) if _is_radiotherapy(order) else None


def _is_surgery(order: Order) -> bool:
    return order.verb == "treat" and order.what in SURGERY


def _is_radiotherapy(order: Order) -> bool:
    return order.verb == "treat" and order.what.startswith(_RADIOTHERAPY)


def _rank(order: Order) -> int:
    return URGENCIES.index(order.urgency)


def _gives_way(order: Order, winner: Order, deed: str) -> Order:
    return order._replace(why_not=f"{deed} goes first (rule {winner.rule or 'unnamed'})")

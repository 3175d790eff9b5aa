"""Step 5 of a life: orders become treatments, doses and bookings; or it is said why not."""

from collections.abc import Sequence

from osteon.base.errors import InputError, Problem
from osteon.care.orders import Order
from osteon.sim.assess import assess
from osteon.sim.notes import Ordered
from osteon.sim.prescribe import give, set_inputs, start, stop
from osteon.sim.treat import treat
from osteon.sim.ward import Ward

_ACTS = {"start": start, "give": give, "stop": stop, "assess": assess, "treat": treat}


def carry_out(ward: Ward, row: int, orders: Sequence[Order]) -> None:
    """Do what was ordered for one patient today; write down each order that changes anything.

    Raises
    ------
    InputError
        An order asks for what nobody knows; it says which rule, for whom and when.
    """
    if not orders:
        return
    day = ward.day(row)
    for order in orders:
        ordered = Ordered(row, day, order, why_not=order.why_not)
        if order.why_not or _do(ward, ordered):
            ward.notes.orders.append(ordered)
    if row in ward.treated_anew:
        # Once for all that was started and stopped.
        ward.treated_anew.discard(row)
        set_inputs(ward, row, day)


def _do(ward: Ward, ordered: Ordered) -> bool:
    """Carry out one order; return whether it changes anything."""
    order = ordered.order
    try:
        act = _ACTS.get(order.verb)
        if act is not None:
            return act(ward, ordered)
    except InputError as error:
        place = f'rule "{order.rule}", patient {ward.patient(ordered.row)}, day {ordered.day:g}'
        raise InputError(
            [Problem("", f"{place}: {problem.message}") for problem in error.problems]
        ) from error
    # Whom a patient is sent to decides by rules of their own.
    ordered.done_day = ordered.day
    return True

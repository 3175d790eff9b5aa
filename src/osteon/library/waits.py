"""How urgently care is asked for, and how long a patient then waits."""

from typing import Literal, get_args

from osteon.base.errors import InputError
from osteon.base.suggest import hint
from osteon.library.facts import Facts
from osteon.library.sourced import Sourced, Value

Urgency = Literal["emergency now", "within 24 h", "within a week", "routine"]
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
"""From the most to the least urgent."""

_FIELDS: dict[str, str] = {
    "emergency now": "emergency_days",
    "within 24 h": "urgent_days",
    "within a week": "soon_days",
    "routine": "routine_days",
}


class Waits(Facts):
    """Median time from an order to the thing done [days], by the urgency of the order."""

    emergency_days: Value
    urgent_days: Value
    soon_days: Value
    routine_days: Value

    def wait(self, urgency: str) -> Sourced:
        """Return the wait for one urgency [days].

        Raises
        ------
        InputError
            There is no such urgency; the message names the nearest one.
        """
        if urgency not in _FIELDS:
            raise InputError(f'no urgency "{urgency}"{hint(urgency, _FIELDS)}')
        entry: Sourced = getattr(self, _FIELDS[urgency])
        return entry

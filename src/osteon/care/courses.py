"""Whether a patient is on a treatment, asked of what is taken alone: for what wakes rules."""

from collections.abc import Sequence

from osteon.care.entries import Regimen
from osteon.care.wakes import OnTreatment


def on_course(name: str) -> OnTreatment:
    """Return whether `name` has been started, or is to start, and has not been stopped."""

    def on_it(taken: Sequence[Regimen], _: float) -> bool:
        for own in taken:  # noqa: SIM110 - asked of all news, twice as fast as any()
            if own.name == name and own.stop_day is None:
                return True
        return False

    return on_it


def off_course(name: str) -> OnTreatment:
    """Return whether `name` was taken and is taken no more."""
    on_it = on_course(name)

    def off_it(taken: Sequence[Regimen], day: float) -> bool:
        return any(own.name == name for own in taken) and not on_it(taken, day)

    return off_it

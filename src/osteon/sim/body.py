"""The physiology on its own, for modellers: regimen and infusions in, states out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from osteon.base.errors import InputError, Problem, SolverError, noted
from osteon.base.units import to_unit
from osteon.library.library import Library
from osteon.model.engine import DEFAULT_RTOL, FAILED, Agenda, Recording, advance
from osteon.sim.course import Asked, Course

if TYPE_CHECKING:
    from pandas import DataFrame

HOURS_PER_DAY = 24.0
# What a machine holds and a person waits for.
MOST_ROWS = 1_000_000
LONGEST_DAYS = 365_250.0


def body(
    regimen: str | None = None,
    horizon: str = "156 weeks",
    every: str = "1 week",
    *,
    published: bool = False,
    rtol: float = DEFAULT_RTOL,
    infuse: str | Sequence[str] = (),
    parameters: Mapping[str, float | str] | None = None,
    library: Library | None = None,
) -> "DataFrame":
    """Return the states of one body without tumour over time.

    Parameters
    ----------
    regimen : str
        Prescription, such as ``"denosumab 120 mg sc q4w x 39"``; nothing is given without one.
    horizon, every : str
        How long to look, and the time between two rows.
    published : bool
        Published constants, sharp switches and every declared deviation off.
    rtol : float
        Relative tolerance.
    infuse : str or sequence of str
        Such as ``"calcium 1 mmol/h from 2 days for 14 days"``; PTH in pmol/h.
    parameters : mapping of str to float or str
        Values that replace the library's, as numbers in the unit the name states or as text.

    Returns
    -------
    pandas.DataFrame
        ``time`` in hours, then the states by their published symbols. At the time of a dose the
        row shows the state before the dose.

    Raises
    ------
    InputError
        Something asked for is unknown or impossible; every fault is listed.
    SolverError
        The equations could not be integrated.

    References
    ----------
    peterson_riggs_2010, riggs_2012
    """
    import pandas as pd

    problems = list[Problem]()
    horizon_days = noted(problems, "horizon", lambda: _positive(horizon, "days"), 1.0)
    every_days = noted(problems, "every", lambda: _positive(every, "days"), 1.0)
    noted(problems, "rtol", lambda: _positive(rtol, ""), rtol)
    asked = Asked(regimen, published, infuse, parameters or {})
    course = Course.read(asked, library or Library.load(), problems)
    problems += _too_much(course, horizon, horizon_days, every, every_days)
    if problems:
        raise InputError(problems)
    lives = course.begin()
    days = np.arange(0.0, horizon_days + 1e-9, every_days)
    recording = Recording.of(lives, days, states=True)
    agenda = Agenda.of([course.jumps(horizon_days)])
    advance(lives, horizon_days, agenda, recording, rtol=rtol)
    if lives.status[0] == FAILED:
        where = f"day {lives.day[0]:.3f} at {lives.failed_state(0)}"
        raise SolverError(f"integration failed on {where}")
    symbols = [state.symbol for state in lives.model.declaration.states.values()]
    table = pd.DataFrame(recording.states[0], columns=symbols)
    table.insert(0, "time", days * HOURS_PER_DAY)
    return table


def _too_much(
    course: Course, horizon: str, horizon_days: float, every: str, every_days: float
) -> Iterator[Problem]:
    """Yield what is wrong with how long to look and how often."""
    if horizon_days > LONGEST_DAYS:
        yield Problem("horizon", f'"{horizon}" is longer than any body lives; at most 1000 years')
        return
    if every_days > horizon_days:
        yield Problem("every", f'"{every}" is longer than the horizon, "{horizon}"')
    if horizon_days / every_days > MOST_ROWS:
        yield Problem("every", f'"{every}" gives more than {MOST_ROWS:,} rows; make it longer')
    if course.doses_until(horizon_days) > MOST_ROWS:
        yield Problem("regimen", f"more than {MOST_ROWS:,} doses; give them less often")


def _positive(quantity: str | float, unit: str) -> float:
    value = to_unit(quantity, unit)
    if value <= 0:
        raise InputError(f'"{quantity}" is not possible; it must be more than 0')
    return value

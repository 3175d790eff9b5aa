"""How event times come closer to those of a tight reference as the tolerance shrinks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from patient import DAYS, DOSE_DAYS, DOSE_MG, lives_at_entry

from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.model.engine import Agenda, advance

TOLERANCES, REFERENCE_RTOL = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8), 1e-10
N_LESIONS = 5
First = tuple[NDArray[np.float64], NDArray[np.int64]]


@dataclass(frozen=True)
class Times:
    """First events at one tolerance: how many are the reference's, and how far off [minutes]."""

    rtol: float
    same: int
    happened: int
    median_minutes: float
    largest_minutes: float


def event_times(n: int) -> list[Times]:
    """Return how far the first event of each of `n` patients is off at every tolerance."""
    days, what = _first_events(n, REFERENCE_RTOL)
    happened = np.isfinite(days)
    found = []
    for rtol in TOLERANCES:
        own_days, own_what = _first_events(n, rtol)
        same = happened & (own_what == what)
        off = np.abs(own_days[same] - days[same]) * 24 * 60
        counts = int(same.sum()), int(happened.sum())
        found.append(Times(rtol, *counts, float(np.median(off)), float(off.max())))
    return found


def _first_events(n: int, rtol: float) -> First:
    """Return day and kind-and-lesion of each patient's first event; infinite where none came."""
    model = compiled_model()
    lives = lives_at_entry(model, Library.load(), N_LESIONS, n)
    lives.set_input("hazards", 1.0)
    jump = model.jump_code("inhibitor_dose_mg")
    agenda = Agenda.of([[(day, jump, DOSE_MG) for day in DOSE_DAYS]] * n)
    fired = advance(lives, DAYS[-1], agenda, interrupting=model.events, rtol=rtol)
    days, what = np.full(n, np.inf), np.full(n, -1)
    days[fired.row], what[fired.row] = fired.day, fired.code * 100 + fired.lesion
    return days, what

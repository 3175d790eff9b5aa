"""How the cost of osteon grows with lesions, patients and years."""

import statistics
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from patient import DOSE_DAYS, DOSE_MG, TIMED_RTOL, lives_at_entry

from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.model.engine import Agenda, Lives, Recording, advance

Floats = NDArray[np.float64]
LESIONS, PATIENTS, YEARS = (0, 2, 4, 6, 8, 10), (50, 100, 200, 400), (1, 2, 3, 6)
USUAL_LESIONS, USUAL_YEARS = 5, 3
WEEKS_PER_YEAR, DAYS_PER_DOSE = 52, DOSE_DAYS[1]


@dataclass(frozen=True)
class Growth:
    """Cost at several sizes: CPU milliseconds of a whole group, and the straight line through."""

    what: str
    sizes: tuple[int, ...]
    milliseconds: tuple[float, ...]

    @property
    def line(self) -> tuple[float, float]:
        """Return intercept and slope of the straight line."""
        slope, intercept = np.polyfit(self.sizes, self.milliseconds, 1)
        return float(intercept), float(slope)

    @property
    def farthest(self) -> float:
        """Return the largest distance from the line, relative to the largest cost."""
        intercept, slope = self.line
        line = intercept + slope * np.array(self.sizes)
        return float(np.abs(line - self.milliseconds).max() / max(self.milliseconds))


def grow(n: int, times: int) -> list[Growth]:
    """Return how cost grows with each of the three; per patient, but for the number of them."""
    lesions = [cost(k, n, USUAL_YEARS, times) / n for k in LESIONS]
    patients = [cost(USUAL_LESIONS, k, USUAL_YEARS, times) for k in PATIENTS]
    years = [cost(USUAL_LESIONS, n, k, times) / n for k in YEARS]
    return [
        Growth("lesions", LESIONS, tuple(lesions)),
        Growth("patients", PATIENTS, tuple(patients)),
        Growth("years", YEARS, tuple(years)),
    ]


def cost(n_lesions: int, n: int, years: int, times: int) -> float:
    """Return the median CPU milliseconds of `n` patients; no event, so that all live on."""
    library, model = Library.load(), compiled_model()
    days = np.arange(0.0, 7.0 * WEEKS_PER_YEAR * years + 1, 7.0)
    jump = model.jump_code("inhibitor_dose_mg")
    doses = [(float(day), jump, DOSE_MG) for day in np.arange(0.0, days[-1], DAYS_PER_DOSE)]
    return statistics.median(
        _spent(lives_at_entry(model, library, n_lesions, n), days, doses) for _ in range(times)
    )


def _spent(lives: Lives, days: Floats, doses: list[tuple[float, int, float]]) -> float:
    lives.set_input("hazards", 0.0)
    agenda, recording = Agenda.of([doses] * len(lives)), Recording.of(lives, days)
    begun = time.process_time()
    advance(lives, days[-1], agenda, recording, rtol=TIMED_RTOL)
    return (time.process_time() - begun) * 1e3

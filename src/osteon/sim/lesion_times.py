"""When each deposit in bone appears: at entry, or later, seeded from elsewhere."""

import numpy as np
from numpy.typing import NDArray

from osteon.library.cancers import Cancer
from osteon.library.cohort_file import WITH_METASTASES, Start
from osteon.library.library import Library
from osteon.sim.draws import Draws, Floats

DAYS_PER_YEAR = 365.25
# More new deposits than these in one patient are not followed.
MOST_LATER = 8


def lesion_times(
    cancer: Cancer, draws: Draws, library: Library, number: NDArray[np.int64], start: Start
) -> Floats:
    """Return the day on which each lesion appears, ascending, shape (n, n_lesions).

    What is there at entry has day 0, and what never comes infinity.

    Parameters
    ----------
    number : (n,) int
        How many lesions the patient has, or will have when bone metastases begin.
    start : str
        Whether patients have bone metastases at entry, as in a trial or because these were just
        found; have an advanced cancer that may spread to bone; or have just been diagnosed, some
        with bone metastases.
    """
    begins = np.where(number > 0, _first_day(cancer, draws, start), np.inf)
    most = max(1, int(number.max()))
    gap = library.parameters["first_lesions_gap_days"].value
    waits = -gap * np.log(np.column_stack([draws.uniform("first", i) for i in range(most)]))
    waits[:, 0] = 0.0
    # Who has metastases at entry has all of them by then.
    first = begins[:, None] + np.where(begins[:, None] > 0, np.cumsum(waits, axis=1), 0.0)
    first[np.arange(most) >= number[:, None]] = np.inf
    later = begins[:, None] + _later(cancer, draws)
    days = np.sort(np.concatenate([first, later], axis=1), axis=1)
    return days[:, : max(1, int(np.isfinite(days).sum(axis=1).max()))]


def _first_day(cancer: Cancer, draws: Draws, start: Start) -> Floats:
    """Return the day of the first deposit: 0 at entry, infinity where none ever comes."""
    if start in WITH_METASTASES:
        return np.zeros(len(draws.patients))
    spreads = draws.uniform("spreads to bone") < cancer.bone_spread_probability.value
    day = np.where(spreads, draws.sample(cancer.bone_delay_days), np.inf)
    if start == "diagnosis":
        presents = draws.uniform("presents with bone") < cancer.presents_with_bone_share.value
        day = np.where(presents, 0.0, day)
    return day


def _later(cancer: Cancer, draws: Draws) -> Floats:
    """Return when further deposits come, counted from the first [days]."""
    per_day = draws.sample(cancer.new_lesions_per_year) / DAYS_PER_YEAR
    luck = np.column_stack([draws.uniform("later lesion", i) for i in range(MOST_LATER)])
    with np.errstate(divide="ignore"):
        return np.asarray(np.cumsum(-np.log(luck) / per_day[:, None], axis=1))

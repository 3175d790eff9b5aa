"""Patients who are taken for the calcium they have: each tumour's secretion is made to meet it.

Calcium at entry follows from the run-in, so the secretion of PTHrP that leads to it is found by
halving an interval of it, for each patient alone. More than some tens of pmol/L do not raise
calcium further, so a patient whose body holds out against that enters with the most it reaches.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from osteon.model.engine import Lives, read
from osteon.sim.cohort import Cohort
from osteon.sim.draws import Floats
from osteon.sim.sample_person import CALCIUM_AT_ENTRY

SECRETION = "pthrp_secretion_pm_per_cm3"
# What all of a patient's tumour secretes is looked for between these [pmol/L].
LOWEST, HIGHEST = 0.05, 40.0
HALVINGS = 8

RunIn = Callable[[Cohort], Lives]


def meet_calcium(cohort: Cohort, run_in: RunIn) -> tuple[Cohort, Lives]:
    """Return patients whose calcium at entry is what the cohort says of each, with their lives.

    Parameters
    ----------
    cohort : Cohort
        Where it says nothing of calcium at entry, its patients stay as they are.
    run_in : function
        Brings the patients of a cohort to entry.
    """
    if CALCIUM_AT_ENTRY not in cohort.values:
        return cohort, run_in(cohort)
    wanted = cohort.values[CALCIUM_AT_ENTRY]
    volume = cohort.table["tumour_cm3"].astype(float) + cohort.values["extraskeletal_volume_cm3"]
    low, high = np.log(LOWEST / volume), np.log(HIGHEST / volume)
    for _ in range(HALVINGS):
        tried = (low + high) / 2
        found = read(run_in(_secreting(cohort, np.exp(tried))))["calcium_mmol_l"]
        # A life that fails on the way has more than a body can bear.
        short = found < wanted
        low, high = np.where(short, tried, low), np.where(short, high, tried)
    met = _secreting(cohort, np.exp((low + high) / 2))
    return met, run_in(met)


def _secreting(cohort: Cohort, secretion: Floats) -> Cohort:
    return replace(cohort, values={**cohort.values, SECRETION: secretion})

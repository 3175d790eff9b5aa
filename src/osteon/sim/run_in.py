"""The run-in: how patients come to entry with bone, blood and lesions in keeping with each other.

A lesion of 5 cm3 took years to grow, longer than the trial, and its growth feeds back through
resorption. So the volume of the tumour is prescribed over the last months before entry: without
feedback growth is logistic, which can be followed backward exactly.
"""

import numpy as np

from osteon.library.library import Library
from osteon.model.engine import Agenda, Floats, Lives, advance, catch_up, settle
from osteon.sim.cohort import Cohort


def run_in(
    lives: Lives,
    cohort: Cohort,
    library: Library,
    doses: Agenda | None = None,
    days: float | None = None,
) -> None:
    """Bring lives, in place, from rest to their state at entry (day 0), without any event.

    Parameters
    ----------
    doses : Agenda
        Given on the way; their days count from the start of the run-in.
    days : float
        How long it takes [days]; as the library says by default.
    """
    p = {name: entry.value for name, entry in library.parameters.items()}
    days = p["run_in_days"] if days is None else days
    lives.set_input("vitamin_d_target", cohort.values["vitamin_d_ratio"])
    lives.set_input("hygiene", cohort.values["hygiene_at_entry"])
    lives.set_input("hazards", 0.0)
    lives.set_input("tumour_feedback", 0.0)
    per_tumour = p["region_per_tumour"]
    bone = cohort.lesions["bone_volume_cm3"] * cohort.lesions["capacity_share"]
    room = bone * p["lesion_volume_share"] / per_tumour
    entry = cohort.lesions["tumour_volume_cm3"]
    seeded = _grown_backward(entry, room, cohort.lesions["growth_rate_per_day"], days)
    _set_lesions(lives, "tumour", seeded)
    _set_lesions(lives, "region", per_tumour * seeded)
    outside = cohort.values["extraskeletal_volume_cm3"]
    growth = cohort.values["extraskeletal_growth_per_day"]
    lives.state("extraskeletal_tumour")[:] = _grown_backward(
        outside, np.full_like(outside, p["extraskeletal_capacity_cm3"]), growth, days
    )
    settle(lives)
    advance(lives, days, doses)
    # What was prescribed is met exactly, not only within the tolerance of the integration.
    _set_lesions(lives, "tumour", entry)
    lives.state("extraskeletal_tumour")[:] = outside
    catch_up(lives)
    # A life that failed on the way keeps its day, which is before entry.
    lives.day[:] -= days
    lives.set_input("hazards", 1.0)
    lives.set_input("tumour_feedback", 1.0)


def _grown_backward(volume: Floats, capacity: Floats, rate_per_day: Floats, days: float) -> Floats:
    """Return the volume some days ago of what grows logistically to `volume` today."""
    with np.errstate(divide="ignore", over="ignore"):  # what grows so fast was nothing then
        return np.asarray(capacity / (1 + (capacity / volume - 1) * np.exp(rate_per_day * days)))


def _set_lesions(lives: Lives, state: str, values: Floats) -> None:
    index = list(lives.model.declaration.lesion_states).index(state)
    own, most = lives.lesions[:, :, index], values.shape[1]
    # What appears later waits as it was seeded.
    there = np.arange(most) < lives.sizes[:, None]
    own[:, :most] = np.where(there, values, own[:, :most])

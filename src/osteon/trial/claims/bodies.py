"""Bodies looked at directly: bone cells and fluxes that no care and no event disturbs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.model.engine import Lives, advance, begin, parameter_rows, read, settle
from osteon.model.parameters import assign_slots, patient_values
from osteon.sim.arm_parameters import lesion_parameters, parameters_in_arm
from osteon.sim.cohort import Cohort
from osteon.sim.run_in import run_in

Floats = NDArray[np.float64]
OSTEOBLASTS = ("fast_osteoblasts", "slow_osteoblasts", "apatite")
OSTEOCLASTS = ("osteoclasts", "rank_rankl")
# Short enough that nothing answers, long enough that a flux can be told from rounding.
MOMENT_DAYS = 1e-3


@dataclass(frozen=True)
class Healthy:
    """A healthy adult without tumour, with numbers of one's own."""

    library: Library

    def lives(self, **numbers: float) -> Lives:
        """Return one life at rest; what is named differs from the library from now on."""
        model, nobody = compiled_model(), np.zeros(1, np.int64)
        values = patient_values(self.library, assign_slots(self.library, []), (), numbers)
        none = np.zeros((1, 0, len(model.lesion_parameters)))
        lives = begin(
            model, parameter_rows(model.parameters, 1, values), none, nobody,
            patients=nobody, seed=0,
        )  # fmt: skip
        lives.set_input("hazards", 0.0)
        lives.set_input("vitamin_d_target", values["vitamin_d_ratio"])
        return lives

    def bone_after(self, years: float, **numbers: float) -> float:
        """Return the calcium of bone after some years, relative to its start."""
        lives = self.lives(**numbers)
        before = float(lives.state("bone_calcium")[0])
        advance(lives, 365.25 * years)
        return float(lives.state("bone_calcium")[0]) / before

    def net_flux(self, cells: tuple[str, ...], factor: float) -> float:
        """Return what bone gains [mmol/d] at the moment when some cells are changed by a factor."""
        lives = self.lives()
        for name in cells:
            lives.state(name)[:] *= factor
        before = float(lives.state("bone_calcium")[0])
        advance(lives, MOMENT_DAYS, rtol=1e-9)
        return (float(lives.state("bone_calcium")[0]) - before) / MOMENT_DAYS


def entered(cohort: Cohort, library: Library) -> Lives:
    """Return patients on the day of entry, with their lesions as grown by then."""
    model = compiled_model()
    slots = assign_slots(library, [])
    lives = begin(
        model,
        parameters_in_arm(cohort, library, slots, model.parameters),
        lesion_parameters(cohort, model.lesion_parameters),
        cohort.sizes,
        patients=cohort.patients,
        seed=cohort.seed,
    )
    run_in(lives, cohort, library)
    return lives


def lesion_state(lives: Lives, name: str) -> Floats:
    """Return a state of the first lesion of each life, shape (n,)."""
    return np.asarray(lives.lesions[:, 0, list(lives.model.declaration.lesion_states).index(name)])


__all__ = ["Healthy", "entered", "lesion_state", "read", "settle"]

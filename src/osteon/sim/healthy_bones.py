"""Which bone it is that broke where no deposit sits."""

import numpy as np

from osteon.base.luck import hour_of, one_uniform
from osteon.library.library import Library

# Kinds of break that strike the skeleton as a whole, and the region whose bones they may strike.
REGION_OF = {"fragility_fracture": "", "atypical_femoral_fracture": "femur"}


def bone_that_broke(kind: str, patient: int, day: float, seed: int, library: Library) -> str:
    """Return the bone, drawn by how often a fall breaks it; empty for other kinds of event."""
    if kind not in REGION_OF:
        return ""
    region = REGION_OF[kind]
    bones = [bone for bone in library.sites.values() if region in ("", bone.region)]
    bounds = np.cumsum([bone.fall_fracture_probability.value for bone in bones])
    luck = one_uniform(seed, f"bone of {kind}", patient, 0, hour_of(day))
    return bones[int(np.searchsorted(bounds, luck * bounds[-1], side="right"))].name

"""What could be read from each lesion today, without error: size, mineral, tumour, pain."""

from collections.abc import Mapping

import numpy as np

from osteon.model.engine import Floats, Integers, Lives

NAMES = (
    "pain_0_10",
    "strength",
    "volume_cm3",
    "tumour_cm3",
    "mineral",
    "mineral_loss",
    "formation",
    "narrowing",
    "broken",
    "diameter_mm",
    "cortex_share",
)


def read_some_lesions(lives: Lives, rows: Integers) -> Floats:
    """Return the readings of the lesions of some lives, in the order of `NAMES`.

    Shape (n_rows, n_lesions, n_names); lesions beyond a life's size hold nothing of meaning.
    """
    states = list(lives.model.declaration.lesion_states)
    own = {name: lives.lesions[rows, :, index] for index, name in enumerate(states)}
    mineral = own["lamellar_mineral"] + own["woven_mineral"]
    zero = np.zeros_like(mineral)
    values: Mapping[str, Floats] = {
        "volume_cm3": own["region"],
        "tumour_cm3": own["tumour"],
        "mineral": mineral,
        "mineral_loss": np.clip(1 - mineral, 0, 1),
        "formation": own["lesion_osteoblasts"],
        "broken": lives.lesion_follower("broken")[rows],
        "diameter_mm": 10 * np.cbrt(6 * np.maximum(own["region"], 0) / np.pi),
    }
    return np.stack([values.get(name, zero) for name in NAMES], axis=-1)

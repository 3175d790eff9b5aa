"""What could be read from each lesion today, without error: size, mineral, tumour, pain."""

from osteon.model.engine import Floats, Integers, Lives, read_lesions

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

    Shape (n_rows, n_lesions, n_names); lesions beyond a life's size are NaN.
    """
    return read_lesions(lives, NAMES, rows)

"""Step 3 of a life: true readings become results, with their error of measurement."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from osteon.base.luck import uniforms
from osteon.library.library import Library

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measurement:
    """How one quantity is measured: which reading, with what error."""

    assessment: str
    reading: str
    unit: str
    error: str
    relative: bool


MEASUREMENTS = (
    Measurement(
        "calcium", "calcium_mmol_l", "mmol/L", "calcium_measurement_sd_mmol_per_l", relative=False
    ),
    Measurement("untx", "untx_nmol_mmol", "nmol/mmol", "untx_measurement_log_sd", relative=True),
    Measurement("sctx", "sctx_ng_ml", "ng/mL", "sctx_measurement_log_sd", relative=True),
    Measurement("bsap", "bsap_ug_l", "ug/L", "bsap_measurement_log_sd", relative=True),
    Measurement("pain", "pain_0_10", "NRS", "pain_measurement_sd", relative=False),
)


def measure(
    readings: Mapping[str, Floats],
    patients: NDArray[np.int64],
    day: float,
    *,
    seed: int,
    library: Library,
) -> dict[str, Floats]:
    """Return the results of one day by assessment, each of shape (n,).

    Errors are keyed by patient, assessment and day: lognormal for markers, normal for calcium and
    pain, whose score stays within 0 to 10.
    """
    results = {}
    for entry in MEASUREMENTS:
        luck = uniforms(seed, f"measure {entry.assessment}", patients, 0, round(day * 24))
        error = library.parameters[entry.error].value * ndtri(luck)
        results[entry.assessment] = _with_error(entry, readings[entry.reading], error)
    return results


def _with_error(entry: Measurement, true: Floats, error: Floats) -> Floats:
    if entry.relative:
        return np.asarray(true * np.exp(error))
    return np.clip(true + error, 0.0, 10.0) if entry.assessment == "pain" else true + error

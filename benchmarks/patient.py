"""CPU time and error of one patient: three years, denosumab every four weeks, weekly records.

A fixed recipe, so that figures from different versions and machines can be compared; see README.md
beside this file. Run it on an idle machine: ``python benchmarks/patient.py``.
"""

import argparse
import platform
import sys
import time
from collections.abc import Sequence

import numpy as np
from machine import processor
from numpy.typing import NDArray

from osteon.library.library import Library
from osteon.model.compiled import CompiledModel, compiled_model
from osteon.model.engine import (
    Agenda,
    Lives,
    Recording,
    advance,
    begin,
    catch_up,
    parameter_rows,
    settle,
)
from osteon.model.parameters import assign_slots, patient_values

LESION_COUNTS = (0, 5, 10)
TOLERANCES = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
TIMED_RTOL, REFERENCE_RTOL = 1e-5, 1e-10
DAYS = np.arange(0.0, 157 * 7.0, 7.0)
DOSE_DAYS = [28.0 * k for k in range(39)]
DOSE_MG, RUN_IN_DAYS, SEED = 120.0, 450.0, 1
# A state that stays this far below its typical size has no error worth a line.
SMALLEST_SHARE = 1e-6
# A thoracic vertebra with a lesion that makes and breaks bone alike; lesions differ in size only.
LESION = {
    "at_cervical_cord": 0.0,
    "at_lumbar_cord": 0.0,
    "at_thoracic_cord": 1.0,
    "bone_volume_cm3": 40.0,
    "capacity_share": 1.0,
    "epidural_spread": 0.3,
    "fall_fracture_probability": 0.01,
    "flare_prone": 0.0,
    "fracture_rate_per_day": 8e-6,
    "growth_rate_per_day": 0.0035,
    "long_bone": 0.0,
    "osteoblast_block": 0.3,
    "osteoblast_stimulus": 2.0,
    "pain_sensitivity": 1.0,
    "radiation_response": 0.9,
    "resorptive_stimulus": 0.6,
    "stress_exponent": 1.0,
}


def lives_at_entry(model: CompiledModel, library: Library, n_lesions: int, n: int) -> Lives:
    """Return `n` patients, alike but for their luck, whose lesions have grown for 450 days."""
    values = patient_values(library, assign_slots(library, ["denosumab"]))
    volumes = np.array([3.0 + 0.5 * place for place in range(n_lesions)])
    own = np.zeros((n, max(1, n_lesions), len(model.lesion_parameters)))
    for place, volume in enumerate(volumes):
        lesion = {**LESION, "tumour_volume_cm3": volume}
        own[:, place] = [lesion[name] for name in model.lesion_parameters]
    rows = parameter_rows(model.parameters, n, values)
    sizes = np.full(n, n_lesions)
    lives = begin(model, rows, own, sizes, patients=np.arange(n), seed=SEED)
    _run_in(lives, volumes, values)
    return lives


def _run_in(lives: Lives, volumes: NDArray[np.float64], values: dict[str, float]) -> None:
    names = list(lives.model.declaration.lesion_states)
    per_tumour = values["region_per_tumour"]
    capacity = LESION["bone_volume_cm3"] * values["lesion_volume_share"] / per_tumour
    growth = np.exp(LESION["growth_rate_per_day"] * RUN_IN_DAYS)
    seeds = capacity / (1 + (capacity / volumes - 1) * growth)
    lives.lesions[:, : len(volumes), names.index("tumour")] = seeds
    lives.lesions[:, : len(volumes), names.index("region")] = seeds * per_tumour
    settle(lives)
    lives.set_input("hazards", 0.0)
    lives.set_input("tumour_feedback", 0.0)
    advance(lives, RUN_IN_DAYS)
    catch_up(lives)
    lives.set_input("tumour_feedback", 1.0)
    lives.day[:], lives.steps[:] = 0.0, 0


def live(lives: Lives, recording: Recording, rtol: float) -> float:
    """Return CPU milliseconds per patient of three years."""
    jump = lives.model.jump_code("inhibitor_dose_mg")
    agenda = Agenda.of([[(day, jump, DOSE_MG) for day in DOSE_DAYS]] * len(lives))
    begun = time.process_time()
    advance(lives, DAYS[-1], agenda, recording, rtol=rtol)
    return (time.process_time() - begun) / len(lives) * 1e3


def states(lives: Lives, rtol: float) -> NDArray[np.float64]:
    """Return the states of the body of the first patient at every record, without events."""
    lives.set_input("hazards", 0.0)
    recording = Recording.of(lives, DAYS, states=True)
    live(lives, recording, rtol)
    return np.asarray(recording.states[0])


def errors(
    model: CompiledModel, library: Library, n_lesions: int
) -> list[tuple[float, float, float]]:
    """Return (rtol, largest, root-mean-square error) of body states over each one's maximum."""
    reference = states(lives_at_entry(model, library, n_lesions, 1), REFERENCE_RTOL)
    largest = np.abs(reference).max(axis=0)
    shown = largest > SMALLEST_SHARE * model.kernels.BODY_SCALE
    found = []
    for rtol in TOLERANCES:
        found_states = states(lives_at_entry(model, library, n_lesions, 1), rtol)
        off = np.abs(found_states - reference)[:, shown] / largest[shown]
        found.append((rtol, float(off.max()), float(np.sqrt(np.mean(off**2)))))
    return found


def milliseconds(
    model: CompiledModel, library: Library, n_lesions: int, n: int, times: int
) -> tuple[float, float, float]:
    """Return median and fastest CPU ms per patient, and mean steps per patient."""
    entry = [lives_at_entry(model, library, n_lesions, n) for _ in range(times)]
    for lives in entry:
        lives.set_input("hazards", 1.0)
    spent = [live(lives, Recording.of(lives, DAYS), TIMED_RTOL) for lives in entry]
    return float(np.median(spent)), min(spent), float(entry[0].steps.mean())


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=200, help="patients in one repetition")
    parser.add_argument("--repetitions", type=int, default=7)
    chosen = parser.parse_args(arguments)
    model, library = compiled_model(), Library.load()
    milliseconds(model, library, 1, 1, 1)  # compiles, if need be
    versions = f"Python {platform.python_version()}, numpy {np.__version__}"
    lines = [
        f"machine   {processor()}, {platform.system()} {platform.machine()}, {versions}",
        f"model     {model.hash}, {len(model.states)} states",
        f"recipe    3 years, 120 mg q4w, weekly records, hazards on, rtol {TIMED_RTOL:g}",
        f"          median of {chosen.repetitions} times {chosen.patients} patients",
        "",
        "lesions   CPU ms/patient   fastest   steps",
    ]
    for n_lesions in LESION_COUNTS:
        how = (n_lesions, chosen.patients, chosen.repetitions)
        median, fastest, steps = milliseconds(model, library, *how)
        lines.append(f"{n_lesions:7d} {median:16.2f} {fastest:9.2f} {steps:7.0f}")
    lines += ["", "lesions    rtol   largest error       rms"]
    for n_lesions in LESION_COUNTS:
        for rtol, largest, rms in errors(model, library, n_lesions):
            lines.append(f"{n_lesions:7d} {rtol:7.0e} {largest:15.1e} {rms:9.1e}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

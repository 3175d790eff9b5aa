"""A finished run whose costs and utilities can be counted by hand: four patients, two arms."""

import json

import numpy as np
import pandas as pd

from osteon.base.tables import SCHEMAS
from osteon.library.library import Library
from osteon.library.trial_file import TrialFile
from osteon.trial.economics import Finished

LIBRARY = Library.load()
OLD, NEW = "old", "new"
RAW = {
    "title": "old or new",
    "horizon": "2 years",
    "design": "parallel",
    "endpoints": ["survival"],
    "cohort": {"cancer": "breast", "n": 4, "seed": 1},
    "arm": [
        {"name": OLD, "bone_agent": "zoledronic acid 4 mg iv q4w"},
        {"name": NEW, "bone_agent": "denosumab 120 mg sc q4w"},
    ],
}
NO = np.nan
YEAR = 365.25
# Patients 0 and 2 have the old drug, 1 and 3 the new one; 2 dies after a year.
ROWS = {
    "patients": [(i, "breast", 60.0, "female") for i in range(4)],
    "follow_up": [
        (OLD, 0, 2 * YEAR, "cutoff"),
        (OLD, 2, YEAR, "death"),
        (NEW, 1, 2 * YEAR, "cutoff"),
        (NEW, 3, 2 * YEAR, "cutoff"),
    ],
    "doses": [
        (OLD, 0, 0.0, "zoledronic_acid", 4.0, "iv"),
        (OLD, 0, YEAR, "zoledronic_acid", 3.3, "iv"),
        (NEW, 1, 0.0, "denosumab", 120.0, "sc"),
        (NEW, 3, 0.0, "denosumab", 240.0, "sc"),
    ],
    "regimens": [
        (OLD, 0, 0.0, NO, "zoledronic_acid", "iv"),
        (OLD, 0, 100.0, 150.0, "codeine", ""),
        (OLD, 2, YEAR - 10, NO, "codeine", ""),
        (NEW, 1, 0.0, NO, "home_safety_equipment", ""),
    ],
    "orders": [
        (OLD, 0, 0.0, "m", "assess", "calcium", "", "routine", 28.0, "why", True, 0.0, ""),
        (OLD, 0, 0.0, "x", "assess", "xray", "femur_left", "routine", NO, "why", True, 3.0, ""),
        (OLD, 0, 0.0, "x", "assess", "x-ray", "", "routine", NO, "why", True, 3.0, ""),
        (OLD, 0, 0.0, "j", "refer", "jaw surgeon", "", "routine", NO, "why", True, 5.0, ""),
        (OLD, 0, 0.0, "m", "assess", "mri", "", "routine", NO, "why", False, NO, "no"),
    ],
    "observations": [
        (OLD, 0, 0.0, "calcium", -1, 2.3, "mmol/L", ""),
        (OLD, 0, 14.0, "calcium", -1, 2.3, "mmol/L", ""),
        (OLD, 0, 28.0, "calcium", -1, 2.3, "mmol/L", ""),
        (OLD, 0, 0.0, "untx", -1, 60.0, "nmol/mmol", ""),
        (OLD, 0, 3.0, "xray", -1, 1.0, "", "femur_left"),
        (OLD, 0, 3.0, "xray", -1, 1.0, "", ""),
        (OLD, 0, 3.0, "xray", -1, 1.0, "", ""),
        (OLD, 0, 9.0, "dental_check", -1, 0.0, "", ""),
    ],
    "procedures": [
        (OLD, 2, 30.0, "radiotherapy_30gy_10", "L3", 0, "well"),
        (OLD, 2, 60.0, "jaw_surgery", "jaw", -1, "well"),
    ],
    "events": [
        (OLD, 2, 20.0, "pathological_fracture", 0, "L3", "load", True, 25.0),
        (OLD, 2, 40.0, "pathological_fracture", 1, "femur_left", "load", False, NO),
        (OLD, 2, 50.0, "paralysis", -1, "", "", True, 50.0),
        (OLD, 2, 30.0, "radiotherapy_to_bone", 0, "L3", "radiotherapy", False, 30.0),
        (OLD, 2, YEAR, "death", -1, "", "cancer", True, YEAR),
    ],
}


def tables():
    made = {}
    for name, rows in ROWS.items():
        columns = list(SCHEMAS[name])[: len(rows[0])]
        made[name] = pd.DataFrame(rows, columns=columns)
    return made


def finished(changed=None, *, library=LIBRARY, raw=RAW):
    file = TrialFile.of(raw, library)
    provenance = {"version": "0", "seed": 1, "n": 4}
    arms = tuple(arm.name for arm in file.arms)
    return Finished(file, arms, {**tables(), **(changed or {})}, library, provenance)


def write_run(folder):
    """Leave what `osteon run` leaves, as far as an evaluation reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    run = finished()
    for name, frame in run.tables.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    dumped = run.file.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    manifest = {"trial": dumped, "arms": {name: [] for name in run.arms}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "provenance.json").write_text(json.dumps(dict(run.provenance)), encoding="utf-8")
    return folder

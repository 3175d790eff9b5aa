"""A finished twin run whose events are exponential, so that closed forms know its designs."""

import json

import numpy as np
import pandas as pd

from osteon.base.tables import SCHEMAS
from osteon.library.library import Library
from osteon.library.trial_file import TrialFile
from osteon.trial.design import Wanted
from osteon.trial.design.pool import Pool
from osteon.trial.design.read_rules import read_rules
from osteon.trial.economics.finished import Finished

LIBRARY = Library.load()
OLD, NEW = "zoledronic acid", "denosumab"
YEAR = 365.25
TABLES = (
    "patients", "events", "follow_up", "doses", "observations", "orders", "procedures", "regimens",
    "symptoms",
)  # fmt: skip
RAW = {
    "title": "new or old",
    "horizon": "3 years",
    "design": "twin",
    "endpoints": ["first_sre", "sre_count", "hypocalcaemia", "untx"],
    "cohort": {"cancer": "breast", "n": 600, "seed": 1},
    "arm": [
        {"name": OLD, "bone_agent": "zoledronic acid 4 mg iv q4w"},
        {"name": NEW, "bone_agent": "denosumab 120 mg sc q4w"},
    ],
}


def quantiles(n, rng):
    """Exponential numbers without luck in their distribution, in random order."""
    return -np.log(1 - rng.permutation((np.arange(n) + 0.5) / n))


def finished(n=2000, *, ratio=0.7, rate_per_year=0.5, death_per_year=0.1, seed=1, raw=None):
    """Return a run: one event a patient, sooner or later by `ratio`, and deaths alike in arms."""
    rng = np.random.default_rng(seed)
    hidden, death = quantiles(n, rng), quantiles(n, rng) / max(death_per_year, 1e-9) * YEAR
    rows = {"follow_up": [], "events": []}
    for arm, rate in ((OLD, rate_per_year), (NEW, rate_per_year * ratio)):
        last = np.minimum(death, 3 * YEAR)
        why = np.where(death < 3 * YEAR, "death", "cutoff")
        day = hidden / rate * YEAR if rate else np.full(n, np.inf)
        rows["follow_up"] += list(zip([arm] * n, range(n), last, why, strict=True))
        rows["events"] += [
            (arm, i, day[i], "pathological_fracture", 0, "L3", "load", True, day[i])
            for i in np.flatnonzero(day < last)
        ]
    rows["patients"] = [
        (i, "breast", 60.0, "female", 70.0, 80.0, 50.0, 40.0, i % 3, i % 5 == 0, i % 2 == 0)
        for i in range(n)
    ]
    tables = {}
    for name in TABLES:
        own = rows.get(name, [])
        columns = list(SCHEMAS[name])[: len(own[0]) if own else None]
        tables[name] = pd.DataFrame(own, columns=columns)
    tables["patients"]["n_lesions"] = 3
    file = TrialFile.of({**RAW, **(raw or {})}, LIBRARY)
    return Finished(file, (OLD, NEW), tables, LIBRARY, {"version": "0", "seed": 1, "n": n})


def pool(n=2000, *, wanted=None, **made):
    run = finished(n, **made)
    return Pool.of(run, read_rules(wanted or Wanted(), run.file, LIBRARY))


def write_run(folder, **made):
    """Leave what `osteon design` reads of a finished run."""
    folder.mkdir(parents=True, exist_ok=True)
    run = finished(**made)
    for name, frame in run.tables.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    dumped = run.file.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    manifest = {"trial": dumped, "arms": {name: [] for name in run.arms}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "provenance.json").write_text(json.dumps(dict(run.provenance)), encoding="utf-8")
    return folder

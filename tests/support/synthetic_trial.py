"""A trial out of a hat: tables of the right shape whose true ratios are known.

Patients differ by a gamma frailty; events come as a Poisson process that a treatment scales by
`ratio`; death and drop-out are exponential. No biology.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from osteon.base.tables import SCHEMAS
from osteon.library.library import Library
from osteon.library.trial_file import TrialFile

KINDS = (
    "pathological_fracture",
    "radiotherapy_to_bone",
    "surgery_to_bone",
    "spinal_cord_compression",
)
SHARES = (0.60, 0.32, 0.04, 0.04)
ARMS = ("zoledronic acid", "denosumab")
HORIZON_DAYS = 1035.0
VISIT_DAYS = 28.0
TRIAL_TOML = """
title = "Denosumab versus zoledronic acid, breast cancer"
source = "stopeck_2010"
horizon = "34 months"
visit_every = "4 weeks"
endpoints = [
    "first_sre", "sre_count", "first_sre_type_fracture", "survival", "dropout", "hypocalcaemia",
    "untx", "calcium",
]
[cohort]
cancer = "breast"
n = 2046
seed = 1
[[arm]]
name = "zoledronic acid"
bone_agent = "zoledronic acid 4 mg iv q4w"
supplements = "calcium 500 mg/d, vitamin D 400 IU/d"
[[arm]]
name = "denosumab"
bone_agent = "denosumab 120 mg sc q4w"
supplements = "calcium 500 mg/d, vitamin D 400 IU/d"
[[reported]]
endpoint = "first_sre"
measure = "hazard_ratio"
arm = "denosumab"
versus = "zoledronic acid"
value = 0.82
interval = [0.71, 0.95]
checked = "example.org"
[[reported]]
endpoint = "first_sre"
measure = "median"
arm = "zoledronic acid"
value = 26.4
checked = "example.org"
[[reported]]
endpoint = "first_sre"
measure = "percent"
arm = "denosumab"
value = 30.7
n = 1026
events = 315
checked = "example.org"
[[reported]]
endpoint = "sre_count"
measure = "mean_number"
arm = "denosumab"
value = 0.46
n = 1026
checked = "example.org"
[[reported]]
endpoint = "untx"
measure = "percent_change_median"
arm = "denosumab"
value = -80
at = "13 weeks"
checked = "unverified"
"""


@dataclass(frozen=True)
class Chances:
    """What happens to patients of the synthetic trial, per year."""

    events: float = 0.45
    ratio: float = 0.77
    death: float = 0.25
    dropout: float = 0.20


def synthetic_tables(
    n: int = 400, seed: int = 1, chances: Chances = Chances()
) -> dict[str, pd.DataFrame]:
    """Return the tables of a parallel trial of `n` patients, every second one on the drug."""
    rng = np.random.default_rng(seed)
    patient = np.arange(1, n + 1)
    treated = patient % 2 == 0
    arm = np.where(treated, ARMS[1], ARMS[0])
    follow_up = _follow_up(rng, patient, arm, chances)
    frailty = rng.gamma(1.5, 1 / 1.5, n)
    rate = chances.events * frailty * np.where(treated, chances.ratio, 1.0) / 365.25
    return {
        "patients": _patients(rng, patient),
        "follow_up": follow_up,
        "events": _events(rng, follow_up, rate),
        "observations": _observations(rng, follow_up, treated),
        "doses": _doses(follow_up),
        "regimens": _regimens(follow_up),
        "procedures": _procedures(follow_up),
        "orders": pd.DataFrame({name: [] for name in SCHEMAS["orders"]}),
        "failures": pd.DataFrame({"arm": [], "patient": [], "day": [], "state": [], "reason": []}),
    }


def read_trial(folder: Path, text: str = TRIAL_TOML) -> TrialFile:
    """Return the trial file that a text states."""
    path = folder / "synthetic.toml"
    path.write_text(text, encoding="utf-8")
    return TrialFile.read(path, Library.load())


def twin(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Renumber patients so that each second patient is the twin of the one before."""
    return {
        name: table.assign(patient=(table["patient"] + 1) // 2)
        if name != "patients"
        else table[table["patient"] <= (len(table) + 1) // 2]
        for name, table in tables.items()
    }


def _follow_up(rng, patient, arm, chances) -> pd.DataFrame:
    death = rng.exponential(365.25 / max(chances.death, 1e-9), patient.size)
    dropout = rng.exponential(365.25 / max(chances.dropout, 1e-9), patient.size)
    ends = np.stack([death, dropout, np.full(patient.size, HORIZON_DAYS)])
    which = ends.argmin(axis=0)
    reason = np.array(["death", "dropout", "cutoff"])[which]
    last_day = np.round(ends.min(axis=0), 2)
    return pd.DataFrame({"arm": arm, "patient": patient, "last_day": last_day, "reason": reason})


def _events(rng, follow_up, rate) -> pd.DataFrame:
    count = rng.poisson(rate * follow_up["last_day"])
    row = np.repeat(np.arange(len(follow_up)), count)
    events = pd.DataFrame(
        {
            "arm": follow_up["arm"].to_numpy()[row],
            "patient": follow_up["patient"].to_numpy()[row],
            "day": np.round(rng.random(row.size) * follow_up["last_day"].to_numpy()[row], 1),
            "kind": rng.choice(KINDS, row.size, p=SHARES),
            "lesion": 0,
            "site": "L3",
            "felt": True,
        }
    )
    dead = follow_up[follow_up["reason"] == "death"]
    deaths = dead[["arm", "patient"]].assign(day=dead["last_day"], kind="death", felt=True)
    few = follow_up.iloc[::25]
    low = few[["arm", "patient"]].assign(day=few["last_day"] / 3, kind="hypocalcaemia", felt=False)
    every = pd.concat([events, low, deaths], ignore_index=True)
    return every.fillna({"site": "", "lesion": -1}).assign(known_day=lambda t: t["day"])


def _observations(rng, follow_up, treated) -> pd.DataFrame:
    start = rng.lognormal(np.log(60.0), 0.6, len(follow_up))
    calcium = rng.normal(2.35, 0.08, len(follow_up))
    depth = np.where(treated, 0.80, 0.68) + rng.normal(0, 0.05, len(follow_up))
    rows = []
    for visit in np.arange(0.0, HORIZON_DAYS, VISIT_DAYS):
        here = (follow_up["last_day"] >= visit).to_numpy()
        who = follow_up.loc[here, ["arm", "patient"]].assign(day=visit, lesion=-1)
        fall = depth * (1 - np.exp(-visit / 10))
        noise = rng.lognormal(0, 0.2, len(follow_up))
        untx = start * (1 - fall) * noise
        dip = 0.10 * treated * np.exp(-visit / 60) * (visit > 0)
        rows.append(who.assign(assessment="untx", value=untx[here], unit="nmol/mmol"))
        rows.append(who.assign(assessment="calcium", value=(calcium - dip)[here], unit="mmol/L"))
    return pd.concat(rows, ignore_index=True).assign(site="")


def _doses(follow_up) -> pd.DataFrame:
    """Return a dose every 4 weeks from day 0 to the last day seen."""
    number = (follow_up["last_day"] // VISIT_DAYS).astype(int) + 1
    rows = follow_up.loc[follow_up.index.repeat(number), ["arm", "patient"]]
    day = rows.groupby("patient").cumcount() * VISIT_DAYS
    drug = rows["arm"].str.replace(" ", "_")
    dose = np.where(rows["arm"] == ARMS[1], 120.0, 4.0)
    return rows.assign(day=day, drug=drug, dose_mg=dose, route="iv").reset_index(drop=True)


def _regimens(follow_up) -> pd.DataFrame:
    """Return the drug and supplements of everybody, and morphine from day 100 of every fifth."""
    who = follow_up[["arm", "patient"]].assign(start_day=0.0, stop_day=np.nan, route="")
    drug = who["arm"].str.replace(" ", "_")
    morphine = who[::5].assign(name="morphine_tablets", start_day=100.0, stop_day=200.0)
    parts = [who.assign(name=drug), who.assign(name="supplements"), morphine]
    return pd.concat(parts, ignore_index=True)


def _procedures(follow_up) -> pd.DataFrame:
    """Return two courses of radiotherapy of every tenth patient."""
    who = follow_up[["arm", "patient"]][::10].assign(lesion=0, site="L3", outcome="well")
    one = who.assign(procedure="radiotherapy_8gy_1")
    return pd.concat([one.assign(day=0.0), one.assign(day=30.0)], ignore_index=True)


def _patients(rng, patient) -> pd.DataFrame:
    n = patient.size
    return pd.DataFrame(
        {
            "patient": patient,
            "cancer": "breast",
            "age_years": rng.normal(57, 10, n),
            "sex": np.where(rng.random(n) < 0.99, "female", "male"),
            "weight_kg": rng.normal(70, 12, n),
            "gfr_ml_min": rng.normal(85, 20, n),
            "ecog": rng.choice([0, 1, 2], n, p=[0.49, 0.44, 0.07]),
            "visceral": rng.random(n) < 0.52,
            "prior_sre": rng.random(n) < 0.37,
            "n_lesions": 1 + rng.poisson(5, n),
            "tumour_cm3": rng.lognormal(np.log(30), 0.9, n),
        }
    )

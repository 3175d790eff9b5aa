"""Who took part and what became of them: table 1, flow of patients, failed lives."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from osteon.analysis.rates import DAYS_PER_YEAR
from osteon.trial.arms import Arm
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.report.figure import Grid
from osteon.trial.report.words import count, number, share, spaced

if TYPE_CHECKING:
    import pandas as pd

QUANTITIES = {
    "age_years": "Age, years",
    "weight_kg": "Weight, kg",
    "gfr_ml_min": "Glomerular filtration rate, mL/min",
    "albumin_g_l": "Albumin, g/L",
    "vitamin_d_nmol_l": "25-OH vitamin D, nmol/L",
    "n_lesions": "Bone metastases",
    "tumour_cm3": "Tumour in bone, cm³",
}
CATEGORIES = {
    "cancer": "Cancer",
    "sex": "Sex",
    "ecog": "ECOG performance status",
    "before_entry": "Bone drug before entry",
    "reporter": "Tells of symptoms",
}
SHARES = {"visceral": "Visceral metastases", "prior_sre": "Skeletal-related event before entry"}
FLOW = {
    "death": "Died",
    "dropout": "Dropped out",
    "failure": "Failed (not computed to the end)",
    "cutoff": "Completed to the end of the trial",
}
MOST_FAILURES = 20
TO = "\u00a0to\u00a0"


def baseline_grid(patients: "pd.DataFrame", arms: Sequence[Arm]) -> Grid:
    """Return table 1: medians with quartiles, or counts with percentages, by arm.

    Where every arm holds the same patients they are described once.
    """
    own, first = patients.set_index("patient"), arms[0]
    same = len(arms) > 1 and all(np.array_equal(arm.patient, first.patient) for arm in arms)
    names = ("every arm",) if same else tuple(arm.name for arm in arms)
    groups = [own.loc[arm.patient] for arm in (arms[:1] if same else arms)]
    rows = [("Patients", *(count(len(group)) for group in groups))]
    for column in (name for name in CATEGORIES if name in patients.columns):
        rows += _category_rows(column, groups)
    for column, label in QUANTITIES.items():
        if column in patients.columns:
            rows.append((label, *(_quartiles(group[column]) for group in groups)))
    for column, label in SHARES.items():
        if column in patients.columns:
            rows.append((label, *(share(int(g[column].sum()), len(g)) for g in groups)))
    caption = "Table 1. Patients at entry: median (quartiles) or number (per cent)"
    return Grid(("", *names), tuple(rows), caption=caption)


def flow_grid(arms: Sequence[Arm]) -> Grid:
    """Return what became of the patients of each arm, and how long they were seen."""
    rows = [("Randomised", *(count(arm.n) for arm in arms))]
    for reason, label in FLOW.items():
        cells = (share(int(arm.ended_by(reason).sum()), arm.n) for arm in arms)
        rows.append((label, *cells))
    rows.append(("Median time on study, months", *(_months(arm) for arm in arms)))
    years = (count(round(float(arm.last_day.sum()) / DAYS_PER_YEAR)) for arm in arms)
    rows.append(("Patient-years", *years))
    caption = "Flow of patients by arm: number (per cent)"
    return Grid(("", *(arm.name for arm in arms)), tuple(rows), caption=caption)


def failure_grid(failures: "pd.DataFrame | None") -> Grid:
    """Return the lives that stopped short: arm, patient, day, state and reason."""
    columns = ("arm", "patient", "day", "state", "reason")
    if failures is None or failures.empty:
        return Grid(columns, ())
    rows = failures[list(columns)].head(MOST_FAILURES).itertuples(index=False)
    caption = "Lives that could not be computed to the end"
    if len(failures) > MOST_FAILURES:
        caption += f": the first {MOST_FAILURES} of {count(len(failures))}"
    cells = tuple(tuple(str(cell) for cell in row) for row in rows)
    return Grid(columns, cells, caption=caption)


def _category_rows(column: str, groups: Sequence["pd.DataFrame"]) -> list[tuple[str, ...]]:
    texts = [group[column].astype(str) for group in groups]
    present = {str(value) for own in texts for value in own.unique()}
    if column == "before_entry" and present <= {""}:
        return []
    return [
        (
            f"{CATEGORIES[column]}: {spaced(value) or 'none'}",
            *(share(int((own == value).sum()), len(own)) for own in texts),
        )
        for value in sorted(present)
    ]


def _quartiles(column: "pd.Series[float]") -> str:
    values = column.dropna().to_numpy(float)
    if not values.size:
        return "–"
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    if (values == np.round(values)).all():
        return f"{middle:g} ({low:g}{TO}{high:g})"
    return f"{number(middle)} ({number(low)}{TO}{number(high)})"


def _months(arm: Arm) -> str:
    return number(float(np.median(arm.last_day)) / DAYS_PER_MONTH) if arm.n else "–"

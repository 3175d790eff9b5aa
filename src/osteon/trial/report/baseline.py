"""Who took part and what became of them: table 1, flow of patients, counts of events."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osteon.analysis.first_events import kind_mix
from osteon.analysis.rates import DAYS_PER_YEAR
from osteon.trial.arms import Arm
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.report.words import count, number, share, spaced

if TYPE_CHECKING:
    import pandas as pd

QUANTITIES = {
    "age_years": "Age, years",
    "weight_kg": "Weight, kg",
    "gfr_ml_min": "Glomerular filtration rate, mL/min",
    "n_lesions": "Bone metastases",
    "tumour_cm3": "Tumour in bone, cm³",
}
SHARES = {"visceral": "Visceral metastases", "prior_sre": "Skeletal-related event before entry"}
FLOW = {
    "death": "Died",
    "dropout": "Dropped out",
    "failure": "Failed (not computed to the end)",
    "cutoff": "Completed to the end of the trial",
}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table for the page.

    Attributes
    ----------
    headings : tuple of str
        One per column, the first over the labels.
    rows : tuple of tuple of str
        A label and its cells.
    groups : tuple of str
        Headings above equal shares of the columns after the first; may be empty.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    groups: tuple[str, ...] = ()


def baseline_grid(patients: "pd.DataFrame", arms: Sequence[Arm]) -> Grid:
    """Return table 1: medians with quartiles, or counts with percentages, by arm."""
    groups = [patients[patients["patient"].isin(arm.patient)] for arm in arms]
    rows = [("Patients", *(count(len(group)) for group in groups))]
    for column in (name for name in ("cancer", "sex", "ecog") if name in patients.columns):
        rows += _category_rows(column, groups)
    for column, label in QUANTITIES.items():
        if column in patients.columns:
            rows.append((label, *(_quartiles(group[column]) for group in groups)))
    for column, label in SHARES.items():
        if column in patients.columns:
            rows.append((label, *(share(int(g[column].sum()), len(g)) for g in groups)))
    return Grid(("", *(arm.name for arm in arms)), tuple(rows))


def flow_grid(arms: Sequence[Arm]) -> Grid:
    """Return what became of the patients of each arm, and how long they were seen."""
    rows = [("Randomised", *(count(arm.n) for arm in arms))]
    for reason, label in FLOW.items():
        cells = (share(int(arm.ended_by(reason).sum()), arm.n) for arm in arms)
        rows.append((label, *cells))
    rows.append(("Median time on study, months", *(_months(arm) for arm in arms)))
    years = (count(round(float(arm.last_day.sum()) / DAYS_PER_YEAR)) for arm in arms)
    rows.append(("Patient-years", *years))
    return Grid(("", *(arm.name for arm in arms)), tuple(rows))


def event_grid(arms: Sequence[Arm]) -> Grid:
    """Return every kind of event: patients with any, events, and events per 100 patient-years."""
    kinds = kind_mix(np.concatenate([arm.event_kind for arm in arms]))
    headings = ("patients", "events", "rate") * len(arms)
    rows = [(spaced(kind).capitalize(), *_event_cells(arms, kind)) for kind in kinds]
    return Grid(("", *headings), tuple(rows), tuple(arm.name for arm in arms))


def failure_grid(failures: "pd.DataFrame | None") -> Grid:
    """Return the lives that stopped short: arm, patient, day, state and reason."""
    columns = ("arm", "patient", "day", "state", "reason")
    if failures is None or failures.empty:
        return Grid(columns, ())
    rows = failures[list(columns)].itertuples(index=False)
    return Grid(columns, tuple(tuple(str(cell) for cell in row) for row in rows))


def _event_cells(arms: Sequence[Arm], kind: str) -> list[str]:
    cells = []
    for arm in arms:
        mine = arm.events_named((kind,))
        total, affected = int(mine.sum()), np.unique(arm.event_patient[mine]).size
        years = float(arm.last_day.sum()) / DAYS_PER_YEAR
        rate = number(100 * total / years) if years > 0 else "–"
        cells += [share(affected, arm.n), count(total), rate]
    return cells


def _category_rows(column: str, groups: Sequence["pd.DataFrame"]) -> list[tuple[str, ...]]:
    present = {str(value) for group in groups for value in group[column].unique()}
    title = {"cancer": "Cancer", "sex": "Sex", "ecog": "ECOG performance status"}[column]
    return [
        (
            f"{title}: {spaced(value)}",
            *(
                share(int((group[column].astype(str) == value).sum()), len(group))
                for group in groups
            ),
        )
        for value in sorted(present)
    ]


def _quartiles(column: "pd.Series[float]") -> str:
    values = column.dropna().to_numpy(float)
    if not values.size:
        return "–"
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    if (values == np.round(values)).all():
        return f"{middle:g} ({low:g} to {high:g})"
    return f"{number(middle)} ({number(low)} to {number(high)})"


def _months(arm: Arm) -> str:
    return number(float(np.median(arm.last_day)) / DAYS_PER_MONTH) if arm.n else "–"

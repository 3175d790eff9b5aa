"""Some lives as lanes: how long each was followed, on the drug, and what happened when."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.trial.arms import Arm
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.report.drawing.axes import Scale, draw_x_ticks, month_ticks
from osteon.trial.report.drawing.canvas import Canvas, shortened
from osteon.trial.report.drawing.marks import arm_kind, draw_mark, draw_mark_legend
from osteon.trial.report.figure import WIDTH
from osteon.trial.report.words import listed

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.library import Library

COLUMNS = ("arm", "patient", "what", "start_month", "stop_month")
MOST_LANES, MOST_OF_AN_ARM, FEWEST_OF_AN_ARM = 24, 10, 3
FOLLOWED, ON_DRUG = "followed", "on the bone drug"
MARKS: Mapping[str, tuple[str, str]] = {
    "pathological_fracture": ("triangle", "fracture"),
    "radiotherapy_to_bone": ("circle", "radiotherapy"),
    "surgery_to_bone": ("square", "surgery"),
    "spinal_cord_compression": ("diamond", "cord compression"),
    "hypocalcaemia": ("down", "hypocalcaemia"),
    "osteonecrosis_of_jaw": ("plus", "jaw bone death"),
    "death": ("cross", "death"),
    "dropout": ("bar", "drop-out"),
    "cutoff": ("arrow", "still followed"),
}
LANE, LEFT, RIGHT, ARM_GAP = 15.0, 70.0, 22.0, 24.0


def sampled(arm: Arm, arms: int) -> NDArray[np.intp]:
    """Return the positions of some patients, evenly over their numbers, longest followed first."""
    most = min(MOST_OF_AN_ARM, max(FEWEST_OF_AN_ARM, MOST_LANES // arms), arm.n)
    chosen = np.unique(np.linspace(0, max(arm.n - 1, 0), most).round().astype(np.intp))
    return chosen[np.argsort(-arm.last_day[chosen], kind="stable")]


def swimmer_table(
    arms: Sequence[Arm], regimens: "pd.DataFrame | None", library: "Library"
) -> "pd.DataFrame":
    """Return what happened to the sampled patients: stretches and moments, in months."""
    import pandas as pd

    rows: list[tuple[str, int, str, float, float]] = []
    for arm in arms:
        drugs = _drug_courses(regimens, arm.name, library)
        for place in sampled(arm, len(arms)).tolist():
            rows += _lane(arm, place, drugs)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table[["start_month", "stop_month"]] /= DAYS_PER_MONTH
    return table


def swimmer_figure(table: "pd.DataFrame", names: Sequence[str]) -> str:
    """Return one lane for each sampled patient, by arm."""
    last = float(table["stop_month"].max()) if len(table) else 1.0
    scale = Scale(0.0, max(last, 1e-9), LEFT, WIDTH - RIGHT)
    canvas, y = Canvas(WIDTH, 0.0), 0.0
    lanes: list[tuple[int, int, float, pd.DataFrame]] = []
    heads: list[tuple[str, float]] = []
    for place, name in enumerate(names):
        own = table[table["arm"] == name]
        heads.append((name, y + 14.0))
        y += ARM_GAP
        for patient, rows in own.groupby("patient", sort=False):
            lanes.append((place, int(str(patient)), y, rows))
            y += LANE
    bottom = y + 4.0
    for tick in month_ticks(last):
        canvas.line(scale.one(tick), 18.0, scale.one(tick), bottom, "grid")
    for name, base in heads:
        canvas.text(0.0, base, shortened(name, WIDTH), "strong")
    for place, patient, top, rows in lanes:
        canvas.text(LEFT - 8, top + LANE / 2 + 4, f"{patient}", "soft", "end")
        _draw_lane(canvas, scale, top + LANE / 2, arm_kind(place, "on-drug"), rows)
    canvas.line(LEFT, bottom, WIDTH - RIGHT, bottom, "axis")
    draw_x_ticks(canvas, scale, month_ticks(last), bottom)
    canvas.text(
        (LEFT + WIDTH - RIGHT) / 2, bottom + 34, "Months since randomisation", anchor="middle"
    )
    seen = set(table["what"])
    marks = [mark for kind, mark in MARKS.items() if kind in seen]
    canvas.height = bottom + 44.0 + draw_mark_legend(canvas, marks, LEFT, bottom + 42.0)
    said = [f"{len(set(table[table['arm'] == name]['patient']))} of {name}" for name in names]
    described = f"Sampled patients, {listed(said)}: follow-up, time on the drug, and events."
    return canvas.finish("lives", "Lives of some patients", described)


def _lane(
    arm: Arm, place: int, drugs: "pd.DataFrame | None"
) -> list[tuple[str, int, str, float, float]]:
    """Return the rows of one patient, in days."""
    patient, end = int(arm.patient[place]), float(arm.last_day[place])
    who = (arm.name, patient)
    rows = [(*who, FOLLOWED, 0.0, end)]
    if drugs is not None:
        own = drugs[drugs["patient"] == patient]
        for start, stop in zip(own["start_day"], own["stop_day"].fillna(np.inf), strict=True):
            if max(start, 0.0) < end:
                rows.append((*who, ON_DRUG, max(float(start), 0.0), min(float(stop), end)))
    mine = arm.event_patient == place
    names = arm.event_kind[mine].tolist()
    for kind, day in zip(names, arm.event_day[mine].tolist(), strict=True):
        if kind in MARKS and kind != "death":
            rows.append((*who, kind, day, day))
    reason = str(arm.reason[place])
    return [*rows, (*who, reason, end, end)] if reason in MARKS else rows


def _draw_lane(canvas: Canvas, scale: Scale, y: float, on_drug: str, rows: "pd.DataFrame") -> None:
    starts, stops = scale(rows["start_month"]).tolist(), scale(rows["stop_month"]).tolist()
    for what, start, stop in zip(rows["what"], starts, stops, strict=True):
        if what == FOLLOWED:
            canvas.line(start, y, stop, y, "lane")
        elif what == ON_DRUG:
            canvas.line(start, y, stop, y, on_drug)
        else:
            draw_mark(canvas, MARKS[what][0], start, y)


def _drug_courses(
    regimens: "pd.DataFrame | None", arm: str, library: "Library"
) -> "pd.DataFrame | None":
    if regimens is None:
        return None
    return regimens[(regimens["arm"] == arm) & regimens["name"].isin(list(library.drugs))]

"""What happened to patients: adverse events by grade, and every other kind of event, by arm."""

from collections.abc import Iterator, Sequence

import numpy as np

from osteon.analysis.first_events import kind_mix
from osteon.analysis.rates import DAYS_PER_YEAR
from osteon.trial.arms import Arm
from osteon.trial.report.exposure import Tallies
from osteon.trial.report.figure import Grid
from osteon.trial.report.words import count, number, share, spaced
from osteon.trial.tallies import CALCIUM, GRADES

LIMITS = {
    "grade 2": "2.0 to above 1.75 mmol/L",
    "grade 3": "1.75 to above 1.5 mmol/L",
    "grade 4": "1.5 mmol/L or less",
}
# What every report says, also where it is none.
ALWAYS = {
    "hypocalcaemia": "Hypocalcaemia that lasted",
    "acute_phase_reaction": "Acute-phase reaction",
    "osteonecrosis_of_jaw": "Osteonecrosis of the jaw",
    "kidney_injury": "Kidney injury",
}
ADVERSE = {
    **ALWAYS,
    "severe_hypocalcaemia": "Severe hypocalcaemia",
    "calcium_symptoms": "Symptoms of calcium",
    "jaw_infection": "Infection of the jaw",
    "tooth_infection": "Infection of a tooth",
    "tooth_loss": "Loss of a tooth",
    "atypical_femoral_fracture": "Atypical femoral fracture",
    "rebound_vertebral_fracture": "Rebound vertebral fracture",
}
MOST_ARMS = 3  # with three columns each; with more arms patients alone are shown


def adverse_grid(tallies: Tallies, arms: Sequence[Arm]) -> Grid:
    """Return adverse events of the drugs, and low calcium by its worst grade."""
    seen = {kind for arm in arms for kind in np.unique(arm.event_kind).tolist()}
    kinds = [kind for kind in ADVERSE if kind in seen or kind in ALWAYS]
    rows = [(ADVERSE[kind], *_cells(arms, kind)) for kind in kinds]
    what = "Adverse events by arm, as they became known"
    return _grid(arms, [*rows, *_grades(tallies, arms)], what)


def event_grid(arms: Sequence[Arm]) -> Grid:
    """Return every other kind of event."""
    kinds = kind_mix(np.concatenate([arm.event_kind for arm in arms]))
    # What is derived for an endpoint has a name that begins so; it is no event.
    others = [kind for kind in kinds if kind not in ADVERSE and not kind.startswith("@")]
    rows = [(spaced(kind).capitalize(), *_cells(arms, kind)) for kind in others]
    return _grid(arms, rows, "Other events by kind, each occurrence counted")


def _grid(arms: Sequence[Arm], rows: list[tuple[str, ...]], what: str) -> Grid:
    names = tuple(arm.name for arm in arms)
    if len(arms) > MOST_ARMS:
        return Grid(("", *names), tuple(rows), caption=f"{what}: patients with any (per cent)")
    caption = f"{what}: patients with any (per cent), events, and events per 100 patient-years"
    headings = ("patients", "events", "rate") * len(arms)
    return Grid(("", *headings), tuple(rows), names, caption)


def _cells(arms: Sequence[Arm], kind: str) -> Iterator[str]:
    for arm in arms:
        mine = arm.events_named((kind,))
        total, affected = int(mine.sum()), np.unique(arm.event_patient[mine]).size
        years = float(arm.last_day.sum()) / DAYS_PER_YEAR
        yield share(affected, arm.n)
        if len(arms) <= MOST_ARMS:
            yield count(total)
            yield number(100 * total / years) if years > 0 else "–"


def _grades(tallies: Tallies, arms: Sequence[Arm]) -> Iterator[tuple[str, ...]]:
    """Yield patients by the lowest corrected calcium of any sample after entry."""
    rest = ("", "") if len(arms) <= MOST_ARMS else ()
    for grade in GRADES:
        title = f"Lowest calcium: {grade} ({LIMITS[grade]})"
        cells: list[str] = []
        for arm in arms:
            cells += [share(tallies.of(arm.name, CALCIUM, grade).patients, arm.n), *rest]
        yield title, *cells

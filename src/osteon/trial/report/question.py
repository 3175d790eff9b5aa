"""What the trial asks, in words: the first sentences, and the question by its parts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from osteon.trial.arms import Arm
from osteon.trial.endpoints import Effect
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.report.words import count, interval, listed, number

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile


def lead(
    trial_file: "TrialFile", arms: Sequence[Arm], effects: "pd.DataFrame", library: "Library"
) -> str:
    """Return the first sentences: who was simulated, and the first hazard ratio."""
    twin = trial_file.design == "twin"
    groups = listed([f"{arm.name} ({count(arm.n)})" for arm in arms], "and" if twin else "or")
    verb = "who each live once in every arm:" if twin else "randomised to"
    verb = verb if len(arms) > 1 else "all given"
    months = f"{trial_file.horizon_days / DAYS_PER_MONTH:.3g}"
    n = len(set().union(*(arm.patient.tolist() for arm in arms)))
    patients = "simulated patient" if n == 1 else "simulated patients"
    text = f"{count(n)} {patients}, {verb} {groups}, followed for up to {months} months."
    ratios = effects[(effects["measure"] == "hazard_ratio") & effects["value"].notna()]
    for row in Effect.rows(ratios)[:1]:
        found = f"hazard ratio {number(row.value)} {interval(row.low, row.high)}"
        title = trial_file.endpoint(row.endpoint, library).title
        text += f" {title}: {found}, {row.arm} over {row.versus}."
    return text


def question(trial_file: "TrialFile", library: "Library") -> tuple[tuple[str, str], ...]:
    """Return the parts of the question: patients, treatments, outcomes, design, follow-up."""
    control, *others = (arm.name for arm in trial_file.arms)
    mix = trial_file.cohort.mix(library)
    cancers = listed(
        [
            cancer.title.lower() + (f" ({share:.0%})" if len(mix) > 1 else "")
            for cancer, share in mix
        ]
    )
    outcomes = [trial_file.endpoint(name, library).title for name in trial_file.endpoints]
    parts = {
        "Patients": f"Bone metastases of {cancers}, sampled from the distributions of the library",
        "Treatments": listed(others) if others else control,
        "Compared with": control if others else "nothing: one arm",
        "Outcomes": "; ".join(outcomes),
        "Design": _design(trial_file),
        "Follow-up": _follow_up(trial_file),
    }
    if trial_file.note:
        parts["Of the published trial" if trial_file.reported else "Note"] = trial_file.note
    return tuple(parts.items())


def _design(trial_file: "TrialFile") -> str:
    if trial_file.design == "twin":
        return "twin: every patient lives once in every arm, with the same luck"
    return "parallel: every patient lives in one arm, allocated in blocks"


def _follow_up(trial_file: "TrialFile") -> str:
    text = f"{trial_file.horizon} at most, visits every {trial_file.visit_every}"
    if trial_file.accrual:
        text += f"; recruited over {trial_file.accrual}, so that the last are followed shorter"
    return text

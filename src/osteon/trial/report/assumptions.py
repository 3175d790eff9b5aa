"""What a run rests on: the standard of care of each arm, and the basis of every number used."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from osteon.library.sourced import Basis, Sourced
from osteon.trial.report.exposure import Tallies
from osteon.trial.report.figure import Grid
from osteon.trial.report.words import count, spaced

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile

BASES: tuple[Basis, ...] = ("published", "calibrated", "assumed")
COLUMNS = ("number", "value", "basis", "source")
# Of these kinds a run uses those that were given, done or measured in it; of the rest, all.
TALLIED = {
    "drugs": "dose",
    "medicines": "regimen",
    "procedures": "procedure",
    "assessments": "assessment",
}


def used_entries(
    trial_file: "TrialFile", library: "Library", tallies: Tallies
) -> list[tuple[str, Sourced]]:
    """Return the path and content of every number of the library that the run used.

    Sites, symptoms and the parameters of the model count whole; of cancers those of the cohort,
    with the baseline of the trial laid over them.
    """
    return list(_used(trial_file, library, tallies))


def basis_grid(entries: list[tuple[str, Sourced]]) -> Grid:
    """Return how many of the numbers are published, calibrated and assumed, by kind."""
    tally = Counter((path.split(".")[0], entry.basis) for path, entry in entries)
    kinds = list(dict.fromkeys(kind for kind, _ in tally))
    rows = [(kind.capitalize(), *(count(tally[kind, basis]) for basis in BASES)) for kind in kinds]
    sums = [sum((tally[kind, basis] for kind in kinds), 0) for basis in BASES]
    rows.append(("All", *(count(total) for total in sums)))
    headings = ("Numbers used", *(basis.capitalize() for basis in BASES))
    return Grid(headings, tuple(rows), caption="Basis of the numbers that this run used")


def basis_shares(entries: list[tuple[str, Sourced]]) -> tuple[tuple[str, float], ...]:
    """Return the share of each basis among the numbers [%]."""
    tally = Counter(entry.basis for _, entry in entries)
    total = max(1, tally.total())
    return tuple((basis, 100 * tally[basis] / total) for basis in BASES)


def assumption_table(entries: list[tuple[str, Sourced]]) -> "pd.DataFrame":
    """Return every number used that no source gives: name, value, basis and source."""
    import pandas as pd

    rows = [
        (path, entry.value, entry.basis, entry.source)
        for path, entry in entries
        if entry.basis != "published"
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def care_grid(trial_file: "TrialFile", library: "Library") -> Grid:
    """Return what each arm is given: its drug, its standard of care, what the file changes."""
    rows = []
    for arm in trial_file.arms:
        standard = library.standards.get(arm.care)
        title = standard.title if standard is not None else arm.care
        own = "; ".join(f"{spaced(slot)}: {text}" for slot, text in arm.slots().items())
        rows.append((arm.name, arm.bone_agent or "none", f"{arm.care}: {title}", own or "nothing"))
    headings = ("Arm", "Bone drug", "Standard of care", "Of its own")
    caption = "Treatment of each arm: the bone drug, the standard of care, what the trial changes"
    return Grid(headings, tuple(rows), caption=caption)


def _used(
    trial_file: "TrialFile", library: "Library", tallies: Tallies
) -> Iterator[tuple[str, Sourced]]:
    cancers = dict.fromkeys(cancer.name for cancer, _ in trial_file.cohort.mix(library))
    own = dict(trial_file.cohort.entries())
    for path, entry in library.entries():
        kind, name, *key = path.split(".")
        if kind in TALLIED and name not in tallies.names(TALLIED[kind]):
            continue
        if kind == "cancers" and (name not in cancers or key[0] in own):
            continue
        yield path, entry
    yield from ((f"trial.{name}", entry) for name, entry in own.items())

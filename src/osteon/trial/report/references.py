"""The references that a run used, with those of its statistics, and its settings."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from osteon.base.citations import format_reference
from osteon.trial.report.figure import Grid
from osteon.trial.report.words import spaced

if TYPE_CHECKING:
    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile

LABELS = {
    "n": "Lives",
    "version": "Version of osteon",
    "model": "Model (hash of its equations)",
    "elapsed": "Time taken, s",
    "elapsed_s": "Time taken, s",
    "patients_per_s": "Lives per second",
}
LIBRARIES = ("numpy", "scipy", "numba", "pandas", "pyarrow")
METHODS = (
    "kaplan_1958",
    "greenwood_1926",
    "mantel_1966",
    "cox_1972",
    "efron_1977",
    "andersen_1982",
    "lin_1989",
    "aalen_1978",
    "ghosh_2000",
    "wilson_1927",
    "newcombe_1998",
    "zou_2008",
)
METHODS_OF = {
    "subdistribution_hazard_ratio": ("fine_1999",),
    "rmst": ("irwin_1949",),
    "rmst_difference": ("irwin_1949", "royston_2013"),
    "rmst_ratio": ("irwin_1949", "royston_2013"),
    "percent_difference": ("miettinen_1985",),
    "incidence_rate": ("garwood_1936",),
    "rate_ratio": ("lin_2000",),
}
"""References of measures that not every trial asks for."""


@dataclass(frozen=True, slots=True)
class Source:
    """A reference as text, and its DOI apart so that it can be followed."""

    text: str
    doi: str


def sources(
    trial_file: "TrialFile", library: "Library", provenance: Mapping[str, Any]
) -> list[Source]:
    """Return the references this run used, with those of the statistics, by author."""
    keys = {trial_file.source, *provenance.get("references", ()), *METHODS}
    endpoints = [trial_file.endpoint(name, library) for name in trial_file.asked_endpoints]
    asked = {row.measure for row in trial_file.reported}
    asked |= {measure for endpoint in endpoints for measure in endpoint.measures}
    keys |= {key for measure in asked for key in METHODS_OF.get(measure, ())}
    keys |= {row.source for row in trial_file.reported if row.source}
    keys |= {endpoint.source for endpoint in endpoints}
    known = [library.references[key] for key in keys if key in library.references]
    without = [(r, replace(r, fields={**r.fields, "doi": "", "url": ""})) for r in known]
    return sorted(
        (Source(format_reference(bare), full.doi) for full, bare in without), key=lambda s: s.text
    )


def settings_grid(trial_file: "TrialFile", provenance: Mapping[str, Any]) -> Grid:
    """Return what was run and how, one setting a row."""
    rows = [("Source of the trial", trial_file.source or "none")]
    if trial_file.stratify_by:
        rows.append(("Stratified by", "; ".join(trial_file.stratify_by)))
    rows += [
        (LABELS.get(key) or spaced(key).capitalize(), _plain(value))
        for key, value in provenance.items()
        if key != "references"
    ]
    rows.append(("Python", platform.python_version()))
    rows.append(("Libraries", ", ".join(f"{name} {version(name)}" for name in LIBRARIES)))
    return Grid(("Setting", "Value"), tuple(rows), caption="What was run, and with what")


def _plain(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)

"""Put the report together and write it as one HTML file."""

from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.base.files import write_atomically
from osteon.trial.endpoints import Reader, arms_in
from osteon.trial.groups import strata_of
from osteon.trial.readings import read_arm
from osteon.trial.report.baseline import baseline_grid, event_grid, failure_grid, flow_grid
from osteon.trial.report.numbers import all_numbers, basis_grid, basis_shares, compared
from osteon.trial.report.sections import figures, lead, settings_grid, sources

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile
    from osteon.trial.findings import Findings


def write_report(
    path: str | Path,
    *,
    trial_file: "TrialFile",
    library: "Library",
    tables: Mapping[str, "pd.DataFrame"],
    effects: "pd.DataFrame",
    comparison: "pd.DataFrame",
    provenance: Mapping[str, Any],
    findings: "Findings | None" = None,
) -> Path:
    """Write the report of a trial and return where it is.

    The file needs nothing else: no script, no font, no picture from elsewhere.

    Parameters
    ----------
    path : str or Path
        Of the HTML file; written whole or not at all.
    trial_file : TrialFile
    library : Library
        Titles of endpoints, bases of numbers, references.
    tables : mapping of name to DataFrame
        patients, follow_up, events and observations; trajectory and failures where kept.
    effects, comparison : DataFrame
        From `compute_effects` and `compare`.
    provenance : mapping
        version, seed, n and whatever else names this run; `references` are keys of references.bib.
    findings : Findings, optional
        Arms and readings that are not in the tables, as in huge runs.
    """
    page = render(
        trial_file=trial_file,
        library=library,
        tables=tables,
        effects=effects,
        comparison=comparison,
        provenance=provenance,
        findings=findings,
    )
    target = Path(path)

    def write_page(part: Path) -> None:
        part.write_text(page, encoding="utf-8")

    write_atomically(target, write_page)
    return target


def render(
    *,
    trial_file: "TrialFile",
    library: "Library",
    tables: Mapping[str, "pd.DataFrame"],
    effects: "pd.DataFrame",
    comparison: "pd.DataFrame",
    provenance: Mapping[str, Any],
    findings: "Findings | None" = None,
) -> str:
    """Return the report as HTML; parameters as in `write_report`."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    here = files("osteon.trial.report")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string((here / "template.html.j2").read_text(encoding="utf-8"))
    if findings is None:
        arms = arms_in(trial_file, library, tables)
        read: Reader = partial(read_arm, tables)
    else:
        arms, read = findings.arms, findings.read
    strata = strata_of(trial_file, library, arms, read, tables.get("patients"))
    return template.render(
        title=trial_file.title,
        version=provenance.get("version", ""),
        style=Markup((here / "style.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        lead=lead(trial_file, arms, effects, library),
        compared=compared(comparison, trial_file, library),
        figures=figures(trial_file, arms, tables, library, strata),
        flow=flow_grid(arms),
        baseline=baseline_grid(tables["patients"], arms),
        events=event_grid(arms),
        failures=failure_grid(tables.get("failures")),
        effects=all_numbers(effects, trial_file, library),
        bases=basis_shares(library),
        basis_counts=basis_grid(library),
        settings=settings_grid(trial_file, provenance),
        references=sources(trial_file, library, provenance),
    )

"""Everything that a fit leaves in its folder: tables, figures, the fitted library, settings."""

import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.base.files import write_atomically
from osteon.trial.economics.write import standalone
from osteon.trial.fit.courses import courses
from osteon.trial.fit.figures import check_figure, goodness_figure, subjects_figure
from osteon.trial.fit.fitted_library import FOLDER, library_files
from osteon.trial.fit.vpc import Check

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.trial.fit.result import FitResult

REFERENCES = (
    "lindstrom_bates_1990", "beal_2001", "hooker_2007", "bergstrand_2009", "bergstrand_2011",
)  # fmt: skip


def write_fit(result: "FitResult", home: Path, check: Check) -> list[Path]:
    """Write tables (CSV), figures (SVG), the fitted library (TOML) and settings; return where."""
    written = list[Path]()
    for name, frame in _tables(result, check).items():
        own = partial(frame.to_csv, index=name == "correlations")
        written.append(home / f"{name}.csv")
        write_atomically(written[-1], own)
    texts = {f"{name}.svg": standalone(svg) for name, svg in _figures(result, check).items()}
    texts |= {f"{FOLDER}/{path}": text for path, text in library_files(result).items()}
    texts["fit.json"] = json.dumps(_settings(result, check), indent=2)
    for name, text in texts.items():
        written.append(home / name)
        write_atomically(written[-1], partial(_write, text))
    return written


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _tables(result: "FitResult", check: Check) -> Mapping[str, "DataFrame"]:
    return {
        "parameters": result.parameters,
        "correlations": result.correlations,
        "predictions": result.predictions,
        "individuals": result.individuals,
        "vpc": check.percentiles,
        "vpc_below": check.below,
    }


def _figures(result: "FitResult", check: Check) -> dict[str, str]:
    found, table = dict[str, str](), result.predictions
    for number, reading in enumerate(result.seen.readings):
        name = re.sub(r"\W+", "_", reading.title.casefold())
        measured = table[table["reading"] == reading.title]
        own = check.factor[result.seen.which == number]
        scaled = measured.assign(dv=measured["dv"] * own, lloq=measured["lloq"] * own)
        found[f"vpc_{name}"] = check_figure(name, reading, check, scaled)
        subjects = courses(result, number)
        found[f"subjects_{name}"] = subjects_figure(name, reading, subjects, measured)
        found[f"goodness_{name}"] = goodness_figure(name, reading, measured)
    return found


def _settings(result: "FitResult", check: Check) -> dict[str, Any]:
    from osteon import __version__

    asked, records = result.asked, result.bodies.records
    return {
        "version": __version__,
        "model": result.bodies.model.hash,
        "sha256": records.table.digest,
        "subjects": len(records.ids),
        "measurements": len(result.seen.day),
        "below_quantification": int(result.seen.below.sum()),
        "columns_ignored": list(records.ignored),
        "subjects_left_out": list(records.left_out),
        "options": {**vars(asked), "data": str(asked.data), "fixed": dict(asked.fixed)},
        "replicates": check.replicates,
        "check_corrected_for_prediction": check.corrected,
        "objective": result.objective,
        "aic": result.aic,
        "bic": result.bic,
        "condition_number": result.precision.condition,
        "standard_errors": "sandwich" if result.precision.sandwich else "information",
        "ends_of_searches": [2 * cost for cost in result.costs],
        "references": REFERENCES,
    }

"""The page of credibility in Markdown, from what was measured."""

from __future__ import annotations

from importlib.resources import files
from math import isfinite
from typing import TYPE_CHECKING, Any

from osteon import __version__
from osteon.cli.claims_page import tally as claims_tally

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from pandas import DataFrame

    from osteon.library.library import Library
    from osteon.trial.claims.check import Verdict
    from osteon.trial.credibility.verification import Check

ALL = "all trials"


def markdown(
    library: Library,
    *,
    checks: Sequence[Check],
    scores: DataFrame,
    verdicts: Sequence[Verdict],
    n: int | None,
    seed: str,
    sensitivity: tuple[str, DataFrame] | None,
) -> str:
    """Return the page.

    Parameters
    ----------
    checks : sequence of Check
        What was measured of the numerical solution.
    scores : DataFrame
        From `osteon.trial.credibility.validation.scores`.
    verdicts : sequence of Verdict
        What the claims came to.
    n : int or None
        Patients of each trial at most; None for as many as each trial had.
    sensitivity : (str, DataFrame) or None
        Name of a trial and the table of its most telling parameters.
    """
    from jinja2 import Environment, StrictUndefined

    from osteon.model.compiled import compiled_model
    from osteon.trial.credibility.assumptions import shares

    # Markdown, in which nothing is escaped.
    environment = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701
    environment.filters["code"] = lambda text: f"`{text}`"
    text = (files("osteon.cli") / "credibility_page.md.j2").read_text(encoding="utf-8")
    page = environment.from_string(text).render(
        version=__version__,
        model=compiled_model().hash,
        n=n,
        seed=seed,
        checks=checks,
        tally=_tally(scores),
        scores=[_cells(row) for row in scores.to_dict("records")],
        claims=claims_tally(verdicts),
        posterior=_posterior(library),
        sensitivity=_table(sensitivity[1]) if sensitivity else None,
        sensitivity_of=sensitivity[0] if sensitivity else "",
        applicability=list(_applicability(library)),
        shares=list(shares(library)),
    )
    return page.rstrip() + "\n"


def _tally(scores: DataFrame) -> str:
    whole = scores[scores["trial"] == ALL] if (scores["trial"] == ALL).any() else scores
    parts = [
        f"of the {row['numbers_are']}, {row['inside']} of {row['inside'] + row['outside']} that "
        "are decided lie inside the combined 95 % interval"
        for row in whole.to_dict("records")
    ]
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _cells(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {
        str(key): _number(value) if isinstance(value, float) else value
        for key, value in row.items()
    }


def _number(value: float) -> str:
    return f"{value:.3g}" if isfinite(value) else "–"


def _table(frame: DataFrame) -> dict[str, Any]:
    rows = [
        [_number(value) if isinstance(value, float) else str(value) for value in row]
        for row in frame.itertuples(index=False)
    ]
    return {"columns": [str(name).replace("_", " ") for name in frame.columns], "rows": rows}


def _posterior(library: Library) -> str:
    from osteon.base.errors import InputError
    from osteon.trial.calibration.posterior import Posterior

    try:
        own = Posterior.of_library(library)
    except InputError as error:
        return f"No posterior is at hand: {error}."
    stages = dict.fromkeys(number.stage for number in own.numbers)
    return (
        f"{len(own.numbers)} numbers were fitted in {len(stages)} stages ({', '.join(stages)}); "
        "what is left uncertain of them is kept as a posterior."
    )


def _applicability(library: Library) -> Iterator[tuple[str, ...]]:
    for name, trial in library.trials.items():
        if not trial.reported:
            continue
        mix = trial.cohort.mix(library)
        drugs = dict.fromkeys(str(arm.bone_agent or "none") for arm in trial.arms)
        yield (
            f"`{name}`",
            ", ".join(cancer.name for cancer, _ in mix),
            "; ".join(drugs),
            trial.horizon,
            f"{trial.cohort.n:,}",
        )

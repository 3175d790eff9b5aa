"""The command `osteon credibility`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.cli.execute import compile_kernels, load_library
from osteon.cli.options import library_option

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.library.library import Library
    from osteon.trial.claims.check import Verdict

MOST_TELLING = 12


@click.command()
@click.option(
    "-n", type=click.IntRange(min=16), help="Patients of each trial at most; default: all it had."
)
@click.option("--seed", type=click.IntRange(min=0), help="Luck; default: each file's.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; default: every core.")
@click.option(
    "--sensitivity",
    "table",
    type=(str, click.Path(path_type=Path, exists=True, dir_okay=False)),
    metavar="TRIAL CSV",
    help="What `osteon sensitivity TRIAL --format csv` printed, to be quoted.",
)
@library_option
def credibility(
    *,
    n: int | None,
    seed: int | None,
    jobs: int | None,
    table: tuple[str, Path] | None,
    library: tuple[str, ...],
) -> None:
    """Measure what the model's credibility rests on; print the page in Markdown.

    Solves again at tight tolerances, runs every published trial and every claim, and counts what
    is fitted and what is assumed. Takes some minutes; progress is told on stderr.
    """
    from osteon.cli.credibility_page import markdown
    from osteon.trial.credibility.validation import scores
    from osteon.trial.credibility.verification import verify

    facts = load_library(library)
    compile_kernels()
    page = markdown(
        facts,
        checks=list(verify(facts)),
        scores=scores(_comparisons(facts, n, seed, jobs), facts),
        verdicts=_verdicts(facts),
        n=n,
        seed="of each trial's file" if seed is None else str(seed),
        sensitivity=None if table is None else (table[0], _most_telling(table[1])),
    )
    click.echo(page, nl=False)


def _comparisons(
    library: Library, n: int | None, seed: int | None, jobs: int | None
) -> dict[str, DataFrame]:
    from osteon.base.progress import BarProgress
    from osteon.trial.trial import Trial

    found = {}
    with BarProgress() as progress:
        for name, file in library.trials.items():
            if file.reported:
                number = file.cohort.n if n is None else min(n, file.cohort.n)
                result = Trial.load(name, library).run(
                    n=number, seed=seed, jobs=jobs, progress=progress, trajectory=0
                )
                found[name] = result.compare()
    return found


def _verdicts(library: Library) -> list[Verdict]:
    from osteon.trial.claims.check import judge
    from osteon.trial.claims.clinic import Clinic

    clinic = Clinic(library)
    click.echo(f"Judging {len(library.claims)} claims ...", err=True)
    return [judge(claim, clinic) for _, claim in sorted(library.claims.items())]


def _most_telling(path: Path) -> DataFrame:
    import pandas as pd

    return pd.read_csv(path).head(MOST_TELLING)

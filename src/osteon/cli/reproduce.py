"""The command `osteon reproduce`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from osteon.cli.execute import load_library, load_trial, output_folder, run_trial, say_where
from osteon.cli.options import RunOptions, run_options
from osteon.cli.output import print_frame, print_rich

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.library.library import Library
    from osteon.trial.trial import Trial

OUTSIDE_TOLERANCE = 1


@click.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--strict", is_flag=True, help="Exit 1 when a checked number is outside.")
@click.option("--totals", is_flag=True, help="Only how many numbers each trial meets.")
@run_options
@click.pass_context
def reproduce(
    ctx: click.Context,
    names: tuple[str, ...],
    *,
    strict: bool,
    totals: bool,
    options: RunOptions,
) -> None:
    """Run published trials and compare with what was reported.

    Without NAME: every trial of the library that has reported numbers, and one scoreboard of
    them all.
    """
    names = names or published(load_library(options.library))
    # Every file is read before the first is run: a fault in the last must not cost an hour.
    trials = {name: load_trial(name, options) for name in names}
    comparisons = {}
    for number, (name, trial) in enumerate(trials.items(), start=1):
        several = len(trials) > 1
        out = output_folder(name, options, several=several)
        result = run_trial(trial, options, out, f"{number}/{len(trials)}" if several else "")
        comparisons[name] = result.compare()
        if options.output == "text" and not totals:
            _print_comparison(comparisons[name], trial)
        say_where(result, out, options.tables)
    _print_all(comparisons, options.output, totals=totals)
    outside = any((frame["verdict"] == "outside").any() for frame in comparisons.values())
    if strict and outside:
        ctx.exit(OUTSIDE_TOLERANCE)


def published(library: Library) -> tuple[str, ...]:
    """Return the trials that have something to be compared with."""
    return tuple(name for name, trial in library.trials.items() if trial.reported)


def _print_comparison(comparison: DataFrame, trial: Trial) -> None:
    from osteon.cli.comparison import comparison_parts, tally

    print_rich(*comparison_parts(comparison, trial.title), "", tally(comparison), "")


def _print_all(comparisons: dict[str, DataFrame], form: str, *, totals: bool) -> None:
    """Print every number as one table of data, or what each trial comes to."""
    from osteon.cli.comparison import score_table
    from osteon.trial.scoreboard import score

    if form != "text":
        print_frame(score(comparisons) if totals else _joined(comparisons), form)
    elif totals or len(comparisons) > 1:
        print_rich(score_table(score(comparisons)))


def _joined(comparisons: dict[str, DataFrame]) -> DataFrame:
    import pandas as pd

    return pd.concat(comparisons, names=["trial"]).reset_index(level="trial").reset_index(drop=True)

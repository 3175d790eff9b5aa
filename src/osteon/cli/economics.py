"""The command `osteon economics`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.options import RunOptions, run_options

if TYPE_CHECKING:
    from osteon.trial.economics import Finished, Options
    from osteon.trial.economics.write import Economics

FOLDER = "economics"
USUAL_DRAWS = 1000


@click.command()
@click.argument("trial")
@click.option("--costs", default="europe", show_default=True, help="Price list.")
@click.option("--utilities", default="matza_2014", show_default=True, help="Set of utilities.")
@click.option("--discount", metavar="RATE", help='A year, of costs and effects, such as "3.5 %".')
@click.option("--discount-costs", metavar="RATE", help="Of costs; default: the price list's.")
@click.option("--discount-effects", metavar="RATE", help="Of effects; default: the price list's.")
@click.option("--until", metavar="TIME", help='End of the analysis, such as "2 years".')
@click.option(
    "--threshold",
    "thresholds",
    type=click.FloatRange(min=0, min_open=True),
    multiple=True,
    help="What a QALY may be worth; may be repeated, the first decides.  [default: the list's]",
)
@click.option(
    "--draws",
    type=click.IntRange(min=0),
    default=USUAL_DRAWS,
    show_default=True,
    help="Of everything uncertain; 0 for none.",
)
@run_options
def economics(trial: str, *, draws: int, options: RunOptions, **asked: Any) -> None:
    """Put prices and utilities to a trial: costs, QALYs, ratios and what is uncertain.

    TRIAL is a trial file, the name of one in the library, or the folder of a finished run. Tables,
    figures and a CHEERS 2022 checklist go into the folder economics beside the run's tables.

    --uncertainty says how often the model's fitted parameters are drawn; 30 times by default where
    the library has their posterior.
    """
    from osteon.base.progress import BarProgress
    from osteon.cli.economics_tables import parts
    from osteon.cli.output import print_frame, print_rich
    from osteon.cli.settings import read_settings
    from osteon.trial.economics.asked import economics_of

    wanted = read_options(asked)
    run, out = _run(trial, options)
    click.echo("Putting prices and utilities to every life ...", err=True)
    with BarProgress(unit="draws") as progress:
        found = economics_of(
            run,
            wanted,
            draws,
            options.uncertainty,
            kept=tuple(read_settings(options.settings)),
            jobs=options.jobs,
            progress=progress,
        )
    if found.draws is not None and found.draws.model is None:
        click.echo(f"Constants of the model are held fixed: {found.held}", err=True)
    click.echo("Moving one parameter at a time, drawing figures ...", err=True)
    found.write(out / FOLDER)
    if options.output == "text":
        print_rich(*parts(found))
    else:
        print_frame(found.tables["icers"], options.output)
    _say_where(found, out / FOLDER)


def read_options(asked: dict[str, Any]) -> Options:
    """Return what is asked for, with rates and times read.

    Raises
    ------
    InputError
        A rate or a time cannot be read; all of them are told at once.
    """
    from osteon.base.errors import InputError, Problem, noted
    from osteon.base.units import to_unit
    from osteon.trial.economics import Options

    problems: list[Problem] = []

    def read(name: str, unit: str) -> float | None:
        text = asked[name]
        option = f"--{name.replace('_', '-')}"
        return None if text is None else noted(problems, option, lambda: to_unit(text, unit), 0.0)

    both = read("discount", "")
    rates = [read(f"discount_{what}", "") for what in ("costs", "effects")]
    until = read("until", "days")
    if problems:
        raise InputError(problems)
    costs, effects = (both if rate is None else rate for rate in rates)
    return Options(
        asked["costs"], asked["utilities"], costs, effects, until, asked["thresholds"] or None
    )


def _run(trial: str, options: RunOptions) -> tuple[Finished, Path]:
    """Return a run and its folder: the one in the folder that is named, or one made now."""
    from osteon.cli.execute import load_trial, output_folder, run_trial, say_where
    from osteon.cli.settings import read_settings, with_settings
    from osteon.trial.economics import Finished
    from osteon.trial.economics.model_draws import usable_posterior

    folder = Path(trial)
    if folder.is_dir():
        from osteon.cli.execute import load_library

        _refuse_run_options(options)
        library = with_settings(load_library(options.library), read_settings(options.settings))
        return Finished.read(folder, library), folder
    loaded = load_trial(trial, options)
    out = output_folder(trial, options, several=False)
    if options.uncertainty:
        # A wrong posterior is told before anything is run.
        usable_posterior(loaded, tuple(read_settings(options.settings)))
    result = run_trial(loaded, replace(options, uncertainty=None), out)
    say_where(result, out, options.tables)
    return Finished.of(result), out


def _refuse_run_options(options: RunOptions) -> None:
    """Refuse what could only change a run that is not made."""
    from osteon.base.errors import InputError, Problem

    given = {
        "-n": options.n, "--seed": options.seed, "--trajectory": options.trajectory,
        "--out": options.out, "--cluster": options.cluster, "--resume": options.resume or None,
    }  # fmt: skip
    problems = [
        Problem(name, "is for making a run; this one is finished")
        for name, value in given.items()
        if value is not None
    ]
    if problems:
        raise InputError(problems)


def _say_where(found: Economics, folder: Path) -> None:
    figures = ", ".join(f"{name}.svg" for name in found.figures)
    click.echo(f"Figures: {figures} in {folder}, with their tables (CSV)", err=True)
    click.echo(f"Every cost with the row it comes from: {folder / 'costs.parquet'}", err=True)
    click.echo(f"Checklist: {folder / 'cheers.md'}", err=True)

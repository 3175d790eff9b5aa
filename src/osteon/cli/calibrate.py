"""The command `osteon calibrate`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.cli.options import library_option

if TYPE_CHECKING:
    from osteon.trial.calibration.calibrate import Calibration

STATE = "state"


@click.command()
@click.argument("stages", metavar="[STAGE]...", nargs=-1)
@click.option(
    "--quick",
    is_flag=True,
    help="Minutes instead of hours: few patients, no search for a start, no recovery, no profiles.",
)
@click.option(
    "--hold",
    is_flag=True,
    help="Leave the numbers where they are, and only work out what the targets tell of them.",
)
@click.option("-n", type=click.IntRange(min=16), help="Patients of each trial in the fit.")
@click.option("--seed", type=click.IntRange(min=0), help="Luck of the patients.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; default: every core.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out/calibration"),
    show_default=True,
    help="Folder for fitted library, posterior and tables; finished simulations are kept in it, "
    "and the same command goes on with them.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(("text", "markdown")),
    default="text",
    show_default=True,
    help="Form of what is printed on stdout.",
)
@library_option
def calibrate(  # noqa: PLR0913  one option each
    stages: tuple[str, ...],
    *,
    quick: bool,
    hold: bool,
    n: int | None,
    seed: int | None,
    jobs: int | None,
    out: Path,
    output: str,
    library: tuple[str, ...],
) -> None:
    """Fit the numbers that the evidence can tell to its targets, stage by stage.

    STAGE is a stage of the library, such as survival; all of them without one. The fitted numbers
    and what is left uncertain of them are a library folder: osteon run TRIAL --library
    out/calibration/library --uncertainty 40.
    """
    from osteon.cli.calibration_page import markdown
    from osteon.cli.execute import compile_kernels, load_library
    from osteon.trial.calibration.calibrate import calibrate as fit
    from osteon.trial.calibration.stages import FULL, QUICK
    from osteon.trial.calibration.store import Store
    from osteon.trial.calibration.write import LIBRARY, write_calibration

    facts = load_library(library)
    settings = replace(QUICK if quick else FULL, hold=hold)
    settings = settings if n is None else replace(settings, n=n, start_n=min(n, settings.start_n))
    settings = settings if seed is None else replace(settings, seed=seed)
    compile_kernels()
    store = Store(out / STATE)
    found = fit(facts, settings, stages=stages, jobs=jobs, store=store, say=_say)
    write_calibration(found, out)
    if output == "markdown":
        click.echo(markdown(found), nl=False)
    else:
        _print(found)
    click.echo(f"Simulations: {len(store.done)} new, the others were there", err=True)
    click.echo(f"Fitted library and posterior: {out / LIBRARY}", err=True)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _print(found: Calibration) -> None:
    from osteon.cli.calibration_page import NUMBER_HEADINGS, number_cells, tally
    from osteon.cli.output import make_table, print_rich

    for own in found.stages:
        rows = [number_cells(known) for known in own.known]
        print_rich(f"\n[bold]{own.stage.title}[/]", make_table(NUMBER_HEADINGS, rows, right=3))
    print_rich("", *tally(found))

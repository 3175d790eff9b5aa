"""The command `osteon sensitivity`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.base.progress import BarProgress
from osteon.cli.options import format_option, library_option, set_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osteon.trial.sensitivity.study import Study

COLUMNS = (
    "endpoint", "measure", "arm", "versus", "value", "number", "basis", "low", "high", "range",
    "at_low", "at_high", "sobol_first", "sobol_total", "emulator_explains", "emulator_rmse",
)  # fmt: skip
SHOWN = 10


@click.command()
@click.argument("trial")
@click.option(
    "--vary",
    metavar="PATH=LOW:HIGH",
    multiple=True,
    help="Vary this number too, or between other ends; may be repeated.",
)
@click.option("--assumed", is_flag=True, help="Vary every assumed parameter of the model too.")
@click.option("--endpoint", "endpoints", multiple=True, help="Follow this endpoint instead.")
@click.option(
    "--points",
    type=click.IntRange(min=16),
    default=96,
    show_default=True,
    help="Simulations for the emulator.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    help="How many numbers are varied at once.",
)
@click.option(
    "-n",
    type=click.IntRange(min=32),
    default=400,
    show_default=True,
    help="Patients of each simulation.",
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; default: every core.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for table and figure.  [default: out/TRIAL-sensitivity]",
)
@format_option
@library_option
@set_option
def sensitivity(  # noqa: PLR0913 - each is an option
    trial: str,
    *,
    vary: tuple[str, ...],
    assumed: bool,
    endpoints: tuple[str, ...],
    points: int,
    top: int,
    n: int,
    seed: int,
    jobs: int | None,
    out: Path | None,
    output: str,
    library: tuple[str, ...],
    settings: tuple[str, ...],
) -> None:
    """Say on which uncertain numbers a trial's main results hang.

    One number after the other from its low to its high end (tornado), then the widest of them at
    once, with Sobol indices from an emulator whose held-out error is stated. The ends are those of
    the posterior where the library has one, else plausible ranges.
    """
    import osteon
    from osteon.cli.execute import compile_kernels, load_library
    from osteon.cli.settings import read_settings, with_settings
    from osteon.trial.sensitivity.inputs import inputs_of, read_ranges
    from osteon.trial.sensitivity.study import Options, main_questions, study

    facts = with_settings(load_library(library), read_settings(settings))
    loaded = osteon.Trial.load(trial, facts)
    inputs = inputs_of(loaded, read_ranges(vary, facts), assumed=assumed)
    questions = main_questions(loaded, endpoints)
    compile_kernels()
    with BarProgress(unit="simulations") as progress:
        found = study(loaded, inputs, questions, Options(n, points, top, seed, jobs), progress)
    home = out or Path("out") / f"{Path(trial).stem}-sensitivity"
    _write(found, home)
    _print(found, output)
    click.echo(f"Figure: {home / 'sensitivity.svg'}", err=True)
    click.echo(f"Table: {home / 'sensitivity.csv'}", err=True)


def rows_of(found: Study) -> Iterator[tuple[object, ...]]:
    """Yield a row for each result and number, the widest bar first."""
    places = {place: number for number, place in enumerate(found.at_once)}
    for result in found.results:
        own, indices = result.question, result.indices
        for place in result.order:
            varied, number = found.inputs[place], places.get(place)
            known = number is not None and result.trusts_shares
            shares = (indices.first[number], indices.total[number]) if known else ("", "")
            yield (
                own.endpoint, own.measure, own.arm, own.versus, result.value, varied.path,
                varied.basis, varied.low, varied.high, varied.origin, float(result.low[place]),
                float(result.high[place]), *map(_plain, shares), result.explained, result.rmse,
            )  # fmt: skip


def _plain(share: object) -> object:
    return share if isinstance(share, str) else float(str(share))


def _write(found: Study, home: Path) -> None:
    import pandas as pd

    from osteon.sim.story.page import write_page
    from osteon.trial.sensitivity.figure import draw_study

    home.mkdir(parents=True, exist_ok=True)
    write_page(draw_study(found), home / "sensitivity.svg")
    frame = pd.DataFrame(list(rows_of(found)), columns=list(COLUMNS))
    frame.to_csv(home / "sensitivity.csv", index=False)


def _print(found: Study, output: str) -> None:
    from osteon.cli.output import make_table, print_rich, print_rows
    from osteon.trial.sensitivity.figure import result_name

    rows = list(rows_of(found))
    if output != "text":
        print_rows(COLUMNS, rows, output)
        return
    size = len(found.inputs)
    for number, result in enumerate(found.results):
        own = rows[number * size : (number + 1) * size][:SHOWN]
        cells = [
            (
                str(row[5]), f"{row[7]:.3g} to {row[8]:.3g}", f"{row[10]:.3g}", f"{row[11]:.3g}",
                _share(row[12]), _share(row[13]), str(row[9]),
            )
            for row in own
        ]  # fmt: skip
        print_rich(
            f"\n[bold]{result_name(result)}[/]: {result.value:.3g}",
            make_table(
                ("number", "range", "at low", "at high", "alone", "with others", ""), cells, right=5
            ),
            f"[dim]The emulator explains {100 * result.explained:.0f} % of the variance between"
            f" simulations that it never saw (error {result.rmse:.3g}).[/]",
        )


def _share(value: object) -> str:
    return "" if isinstance(value, str) else f"{value:.2f}"

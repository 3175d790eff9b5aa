"""Options that several commands share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

FORMATS = ("text", "csv", "json")
TABLES = ("parquet", "csv", "adam")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a trial is run, as said on the command line."""

    output: str
    jobs: int | None
    seed: int | None
    n: int | None
    out: Path | None
    library: tuple[str, ...]
    settings: tuple[str, ...]
    trajectory: int | None
    resume: bool
    cluster: str | None
    uncertainty: int | None
    tables: tuple[str, ...]


format_option = click.option(
    "--format",
    "output",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Form of what is printed on stdout.",
)
library_option = click.option(
    "--library",
    metavar="DIR",
    multiple=True,
    help="Folder of TOML facts that add to or replace the shipped ones; may be repeated.",
)
set_option = click.option(
    "--set",
    "settings",
    metavar="KEY=VALUE",
    multiple=True,
    help="Replace one number of the library for this run, such as falls_per_year=1 or "
    '"drugs.denosumab.bioavailability=0.5"; may be repeated.',
)


def _none_or_several(_context: click.Context, _option: click.Parameter, draws: int | None) -> Any:
    if draws == 1:
        raise click.BadParameter("1 draw shows no spread; 0 for none, else 2 or more")
    return draws


_RUN_OPTIONS = (
    click.option("-n", type=click.IntRange(min=1), help="Patients in all; default: the file's."),
    click.option("--seed", type=click.IntRange(min=0), help="Luck; default: the file's."),
    click.option("--jobs", type=click.IntRange(min=1), help="Processes; default: every core."),
    click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder for report and tables.  [default: out/TRIAL]",
    ),
    format_option,
    library_option,
    set_option,
    click.option(
        "--trajectory",
        metavar="N",
        type=click.IntRange(min=0),
        help="Patients whose whole course is kept.  [default: 400; above 20,000 patients: 0]",
    ),
    click.option(
        "--resume",
        is_flag=True,
        help="Go on with the run in --out: what is finished and undamaged is not done again.",
    ),
    click.option(
        "--cluster",
        metavar="ADDRESS|N",
        help="Run on a dask cluster (tcp://HOST:PORT), or on N worker processes started here.",
    ),
    click.option(
        "--uncertainty",
        metavar="N",
        type=click.IntRange(min=0),
        callback=_none_or_several,
        help="Draw the fitted parameters N times and say how doubtful each number is for their "
        "sake, apart from patients' luck; 0 for not at all.",
    ),
    click.option(
        "--tables",
        type=click.Choice(TABLES),
        multiple=True,
        default=TABLES[:1],
        show_default=True,
        help="Form of the tables: Parquet, CSV, or CDISC ADaM (ADSL, ADAE, ADTTE) in a folder of "
        "its own; may be repeated.",
    ),
)


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a run, handed over as one RunOptions named `options`."""

    @wraps(command)
    def with_options(**arguments: Any) -> None:
        chosen = {name: arguments.pop(name) for name in RunOptions.__dataclass_fields__}
        command(**arguments, options=RunOptions(**chosen))

    decorated: Callable[..., None] = with_options
    for option in reversed(_RUN_OPTIONS):
        decorated = option(decorated)
    return decorated

"""Options that several commands share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from osteon.base.errors import InputError

FORMATS = ("text", "csv", "json")


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
    help="Replace one parameter for this run; may be repeated.",
)

_RUN_OPTIONS = (
    click.option("-n", type=click.IntRange(min=1), help="Patients in all; default: the file's."),
    click.option("--seed", type=click.IntRange(min=0), help="Luck; default: the file's."),
    click.option("--jobs", type=click.IntRange(min=1), help="Threads; default: every core."),
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
        help="Patients whose whole course is kept.",
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


def read_settings(settings: tuple[str, ...]) -> dict[str, str]:
    """Split each KEY=VALUE.

    Raises
    ------
    InputError
        For one without "=", without a key, or with a key given twice.
    """
    split: dict[str, str] = {}
    for text in settings:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not (key and equals and value):
            raise InputError(f'--set {text}: write KEY=VALUE, such as --set "emax=0.9"')
        if key in split:
            raise InputError(f"--set {key}: given twice")
        split[key] = value
    return split

"""The command `osteon check`."""

import click

from osteon.base.errors import InputError
from osteon.cli.options import library_option


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@library_option
def check(files: tuple[str, ...], library: tuple[str, ...]) -> None:
    """Read files and say everything that is wrong; run nothing.

    FILE is a trial, drug, cancer, site or endpoint file.
    """
    from osteon.cli.execute import load_library
    from osteon.library.trial_file import check_file

    facts = load_library(library)
    problems = []
    for file in files:
        found = check_file(file, facts)
        problems += found
        if not found:
            click.echo(f"{file}: no problems")
    if problems:
        raise InputError(problems)

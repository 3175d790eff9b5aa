"""The command `osteon run`."""

import click

from osteon.cli.execute import load_trial, output_folder, run_trial, say_where
from osteon.cli.options import RunOptions, run_options
from osteon.cli.output import print_frame


@click.command()
@click.argument("trial")
@run_options
def run(trial: str, options: RunOptions) -> None:
    """Run a trial; print the summary, write report and tables.

    TRIAL is a trial file or the name of one in the library (see: osteon show).
    """
    loaded = load_trial(trial, options)
    out = output_folder(trial, options, several=False)
    result = run_trial(loaded, options, out)
    if options.output == "text":
        click.echo(result.summary())
    else:
        print_frame(result.effects(), options.output)
    say_where(result, out, options.tables)

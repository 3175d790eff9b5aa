"""The command `osteon`: its subcommands, and how each kind of error ends."""

import gc
import os
import sys
import traceback
from typing import Any

import click

from osteon import __version__
from osteon.base.errors import InputError, OsteonError
from osteon.cli.body import body
from osteon.cli.calibrate import calibrate
from osteon.cli.check import check
from osteon.cli.claims import claims
from osteon.cli.credibility import credibility
from osteon.cli.design import design
from osteon.cli.economics import economics
from osteon.cli.fit import fit
from osteon.cli.patient import patient
from osteon.cli.reproduce import reproduce
from osteon.cli.run import run
from osteon.cli.sensitivity import sensitivity
from osteon.cli.show import show

INPUT_WRONG = 2
SOLVER_FAILED = 3
INTERRUPTED = 130
# Not 1, which means "outside tolerance".
BUG = 70

# A command makes much and drops little: the collector need not look so often.
COLLECT_EVERY = 500_000


class _Osteon(click.Group):
    """A group that turns errors into one block of text and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a newcomer needs them."""
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last to see it
            ctx.exit(_say(error))


def _say(error: BaseException) -> int:
    """Print what went wrong on stderr and return the exit code."""
    match error:
        case InputError():
            _block("Error", str(error))
            return INPUT_WRONG
        case OSError():
            _block("Error", f"{error.filename or 'file'}: {error.strerror or error}")
            return INPUT_WRONG
        case OsteonError():
            _block("The run failed", str(error))
            return SOLVER_FAILED
        case KeyboardInterrupt():
            click.echo("Interrupted.", err=True)
            return INTERRUPTED
        case _:
            click.echo("".join(traceback.format_exception(error)), err=True)
            _block("Bug", "osteon should never come here; please report the lines above")
            return BUG


def _block(title: str, text: str) -> None:
    head = click.style(f"{title}:", fg="red", bold=True)
    # A block stands below its head, one line beside it.
    click.echo(f"{head}\n{text}" if "\n" in text else f"{head} {text}", err=True)


@click.group(
    cls=_Osteon,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 outside tolerance (--strict), 2 the input is wrong, "
    "3 the solver or a fit failed.",
)
@click.version_option(__version__, prog_name="osteon")
def cli() -> None:
    """Run virtual trials of bone-modifying drugs in patients with bone metastases.

    For research and teaching; not a medical device. Start with: osteon reproduce stopeck_2010
    """


for _command in (
    run,
    reproduce,
    economics,
    design,
    calibrate,
    sensitivity,
    patient,
    claims,
    credibility,
    show,
    check,
    body,
    fit,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; the entry point of the installed script."""
    # Processes share out the cores; threads of NumPy's algebra would wait for work on all of them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(COLLECT_EVERY)
    try:
        sys.exit(cli())
    finally:
        gc.freeze()  # a last look for circles, in memory that the system takes back at once

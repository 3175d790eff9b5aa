"""The command `osteon fit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from osteon.cli.options import format_option, library_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from osteon.trial.fit.result import FitResult

F = TypeVar("F", bound="Callable[..., Any]")


def _several(flag: str, name: str, words: str) -> Callable[[F], F]:
    return click.option(flag, name, metavar="TEXT", multiple=True, help=f"{words} May be repeated.")


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
@click.option(
    "--parameters", required=True, metavar="A,B,...",
    help="To estimate: names of the model, or paths such as drugs.denosumab.clearance_ml_per_day.",
)  # fmt: skip
@click.option(
    "--random", metavar="A,B,...", help="Those in which subjects differ.  [default: none, pooled]"
)
@_several(
    "--reading", "readings", 'What a DVID (else CMT) is: "1 = uNTx", "2 = denosumab in ug/mL".'
)
@_several("--dose", "doses", 'What a CMT gives: "1 = denosumab". A column DRUG says it as well.')
@_several(
    "--covariate",
    "covariates",
    'What a column is: "CRCL = gfr_ml_per_min". AGE, WT, GFR are known.',
)
@_several("--lloq", "lloq", 'Lower limit of quantification in the unit of the data: "uNTx = 3".')
@_several(
    "--error", "error", 'proportional (the default), additive, combined; or "uNTx = combined".'
)
@click.option("--time-unit", default="days", show_default=True, help="Unit of TIME and II.")
@click.option(
    "--below", type=click.Choice(("likelihood", "ignore")), default="likelihood", show_default=True,
    help="What a value below quantification does: adds its probability, or is left out.",
)  # fmt: skip
@click.option("--cancer", help="Cancer of every subject; with --lesion.  [default: none]")
@_several("--lesion", "lesions", 'A bone metastasis that every subject has: "T8 lytic 6 mL".')
@click.option(
    "--starts", type=click.IntRange(1, 100), default=3, show_default=True,
    help="Searches: the first from the library's values, the others around them.",
)  # fmt: skip
@click.option(
    "--replicates", type=click.IntRange(20, 10_000), default=200, show_default=True,
    help="Simulated data sets of the visual predictive check.",
)  # fmt: skip
@click.option(
    "--corrected", is_flag=True,
    help="Take out of the check what doses and covariates do (prediction-corrected).",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Luck.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False),
    help="Folder for tables, figures and the fitted library.  [default: out/fit_DATA]",
)  # fmt: skip
@format_option
@library_option
@click.option(
    "--set", "settings", metavar="KEY=VALUE", multiple=True,
    help='Hold one number of the body at a value, or start it there: "gfr_ml_per_min=80 mL/min";'
    " may be repeated.",
)  # fmt: skip
def fit(
    data: Path,
    *,
    parameters: str,
    output: str,
    out: Path | None,
    replicates: int,
    corrected: bool,
    library: tuple[str, ...],
    settings: tuple[str, ...],
    **asked: Any,
) -> None:
    """Estimate parameters of the physiology from measured data, and check the fit against them.

    DATA is a CSV file with one record a line: ID, TIME, DV; AMT, EVID, II, ADDL, RATE, CMT or DRUG
    for what was given; DVID, UNIT, MDV, BLQ, CENS, LLOQ; AGE, WT, GFR. For research and teaching.
    """
    from osteon.base.progress import BarProgress
    from osteon.cli.execute import compile_kernels, load_library
    from osteon.cli.fit_tables import parts
    from osteon.cli.output import print_frame, print_rich
    from osteon.cli.settings import read_settings
    from osteon.trial.fit.asked import Asked
    from osteon.trial.fit.fit import estimate

    asked["error"] = asked["error"] or ("proportional",)
    asked["random"] = _names(asked["random"] or "")
    asked["fixed"] = read_settings(settings)
    whole = Asked(data, _names(parameters), **asked)
    facts = load_library(library)
    compile_kernels()
    with BarProgress(unit="rounds") as progress:
        result = estimate(whole, facts, progress)
    home = out or Path("out") / f"fit_{data.stem}"
    result.write(home, replicates=replicates, corrected=corrected)
    if output == "text":
        print_rich(*parts(result))
    else:
        print_frame(result.parameters, output)
    _say_where(result, home)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _say_where(result: FitResult, home: Path) -> None:
    records = result.bodies.records
    if records.ignored:
        click.echo(f"Columns that mean nothing here: {', '.join(records.ignored)}", err=True)
    if records.left_out:
        click.echo(f"Subjects without a measurement: {', '.join(records.left_out)}", err=True)
    click.echo(f"Tables (CSV) and figures (SVG): {home}", err=True)
    click.echo(f"Fitted library: osteon body --library {home / 'library'}", err=True)

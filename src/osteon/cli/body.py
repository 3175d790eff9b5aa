"""The command `osteon body`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.options import library_option

if TYPE_CHECKING:
    from pandas import DataFrame


@click.command()
@click.option(
    "--regimen", metavar="TEXT", help='Such as "denosumab 120 mg sc q4w x 39".  [default: none]'
)
@click.option("--horizon", default="156 weeks", show_default=True, help="How long to look.")
@click.option("--every", default="1 week", show_default=True, help="Time between two rows.")
@click.option(
    "--published",
    is_flag=True,
    help="Published constants and sharp switches: every declared deviation off.",
)
@click.option(
    "--rtol",
    type=click.FloatRange(min=0, min_open=True, max=0.1),
    default=1e-5,
    show_default=True,
    help="Relative tolerance.",
)
@click.option(
    "--infuse",
    metavar="TEXT",
    multiple=True,
    help='Such as "calcium 1 mmol/h from 2 days for 14 days"; PTH in pmol/h; may be repeated.',
)
@library_option
@click.option(
    "--set",
    "settings",
    metavar="KEY=VALUE",
    multiple=True,
    help='Replace one number of the body, with its unit, such as "gfr_ml_per_min=60 mL/min" or '
    '"inhibitor_bioavailability=50 %"; may be repeated.',
)
@click.option(
    "--format",
    "output",
    type=click.Choice(("csv", "json")),
    default="csv",
    show_default=True,
    help="Form of what is printed on stdout.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a CSV file instead of printing.",
)
@click.option(
    "--sbml",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the model for other simulators (SBML) instead of solving it.",
)
def body(
    *,
    out: Path | None,
    sbml: Path | None,
    output: str,
    settings: tuple[str, ...],
    library: tuple[str, ...],
    **course: Any,
) -> None:
    """Run the physiology alone: regimen and infusions in, states out.

    The columns are `time` in hours and the states by the symbols of the model.
    """
    import osteon
    from osteon.cli.execute import compile_kernels, load_library
    from osteon.cli.output import print_frame
    from osteon.cli.settings import read_settings

    facts = load_library(library)
    parameters = read_settings(settings)
    compile_kernels()
    if sbml is not None:
        asked = {name: course[name] for name in ("regimen", "published", "infuse")}
        _write_text(osteon.body_sbml(**asked, parameters=parameters, library=facts), sbml)
        return
    frame = osteon.body(**course, parameters=parameters, library=facts)
    if out is None:
        print_frame(frame, output)
    else:
        _write(frame, out)


def _write(frame: DataFrame, out: Path) -> None:
    from osteon.base.files import write_atomically

    write_atomically(out, lambda path: frame.to_csv(path, index=False))
    rows, columns = frame.shape
    click.echo(f"Wrote {rows} rows of {columns} columns to {out}", err=True)


def _write_text(text: str, out: Path) -> None:
    from osteon.base.files import write_atomically

    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    write_atomically(out, write)
    click.echo(f"Wrote the model to {out}", err=True)

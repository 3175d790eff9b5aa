"""The command `osteon design`."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.options import RunOptions, run_options

if TYPE_CHECKING:
    from osteon.trial.design.pool import Pool
    from osteon.trial.design.wanted import Wanted

FOLDER = "design"
USUAL_POOL = 2000


@click.command()
@click.argument("trial")
@click.option("--power", type=float, help="Search the size that has it, such as 0.9.")
@click.option("--alpha", type=float, default=0.025, show_default=True, help="One-sided error.")
@click.option("--endpoint", default="", help="Default: the trial's first that can be tested.")
@click.option(
    "--measure",
    type=click.Choice(("hazard_ratio", "rate_ratio", "percent_difference")),
    help="What is tested; default: what fits the endpoint.",
)
@click.option("--arm", default="", help="New treatment; default: the second arm.")
@click.option("--versus", default="", help="Old treatment; default: the first arm.")
@click.option(
    "--better",
    type=click.Choice(("fewer", "more")),
    default="fewer",
    show_default=True,
    help="Events of a better treatment.",
)
@click.option("--margin", default="", help='Of non-inferiority: a ratio, "1.2", or points, "5 %".')
@click.option("--accrual", default="", metavar="TIME", help="How long patients are recruited.")
@click.option("--accrual-rate", default="", metavar="RATE", help='Such as "60 per month".')
@click.option("--until", default="", metavar="TIME", help="Latest analysis.  [default: horizon]")
@click.option("--events", default="", help='Events at the last analysis: 600, or "35 %".')
@click.option("--looks", default="", help='Interim looks by events, such as "50 %, 75 %".')
@click.option(
    "--efficacy",
    type=click.Choice(("obrien_fleming", "pocock", "hwang_shih_decani")),
    default="obrien_fleming",
    show_default=True,
    help="How the error is spent over looks.",
)
@click.option(
    "--futility",
    type=click.Choice(("none", "conditional_power", "beta_spending")),
    default="none",
    show_default=True,
    help="Non-binding bounds for stopping early without success.",
)
@click.option("--conditional-power", type=float, default=0.1, show_default=True)
@click.option("--stratify-by", multiple=True, metavar="GROUP", help='Such as "prior_sre = yes".')
@click.option("--block", type=click.IntRange(min=2), help="Patients in a block of a stratum.")
@click.option(
    "--replicates",
    type=click.IntRange(min=100),
    default=2000,
    show_default=True,
    help="Of a trial.",
)
@click.option(
    "--pool", type=click.IntRange(min=20), help=f"Patients simulated.  [default: {USUAL_POOL}]"
)
@click.option(
    "--most", type=click.IntRange(min=20), default=20_000, show_default=True, help="Largest trial."
)
@run_options
def design(trial: str, *, pool: int | None, options: RunOptions, **asked: Any) -> None:
    """Design a trial: power, type-I error, size, looks, duration; and who benefits.

    TRIAL is a trial file, the name of one in the library, or the folder of a pool that an earlier
    osteon design made. Every patient of the pool lives once under each treatment; replicates of the
    trial are drawn from the pool, which stays in out/TRIAL_pool or --out. Tables and figures go
    into the folder design beside its tables.
    """
    from osteon.cli.design_tables import parts
    from osteon.cli.output import print_frame, print_rich
    from osteon.trial.design import Study
    from osteon.trial.design.write import write_study

    wanted = _wanted(asked, options)
    made, out, seed = _pool(trial, pool, wanted, options)
    click.echo("Drawing replicates of the trial from the pool ...", err=True)
    study = Study.of(made, seed=seed)
    write_study(study, out / FOLDER)
    if options.output == "text":
        print_rich(*parts(study))
    else:
        print_frame(study.tables["operating"], options.output)
    figures = ", ".join(f"{name}.svg" for name in study.figures)
    click.echo(f"Figures: {figures} in {out / FOLDER}, with all tables (CSV)", err=True)


def _wanted(asked: dict[str, Any], options: RunOptions) -> Wanted:
    from osteon.trial.design import Wanted

    known = {field.name for field in fields(Wanted)}
    said = {name: value for name, value in asked.items() if name in known and value is not None}
    return Wanted(**said, n=options.n)


def _pool(
    trial: str, pool: int | None, wanted: Wanted, options: RunOptions
) -> tuple[Pool, Path, int]:
    """Return the pool, the folder it is in and the seed."""
    from osteon.cli.execute import load_trial, output_folder, run_trial
    from osteon.trial.design.pool import TABLES, Pool, twin_of
    from osteon.trial.design.read_rules import read_rules
    from osteon.trial.economics import Finished

    if Path(trial).is_dir():
        return _pool_in(Path(trial), pool, wanted, options)
    loaded = load_trial(trial, options)
    rules = read_rules(wanted, loaded.file, loaded.library)
    out = options.out or _beside(output_folder(trial, options, several=False))
    result = run_trial(twin_of(loaded, rules), replace(options, n=pool or USUAL_POOL), out)
    made = Pool.of(Finished.of(result, TABLES), rules)
    return made, out, int(result.provenance["seed"])


def _beside(folder: Path) -> Path:
    """Return a folder for the pool, so that it does not take the place of the trial's own run."""
    return folder.with_name(f"{folder.name}_pool")


def _as_before(wanted: Wanted, folder: Path) -> Wanted:
    """Recruit as in the last design of the pool, unless told otherwise."""
    if wanted.accrual or wanted.accrual_rate or not (folder / "design.json").is_file():
        return wanted
    rules = json.loads((folder / "design.json").read_text(encoding="utf-8"))["rules"]
    if rules["per_day"] is not None:
        return replace(wanted, accrual_rate=f"{rules['per_day']} per day")
    return replace(wanted, accrual=f"{rules['accrual_days']} days")


def _pool_in(
    folder: Path, pool: int | None, wanted: Wanted, options: RunOptions
) -> tuple[Pool, Path, int]:
    from osteon.base.errors import InputError
    from osteon.cli.execute import load_library
    from osteon.cli.settings import read_settings, with_settings
    from osteon.trial.design.pool import TABLES, Pool
    from osteon.trial.design.read_rules import read_rules
    from osteon.trial.economics import Finished

    if pool is not None or options.out is not None:
        raise InputError(f"--pool and --out are for making a pool; {folder} holds one")
    library = with_settings(load_library(options.library), read_settings(options.settings))
    run = Finished.read(folder, library, TABLES)
    rules = read_rules(_as_before(wanted, folder / FOLDER), run.file, library)
    seed = int(run.provenance["seed"]) if options.seed is None else options.seed
    return Pool.of(run, rules), folder, seed

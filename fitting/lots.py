"""Judge the library by several lots of patients, and say how numbers should move.

One lot of patients, of the trials' own sizes, is luck: among near variants some are inside more
intervals with one seed and fewer with the next. So numbers are judged here by all lots together.

    python fitting/lots.py score --lots 6
    python fitting/lots.py score --lots 3 --uncertainty 20
    python fitting/lots.py step fitting/events.toml --lots 3

`score` prints the share of reported numbers inside for each lot, and every number that is outside
in some; with `--uncertainty` the interval heeds the doubt of parameters too. `step` changes one
number after the other, the patients and their luck the same, takes z as linear in the logarithm of
each, and prints the values with which the fewest numbers are expected outside. A step is a
proposal: score it before the library has it.
"""

from __future__ import annotations

import tomllib
from functools import partial
from pathlib import Path

import click
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import norm

from osteon.analysis.estimate import NORMAL_QUANTILE
from osteon.base.progress import BarProgress, Progress
from osteon.cli.options import library_option
from osteon.cli.reproduce import published
from osteon.cli.settings import read_settings
from osteon.library.library import Library
from osteon.library.replacing import numbers_by_path, with_numbers
from osteon.trial.compare import INSIDE, NOT_DECIDED
from osteon.trial.trial import Trial

ROW = ["trial", "endpoint", "measure", "arm", "versus", "at", "since", "group"]
LUCK = 0.8  # standard deviation of z between lots: part of what z counts is the report's own error
WIDEST_STEP = 0.3  # of a logarithm
STARTS = 30
Floats = NDArray[np.float64]


@click.group()
def main() -> None:
    """Judge the library by several lots of patients."""


@main.command()
@click.argument("names", nargs=-1)
@click.option("--lots", type=click.IntRange(min=1), default=6, help="Seeds 1, 2, and so on.")
@click.option("--uncertainty", type=click.IntRange(min=0), default=0, help="Draws of parameters.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE")
@library_option
def score(
    names: tuple[str, ...],
    *,
    lots: int,
    uncertainty: int,
    settings: tuple[str, ...],
    library: tuple[str, ...],
) -> None:
    """Print how many reported numbers are inside with each lot of patients.

    With draws the interval is that of sampling and parameters combined, otherwise of sampling.
    """
    own = read_settings(settings)
    facts = with_numbers(Library.load(*library), own)
    names = names or published(facts)
    with BarProgress(unit="trials") as progress:
        table = compare_lots(facts, names, lots, progress, draws=uncertainty, kept=tuple(own))
    decided = table[table["verdict"] != NOT_DECIDED]
    inside = decided["verdict"].eq(INSIDE)
    shares = inside.groupby(decided["lot"]).agg(["sum", "size", "mean"])
    click.echo(shares.assign(mean=(100 * shares["mean"]).round(1)).to_string())
    click.echo(f"inside, all lots: {100 * inside.mean():.1f} %\n")
    rows = decided.groupby(ROW, sort=False).agg(
        reported=("reported", "first"),
        simulated=("simulated", "mean"),
        z=("z", "mean"),
        inside=("verdict", lambda verdicts: verdicts.eq(INSIDE).mean()),
    )
    click.echo(rows[rows["inside"] < 1].round(2).to_string(max_colwidth=40))


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--lots", type=click.IntRange(min=1), default=3)
@library_option
def step(file: Path, lots: int, library: tuple[str, ...]) -> None:
    """Print values of the numbers in FILE with which fewer reported numbers are outside.

    FILE lists `factor` by path under `[number]`: how far a number is changed to learn what it does.
    """
    facts = Library.load(*library)
    factors = tomllib.loads(file.read_text())["number"]
    numbers = numbers_by_path(facts)
    values = {path: numbers[path].value for path in factors}
    with BarProgress(unit="trials") as progress:
        judge = partial(compare_lots, names=published(facts), lots=lots, progress=progress)
        here = mean_z(judge(facts))
        slopes = {}
        for path, factor in factors.items():
            moved = mean_z(judge(with_numbers(facts, {path: values[path] * factor})))
            slopes[path] = ((moved - here) / np.log(factor)).reindex(here.index).fillna(0.0)
    found = best_step(np.asarray(here, np.float64), np.column_stack(list(slopes.values())))
    for (path, value), move in zip(values.items(), found, strict=True):
        click.echo(f"{path}={value * np.exp(move):.4g}  # {value:.4g} before")


def compare_lots(
    library: Library,
    names: tuple[str, ...],
    lots: int,
    progress: Progress,
    *,
    draws: int = 0,
    kept: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return the comparison of every trial with every lot, one row for each number and lot.

    Parameters
    ----------
    draws : int
        Of the parameters, for the doubt of them.
    kept : tuple of str
        Paths of numbers that are not drawn.
    """
    frames = []
    progress.start(len(names) * lots, "lots of patients")
    for name in names:
        trial = Trial.load(name, library)
        for lot in range(1, lots + 1):
            result = trial.run(seed=lot)
            if draws:
                result = result.with_uncertainty(draws, kept=kept)
            frames.append(result.compare().assign(trial=name, lot=lot))
            progress.advance(1)
    progress.finish()
    return pd.concat(frames, ignore_index=True)


def mean_z(table: pd.DataFrame) -> pd.Series[float]:
    """Return the mean z of each number that decides, where it is finite in some lot."""
    decided = table[(table["verdict"] != NOT_DECIDED) & np.isfinite(table["z"])]
    rows: pd.Series[float] = decided.groupby(ROW, sort=False)["z"].mean()
    return rows


def best_step(z: Floats, slopes: Floats) -> Floats:
    """Return the change of each logarithm with which the fewest numbers are expected outside.

    Parameters
    ----------
    z : (n_rows,) float
    slopes : (n_rows, n_numbers) float
        Change of z by that of a number's logarithm.
    """

    def cost(step: Floats) -> float:
        there = z + slopes @ step
        outside = norm.sf((NORMAL_QUANTILE - np.abs(there)) / LUCK)
        # The small terms tell apart what is far outside anyway, and keep steps short.
        return float(outside.sum() + 0.03 * np.minimum(there**2, 16).sum() + 4 * (step**2).sum())

    number = slopes.shape[1]
    starts = np.random.default_rng(0).normal(0, WIDEST_STEP / 4, (STARTS, number))
    bounds = [(-WIDEST_STEP, WIDEST_STEP)] * number
    found = [minimize(cost, start, bounds=bounds) for start in starts]
    return np.asarray(min(found, key=lambda one: float(one.fun)).x)


if __name__ == "__main__":
    main()

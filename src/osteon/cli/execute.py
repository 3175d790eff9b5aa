"""Running one trial from the command line: bar, files, and what is left after Ctrl-C."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from osteon.base.errors import InputError
from osteon.base.progress import BarProgress
from osteon.cli.options import RunOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from osteon.library.library import Library
    from osteon.trial.result import TrialResult
    from osteon.trial.trial import Trial

REPORT_NAME = "report.html"


def load_library(folders: tuple[str, ...]) -> Library:
    """Return the shipped library with `folders` laid over it."""
    from osteon.library.library import Library

    return Library.load(*folders)


def compile_kernels() -> None:
    """Compile the model unless that was done before, and say so on stderr."""
    from osteon.model.warm_up import warm_up

    warm_up(lambda text: click.echo(text, err=True))


def load_trial(name: str, options: RunOptions) -> Trial:
    """Read a trial by name or path, against the library with the command line's settings."""
    import osteon
    from osteon.cli.settings import read_settings, with_settings

    settings = read_settings(options.settings)
    library = with_settings(load_library(options.library), settings)
    return osteon.Trial.load(name, library)


def run_trial(trial: Trial, options: RunOptions, out: Path, place: str = "") -> TrialResult:
    """Run a trial, then write its tables and report into the folder `out`.

    `place` says on the bar which of several it is.
    """
    _refuse_file(out)
    compile_kernels()
    doubt = _doubt_of(trial, options)
    try:
        with BarProgress(place=place) as progress:
            result = trial.run(
                jobs=options.jobs,
                seed=options.seed,
                n=options.n,
                out=out,
                progress=progress,
                trajectory=options.trajectory,
                resume=options.resume,
                cluster=options.cluster,
            )
    except KeyboardInterrupt:
        click.echo(_what_is_left(out), err=True)
        raise
    result = doubt(result)
    result.export(out, options.tables)
    result.report(out / REPORT_NAME)
    return result


def _doubt_of(trial: Trial, options: RunOptions) -> Callable[[TrialResult], TrialResult]:
    """Return what lays uncertain parameters over a result; a wrong posterior is told at once."""
    draws = options.uncertainty
    if not draws:
        return lambda result: result
    from osteon.cli.settings import read_settings
    from osteon.trial.calibration.posterior import Posterior

    posterior, kept = Posterior.of_library(trial.library), tuple(read_settings(options.settings))
    posterior.check(trial.library, kept)

    def add(result: TrialResult) -> TrialResult:
        with BarProgress(unit="draws") as progress:
            return result.with_uncertainty(
                draws, posterior, kept=kept, jobs=options.jobs, progress=progress
            )

    return add


def output_folder(name: str, options: RunOptions, *, several: bool) -> Path:
    """Return the folder of a trial's files: out/NAME, or --out (with NAME inside for several)."""
    stem = Path(name).stem
    if options.out is None:
        return Path("out") / stem
    return options.out / stem if several else options.out


def _refuse_file(out: Path) -> None:
    blocker = next((path for path in (out, *out.parents) if path.exists()), out)
    if blocker.exists() and not blocker.is_dir():
        raise InputError(f"--out {out}: {blocker} is a file, not a folder")


def _what_is_left(out: Path) -> str:
    from osteon.trial.parts import FOLDER

    groups = len(list((out / FOLDER).glob("group_*")))
    if not groups:
        return "Stopped before the first group of patients was finished; nothing was written."
    finished = "1 group of patients is" if groups == 1 else f"{groups} groups of patients are"
    return (
        f"Stopped. {finished} finished: each folder in {out / FOLDER} holds their complete tables. "
        "Patients still under way were left out. Go on with the same command and --resume."
    )


def say_where(result: TrialResult, out: Path, forms: Sequence[str]) -> None:
    """Point to the files on stderr, and to lives that failed."""
    failures = len(result.tables["failures"])
    if failures:
        lives = "life" if failures == 1 else "lives"
        click.secho(
            f"{failures} {lives} could not be integrated; see the table failures in {out}",
            err=True,
            fg="yellow",
        )
    click.echo(f"Report: {out / REPORT_NAME}", err=True)
    parts = result.provenance.get("parts")
    places = {
        "parquet": f"{parts}/*/*.parquet" if parts else out / "*.parquet",
        "csv": out / "*.csv",
        "adam": out / "adam",
    }
    click.echo(f"Tables: {', '.join(str(places[form]) for form in forms)}", err=True)

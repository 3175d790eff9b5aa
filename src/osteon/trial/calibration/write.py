"""What a calibration leaves on disk: a library folder with the fitted values, and tables."""

import csv
import re
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from osteon.base.errors import InputError
from osteon.base.files import read_text, write_atomically
from osteon.library.library import Library
from osteon.library.replacing import numbers_by_path
from osteon.model.compiled import compiled_model
from osteon.trial.calibration.calibrate import Calibration
from osteon.trial.calibration.laplace import Known
from osteon.trial.calibration.posterior import NAME, FittedNumber, Posterior, rounded

LIBRARY = "library"  # folder of the fitted values inside that of a calibration
_BY_HAND = re.compile(r"\A(fitted[^;]*(; |\Z))*(by hand[^\"]*)?")
_RATE_BY_TIME = "half-life "


def write_calibration(found: Calibration, out: Path) -> None:
    """Write fitted library files, the posterior, and the tables of residuals and profiles.

    `out/library` is a library folder: runs with ``--library out/library`` have the fitted numbers
    and their posterior.

    Raises
    ------
    InputError
        A number stands in its file in a form that cannot be edited.
    """
    library = out / LIBRARY
    for path, text in fitted_files(found).items():
        write_atomically(library / path, partial(_write, text))
    posterior_of(found).write(library / NAME)
    _table(out / "residuals.csv", RESIDUALS, _residual_rows(found))
    _table(out / "numbers.csv", NUMBERS, _number_rows(found))
    _table(out / "profiles.csv", PROFILES, _profile_rows(found))
    _table(out / "recovered.csv", RECOVERED, _recovered_rows(found))


def posterior_of(found: Calibration) -> Posterior:
    """Return the posterior of all stages; stages are independent of each other."""
    numbers, p = [], sum(len(own.known) for own in found.stages)
    covariance, at = np.zeros((p, p)), 0
    for own in found.stages:
        size = len(own.known)
        covariance[at : at + size, at : at + size] = own.covariance
        at += size
        for free in own.fit.problem.free:
            value = rounded(own.fit.numbers[free.path])
            numbers.append(
                FittedNumber(
                    path=free.path, value=value, low=free.low, high=free.high, stage=own.stage.name
                )
            )
    rows = tuple(tuple(float(x) for x in row) for row in covariance)
    return Posterior(model=compiled_model().hash, numbers=tuple(numbers), covariance=rows)


def fitted_files(found: Calibration) -> dict[Path, str]:
    """Return the library files that hold fitted numbers, with these in their place."""
    texts: dict[Path, str] = {}
    places = dict(_files(found.library))
    for own in found.stages:
        for known in own.known:
            name = known.path.rpartition(".")[2]
            source = places[known.path]
            target = Path(source.parent.name) / source.name
            text = texts.get(target) or read_text(source)
            texts[target] = _with_value(text, name, known, found.library)
    return texts


def _files(library: Library) -> Iterable[tuple[str, Path]]:
    """Yield the path of each number of drugs, cancers and physiology with the file that has it."""
    for folder in library.folders:
        for path in sorted(folder.glob("physiology/*.toml")):
            for name in re.findall(r"^(\w+) = \{", read_text(path), re.MULTILINE):
                yield name, path
        for kind in ("drugs", "cancers"):
            for path in sorted(folder.glob(f"{kind}/*.toml")):
                for name in re.findall(r"^(\w+) = \{", read_text(path), re.MULTILINE):
                    yield f"{kind}.{path.stem}.{name}", path


def _with_value(text: str, name: str, known: Known, library: Library) -> str:
    line = re.search(rf"^{name} = \{{.*\}}$", text, re.MULTILINE)
    before = numbers_by_path(library)[known.path]
    value = line and re.search(r'value = ("?)(half-life )?([-+\d.eE]+)( ?%?)', line[0])
    if line is None or value is None:
        raise InputError(f"{known.path}: cannot be edited in its file; write it on one line")
    # The text may have another unit than the name: what changes is the ratio.
    ratio = rounded(known.value) / before.value
    written = float(value[3]) * (1 / ratio if value[2] else ratio)
    changed = line[0].replace(
        value[0], f"value = {value[1]}{value[2] or ''}{written:.6g}{value[4]}", 1
    )
    identified = known.word != "not identified"
    if identified:
        changed = re.sub(r'basis = "\w+"', 'basis = "calibrated"', changed)
    return text.replace(line[0], _with_note(changed, before.note, known, identified=identified))


def _with_note(line: str, note: str, known: Known, *, identified: bool) -> str:
    kept = _BY_HAND.sub("", note)
    said = f"fitted, 95 % {known.low:.3g} to {known.high:.3g}"
    if not identified:
        said = "fitted with others, but not identified by the targets"
    whole = f"{said}; {kept}" if kept else said
    if 'note = "' in line:
        return re.sub(r'note = "[^"]*"', lambda _: f'note = "{whole}"', line)
    return f'{line.removesuffix(" }")}, note = "{whole}" }}'


RESIDUALS = (
    "process", "target", "weight", "reported", "reported_low", "reported_high", "before", "after",
    "z_before", "z_after", "source", "checked",
)  # fmt: skip
NUMBERS = ("stage", "path", "before", "fitted", "low", "high", "shrink", "word", "with_others")
PROFILES = ("stage", "path", "deviations", "value", "rise", "expected")
RECOVERED = ("stage", "path", "known", "found", "deviations")


def _residual_rows(found: Calibration) -> Iterable[Sequence[object]]:
    for own in found.residuals:
        row = own.aim.row
        low, high = row.interval or ("", "")
        yield (
            own.aim.process, own.aim.name, own.aim.weight, row.value, low, high,
            own.before.shown.value, own.after.shown.value, own.z_before, own.z_after,
            row.source, row.checked,
        )  # fmt: skip


def _number_rows(found: Calibration) -> Iterable[Sequence[object]]:
    for own in found.stages:
        for k in own.known:
            others = " ".join(k.with_others)
            yield (
                own.stage.name, k.path, k.start, k.value, k.low, k.high, k.shrink, k.word, others,
            )  # fmt: skip


def _profile_rows(found: Calibration) -> Iterable[Sequence[object]]:
    for own in found.stages:
        for p in own.profiles:
            yield own.stage.name, p.path, p.at, p.value, p.rise, p.expected


def _recovered_rows(found: Calibration) -> Iterable[Sequence[object]]:
    for own in found.stages:
        for r in own.recovered:
            yield own.stage.name, r.path, r.known, r.found, r.z


def _table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    write_atomically(path, partial(_write_rows, columns, [_short(row) for row in rows]))


def _short(row: Sequence[object]) -> list[object]:
    return [f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row]


def _write_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")

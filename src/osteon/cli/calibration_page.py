"""The page of the calibration in Markdown: numbers, residuals, what is identified and assumed."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osteon.library.library import Library
    from osteon.trial.calibration.calibrate import Calibration, Residual
    from osteon.trial.calibration.laplace import Known
    from osteon.trial.calibration.stages import StageFit

HEAD = """# Calibration

Made by `make calibrate`; do not edit. Numbers of the library that the literature leaves open are
fitted to targets of the evidence by simulated moments: the same patients live with the same luck
for every trial value, and the logarithms of the numbers are moved by Gauss-Newton steps until
chi-squared falls no further. Plausible ranges enter as priors. Targets stand in
`src/osteon/library/data/targets`, stages with their free numbers and ranges in
`src/osteon/library/data/stages`. A number that was recalled and not read in its source has no
weight, and results that are kept for validation have none either.

A stage that does not converge, or does not recover known numbers, ends the calibration with an
error: nothing is written.
"""
NUMBER_HEADINGS = ("number", "before", "fitted", "95 % interval", "posterior / prior", "")
OUTSIDE = 1.96


def markdown(found: Calibration) -> str:
    """Return the page."""
    parts = [
        HEAD,
        *_settings(found),
        *tally(found),
        "",
        *(line for own in found.stages for line in _stage(own)),
        *_targets(found),
        *_assumed(found.library, found),
    ]
    return "\n".join(parts) + "\n"


def tally(found: Calibration) -> Iterator[str]:
    """Yield how far the targets were off before and after, in words."""
    weighty = [one for one in found.residuals if one.aim.weight > 0]
    own = [one for one in weighty if math.isfinite(one.z_before + one.z_after)]
    if len(own) < len(weighty):
        yield f"{len(weighty) - len(own)} targets were not reached by so few patients."
    for word, zs in (
        ("Before", [one.z_before for one in own]),
        ("After", [one.z_after for one in own]),
    ):
        inside = sum(abs(z) <= OUTSIDE for z in zs)
        mean = sum(z * z for z in zs) / max(1, len(zs))
        yield f"{word}: {inside} of {len(zs)} targets inside, mean squared z {mean:.1f}."


def number_cells(known: Known) -> tuple[str, ...]:
    """Return a row of the table of fitted numbers."""
    word = known.word
    if known.with_others:
        word += f"; not told apart from {', '.join(known.with_others)}"
    interval = f"{known.low:.3g} to {known.high:.3g}"
    return (
        known.path,
        f"{known.start:.4g}",
        f"{known.value:.4g}",
        interval,
        f"{known.shrink:.2f}",
        word,
    )


def _settings(found: Calibration) -> Iterator[str]:
    own = found.settings
    check = "as many as each trial had" if own.check_n is None else f"{own.check_n} of each trial"
    yield (
        f"This run: {own.n} patients of each trial in the fit, seed {own.seed}; targets checked on"
        f" other patients, {check}. Known numbers were"
        f" {'' if own.recover else 'not '}recovered first; profiles were"
        f" {'' if own.profile else 'not '}drawn."
        f"{' Numbers were held where they stood.' if own.hold else ''}\n"
    )


def _stage(own: StageFit) -> Iterator[str]:
    yield f"## {own.stage.title}\n"
    if own.stage.note:
        yield f"{own.stage.note}\n"
    yield f"Fitted to: {', '.join(own.stage.processes)}. Chi-squared {own.fit.cost:.1f}.\n"
    yield from _table(NUMBER_HEADINGS, [number_cells(known) for known in own.known])
    if own.recovered:
        worst = max(own.recovered, key=lambda one: abs(one.z))
        yield (
            f"Known numbers were recovered; the farthest off was `{worst.path}`:"
            f" {worst.found:.3g} instead of {worst.known:.3g} ({worst.z:+.1f} deviations).\n"
        )
    yield from _profiles(own)


def _profiles(own: StageFit) -> Iterator[str]:
    odd = [p for p in own.profiles if not 0.25 <= p.rise / p.expected <= 4.0]
    if own.profiles and not odd:
        yield "Profiles of chi-squared rise as the covariance says.\n"
    for point in odd:
        yield (
            f"Profile of `{point.path}`: at {point.value:.3g} chi-squared rises by {point.rise:.2f}"
            f" where the covariance says {point.expected:.0f}.  "
        )
    if odd:
        yield ""


def _targets(found: Calibration) -> Iterator[str]:
    yield "## Targets\n"
    yield "z is simulated less reported in standard errors of both; beyond 1.96 is outside.\n"
    headings = ("target", "reported", "before", "after", "z before", "z after", "source")
    library = found.library
    for process, group in groupby(found.residuals, key=lambda one: one.aim.process):
        own = library.targets[process]
        yield f"### {own.title}\n"
        if own.note:
            yield f"{own.note}\n"
        yield from _table(headings, [_residual_cells(one, library) for one in group])


def _residual_cells(one: Residual, library: Library) -> tuple[str, ...]:
    row = one.aim.row
    name = one.aim.name + ("" if one.aim.weight else " *(no weight)*")
    source = row.source or library.trials[one.aim.place].source
    numbers = (row.value, one.before.shown.value, one.after.shown.value)
    return (name, *map(_short, numbers), _z(one.z_before), _z(one.z_after), source)


def _assumed(library: Library, found: Calibration) -> Iterator[str]:
    yield "## What stays assumed\n"
    fitted = set(found.numbers)
    by_table: dict[str, list[str]] = {}
    for path, entry in library.entries():
        short = path.removeprefix("parameters.")
        if entry.basis == "assumed" and short not in fitted:
            table, _, name = path.rpartition(".")
            by_table.setdefault(table, []).append(name)
    number = sum(map(len, by_table.values()))
    yield (
        f"{number} numbers have no target and were not fitted; `osteon show NAME` says of each why"
        " it is what it is.\n"
    )
    for table, names in by_table.items():
        yield f"- {table}: {', '.join(names)}"


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{' --- |' * len(headings)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _short(value: float) -> str:
    return "not reached" if math.isinf(value) else f"{value:.3g}".replace("-", "−")


def _z(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:+.1f}".replace("-", "−")

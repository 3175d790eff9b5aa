"""Everything that a study leaves in its folder: tables, figures, settings; and what to know."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.base.files import write_atomically
from osteon.trial.economics.write import standalone
from osteon.trial.measures import DAYS_PER_MONTH

if TYPE_CHECKING:
    from osteon.trial.design.study import Study

NOT_A_DEVICE = "For research and teaching; not a medical device."
SHARED_LUCK = (
    "Effects on single patients exist in a simulation alone, where both lives share their luck; no"
    " trial can see them, and how often a patient gains or loses rests on that coupling of luck."
    " Means over patients do not."
)
RARE = 0.01
FEW = 10  # lives with the event, below which a ratio's interval means nothing


def write_study(study: "Study", folder: Path) -> None:
    """Write tables (CSV), figures (SVG), and the settings with the remarks (JSON)."""
    for name, frame in study.tables.items():
        write_atomically(folder / f"{name}.csv", partial(frame.to_csv, index=False))
    for name, svg in study.figures.items():
        _write_text(folder / f"{name}.svg", standalone(svg))
    _write_text(folder / "design.json", json.dumps(_settings(study), indent=2))


def remarks(study: "Study") -> tuple[str, ...]:
    """Return what a reader must know, in plain sentences."""
    return tuple(_remarks(study))


def _remarks(study: "Study") -> Iterator[str]:
    rules, found, looks = study.pool.rules, study.found, study.looks
    if study.distance <= 0.0:
        yield (
            f"In the pool {rules.arms[1]} is not better than the null hypothesis: no number of"
            " patients gives power."
        )
    elif found is not None and not found.reached:
        yield (
            f"A power of {100 * float(rules.power or 0):g} % is not reached with {found.n:,}"
            f" patients (--most): it is {100 * study.power.share:.1f} % there."
        )
    if study.too_few > RARE:
        yield (
            f"In {100 * study.too_few:.0f} % of the replicates {looks.events[-1]:,} events do not"
            f" come by month {rules.until_days / DAYS_PER_MONTH:.0f}, and the analysis is held"
            " there (--until, -n)."
        )
    accrual = looks.n / rules.rate(looks.n)
    if accrual > rules.until_days:
        yield "Not everybody is recruited when the trial ends; a faster --accrual-rate would."
    if (seen := study.pool.with_event) < FEW:
        yield (
            f"Only {seen} lives of the pool have the event in the arm with fewer of them: what is"
            " said of the effect is luck. A larger --pool knows it better."
        )
    low, high = study.power_of_pool
    yield (
        f"The pool has {study.pool.n:,} patients; its effect is known well enough for a power"
        f" between {100 * low:.0f} and {100 * high:.0f} %. A larger --pool narrows that, more"
        " replicates do not."
    )
    if looks.n > study.pool.n:
        yield "Trials are larger than the pool, so patients stand in a trial several times."
    yield SHARED_LUCK
    yield NOT_A_DEVICE


def _settings(study: "Study") -> dict[str, Any]:
    rules = asdict(study.pool.rules)
    rules |= {"endpoint": study.pool.rules.endpoint.name, "fractions": rules["fractions"].tolist()}
    found = study.found
    return {
        "trial": study.pool.file.title,
        "pool": study.pool.n,
        "seed": study.seed,
        "rules": rules,
        "search": None if found is None else asdict(found),
        "remarks": list(remarks(study)),
    }


def _write_text(path: Path, text: str) -> None:
    def write(target: Path) -> None:
        target.write_text(text, encoding="utf-8")

    write_atomically(path, write)

"""Faults between the parts of a trial file."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint
from osteon.base.units import to_unit
from osteon.library import slots
from osteon.library.endpoints import Measure
from osteon.library.library import Library

MOST_VISITS = 10_000
TRIAL_ENTRY = "trial entry"
# Numbers of the baseline table that describe deposits, which a life that begins earlier grows.
OF_TRIAL_ENTRY = frozenset({"prior_sre_share", "lesion_count_mean_extra", "tumour_volume_cm3"})


def contradictions(raw: Mapping[str, Any], library: Library) -> Iterator[Problem]:
    """Yield faults between parts of a trial file, which may each be right alone."""
    yield from _of_times(raw)
    yield from _of_cohort(raw.get("cohort"))
    for number, arm in enumerate(_tables(raw.get("arm"))):
        words = {key: text for key, text in arm.items() if isinstance(text, str)}
        yield from (p.inside(f"arm[{number}]") for p in slots.contradictions(words, library))
    arms = [str(arm.get("name", "")) for arm in _tables(raw.get("arm"))]
    for name, count in Counter(arms).items():
        if name and count > 1:
            yield Problem("arm", f'{count} arms are called "{name}"; give each its own name')
    for kind in ("reported", "also_reported"):
        for number, row in enumerate(_tables(raw.get(kind))):
            yield from (p.inside(f"{kind}[{number}]") for p in _of_row(row, arms, library))


def _of_times(raw: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        horizon = to_unit(str(raw["horizon"]), "days")
        visit = to_unit(str(raw.get("visit_every", "4 weeks")), "days")
    except (KeyError, InputError):
        return
    if 0 < horizon < visit:
        ends = f'"{raw["horizon"]}" ends before the first visit'
        yield Problem("horizon", f"{ends}; make it longer, or visit_every shorter")
    if 0 < visit < horizon / MOST_VISITS:
        many = f'"{raw["horizon"]}" has more than {MOST_VISITS:,} visits'
        yield Problem("horizon", f"{many}; make it shorter, or visit_every longer")
    yield from _of_accrual(raw.get("accrual"), horizon)


def _of_accrual(text: object, horizon_days: float) -> Iterator[Problem]:
    try:
        accrual = to_unit(str(text), "days") if text is not None else 0.0
    except InputError:
        return
    if accrual >= horizon_days > 0:
        yield Problem(
            "accrual", f'"{text}" leaves the last patient no follow-up within the horizon'
        )


def _of_cohort(cohort: object) -> Iterator[Problem]:
    if isinstance(cohort, Mapping) and ("cancer" in cohort) == ("cancers" in cohort):
        both = "not both" if "cancer" in cohort else 'such as cancer = "breast"'
        yield Problem("cohort", f"needs cancer, or cancers with their shares, {both}")
    if isinstance(cohort, Mapping):
        yield from _of_start(cohort.get("start", TRIAL_ENTRY), cohort.get("baseline"))


def _of_start(start: object, baseline: object) -> Iterator[Problem]:
    if start == TRIAL_ENTRY or not isinstance(baseline, Mapping):
        return
    for key in sorted(OF_TRIAL_ENTRY.intersection(baseline)):
        early = f'describes patients at trial entry; with start = "{start}" there are none'
        yield Problem(f"cohort.baseline.{key}", early)


def _of_row(row: Mapping[str, Any], arms: list[str], library: Library) -> Iterator[Problem]:
    for key in ("arm", "versus"):
        if key in row and row[key] not in arms:
            yield Problem(key, f'no arm "{row[key]}"{hint(str(row[key]), arms)}')
    if "endpoint" not in row:
        return
    endpoint = library.endpoints.get(str(row["endpoint"]))
    if endpoint is None:
        nearest = hint(str(row["endpoint"]), library.endpoints)
        yield Problem("endpoint", f'no endpoint "{row["endpoint"]}"{nearest}')
    elif row.get("measure") in get_args(Measure) and row["measure"] not in endpoint.measures:
        nearest = hint(str(row["measure"]), endpoint.measures)
        yield Problem("measure", f'{endpoint.name} has no "{row["measure"]}"{nearest}')


def _tables(raw: object) -> list[Mapping[str, Any]]:
    return [table for table in raw if isinstance(table, Mapping)] if isinstance(raw, list) else []

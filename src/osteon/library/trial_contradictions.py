"""Faults between the parts of a trial file."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from osteon.base.errors import InputError, Problem
from osteon.base.units import to_unit
from osteon.library import slots
from osteon.library.cohort_file import WITH_METASTASES
from osteon.library.library import Library
from osteon.library.reported_contradictions import of_endpoints, of_row

MOST_VISITS = 10_000
TRIAL_ENTRY = "trial entry"
# Numbers of the baseline table that describe deposits, which a life that begins earlier grows.
OF_TRIAL_ENTRY = frozenset(
    {
        "prior_sre_share",
        "lesion_count_mean_extra",
        "tumour_volume_cm3",
        "calcium_at_entry_mmol_per_l",
    }
)


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
    yield from of_endpoints(raw, library)
    for kind in ("reported", "also_reported"):
        for number, row in enumerate(_tables(raw.get(kind))):
            yield from (p.inside(f"{kind}[{number}]") for p in of_row(row, raw, library))


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
        start = cohort.get("start", TRIAL_ENTRY)
        yield from _of_start(start, cohort.get("baseline"))
        yield from _of_before_entry(start, _tables(cohort.get("before_entry")))


def _of_start(start: object, baseline: object) -> Iterator[Problem]:
    if start in WITH_METASTASES or not isinstance(baseline, Mapping):
        return
    for key in sorted(OF_TRIAL_ENTRY.intersection(baseline)):
        early = f'describes patients at trial entry; with start = "{start}" there are none'
        yield Problem(f"cohort.baseline.{key}", early)


def _of_before_entry(start: object, courses: list[Mapping[str, Any]]) -> Iterator[Problem]:
    if courses and start != TRIAL_ENTRY:
        early = f'with start = "{start}" nobody was treated before'
        yield Problem("cohort.before_entry", early)
    try:
        total = sum(to_unit(course.get("share", 1.0), "") for course in courses)
    except InputError:
        return
    if total > 1 + 1e-9:
        much = f"the shares add up to {total:g}; they are of all patients, 1 at most"
        yield Problem("cohort.before_entry", much)


def _tables(raw: object) -> list[Mapping[str, Any]]:
    return [table for table in raw if isinstance(table, Mapping)] if isinstance(raw, list) else []

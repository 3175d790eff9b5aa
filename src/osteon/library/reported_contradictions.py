"""Faults of endpoints and reported numbers that only the rest of a trial file shows."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint
from osteon.base.units import to_unit
from osteon.library.endpoint_names import unknown_names
from osteon.library.measures import (
    ANSWERS,
    CONTRASTS,
    LANDMARKS,
    MAY_BE_READ_AT,
    MAY_BEGIN_LATER,
    Measure,
)

if TYPE_CHECKING:
    from osteon.library.library import Library


def of_endpoints(raw: Mapping[str, Any], library: "Library") -> Iterator[Problem]:
    """Yield the faults of the trial's own endpoints, and of the list of those it asks for."""
    own = _own(raw)
    for name, table in own.items():
        for key, message in unknown_names(table, library):
            yield Problem(f"endpoint.{name}.{key}", message)
    asked = raw.get("endpoints")
    known = {**library.endpoints, **own}
    # What is no text is a fault of its own.
    names = [name for name in asked if isinstance(name, str)] if isinstance(asked, list) else []
    unknown = [name for name in names if name not in known]
    if unknown:
        words = "; ".join(f'no endpoint "{name}"{hint(name, known)}' for name in unknown)
        yield Problem("endpoints", words)


def of_row(row: Mapping[str, Any], raw: Mapping[str, Any], library: "Library") -> Iterator[Problem]:
    """Yield the faults of one reported number beside the arms and the horizon of its file."""
    arms = [str(arm.get("name", "")) for arm in raw.get("arm", ()) if isinstance(arm, Mapping)]
    for key in ("arm", "versus"):
        if key in row and row[key] not in arms:
            yield Problem(key, f'no arm "{row[key]}"{hint(str(row[key]), arms)}')
    if "versus" in row and row["versus"] == row.get("arm"):
        yield Problem("versus", f'"{row["versus"]}" is compared with itself')
    if not isinstance(row.get("endpoint"), str):
        return
    kinds = {name: str(own.kind) for name, own in library.endpoints.items()}
    kinds |= {name: str(table.get("kind", "")) for name, table in _own(raw).items()}
    if row["endpoint"] not in kinds:
        nearest = hint(row["endpoint"], kinds)
        yield Problem("endpoint", f'no endpoint "{row["endpoint"]}"{nearest}')
    elif row.get("measure") in get_args(Measure):
        yield from _of_measure(row, kinds[row["endpoint"]])
    yield from _of_days(row, raw)


def _of_measure(row: Mapping[str, Any], kind: str) -> Iterator[Problem]:
    measure, able = row["measure"], ANSWERS.get(kind, ())
    if able and measure not in able:
        nearest = hint(measure, able) or f"; use one of {', '.join(able)}"
        yield Problem("measure", f'{row["endpoint"]} has no "{measure}"{nearest}')
        return
    if (measure in CONTRASTS) != ("versus" in row):
        lacks = "needs versus, the arm that it is compared with"
        yield Problem(
            "versus",
            f"{measure} {lacks if measure in CONTRASTS else 'is of one arm; leave versus out'}",
        )
    if measure in LANDMARKS and "at" not in row:
        yield Problem("at", f'{measure} needs at, the day at which it is read, such as "1 year"')
    if _days(row.get("at")) is not None and measure not in MAY_BE_READ_AT:
        yield Problem("at", f"{measure} is of the whole follow-up; leave at out")
    if "since" in row and measure not in MAY_BEGIN_LATER:
        words = f"{measure} counts from entry; since is for {', '.join(MAY_BEGIN_LATER)}"
        yield Problem("since", words)


def _of_days(row: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Problem]:
    days = {key: _days(row.get(key)) for key in ("since", "at")}
    horizon = _days(raw.get("horizon"))
    for key, day in days.items():
        if day is not None and horizon is not None and day > horizon + 1e-9:
            yield Problem(key, f'"{row[key]}" lies beyond the horizon of {raw["horizon"]}')
    if days["since"] is not None and days["at"] is not None and days["since"] >= days["at"]:
        yield Problem("since", f'"{row["since"]}" is not before at = "{row["at"]}"')


def _days(text: object) -> float | None:
    try:
        return None if text is None else to_unit(str(text), "days")
    except InputError:
        return None


def _own(raw: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    tables = raw.get("endpoint")
    if not isinstance(tables, Mapping):
        return {}
    return {name: table for name, table in tables.items() if isinstance(table, Mapping)}

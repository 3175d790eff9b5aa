"""Writing down what happened to a group whose lives are over or at the horizon, as tables."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.care.entries import Observation
from osteon.model.engine import FAILED, Integers
from osteon.sim.happenings import LEAVING
from osteon.sim.history import Column, Columns, History
from osteon.sim.table_of_lives import table_of_lives
from osteon.sim.text import Text
from osteon.sim.ward import Ward
from osteon.sim.write_courses import lesion_course, trajectory

ENDINGS = ("death", LEAVING)
FAILURE = "the integration could not keep to its tolerance"
TOO_LATE = {"death": "died first", LEAVING: "left first"}


def write_history(ward: Ward) -> History:
    """Return the tables of a group whose lives are over or at the horizon."""
    reasons = _reasons(ward)
    return History(
        {
            "patients": dict(ward.cohort.table),
            "events": _events(ward),
            "follow_up": _follow_up(ward, reasons),
            "doses": _doses(ward),
            "observations": _observations(ward),
            "orders": _orders(ward, reasons),
            "symptoms": _symptoms(ward),
            "findings": _findings(ward),
            "images": _images(ward),
            "procedures": _procedures(ward),
            "regimens": _regimens(ward),
            "trajectory": trajectory(ward),
            "lesion_course": lesion_course(ward),
            "failures": _failures(ward),
        }
    )


# The type of a column, and the attribute that is in it.
_Read = tuple[type, str]


def _rows(ward: Ward, name: str, rows: Sequence[Any], /, **columns: _Read) -> Columns:
    """Return a table of what was noted, in order of life and day, then as it was noted."""
    return _in_order(ward, name, *_read(rows, columns))


def _read(rows: Sequence[Any], columns: Mapping[str, _Read]) -> tuple[Integers, dict[str, Column]]:
    """Return the lives of what was noted, and columns of its attributes.

    Everything is visited once, since what was noted over years lies scattered in memory.
    """
    attributes = ["row", *(attribute for _, attribute in columns.values())]
    noted = map(attrgetter(*attributes), rows)
    row, *values = zip(*noted, strict=True) if rows else [()] * len(attributes)
    made = {
        column: _made(kind, own)
        for (column, (kind, _)), own in zip(columns.items(), values, strict=True)
    }
    return np.array(row, np.int64), made


def _in_order(ward: Ward, name: str, row: Integers, columns: Mapping[str, Column]) -> Columns:
    # The first column of the schema after arm and patient is the day.
    order = np.lexsort((next(iter(columns.values())), ward.rank[row]))
    in_order = {column: values[order] for column, values in columns.items()}
    return table_of_lives(ward, name, row[order], **in_order)


def _made(kind: type, values: Sequence[Any]) -> Column:
    if kind is str:
        return Text.of(values)
    column: NDArray[Any] = np.array(values, kind)
    if kind is float:
        column[column == np.inf] = np.nan  # a day that never came
    return column


def _events(ward: Ward) -> Columns:
    rows = [event for event in ward.log.rows if event.kind != LEAVING]
    return _rows(
        ward,
        "events",
        rows,
        day=(float, "day"),
        kind=(str, "kind"),
        lesion=(np.int64, "lesion"),
        site=(str, "site"),
        cause=(str, "cause"),
        felt=(bool, "felt"),
        known_day=(float, "known_day"),
    )


def _reasons(ward: Ward) -> NDArray[np.object_]:
    """Return why the follow-up of each patient ended."""
    reason = np.full(len(ward.lives), "cutoff", object)
    for event in ward.log.rows:
        if event.kind in ENDINGS:
            reason[event.row] = event.kind
    reason[ward.lives.status == FAILED] = "failure"
    return reason


def _follow_up(ward: Ward, reasons: NDArray[np.object_]) -> Columns:
    lives = ward.lives
    return table_of_lives(
        ward,
        "follow_up",
        np.arange(len(lives)),
        last_day=np.maximum(lives.day, 0.0),
        reason=reasons,
    )


def _doses(ward: Ward) -> Columns:
    doses = ward.bookings.doses()
    plans, given = list(ward.bookings.plans), doses["plan"]
    return table_of_lives(
        ward,
        "doses",
        doses["row"],
        day=doses["day"],
        drug=Text.chosen(given, [plan.drug for plan in plans]),
        dose_mg=np.array([plan.dose_mg for plan in plans], float)[given],
        route=Text.chosen(given, [plan.route for plan in plans]),
    )


def _orders(ward: Ward, reasons: NDArray[np.object_]) -> Columns:
    texts = ("rule", "verb", "what", "site", "urgency", "reason")
    row, columns = _read(
        ward.notes.orders,
        {
            "day": (float, "day"),
            **{name: (str, f"order.{name}") for name in texts},
            "every_days": (float, "order.interval_days"),
            "done_day": (float, "done_day"),
            "why_not": (str, "why_not"),
        },
    )
    done = np.isfinite(np.asarray(columns["done_day"], float))
    why_not = columns["why_not"].tolist()
    for number in np.flatnonzero(~done).tolist():
        ending = str(reasons[row[number]])
        why_not[number] = why_not[number] or TOO_LATE.get(ending, "not before the end")
    whether = {"done": done, "why_not": Text.of(why_not)}
    return _in_order(ward, "orders", row, {**columns, **whether})


def _symptoms(ward: Ward) -> Columns:
    return _rows(
        ward,
        "symptoms",
        ward.notes.symptoms,
        onset_day=(float, "onset_day"),
        reported_day=(float, "told_day"),
        name=(str, "name"),
        site=(str, "site"),
        end_day=(float, "end_day"),
    )


def _findings(ward: Ward) -> Columns:
    return _rows(
        ward,
        "findings",
        ward.notes.findings,
        day=(float, "day"),
        lesion=(np.int64, "lesion"),
        site=(str, "site"),
        kind=(str, "look"),
        found_by=(str, "by"),
    )


def _images(ward: Ward) -> Columns:
    """Return every deposit that an image showed or missed, then what was seen in healthy bones."""
    parts = ward.notes.images
    none = np.empty(0, np.int64)
    rows = np.concatenate([none, *(own.rows for own in parts)])
    lesion = np.concatenate([none, *(own.lesion for own in parts)])
    days = np.concatenate([np.empty(0), *(own.day for own in parts)])
    of = np.repeat(np.arange(len(parts)), [len(own.rows) for own in parts])
    order = np.lexsort((days, ward.rank[rows]))
    rows, lesion = rows[order], lesion[order]
    return table_of_lives(
        ward,
        "images",
        rows,
        day=days[order],
        assessment=Text.chosen(of[order], [own.name for own in parts]),
        site=Text.chosen(ward.bone_of[rows, lesion], ward.bones),
        lesion=lesion,
        seen=np.concatenate([np.empty(0, bool), *(own.seen for own in parts)])[order],
    )


def _procedures(ward: Ward) -> Columns:
    return _rows(
        ward,
        "procedures",
        ward.notes.procedures,
        day=(float, "day"),
        procedure=(str, "procedure"),
        site=(str, "site"),
        lesion=(np.int64, "lesion"),
        outcome=(str, "outcome"),
    )


def _regimens(ward: Ward) -> Columns:
    rows = [(row, own) for row, record in enumerate(ward.records) for own in record.regimens]
    ends = [np.nan if own.stop_day is None else own.stop_day for _, own in rows]
    return table_of_lives(
        ward,
        "regimens",
        np.array([row for row, _ in rows], np.int64),
        start_day=np.array([own.start_day for _, own in rows], float),
        stop_day=np.array(ends, float),
        name=Text.of(own.name for _, own in rows),
        route=Text.of(getattr(own.treatment, "route", "") for _, own in rows),
    )


def _observations(ward: Ward) -> Columns:
    """Return the planned tests of everybody, then those that were ordered, by patient and day."""
    panel, lives = ward.panel, ward.lives
    everybody = np.arange(len(lives))
    panel.take(everybody, lives.day, ward.recording.readings)
    row, number, k = np.nonzero(~np.isnan(panel.results))
    names = Text.chosen(k, [test.name for test in panel.tests])
    units = Text.chosen(k, [test.unit for test in panel.tests])
    others = ward.notes.results
    rows = np.concatenate([row, np.array(ward.notes.tested, np.int64)])
    columns = zip(*others, strict=True) if others else [()] * len(Observation._fields)
    day, name, value, unit, site = columns
    values = np.concatenate([panel.results[row, number, k], np.array(value, float)])
    days = np.concatenate([panel.days[number], np.array(day, float)])
    order = np.lexsort((days, ward.rank[rows]))  # of one day as they stand
    return table_of_lives(
        ward,
        "observations",
        rows[order],
        day=days[order],
        assessment=Text.joined([names, Text.of(name)])[order],
        lesion=-1,
        value=values[order],
        unit=Text.joined([units, Text.of(unit)])[order],
        site=Text.joined([Text.same("", len(row)), Text.of(site)])[order],
    )


def _failures(ward: Ward) -> Columns:
    lives = ward.lives
    rows = np.flatnonzero(lives.status == FAILED)
    return table_of_lives(
        ward,
        "failures",
        rows,
        day=lives.day[rows],
        state=Text.of(lives.failed_state(int(row)) for row in rows),
        reason=FAILURE,
    )

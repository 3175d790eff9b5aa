"""What endpoints ask for beyond the table of events, written as events of their own.

A reading that comes to a limit, the report of a symptom, the start of a medicine and the courses
of all of them become rows of the table of events under the endpoint's name. So whoever counts
events counts them too, and huge runs need nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.time_in_state import stays_between_readings
from osteon.library.endpoint_names import medicines_of, procedures_of
from osteon.trial.arms import Arm, split_arms
from osteon.trial.counting import ENDS, NOT_ASKED, ORIGIN, STARTS
from osteon.trial.readings import rows_named

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint
    from osteon.library.library import Library

Floats = NDArray[np.float64]
Tables = Mapping[str, "pd.DataFrame"]
Side = tuple[float | None, float | None]
WHO = ["arm", "patient"]


def arms_of(
    tables: Tables, names: tuple[str, ...], endpoints: Sequence["Endpoint"], library: "Library"
) -> tuple[Arm, ...]:
    """Return the arms with everything that endpoints count, in the order of their names.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        follow_up, events, and what `tables_for` names.
    """
    import pandas as pd

    rows = [part for own in endpoints for part in _rows(own, tables, library) if len(part)]
    events = tables["events"]
    if rows:
        columns = events.columns.intersection([*WHO, "known_day", "kind", "felt", "site"])
        known = [events[columns]] if len(events) else []
        events = pd.concat([*known, *rows], ignore_index=True)
        events["felt"] = events["felt"].isin([True])
    spine = {site.name for site in library.sites.values() if site.cord_level != "none"}
    levels = {site.cord_level for site in library.sites.values()} - {"none"}
    return split_arms({"follow_up": tables["follow_up"], "events": events}, names, spine | levels)


def tables_for(endpoints: Iterable["Endpoint"]) -> tuple[str, ...]:
    """Return the tables that endpoints read besides events and follow-up."""
    needs: dict[str, Callable[[Endpoint], object]] = {
        "observations": lambda own: own.is_derived and own.reading,
        "symptoms": lambda own: own.symptoms,
        "regimens": lambda own: own.medicines,
        "procedures": lambda own: own.procedures,
        "doses": lambda own: own.from_first_dose,
    }
    known = tuple(endpoints)
    return tuple(name for name, asks in needs.items() if any(map(asks, known)))


def _rows(endpoint: "Endpoint", tables: Tables, library: "Library") -> Iterator["pd.DataFrame"]:
    if not endpoint.is_derived:
        return
    name = endpoint.derived
    if endpoint.from_first_dose:
        yield _named(tables["doses"].sort_values("day").drop_duplicates(WHO), name + ORIGIN)
    if endpoint.kind == "time_to_reading":
        yield from _of_readings(endpoint, tables)
        return
    courses = list(_courses(endpoint, tables, library))
    if endpoint.kind != "time_spent":
        yield from (_named(own, name, "start") for own in courses)
        return
    stays = _united(courses)
    yield _named(stays, name + STARTS, "start")
    yield _named(stays[np.isfinite(stays["stop"])], name + ENDS, "stop")


def _courses(endpoint: "Endpoint", tables: Tables, library: "Library") -> Iterator["pd.DataFrame"]:
    """Yield the courses of symptoms, medicines and procedures: arm, patient, start, stop."""
    if endpoint.symptoms:
        mine = tables["symptoms"]
        mine = mine[mine["name"].isin(endpoint.symptoms) & mine["reported_day"].notna()]
        first = "onset_day" if endpoint.kind == "time_spent" else "reported_day"
        yield _course(mine, mine[first], mine["end_day"])
    if endpoint.medicines:
        mine = tables["regimens"]
        named = mine["name"].isin(medicines_of(endpoint.medicines, library))
        # Time on what was begun before entry counts, its beginning does not.
        counted = (mine["start_day"] >= 0) | (endpoint.kind == "time_spent")
        mine = mine[named & counted]
        yield _course(mine, mine["start_day"], mine["stop_day"])
    if endpoint.procedures:
        mine = tables["procedures"]
        mine = mine[mine["procedure"].isin(procedures_of(endpoint.procedures, library))]
        stay = {own.name: own.hospital_days.value for own in library.procedures.values()}
        yield _course(mine, mine["day"], mine["day"] + mine["procedure"].map(stay).astype(float))
    if endpoint.reading is not None:
        yield _between_readings(endpoint, tables)


def _between_readings(endpoint: "Endpoint", tables: Tables) -> "pd.DataFrame":
    """Return the courses in which readings come to a limit, each reading until the next."""
    read = rows_named(tables, str(endpoint.reading))
    read = read[[*WHO, "day", "value"]].dropna().sort_values([*WHO, "day"], ignore_index=True)
    person = read.groupby(WHO, sort=False, observed=True).ngroup().to_numpy()
    inside = _within(read["value"].to_numpy(float), endpoint.limit)
    _, start, stop = stays_between_readings(person, read["day"].to_numpy(float), inside)
    return read.loc[inside, WHO].assign(start=start, stop=stop)


def _course(
    rows: "pd.DataFrame", start: "pd.Series[float]", stop: "pd.Series[float]"
) -> "pd.DataFrame":
    return rows[WHO].assign(start=start.astype(float), stop=stop.astype(float).fillna(np.inf))


def _united(courses: list["pd.DataFrame"]) -> "pd.DataFrame":
    """Return stays from day 0 that do not overlap, from courses that may, none of no length."""
    import pandas as pd

    rows = pd.concat(courses, ignore_index=True)
    rows["start"] = rows["start"].clip(lower=0.0)
    rows = rows[rows["stop"] > rows["start"]].sort_values([*WHO, "start"], ignore_index=True)
    if rows.empty:
        return rows
    person = rows.groupby(WHO, sort=False, observed=True)
    reached = person["stop"].cummax().groupby([rows[key] for key in WHO], observed=True).shift()
    stay = (reached.isna() | (rows["start"] > reached)).cumsum()
    grouped = rows.groupby(stay)
    return grouped.agg({"arm": "first", "patient": "first", "start": "min", "stop": "max"})


def _of_readings(endpoint: "Endpoint", tables: Tables) -> Iterator["pd.DataFrame"]:
    read = rows_named(tables, str(endpoint.reading))
    read = read[[*WHO, "day", "value"]].dropna().sort_values([*WHO, "day"])
    name = endpoint.derived
    everybody = tables["follow_up"][WHO]
    if endpoint.at_entry != (None, None):
        entry = read[read["day"] <= 0].groupby(WHO, observed=True, as_index=False).last()
        fit = entry[_within(entry["value"].to_numpy(float), endpoint.at_entry)]
        left_out = everybody.merge(fit[WHO], on=WHO, how="left", indicator=True)
        yield _named(
            left_out[left_out["_merge"] == "left_only"][WHO].assign(day=0.0), name + NOT_ASKED
        )
    after = read[read["day"] > 0]
    if endpoint.origin != (None, None):
        origin = _first(after, endpoint.origin)
        yield _named(origin, name + ORIGIN)
        after = after.merge(origin[[*WHO, "day"]], on=WHO, suffixes=("", "_origin"))
        after = after[after["day"] > after["day_origin"]]
    yield _named(_first(after, endpoint.limit), name)


def _first(read: "pd.DataFrame", side: Side) -> "pd.DataFrame":
    """Return each patient's first reading that comes to a limit."""
    return read[_within(read["value"].to_numpy(float), side)].drop_duplicates(WHO)


def _within(value: Floats, side: Side) -> NDArray[np.bool_]:
    at_most, at_least = side
    enough = value >= (-np.inf if at_least is None else at_least)
    return np.asarray(enough & (value <= (np.inf if at_most is None else at_most)))


def _named(rows: "pd.DataFrame", kind: str, day: str = "day") -> "pd.DataFrame":
    known = rows[day].to_numpy(float)
    return rows[WHO].assign(known_day=known, kind=kind, felt=False, site="")

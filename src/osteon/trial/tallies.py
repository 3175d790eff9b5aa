"""What was given, done and measured, counted by arm; tallies of groups of patients add up."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from osteon.library.endpoint_names import OPIOID, medicines_of

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.library import Library

COLUMNS = ("arm", "kind", "what", "patients", "times", "days")
TABLES: Mapping[str, tuple[str, ...]] = {
    "doses": ("arm", "patient", "day", "drug"),
    "regimens": ("arm", "patient", "start_day", "stop_day", "name"),
    "procedures": ("arm", "patient", "day", "procedure"),
    "observations": ("arm", "patient", "day", "assessment", "value"),
}
"""What is read of each table."""

# CTCAE version 4: lowest corrected calcium of each grade is above the next limit [mmol/L].
CALCIUM = "calcium"
GRADE_LIMITS = (2.0, 1.75, 1.5)
GRADES = ("grade 2", "grade 3", "grade 4")
WHO = ["arm", "patient"]
ANY_DOSE = "any dose"


def tally(tables: Mapping[str, "pd.DataFrame"], library: "Library") -> "pd.DataFrame":
    """Return how many patients of each arm had what, how often and for how long.

    Parameters
    ----------
    tables : mapping of name to DataFrame
        follow_up, and of `TABLES` those that there are.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; `kind` is dose, regimen, class (of medicines), procedure, does (what
        procedures are for), assessment or calcium (the worst grade of low calcium); `days` in a
        regimen, 0 for what is done at once.
    """
    import pandas as pd

    parts = [part for part in _parts(tables, library) if len(part)]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def add_up(tallies: Sequence["pd.DataFrame"]) -> "pd.DataFrame":
    """Return the tally of all patients from those of groups that share nobody."""
    import pandas as pd

    found = [own for own in tallies if len(own)]
    if not found:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(found).groupby(["arm", "kind", "what"], as_index=False, sort=False).sum()


def _parts(tables: Mapping[str, "pd.DataFrame"], library: "Library") -> Iterator["pd.DataFrame"]:
    if "doses" in tables:
        yield _counted(tables["doses"], "dose", "drug")
        yield _counted(tables["doses"].assign(drug=ANY_DOSE), "class", "drug")
    if "regimens" in tables:
        taken = _with_days(tables["regimens"], tables["follow_up"])
        yield _counted(taken, "regimen", "name")
        opioids = taken[taken["name"].isin(medicines_of((OPIOID,), library))]
        yield _counted(opioids.assign(name=OPIOID), "class", "name")
    if "procedures" in tables:
        done = tables["procedures"]
        yield _counted(done, "procedure", "procedure")
        does = {name: own.does for name, own in library.procedures.items()}
        yield _counted(done.assign(does=done["procedure"].map(does)), "does", "does")
    if "observations" in tables:
        observed = tables["observations"]
        number = observed.groupby(["arm", "assessment"], sort=False, observed=True).size()
        rows = number.rename("times").reset_index().rename(columns={"assessment": "what"})
        yield rows.assign(kind="assessment", patients=0, days=0.0)
        yield _graded(observed)


def _counted(rows: "pd.DataFrame", kind: str, column: str) -> "pd.DataFrame":
    """Return patients, times and days of each value of a column, by arm."""
    rows = rows.assign(days=rows.get("days", 0.0))
    by_arm = rows.groupby(["arm", column], sort=True, observed=True)
    found = by_arm.agg(
        patients=("patient", "nunique"), times=("patient", "size"), days=("days", "sum")
    )
    return found.reset_index().rename(columns={column: "what"}).assign(kind=kind)


def _with_days(regimens: "pd.DataFrame", follow_up: "pd.DataFrame") -> "pd.DataFrame":
    """Return the courses that were seen to begin, with their days up to the last day seen."""
    rows = regimens.merge(follow_up[[*WHO, "last_day"]], on=WHO, how="inner")
    stop = np.minimum(rows["stop_day"].fillna(np.inf).to_numpy(float), rows["last_day"])
    start = np.maximum(rows["start_day"].to_numpy(float), 0.0)
    seen: pd.DataFrame = rows.assign(days=stop - start)[(stop > start).to_numpy()]
    return seen


def _graded(observed: "pd.DataFrame") -> "pd.DataFrame":
    """Return how many patients had each grade of low calcium as the worst after entry."""
    mine = observed[(observed["assessment"] == CALCIUM) & (observed["day"] > 0)]
    lowest = mine.groupby(WHO, sort=True, observed=True)["value"].min().reset_index()
    value = lowest["value"].to_numpy(float)
    grade = sum((value <= limit).astype(int) for limit in GRADE_LIMITS)
    low = lowest.assign(grade=grade)[grade > 0] if len(lowest) else lowest.assign(grade=0)
    names = dict(enumerate(GRADES, start=1))
    return _counted(low.assign(what=low["grade"].map(names)), "calcium", "what")

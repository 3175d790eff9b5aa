"""What each patient used: every row traceable to a row of the tables that a run leaves behind.

Drugs come from `doses`, other medicines from `regimens`, tests and pictures from `observations`,
procedures and the days in hospital that go with them from `procedures` (bones irradiated on one day
are one treatment), complications from `events` on the day on which they became known, visits from
`orders`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError
from osteon.base.suggest import plain
from osteon.library.assessments import Imaging, LaboratoryTest

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from osteon.library.library import Library
    from osteon.library.prices import PriceList

Places = NDArray[np.int64]

COLUMNS = (
    "arm", "patient", "day", "until_day", "category", "what", "variant", "amount", "source_table",
    "source_row",
)  # fmt: skip
WHOLE_BODY = "whole_body"
HOSPITAL = "hospital_day"
# Days by which a repeated sample may be off its interval.
OFF_SCHEDULE_DAYS = 0.5

_CATEGORIES = {
    "radiotherapy": "radiotherapy",
    "fixation": "surgery",
    "cement": "surgery",
    "decompression": "surgery",
    "extraction": "teeth and jaw",
    "jaw_surgery": "teeth and jaw",
    "dental_treatment": "teeth and jaw",
    "hygiene": "teeth and jaw",
}
_OF_EVENT = {
    "death": "end of life",
    "spinal_cord_compression": "cord compression",
    "osteonecrosis_of_jaw": "teeth and jaw",
    "jaw_infection": "teeth and jaw",
    "tooth_infection": "teeth and jaw",
}


def resource_use(
    tables: Mapping[str, "DataFrame"], library: "Library", prices: "PriceList"
) -> "DataFrame":
    """Return everything that was used, one row each, with the columns of `COLUMNS`.

    `until_day` is missing for what is used at one moment. `variant` is a narrower name under which
    a price is looked for first, as the bone of a fracture. Laboratory tests that nobody in the
    arm's care ordered are part of the trial's protocol and left out.
    """
    import pandas as pd

    if "every_days" not in tables["orders"]:
        raise InputError("this run was made by an earlier version; make it again with osteon run")
    parts = [
        *_doses(tables["doses"]),
        _regimens(tables["regimens"], tables["follow_up"], library),
        _tests(tables["observations"], tables["orders"], library),
        *_procedures(tables["procedures"], library, prices),
        _events(tables["events"], library),
        _visits(tables["orders"]),
    ]
    # As arrays: a frame of so many rows is costly to put together again and again.
    joined = {name: np.concatenate([part[name].to_numpy() for part in parts]) for name in COLUMNS}
    return pd.DataFrame(joined, copy=False)


def _rows(frame: "DataFrame", table: str, **columns: Any) -> "DataFrame":
    """Return some rows of a table as use; a column not given is as for one moment and one piece."""
    import pandas as pd

    kept = {"arm": frame["arm"], "patient": frame["patient"], "source_row": frame.index}
    usual: dict[str, Any] = {"until_day": np.nan, "variant": "", "amount": 1.0}
    made = {**usual, **columns, **kept, "source_table": table}
    return pd.DataFrame({name: made[name] for name in COLUMNS}, frame.index, copy=False)


def _doses(doses: "DataFrame") -> Iterator["DataFrame"]:
    drug, route = doses["drug"], doses["route"]
    yield _rows(
        doses, "doses", day=doses["day"], category="bone drugs", what=drug, amount=doses["dose_mg"],
        variant=drug + "_" + route,
    )  # fmt: skip
    yield _rows(
        doses, "doses", day=doses["day"], category="giving the drugs",
        what=route + "_administration", variant=drug + "_administration",
    )  # fmt: skip


def _regimens(regimens: "DataFrame", ends: "DataFrame", library: "Library") -> "DataFrame":
    taken = regimens[~regimens["name"].isin(list(library.drugs))]
    last = _last_day(taken, ends)
    stop = taken["stop_day"].fillna(np.inf).clip(upper=last)
    start = taken["start_day"]
    seen = (start <= last) & ((start >= 0) | (stop > 0))
    taken, stop = taken[seen], stop[seen]
    return _rows(
        taken, "regimens", day=start[seen].clip(lower=0.0), until_day=stop,
        category="other medicines", what=taken["name"],
    )  # fmt: skip


def _last_day(frame: "DataFrame", ends: "DataFrame") -> "Series[float]":
    known = ends.set_index(["arm", "patient"])["last_day"]
    return known.reindex(list(zip(frame["arm"], frame["patient"], strict=True))).set_axis(
        frame.index
    )


def _tests(observations: "DataFrame", orders: "DataFrame", library: "Library") -> "DataFrame":
    import pandas as pd

    asked = orders[(orders["verb"] == "assess") & orders["done"]]
    asked = asked.assign(assessment=_each(asked["what"], lambda n: library.assessment(n).name))
    kinds = library.assessments
    labs = [name for name, own in kinds.items() if isinstance(own, LaboratoryTest)]
    images = [name for name, own in kinds.items() if isinstance(own, Imaging)]
    observed = observations[["arm", "patient", "day", "assessment", "site"]]
    name, ordered = observed["assessment"].astype("category"), set(asked["assessment"])
    sampled = _asked_for(observed[name.isin(ordered.intersection(labs))], asked)
    # A picture has a row for each bone that shows something, and one for the whole.
    seen = _as_text(observed[name.isin(images) & (observed["site"] == "")])
    rest = _as_text(observed[~name.isin([*labs, *images])])
    dental = rest["assessment"] == "dental_check"
    return pd.concat(
        [
            _tested(sampled, "monitoring"),
            _tested(seen, "imaging and biopsy", variant=_whole(seen, asked)),
            _tested(rest, np.where(dental, "teeth and jaw", "imaging and biopsy")),
        ]
    )


def _tested(rows: "DataFrame", category: Any, **columns: Any) -> "DataFrame":
    return _rows(
        rows, "observations", day=rows["day"], category=category, what=rows["assessment"], **columns
    )


def _as_text(rows: "DataFrame") -> "DataFrame":
    return rows.astype({"arm": object, "assessment": object})


def _asked_for(samples: "DataFrame", asked: "DataFrame") -> "DataFrame":
    """Return the samples that an order asked for, once or again and again."""
    taken, of = _pairs(*_numbered(samples, asked))
    since = samples["day"].to_numpy(float)[taken] - asked["done_day"].to_numpy(float)[of]
    every = asked["every_days"].to_numpy(float)[of]
    off = np.round(since / every) * every - since
    repeated = (since >= -OFF_SCHEDULE_DAYS) & (np.abs(off) <= OFF_SCHEDULE_DAYS)
    once = np.isnan(every) & (np.abs(since) <= OFF_SCHEDULE_DAYS)
    found = np.zeros(len(samples), bool)
    found[taken[repeated | once]] = True
    return _as_text(samples[found])


def _numbered(samples: "DataFrame", asked: "DataFrame") -> tuple[Places, Places]:
    """Return one number for arm, patient and test of each sample and order: text is slow."""
    numbers = [own["patient"].to_numpy(np.int64) for own in (samples, asked)]
    for column in ("arm", "assessment"):
        own = samples[column].astype("category").cat
        place = {word: number for number, word in enumerate(own.categories)}
        # An order of what nobody had has a number of its own.
        there = asked[column].map(place).fillna(len(place)).to_numpy(np.int64)
        here = own.codes.to_numpy(np.int64)
        numbers = [
            n * (len(place) + 1) + more for n, more in zip(numbers, (here, there), strict=True)
        ]
    return numbers[0], numbers[1]


def _pairs(one: Places, other: Places) -> tuple[Places, Places]:
    """Return the places of every pair of equal numbers, by place of the first."""
    order = np.argsort(other, kind="stable")
    first, end = (np.searchsorted(other[order], one, side) for side in ("left", "right"))
    many = end - first
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    return np.repeat(np.arange(len(one)), many), order[np.repeat(first, many) + within]


def _whole(seen: "DataFrame", asked: "DataFrame") -> "Series[str]":
    """Return the narrower name of each picture: of the whole body where no bone was named."""
    keys = ["arm", "patient", "day", "assessment"]
    sited = asked[asked["site"] != ""].rename(columns={"day": "ordered", "done_day": "day"})
    of_a_bone = sited.groupby(keys).size()
    known = of_a_bone.reindex(list(seen[keys].itertuples(index=False, name=None))).fillna(0)
    first = seen.groupby(keys).cumcount().to_numpy() < known.to_numpy()
    return (seen["assessment"] + f"_{WHOLE_BODY}").where(~first, "")


def _procedures(
    procedures: "DataFrame", library: "Library", prices: "PriceList"
) -> Iterator["DataFrame"]:
    facts = library.procedures
    procedures = _in_one_go(procedures, library)
    what = procedures["procedure"]
    yield _rows(
        procedures, "procedures", day=procedures["day"], what=what,
        category=_each(what, lambda n: _CATEGORIES[facts[n].does]),
        amount=_each(what, lambda n: float(len(facts[n].fraction_days))),
    )  # fmt: skip
    inside = {name for name, item in prices.items.items() if item.all_in}
    days = _each(what, lambda n: 0.0 if n in inside else facts[n].hospital_days.value)
    stayed = procedures[days > 0]
    yield _rows(
        stayed, "procedures", day=stayed["day"], category="hospital", what=HOSPITAL,
        amount=days[days > 0],
    )  # fmt: skip


def _in_one_go(procedures: "DataFrame", library: "Library") -> "DataFrame":
    """Leave out all bones but the first that are irradiated on one day: that is one treatment."""
    ray = _each(procedures["procedure"], lambda n: library.procedures[n].does == "radiotherapy")
    whose = procedures[["arm", "patient"]].assign(day=procedures["day"] // 1.0, ray=ray)
    first: DataFrame = procedures[~(whose.duplicated() & ray.astype(bool))]
    return first


def _events(events: "DataFrame", library: "Library") -> "DataFrame":
    known = events[events["known_day"].notna()]
    kind = known["kind"]
    where = _each(known["site"], lambda site: _part(site, library))
    return _rows(
        known, "events", day=known["known_day"], what=kind, variant=kind + "_" + where,
        category=_each(kind, _category_of_event),
    )  # fmt: skip


def _category_of_event(kind: str) -> str:
    if kind in _OF_EVENT:
        return _OF_EVENT[kind]
    return "fractures" if kind.endswith("fracture") else "other complications"


def _part(site: str, library: "Library") -> str:
    """Return ``vertebral`` for a bone of the spine, the region of any other, nothing for none."""
    if site not in library.sites:
        return site
    bone = library.sites[site]
    return bone.region if bone.cord_level == "none" else "vertebral"


def _visits(orders: "DataFrame") -> "DataFrame":
    sent = orders[(orders["verb"] == "refer") & orders["done"]]
    return _rows(
        sent, "orders", day=sent["done_day"], category="visits", what=_each(sent["what"], plain)
    )


def _each(column: "Series[str]", read: Callable[[str], object]) -> Any:
    """Return what is read from each text, reading each different one once."""
    return column.map({text: read(text) for text in column.unique()})

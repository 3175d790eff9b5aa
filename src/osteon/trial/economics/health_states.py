"""States of health: exact stretches of time in each, from events and procedures; no cycles."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.library.library import Library
    from osteon.library.utilities import State, UtilitySet

Floats = NDArray[np.float64]
Stretch = tuple[float, float, str]

BASELINE = "baseline"
AND = " + "
LEAST_UTILITY = -1.0

STATES: Final = {
    "arm": "name of the arm",
    "patient": "number of the patient",
    "start_day": "when it began [days]",
    "stop_day": "when it ended [days]",
    "state": "states of health at once, or baseline",
}


def time_in_states(
    tables: Mapping[str, "DataFrame"], library: "Library", worth: "UtilitySet"
) -> "DataFrame":
    """Return the stretches of every life, with the columns of `STATES`.

    A state begins on the day of its event where the patient felt it, else on the day on which it
    became known; what nobody feels or knows takes nothing away.

    Raises
    ------
    InputError
        A state names a region or a procedure that is not in the library.
    """
    import pandas as pd

    _check(worth, library)
    begun = _by_life(tables, library, worth)
    rows = [
        (arm, patient, *stretch)
        for arm, patient, last in tables["follow_up"][["arm", "patient", "last_day"]].itertuples(
            index=False, name=None
        )
        for stretch in _stretches(begun.get((arm, patient), ()), last)
    ]
    return pd.DataFrame(rows, columns=list(STATES))


def utility_of(
    combination: str, worth: "UtilitySet", baseline: Floats, decrements: Mapping[str, Floats]
) -> Floats:
    """Return the utility of a combination of states in each draw, shape (n_draws,).

    Parameters
    ----------
    combination : str
        As in the column `state` of the stretches.
    baseline, decrements : arrays, shape (n_draws,)
        Utility without any state, and what each state takes away, by name.
    """
    if combination == BASELINE:
        return baseline
    names = combination.split(AND)
    groups: dict[str, Floats] = {}
    for name in names:
        group = worth.states[name].group
        groups[group] = np.minimum(groups.get(group, np.zeros(1)), decrements[name])
    taken = list(groups.values())
    if worth.combine == "worst":
        left = baseline + np.min(np.broadcast_arrays(*taken), axis=0)
    elif worth.combine == "additive":
        left = baseline + np.sum(np.broadcast_arrays(*taken), axis=0)
    else:
        kept = [(baseline + own) / baseline for own in taken]
        left = baseline * np.prod(np.broadcast_arrays(*kept), axis=0)
    return np.asarray(np.maximum(left, LEAST_UTILITY))


def _check(worth: "UtilitySet", library: "Library") -> None:
    regions = sorted({bone.region for bone in library.sites.values()})
    known = {"regions": regions, "procedures": list(library.procedures)}
    problems = [
        Problem(
            f"utilities.{worth.name}.states.{state.name}.{key}",
            f'no {key.removesuffix("s")} "{name}"{hint(name, names)}',
        )
        for state in worth.states.values()
        for key, names in known.items()
        for name in getattr(state, key)
        if name not in names
    ]
    if problems:
        raise InputError(problems)


def _by_life(
    tables: Mapping[str, "DataFrame"], library: "Library", worth: "UtilitySet"
) -> dict[tuple[str, int], list[Stretch]]:
    """Return when each state begins and ends by itself, by arm and patient."""
    begun: dict[tuple[str, int], list[Stretch]] = {}
    for state in worth.states.values():
        ends = _ends(tables["events"], state)
        lasts = np.inf if state.lasts_days is None else state.lasts_days.value
        for arm, patient, day in _begins(tables, library, state):
            own = (end for end in ends.get((arm, patient), ()) if end > day)
            stop = min(day + lasts, next(own, np.inf))
            begun.setdefault((arm, patient), []).append((day, stop, state.name))
    return begun


def _begins(
    tables: Mapping[str, "DataFrame"], library: "Library", state: "State"
) -> Iterator[tuple[str, int, float]]:
    events, done = tables["events"], tables["procedures"]
    own = events[events["kind"].isin(state.events)]
    if state.regions:
        inside = [s for s, bone in library.sites.items() if bone.region in state.regions]
        own = own[own["site"].isin(inside)]
    day = own["day"].where(own["felt"].astype(bool), own["known_day"])
    yield from zip(own["arm"][day.notna()], own["patient"][day.notna()], day.dropna(), strict=True)
    had = done[done["procedure"].isin(state.procedures)]
    yield from zip(had["arm"], had["patient"], had["day"], strict=True)


def _ends(events: "DataFrame", state: "State") -> dict[tuple[str, int], list[float]]:
    own = events[events["kind"].isin(state.ended_by)].sort_values("day")
    ends: dict[tuple[str, int], list[float]] = {}
    for arm, patient, day in zip(own["arm"], own["patient"], own["day"], strict=True):
        ends.setdefault((arm, patient), []).append(day)
    return ends


def _stretches(begun: Sequence[Stretch], last: float) -> Iterator[Stretch]:
    """Yield the stretches of one life between which nothing begins or ends."""
    corners = {0.0, last}
    corners |= {day for start, stop, _ in begun for day in (start, stop) if 0 < day < last}
    days = sorted(corners)
    for start, stop in pairwise(days):
        here = sorted({name for first, end, name in begun if first <= start and end >= stop})
        yield start, stop, AND.join(here) or BASELINE

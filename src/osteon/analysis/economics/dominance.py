"""Incremental cost-effectiveness ratios, with dominance and extended dominance.

References
----------
drummond_2015, paltiel_2006, rajasingham_2020
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite
from typing import Literal

from osteon.base.errors import InputError, Problem

Status = Literal["reference", "frontier", "dominated", "extendedly dominated", "equal"]


@dataclass(frozen=True, slots=True)
class Increment:
    """One strategy beside the next cheaper one that stands on the frontier.

    Attributes
    ----------
    strategy : str
    cost, effect : float
        Means per patient.
    status : str
        ``reference`` is the cheapest; ``dominated``: another costs no more and does no less;
        ``extendedly dominated``: a mixture of two others does; ``equal``: as another to the digit.
    versus : str
        Next cheaper strategy of the frontier, or the one that is equal; empty where there is none.
    incremental_cost, incremental_effect, icer : float or None
        None off the frontier, where a ratio has no meaning.
    """

    strategy: str
    cost: float
    effect: float
    status: Status
    versus: str = ""
    incremental_cost: float | None = None
    incremental_effect: float | None = None
    icer: float | None = None


def icers(
    strategies: Sequence[str], costs: Sequence[float], effects: Sequence[float]
) -> tuple[Increment, ...]:
    """Return every strategy with its ratio: the frontier by cost, then the dominated by cost.

    Parameters
    ----------
    strategies : sequence of str
        Two or more different names.
    costs, effects : sequence of float
        Mean cost and mean effect per patient, finite.

    Raises
    ------
    InputError
        Fewer than two strategies, a name twice, or a number that is missing.
    """
    _check(strategies, costs, effects)
    rows = [
        Increment(name, float(cost), float(effect), "frontier")
        for name, cost, effect in zip(strategies, costs, effects, strict=True)
    ]
    # Of two that cost the same the better one stands first.
    rows.sort(key=lambda row: (row.cost, -row.effect))
    frontier: list[Increment] = []
    off: list[Increment] = []
    for row in rows:
        last = frontier[-1] if frontier else None
        if last is not None and row.effect <= last.effect:
            off.append(_beaten(row, last))
            continue
        while len(frontier) > 1 and _ratio(row, frontier[-1]) < _ratio(*frontier[-1:-3:-1]):
            off.append(replace(frontier.pop(), status="extendedly dominated"))
        frontier.append(row)
    off.sort(key=lambda row: row.cost)
    return (*_chained(frontier), *off)


def _check(strategies: Sequence[str], costs: Sequence[float], effects: Sequence[float]) -> None:
    problems = []
    if len(strategies) < 2:
        problems.append(
            Problem("", "a ratio compares two strategies or more; this has only one arm")
        )
    problems += [
        Problem("", f'the strategy "{name}" is there twice')
        for name in dict.fromkeys(strategies)
        if list(strategies).count(name) > 1
    ]
    problems += [
        Problem("", f'the {what} of "{name}" is {value}, which is no number')
        for what, values in (("cost", costs), ("effect", effects))
        for name, value in zip(strategies, values, strict=True)
        if not isfinite(value)
    ]
    if problems:
        raise InputError(problems)


def _beaten(row: Increment, last: Increment) -> Increment:
    same = (row.cost, row.effect) == (last.cost, last.effect)
    return replace(
        row, status="equal" if same else "dominated", versus=last.strategy if same else ""
    )


def _ratio(row: Increment, versus: Increment) -> float:
    return (row.cost - versus.cost) / (row.effect - versus.effect)


def _chained(frontier: Sequence[Increment]) -> Sequence[Increment]:
    chained = [replace(frontier[0], status="reference")]
    for versus, row in pairwise(frontier):
        cost, effect = row.cost - versus.cost, row.effect - versus.effect
        chained.append(
            replace(
                row,
                versus=versus.strategy,
                incremental_cost=cost,
                incremental_effect=effect,
                icer=cost / effect,
            )
        )
    return chained

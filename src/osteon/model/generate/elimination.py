"""Sparse LU factorisation written out as straight-line source.

The pattern is known when the kernel is generated, so pivots are chosen then (on the diagonal, by
Markowitz's count) and no index is looked up at run time. Factors are stored so that the solve
needs multiplications only: unit lower part, upper part divided by its pivot's reciprocal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Entry = tuple[int, int]


@dataclass(frozen=True)
class Plan:
    """The order of pivots and where in a flat array each stored factor lives."""

    order: tuple[int, ...]
    slots: dict[Entry, int]


def plan_elimination(size: int, pattern: set[Entry], first_slot: int) -> Plan:
    """Return the pivot order and storage for a matrix of this pattern, fill-in included."""
    filled = set(pattern) | {(k, k) for k in range(size)}
    remaining, order = set(range(size)), []
    while remaining:
        pivot = min(sorted(remaining), key=lambda k: _markowitz(filled, remaining, k))
        remaining.discard(pivot)
        order.append(pivot)
        rows = [r for r in remaining if (r, pivot) in filled]
        columns = [c for c in remaining if (pivot, c) in filled]
        filled |= {(r, c) for r in rows for c in columns}
    entries = sorted(filled)
    return Plan(tuple(order), {entry: first_slot + k for k, entry in enumerate(entries)})


def _markowitz(filled: set[Entry], remaining: set[int], k: int) -> int:
    rows = sum((r, k) in filled for r in remaining) - 1
    columns = sum((k, c) in filled for c in remaining) - 1
    return rows * columns


def write_factorisation(plan: Plan, name: str) -> list[str]:
    """Return lines that factorise in place the scalars ``{name}_{row}_{column}``."""
    lines = []
    done: set[int] = set()
    for pivot in plan.order:
        done.add(pivot)
        lines.append(f"{name}_{pivot}_{pivot} = 1.0 / {name}_{pivot}_{pivot}")
        columns = [c for r, c in plan.slots if r == pivot and c not in done]
        for row in (r for r, c in plan.slots if c == pivot and r not in done):
            factor = f"{name}_{row}_{pivot}"
            lines.append(f"{factor} = {factor} * {name}_{pivot}_{pivot}")
            lines.extend(
                f"{name}_{row}_{c} = {name}_{row}_{c} - {factor} * {name}_{pivot}_{c}"
                for c in columns
            )
    return lines


def write_solve(
    plan: Plan, stored: str, vector: str, nonzero: Iterable[int] | None = None
) -> list[str]:
    """Return lines that overwrite the scalars ``{vector}{row}`` with the solution.

    `stored` is a format with one place for the row and one for the column of a factor, or for the
    slot when it has only one place. With `nonzero`, only those rows of the right-hand side are
    there; the rows of the solution that are then there are told by `solution_rows`.
    """
    everything = range(len(plan.order))
    lines = []
    for row, column, there in _substitutions(plan, set(everything if nonzero is None else nonzero)):
        factor = stored.format(row, column, plan.slots[row, column])
        if row == column:
            lines.append(f"{vector}{row} = {vector}{row} * {factor}")
        else:
            before = f"{vector}{row} " if there else ""
            lines.append(f"{vector}{row} = {before}- {factor} * {vector}{column}")
    return lines


def solution_rows(plan: Plan, nonzero: Iterable[int]) -> list[int]:
    """Return the rows of a solution that are not zero by structure."""
    rows = set(nonzero)
    for _ in _substitutions(plan, rows):
        pass
    return sorted(rows)


def _substitutions(plan: Plan, rows: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Yield (row, column, whether the row is there yet) of each update; `rows` grows with them."""
    position = {k: rank for rank, k in enumerate(plan.order)}
    for pivot in plan.order:
        for row in (r for r, c in plan.slots if c == pivot and position[r] > position[pivot]):
            if pivot in rows:
                yield row, pivot, row in rows
                rows.add(row)
    for pivot in reversed(plan.order):
        for column in (c for r, c in plan.slots if r == pivot and position[c] > position[pivot]):
            if column in rows:
                yield pivot, column, pivot in rows
                rows.add(pivot)
        if pivot in rows:
            yield pivot, pivot, True

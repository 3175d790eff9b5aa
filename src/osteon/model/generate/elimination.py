"""Sparse LU factorisation written out as straight-line source.

The pattern is known when the kernel is generated, so pivots are chosen then (on the diagonal, by
Markowitz's count) and no index is looked up at run time. Factors are stored so that the solve
needs multiplications only: unit lower part, upper part divided by its pivot's reciprocal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

Entry: TypeAlias = tuple[int, int]
# An update: its row, the row it reads, where its factor is, and whether the row is there yet.
Substitution: TypeAlias = tuple[int, int, Entry, bool]


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


def write_solve(plan: Plan, stored: str, vector: str) -> list[str]:
    """Return lines that overwrite the scalars ``{vector}{row}`` with the solution.

    `stored` is a format with one place for the row and one for the column of a factor, or for the
    slot when it has only one place.
    """
    everything = set(range(len(plan.order)))
    return _written(plan, stored, vector, _substitutions(plan, everything))


def write_transposed_solve(
    plan: Plan, stored: str, vector: str, nonzero: Iterable[int]
) -> tuple[list[str], list[int]]:
    """Return lines that solve with the transposed matrix, and the rows of the solution.

    Only the rows `nonzero` of the right-hand side are there; the others of the solution are zero
    by structure.
    """
    rows = set(nonzero)
    lines = _written(plan, stored, vector, _transposed_substitutions(plan, rows))
    return lines, sorted(rows)


def _written(
    plan: Plan, stored: str, vector: str, substitutions: Iterable[Substitution]
) -> list[str]:
    lines = []
    for row, column, factor_at, there in substitutions:
        factor = stored.format(*factor_at, plan.slots[factor_at])
        if row == column:
            lines.append(f"{vector}{row} = {vector}{row} * {factor}")
        else:
            before = f"{vector}{row} " if there else ""
            lines.append(f"{vector}{row} = {before}- {factor} * {vector}{column}")
    return lines


def _after(plan: Plan, pivot: int) -> set[int]:
    return set(plan.order[plan.order.index(pivot) + 1 :])


def _substitutions(plan: Plan, rows: set[int]) -> Iterator[Substitution]:
    """Yield the updates of a solve; `rows`, which are there, grows with them."""
    for pivot in plan.order:
        after = _after(plan, pivot)
        for row in (r for r, c in plan.slots if c == pivot and r in after):
            if pivot in rows:
                yield row, pivot, (row, pivot), row in rows
                rows.add(row)
    for pivot in reversed(plan.order):
        after = _after(plan, pivot)
        for column in (c for r, c in plan.slots if r == pivot and c in after):
            if column in rows:
                yield pivot, column, (pivot, column), pivot in rows
                rows.add(pivot)
        if pivot in rows:
            yield pivot, pivot, (pivot, pivot), True


def _transposed_substitutions(plan: Plan, rows: set[int]) -> Iterator[Substitution]:
    """Yield the updates of a solve with the transposed matrix."""
    for pivot in plan.order:
        after = _after(plan, pivot)
        if pivot in rows:
            yield pivot, pivot, (pivot, pivot), True
        for column in (c for r, c in plan.slots if r == pivot and c in after):
            if pivot in rows:
                yield column, pivot, (pivot, column), column in rows
                rows.add(column)
    for pivot in reversed(plan.order):
        after = _after(plan, pivot)
        for row in (r for r, c in plan.slots if c == pivot and r in after):
            if row in rows:
                yield pivot, row, (row, pivot), pivot in rows
                rows.add(pivot)

"""Sparse LU factorisation written out as straight-line source.

The pattern is known when the kernel is generated, so pivots are chosen then (on the diagonal, by
Markowitz's count) and no index is looked up at run time. Factors are stored so that the solve
needs multiplications only: unit lower part, upper part divided by its pivot's reciprocal.
"""

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


def write_solve(plan: Plan, stored: str, vector: str) -> list[str]:
    """Return lines that overwrite the scalars ``{vector}{row}`` with the solution.

    `stored` is a format with one place for the row and one for the column of a factor, or for the
    slot when it has only one place.
    """
    position = {k: rank for rank, k in enumerate(plan.order)}

    def factor(row: int, column: int) -> str:
        return stored.format(row, column, plan.slots[row, column])

    lines: list[str] = []
    for pivot in plan.order:
        below = [r for r, c in plan.slots if c == pivot and position[r] > position[pivot]]
        lines.extend(
            f"{vector}{r} = {vector}{r} - {factor(r, pivot)} * {vector}{pivot}" for r in below
        )
    for pivot in reversed(plan.order):
        right = [c for r, c in plan.slots if r == pivot and position[c] > position[pivot]]
        lines.extend(
            f"{vector}{pivot} = {vector}{pivot} - {factor(pivot, c)} * {vector}{c}" for c in right
        )
        lines.append(f"{vector}{pivot} = {vector}{pivot} * {factor(pivot, pivot)}")
    return lines

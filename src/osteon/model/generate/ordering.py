"""The order of the lines of an eight-lane function.

What lines work out leaves much of their order open, the compiler keeps most of the order that it is
given, and order costs time in two ways. A processor looks only some hundred operations ahead: what
takes long must begin early, or in the end all else waits for it. And a processor has 32 registers
for vectors: what is worked out long before it is used goes to the stack and back.

So there are two orders. Where exponentials, logarithms and divisions wait for one another, the line
on which the longest chain still hangs comes first; this is list scheduling, as in Gibbons and
Muchnick, Efficient instruction scheduling for a pipelined architecture (1986). Where there are only
products and sums of what memory holds, each line comes just before its value is needed. What stands
before, in and after a loop is ordered by itself. Each line still works with the same values; for
that, arrays of different names must not share memory.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import groupby

# Cycles until another operation can use a result, rounded, as ``benchmarks/peaks.py`` measures them
# on an AMD EPYC (family 25, model 17). The order follows from their proportions.
PRODUCT_OR_SUM, CHOICE, SIGN, DIVISION = 4, 9, 1, 13
OF_FUNCTION = {"exp": 44, "log": 74, "tanh": 67, "sqrt": 21, "abs": SIGN}


@dataclass(frozen=True)
class Statement:
    """One line: what it sets, what it reads, and how many cycles its value takes."""

    line: str
    sets: frozenset[str]
    reads: frozenset[str]
    cycles: int
    loads: bool
    stores: bool

    @classmethod
    def of(cls, line: str) -> "Statement":
        """Return the statement in a line."""
        match ast.parse(line.strip()).body[0]:
            case ast.Assign(targets=[target], value=value):
                sets, reads = _places(target), _places(value)
            case ast.AugAssign(target=target, value=value):
                sets, reads = _places(target), _places(target) | _places(value)
            case other:
                raise TypeError(f"no assignment: {ast.dump(other)}")
        loads, stores = isinstance(value, ast.Subscript), isinstance(target, ast.Subscript)
        return cls(line, frozenset(sets), frozenset(reads), _cycles(value), loads, stores)


def _places(node: ast.AST) -> set[str]:
    """Return the variables and places of arrays in an expression."""
    match node:
        case ast.Subscript():
            return {ast.unparse(node)}
        case ast.Name(id=name):
            return {name}
    return {place for part in ast.iter_child_nodes(node) for place in _places(part)}


def _cycles(node: ast.AST) -> int:
    """Return how long an expression takes from when all that it reads is there."""
    slowest = max(map(_cycles, ast.iter_child_nodes(node)), default=0)
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return OF_FUNCTION[name] + slowest
        case ast.BinOp(op=ast.Div()):
            return DIVISION + slowest
        case ast.BinOp():
            return PRODUCT_OR_SUM + slowest
        case ast.IfExp():
            return CHOICE + slowest
        case ast.UnaryOp():
            return SIGN + slowest
    return slowest


class Stretch:
    """Statements between the ends of loops, what each must follow, and what hangs on it."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.statements = [Statement.of(line) for line in lines]
        self.after = list(_must_follow(self.statements))
        self.before: list[list[int]] = [[] for _ in lines]
        for place, earlier in enumerate(self.after):
            for other in earlier:
                self.before[other].append(place)
        self.hanging = [0] * len(lines)
        for place in reversed(range(len(lines))):
            later = max((self.hanging[other] for other in self.before[place]), default=0)
            self.hanging[place] = self.statements[place].cycles + later


def _must_follow(statements: Sequence[Statement]) -> Iterator[set[int]]:
    """Yield the earlier statements that each must follow.

    They set what it reads, or read or set what it sets anew.
    """
    setter: dict[str, int] = {}
    readers: dict[str, list[int]] = {}
    for place, statement in enumerate(statements):
        found = {setter[name] for name in statement.reads | statement.sets if name in setter}
        for name in statement.sets:
            found.update(readers.pop(name, ()))
        yield found
        for name in statement.reads:
            readers.setdefault(name, []).append(place)
        setter |= dict.fromkeys(statement.sets, place)


def longest_first(lines: Sequence[str]) -> list[str]:
    """Return lines with all reading of arrays first, then always that on which most hangs."""
    return _ordered(lines, _longest_first)


def just_in_time(lines: Sequence[str]) -> list[str]:
    """Return lines so that each result is stored in turn, and all else comes as it is needed."""
    return _ordered(lines, _just_in_time)


def _ordered(lines: Sequence[str], order: Callable[[Stretch], list[int]]) -> list[str]:
    found: list[str] = []
    for (header, _), group in groupby(filter(None, lines), _kind):
        own = list(group)
        found += own if header else [own[place] for place in order(Stretch(own))]
    return found


def _kind(line: str) -> tuple[bool, int]:
    """Return whether a line stays where it is, and how far it is indented."""
    return line.endswith(":") or line.strip() == "pass", len(line) - len(line.lstrip())


def _longest_first(stretch: Stretch) -> list[int]:
    # Loads stay in their order: where they were moved about, too, the compiled results differed in
    # last bits, presumably since the compiler then fused other products with sums.
    order = [
        place
        for place, one in enumerate(stretch.statements)
        if one.loads and not one.stores and not stretch.after[place]
    ]
    done = set(order)
    waiting = [len(earlier - done) for earlier in stretch.after]
    ready = [
        (-stretch.hanging[place], place)
        for place, number in enumerate(waiting)
        if not number and place not in done
    ]
    heapify(ready)
    while ready:
        _, place = heappop(ready)
        order.append(place)
        for later in stretch.before[place]:
            waiting[later] -= 1
            if not waiting[later]:
                heappush(ready, (-stretch.hanging[later], later))
    return order


def _just_in_time(stretch: Stretch) -> list[int]:
    stored = [place for place, one in enumerate(stretch.statements) if one.stores]
    order: dict[int, None] = {}
    for wanted in [*stored, *range(len(stretch.statements))]:
        path = [wanted]
        while path:
            missing = stretch.after[path[-1]] - order.keys()
            if missing:
                path.append(max(missing, key=lambda place: (stretch.hanging[place], -place)))
            else:
                order[path.pop()] = None
    return list(order)

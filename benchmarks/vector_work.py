"""Counts what the eight-lane functions of the kernel do, in their machine code.

Counted are operations on whole vectors of eight; one on half a vector counts as half. Exponentials
and logarithms are counted as the operations that they are made of.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

from llvmlite import ir
from machine_code import MachineCode, compiled

from osteon.model.lanes.translation import Translation

PRODUCTS, SUMS, CHOICES = "products", "sums", "choices"
DIVISIONS, ROOTS, LOADS, STORES = "divisions", "roots", "loads", "stores"
CODE, MOVES, SPILLS = "bytes of code", "moves", "spills"
_KINDS = (
    (re.compile(r"vfn?m(add|sub)\d+pd|vmulpd"), PRODUCTS),
    (re.compile(r"v(add|sub)pd"), SUMS),
    (re.compile(r"vdivpd"), DIVISIONS),
    (re.compile(r"vsqrtpd"), ROOTS),
    (re.compile(r"vmov.*|vp?broadcast.*"), MOVES),
)
_WIDTH = {"zmm": 1.0, "ymm": 0.5}
_LABEL, _JUMP = re.compile(r"^(\.L\w+):"), re.compile(r"^\tj(\w+)\t(\.L\w+)")
_ARGUMENT = re.compile(r",\s*(?![^(]*\))")


@dataclass(frozen=True)
class Work:
    """Operations by kind: of the body, and of each lesion."""

    body: Counter[str] = field(default_factory=Counter)
    lesion: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Function:
    """One eight-lane function as the kernel has it: its text and the order of its arrays."""

    source: str
    arrays: tuple[str, ...]


def functions(kernels: ModuleType) -> dict[str, Function]:
    """Return every eight-lane function of a kernel module by name."""
    found = {}
    for node in ast.parse(Path(str(kernels.__file__)).read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="vector_function"), args=[source, arrays, _]),
            ):
                made = Function(ast.literal_eval(source), ast.literal_eval(arrays))
                found[name.removeprefix("_").lower()] = made
    return found


@cache
def work_of(function: Function, kernels: ModuleType) -> Work:
    """Return the work of one call."""
    return count(translated(function, kernels.WIDTHS))


def translated(function: Function, widths: Mapping[str, int]) -> MachineCode:
    """Return the machine code of a function."""

    def write(builder: ir.IRBuilder, given: Sequence[ir.Argument]) -> None:
        arrays = dict(zip(function.arrays, given[1:], strict=True))
        Translation(builder, arrays, widths, given[0]).run(function.source)

    return compiled(write, len(function.arrays))


def count(code: MachineCode) -> Work:
    """Return the operations in machine code; what stands in a loop is a lesion's."""
    lines = code.text.splitlines()
    looped, skipped = _places(lines)
    work = Work()
    for place, line in enumerate(lines):
        if place not in skipped and line.startswith("\t") and not line.startswith("\t."):
            counter = work.lesion if place in looped else work.body
            counter["instructions"] += 1
            for kind, number in _operations(line):
                counter[kind] += number
    total = work.body["instructions"] + work.lesion["instructions"]
    for counter in (work.body, work.lesion):
        counter[CODE] = code.size * counter["instructions"] / total
    return work


def _places(lines: list[str]) -> tuple[set[int], set[int]]:
    """Return the lines in loops, and those that run only where there is no lesion."""
    labels = {m[1]: place for place, line in enumerate(lines) if (m := _LABEL.match(line))}
    looped: set[int] = set()
    skipped: set[int] = set()
    for place, line in enumerate(lines):
        jump = _JUMP.match(line)
        target = labels.get(jump[2], place) if jump else place
        if target < place:
            looped |= set(range(target, place + 1))
        elif jump and jump[1] == "mp":
            skipped |= set(range(place + 1, target))
    return looped, skipped


def _operations(line: str) -> Iterator[tuple[str, float]]:
    name, _, rest = line.split("#", maxsplit=1)[0].strip().partition("\t")
    width = max((size for mark, size in _WIDTH.items() if mark in rest), default=0.0)
    if not width:
        return
    arguments = _ARGUMENT.split(rest)
    yield next((kind for form, kind in _KINDS if form.fullmatch(name)), CHOICES), width
    if "(" in arguments[-1]:
        yield STORES, width
    elif any("(" in argument for argument in arguments):
        yield LOADS, width
    if "(%rsp" in rest:
        yield SPILLS, width


def called(function: Function, name: str) -> tuple[int, int]:
    """Return how often the text calls a function: for the body, and for each lesion."""
    whole = ast.parse(function.source)
    loops = [node for node in ast.walk(whole) if isinstance(node, ast.For)]
    in_loops = sum(_calls(loop, name) for loop in loops)
    return _calls(whole, name) - in_loops, in_loops


def _calls(tree: ast.AST, name: str) -> int:
    return sum(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        for node in ast.walk(tree)
    )

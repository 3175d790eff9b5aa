"""Clocks around the parts of a step, in the driver that the kernel really uses.

The driver and the step are compiled once more with every part they call replaced by the same part
between two readings of the processor's clock. What took longer than a part ever takes was
interrupted, and is left out of the means.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from vector_work import functions

from osteon.model.lanes.arithmetic import INTEGER

# Parts for one lane alone, at stops, doses and events.
ALONE = ("crossings", "jump", "take_lane", "give_lane", "fill_lane", "readings", "lane_crossing")
STEP, DRIVER, NOTHING = "lanes_rosenbrock", "advance_lanes", "nothing"
# About 0.1 ms of a clock of some GHz; the longest part takes a tenth, any interruption more.
LONGEST_TICKS = 300_000
TICKS, KEPT, CALLS, LEAST = range(4)


@dataclass(frozen=True)
class Clock:
    """What one part took: calls in all, nanoseconds of a call in the mean and of the fastest."""

    calls: int
    nanoseconds: float
    fastest: float


class Clocks:
    """A kernel with clocks in it."""

    def __init__(self, kernels: ModuleType) -> None:
        self.kernels = kernels
        self.parts = [*(f"lanes_{name}" for name in functions(kernels)), *ALONE]
        self._names = [*self.parts, NOTHING]
        self._table = np.zeros((len(self._names), 4), np.int64)
        names = dict(kernels.__dict__)
        names |= {name: self._clocked(name, getattr(kernels, name)) for name in self.parts}
        names[STEP] = self._again(STEP, names)
        self._driver = self._again(DRIVER, names)
        self._per_nanosecond = _ticks_per_nanosecond()

    @property
    def _how(self) -> dict[str, Any]:
        return {**self.kernels.COMPILE, "cache": False}

    def _again(self, name: str, names: dict[str, Any]) -> Any:
        """Return a function of the kernel that finds other functions under the names it calls."""
        return njit(**self._how)(FunctionType(getattr(self.kernels, name).py_func.__code__, names))

    def _clocked(self, name: str, part: Any) -> Any:
        at = self._address(name)

        @njit(**self._how)
        def run(*given: Any) -> Any:
            begun = _now()
            result = part(*given)
            _add(at, begun)
            return result

        return run

    def _address(self, name: str) -> int:
        return int(self._table[self._names.index(name)].ctypes.data)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let lives advance by the kernel with clocks for a while, from zero."""
        usual = getattr(self.kernels, DRIVER)
        self._table[:], self._table[:, LEAST] = 0, LONGEST_TICKS
        setattr(self.kernels, DRIVER, self._driver)
        try:
            yield
        finally:
            setattr(self.kernels, DRIVER, usual)

    def read(self) -> dict[str, Clock]:
        """Return what each part took, less what a clock takes."""
        _measure_nothing(self._address(NOTHING))
        own = self._mean(NOTHING), self._least(NOTHING)
        found = {}
        for name in self.parts:
            times = self._mean(name) - own[0], self._least(name) - own[1]
            found[name] = Clock(self._calls(name), *(max(0.0, one) for one in times))
        return found

    def _calls(self, name: str) -> int:
        return int(self._table[self._names.index(name), CALLS])

    def _mean(self, name: str) -> float:
        row = self._table[self._names.index(name)]
        return float(row[TICKS] / max(1, row[KEPT]) / self._per_nanosecond)

    def _least(self, name: str) -> float:
        row = self._table[self._names.index(name)]
        return float(row[LEAST] / self._per_nanosecond)


@intrinsic  # type: ignore[misc]
def _now(_typing_context: Any) -> Any:
    """Return the processor's clock."""

    def codegen(_context: Any, builder: Any, _signature: Any, _values: Any) -> Any:
        return _clock(builder)

    return types.int64(), codegen


@intrinsic  # type: ignore[misc]
def _add(_typing_context: Any, at: Any, begun: Any) -> Any:
    """Add the time since `begun` to a row of the table."""

    def codegen(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        _count(builder, values[0], builder.sub(_clock(builder), values[1]))
        return context.get_dummy_value()

    return types.void(at, begun), codegen


def _clock(builder: Any) -> Any:
    name, kind = "llvm.readcyclecounter", ir.FunctionType(INTEGER, [])
    return builder.call(builder.module.declare_intrinsic(name, (), kind), [])


def _count(builder: Any, at: Any, ticks: Any) -> None:
    usual = builder.icmp_unsigned("<", ticks, ir.Constant(INTEGER, LONGEST_TICKS))
    kept = builder.select(usual, ticks, ir.Constant(INTEGER, 0))
    amounts = {TICKS: kept, KEPT: builder.zext(usual, INTEGER), CALLS: ir.Constant(INTEGER, 1)}
    for place, amount in amounts.items():
        cell = _cell(builder, at, place)
        builder.store(builder.add(builder.load(cell), amount), cell)
    cell = _cell(builder, at, LEAST)
    before = builder.load(cell)
    builder.store(builder.select(builder.icmp_unsigned("<", ticks, before), ticks, before), cell)


def _cell(builder: Any, at: Any, place: int) -> Any:
    row = builder.inttoptr(at, INTEGER.as_pointer())
    return builder.gep(row, [ir.Constant(INTEGER, place)])


@njit  # type: ignore[misc]
def _measure_nothing(at: int) -> None:
    for _ in range(1000):
        _add(at, _now())


@njit  # type: ignore[misc]
def _read() -> int:
    return int(_now())


def _ticks_per_nanosecond() -> float:
    _read()
    begun, ticks = time.perf_counter_ns(), _read()
    time.sleep(0.1)
    return float((_read() - ticks) / (time.perf_counter_ns() - begun))

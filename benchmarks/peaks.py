"""The fastest this machine does each kind of operation on vectors of eight doubles.

Each is repeated on values that do not wait for one another, in code made as the lanes' own. The
shortest of many short repetitions counts: others on the machine only make them longer. Run alone,
``python benchmarks/peaks.py``, it says how long each kind makes others wait instead.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from machine_code import compiled
from vector_work import CHOICES, CODE, DIVISIONS, LOADS, PRODUCTS, ROOTS, STORES, SUMS, count

from osteon.model.lanes.arithmetic import BITS, INTEGER, LANES, VECTOR, VectorWriter, splat

CYCLE, MIXED = "cycle", "products beside sums"
EXP, LOG, TANH = "exp", "log", "tanh"
REPETITIONS, INSTRUCTIONS_PER_REPETITION = 1000, 100_000
CHAINS, IN_FIRST_CACHE = 12, 64
# Code longer than the first cache for instructions, shorter than the second: 200 KB.
LONG_MOVE, LONG_MOVE_BYTES, LONG_MOVES = "movabsq $$0x1122334455667788, %rax", 10, 20_000
# A product of whole numbers takes three cycles on processors of the last fifteen years that can run
# this (Fog, Instruction tables); here each waits for the one before.
WHOLE_PRODUCT, CYCLES_PER_PRODUCT, WHOLE_PRODUCTS = "imulq %rax, %rax", 3, 300

Values = list[Any]
At = Callable[[int], Any]
Operation = Callable[[VectorWriter, Any], Any]
Body = Callable[[VectorWriter, Values, At], Values]


def peaks() -> dict[str, float]:
    """Return nanoseconds of each kind of operation; of a byte for code, of one for a cycle."""
    return {
        PRODUCTS: _each(_repeated(_product), CHAINS, PRODUCTS),
        SUMS: _each(_repeated(_sum), CHAINS, SUMS),
        MIXED: _each(_repeated(_product, _sum), 2 * CHAINS, PRODUCTS, SUMS),
        CHOICES: _each(_choices, CHAINS, CHOICES),
        DIVISIONS: _each(_repeated(lambda v, x: v.div(splat(0.5), x)), LANES, DIVISIONS),
        ROOTS: _each(_repeated(lambda v, x: v.sqrt(x)), LANES, ROOTS),
        LOADS: _each(_loads, LANES, LOADS),
        STORES: _each(_stores, LANES, STORES),
        EXP: _each(_once(lambda v, x: v.exp(v.neg(x))), LANES) / LANES,
        LOG: _each(_once(lambda v, x: v.log(v.add(x, splat(1.5)))), LANES) / LANES,
        CODE: _each(_text(LONG_MOVE, LONG_MOVES), 1) / (LONG_MOVES * LONG_MOVE_BYTES),
        CYCLE: _each(_text(WHOLE_PRODUCT, WHOLE_PRODUCTS), 1)
        / (WHOLE_PRODUCTS * CYCLES_PER_PRODUCT),
    }


def waits() -> dict[str, float]:
    """Return cycles until the next operation can use what one makes, in chains of one value."""
    cycle = _each(_text(WHOLE_PRODUCT, WHOLE_PRODUCTS), 1) / (WHOLE_PRODUCTS * CYCLES_PER_PRODUCT)
    chained = {
        PRODUCTS: _product,
        SUMS: _sum,
        CHOICES: lambda v, x: v.choose(x, splat(0.5), _sum(v, x), v.b.fadd(x, splat(-1e-9))),
        DIVISIONS: lambda v, x: v.div(splat(0.5), x),
        ROOTS: lambda v, x: v.sqrt(x),
        EXP: lambda v, x: v.exp(v.neg(x)),
        LOG: lambda v, x: v.log(v.add(x, splat(1.5))),
        TANH: lambda v, x: v.tanh(x),
    }
    return {kind: _each(_repeated(one), 1) / 4 / cycle for kind, one in chained.items()}


def _product(v: VectorWriter, x: Any) -> Any:
    return v.add(v.mul(x, splat(0.999)), splat(0.001))


def _sum(v: VectorWriter, x: Any) -> Any:
    return v.b.fadd(x, splat(1e-9))


def _choices(v: VectorWriter, x: Values, _: At) -> Values:
    return [v.choose(a, b, b, a) for a, b in zip(x, [*x[1:], x[0]], strict=True)]


def _once(operation: Operation) -> Body:
    return lambda v, x, _: [operation(v, a) for a in x]


def _repeated(*operations: Operation) -> Body:
    """Return a body that does four of the operations in turn to each value."""

    def body(v: VectorWriter, x: Values, _: At) -> Values:
        for _again in range(4):
            x = [operations[k % len(operations)](v, a) for k, a in enumerate(x)]
        return x

    return body


def _loads(v: VectorWriter, x: Values, at: At) -> Values:
    v.b.asm(ir.FunctionType(ir.VoidType(), []), "", "~{memory}", [], side_effect=True)
    bits = [v.b.bitcast(a, BITS) for a in x]
    for k in range(IN_FIRST_CACHE):
        place = v.b.bitcast(at(LANES + k), BITS.as_pointer())
        bits[k % LANES] = v.b.xor(bits[k % LANES], v.b.load(place, align=64))
    return [v.b.bitcast(a, VECTOR) for a in bits]


def _stores(v: VectorWriter, x: Values, at: At) -> Values:
    v.b.asm(ir.FunctionType(ir.VoidType(), []), "", "~{memory}", [], side_effect=True)
    for k in range(IN_FIRST_CACHE):
        v.b.store(x[k % LANES], at(LANES + k), align=64)
    return x


def _text(instruction: str, times: int) -> Body:
    text = f".rept {times}\n {instruction}\n .endr"

    def body(v: VectorWriter, x: Values, _: At) -> Values:
        v.b.asm(ir.FunctionType(ir.VoidType(), []), text, "~{rax}", [], side_effect=True)
        return x

    return body


def _each(body: Body, chains: int, *kinds: str) -> float:
    """Return nanoseconds of one round of a loop over `body`, or of one operation of some kinds."""
    code = compiled(lambda builder, given: _loop(builder, given, body, chains), 1)
    done = count(code).lesion  # the loop is that of lesions elsewhere
    run = code.callable()
    times = max(2, int(INSTRUCTIONS_PER_REPETITION / done["instructions"]))
    memory = np.empty((2 * IN_FIRST_CACHE + 1) * LANES)
    aligned = memory[-memory.ctypes.data // memory.itemsize % LANES :]
    spent = []
    for _ in range(REPETITIONS):
        aligned[:] = 0.7
        begun = time.perf_counter_ns()
        run(times, aligned.ctypes.data)
        spent.append(time.perf_counter_ns() - begun)
    return min(spent) / times / (sum(done[kind] for kind in kinds) or 1)


def _loop(builder: ir.IRBuilder, given: Any, body: Body, chains: int) -> None:
    """Write a loop that hands `chains` vectors from round to round."""

    def at(place: int) -> Any:
        address = builder.gep(given[1], [ir.Constant(INTEGER, LANES * place)])
        return builder.bitcast(address, VECTOR.as_pointer())

    begun = builder.block
    first = [builder.load(at(k), align=64) for k in range(chains)]
    inside, after = (builder.append_basic_block(name) for name in ("inside", "after"))
    builder.branch(inside)
    builder.position_at_end(inside)
    turn, values = builder.phi(INTEGER), [builder.phi(VECTOR) for _ in range(chains)]
    last = body(VectorWriter(builder), list(values), at)
    following = builder.add(turn, ir.Constant(INTEGER, 1))
    pairs = [(turn, ir.Constant(INTEGER, 0), following), *zip(values, first, last, strict=True)]
    for value, before, now in pairs:
        value.add_incoming(before, begun)
        value.add_incoming(now, inside)
    builder.cbranch(builder.icmp_signed("<", following, given[0]), inside, after)
    builder.position_at_end(after)
    for k, value in enumerate(last):
        builder.store(value, at(k), align=64)


if __name__ == "__main__":
    sys.stdout.writelines(f"{kind:10} {cycles:5.1f} cycles\n" for kind, cycles in waits().items())

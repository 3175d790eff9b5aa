"""Explicit vectors: the generated straight-line functions as 8-lane LLVM code.

The scalar functions of a kernel are plain assignments over arithmetic, exp, log, sqrt, tanh and
one loop over lesions. Here the same text is translated once more, each float becoming a vector of
eight: one patient a lane. LLVM's autovectoriser cannot be relied on for this, and the wheels carry
no vector mathematics library, so exp and log are written out as polynomials within about one unit
in the last place.

References: sun_fdlibm_1993 (reductions and the logarithm's polynomial).
"""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LANES = 8
DOUBLE, INTEGER = ir.DoubleType(), ir.IntType(64)
VECTOR, BITS, MASK = ir.VectorType(DOUBLE, LANES), ir.VectorType(INTEGER, LANES), ir.VectorType(ir.IntType(1), LANES)

LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding it leaves a whole number in the low bits
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
EXP_LARGEST, EXP_SMALLEST = 708.0, -708.0
EXP_TAYLOR = [1.0]
for _degree in range(1, 14):
    EXP_TAYLOR.append(EXP_TAYLOR[-1] / _degree)
LOG_EVEN = (0.3999999999940941908, 0.2222219843214978396, 0.1531383769920937332)
LOG_ODD = (0.6666666666666735130, 0.2857142874366239149, 0.1818357216161805012, 0.1479819860511658591)


def splat(number: float) -> ir.Constant:
    """Return a vector with the same number in every lane."""
    return ir.Constant(VECTOR, [number] * LANES)


def splat_bits(number: int) -> ir.Constant:
    """Return a vector of integers with the same value in every lane."""
    return ir.Constant(BITS, [number] * LANES)


class VectorWriter:
    """Arithmetic on vectors, with products and sums free to fuse."""

    def __init__(self, builder: ir.IRBuilder) -> None:
        self.b = builder

    def add(self, x: Any, y: Any) -> Any:
        return self.b.fadd(x, y, flags=("contract",))

    def sub(self, x: Any, y: Any) -> Any:
        return self.b.fsub(x, y, flags=("contract",))

    def mul(self, x: Any, y: Any) -> Any:
        return self.b.fmul(x, y, flags=("contract",))

    def div(self, x: Any, y: Any) -> Any:
        return self.b.fdiv(x, y)

    def neg(self, x: Any) -> Any:
        return self.b.fneg(x)

    def choose(self, left: Any, right: Any, below: Any, otherwise: Any) -> Any:
        """Return `below` in lanes where left < right, else `otherwise`."""
        return self.b.select(self.b.fcmp_ordered("<", left, right), below, otherwise)

    def _polynomial(self, x: Any, coefficients: list[float] | tuple[float, ...]) -> Any:
        value: Any = splat(coefficients[-1])
        for coefficient in reversed(coefficients[:-1]):
            value = self.add(self.mul(value, x), splat(coefficient))
        return value

    def exp(self, x: Any) -> Any:
        """Return the exponential; the argument is held within the range of doubles, NaN stays NaN."""
        inside = self.choose(splat(EXP_LARGEST), x, splat(EXP_LARGEST), x)
        inside = self.choose(inside, splat(EXP_SMALLEST), splat(EXP_SMALLEST), inside)
        shifted = self.add(self.mul(inside, splat(LOG2_E)), splat(ROUNDER))
        whole = self.b.fsub(shifted, splat(ROUNDER))
        rest = self.sub(self.sub(inside, self.mul(whole, splat(LN2_HIGH))), self.mul(whole, splat(LN2_LOW)))
        r2 = self.mul(rest, rest)
        r4 = self.mul(r2, r2)
        quarters = [self._quarter(rest, r2, EXP_TAYLOR[k : k + 4]) for k in range(0, len(EXP_TAYLOR), 4)]
        value = quarters[-1]
        for quarter in reversed(quarters[:-1]):
            value = self.add(self.mul(value, r4), quarter)
        exponent = self.b.shl(self.b.add(self.b.bitcast(shifted, BITS), splat_bits(1023)), splat_bits(52))
        return self.b.fmul(value, self.b.bitcast(exponent, VECTOR))

    def _quarter(self, x: Any, x2: Any, c: list[float]) -> Any:
        low = self.add(self.mul(splat(c[1]), x), splat(c[0]))
        if len(c) == 2:
            return low
        high = self.add(self.mul(splat(c[3]), x), splat(c[2]))
        return self.add(self.mul(high, x2), low)

    def log(self, x: Any) -> Any:
        """Return the natural logarithm of positive normal numbers; NaN for anything not positive."""
        bits = self.b.bitcast(x, BITS)
        exponent = self.b.ashr(self.b.sub(bits, splat_bits(SQRT_HALF_BITS)), splat_bits(52))
        mantissa = self.b.bitcast(self.b.sub(bits, self.b.shl(exponent, splat_bits(52))), VECTOR)
        k = self.b.sitofp(exponent, VECTOR)
        f = self.b.fsub(mantissa, splat(1.0))
        s = self.div(f, self.add(splat(2.0), f))
        z = self.mul(s, s)
        w = self.mul(z, z)
        even = self.mul(w, self._polynomial(w, LOG_EVEN))
        odd = self.mul(z, self._polynomial(w, LOG_ODD))
        half = self.mul(self.mul(splat(0.5), f), f)
        inner = self.mul(s, self.add(half, self.add(even, odd)))
        low = self.add(inner, self.mul(k, splat(LN2_LOW)))
        value = self.sub(self.mul(k, splat(LN2_HIGH)), self.b.fsub(self.b.fsub(half, low), f))
        return self.choose(splat(0.0), x, value, splat(float("nan")))

    def abs(self, x: Any) -> Any:
        """Return the size of a number."""
        kind = ir.FunctionType(VECTOR, [VECTOR])
        return self.b.call(self.b.module.declare_intrinsic(f"llvm.fabs.v{LANES}f64", (), kind), [x])

    def sqrt(self, x: Any) -> Any:
        """Return the square root."""
        kind = ir.FunctionType(VECTOR, [VECTOR])
        return self.b.call(self.b.module.declare_intrinsic(f"llvm.sqrt.v{LANES}f64", (), kind), [x])

    def tanh(self, x: Any) -> Any:
        """Return the hyperbolic tangent, exact to about 1e-16 absolutely."""
        twice = self.exp(self.add(x, x))
        return self.sub(splat(1.0), self.div(splat(2.0), self.add(twice, splat(1.0))))


class Translation:
    """Translates the body of one generated function into vector code."""

    def __init__(self, builder: ir.IRBuilder, arrays: Mapping[str, Any], widths: Mapping[str, int], count: Any) -> None:
        self.b = builder
        self.v = VectorWriter(builder)
        self.arrays = arrays
        self.widths = widths
        self.count = count
        self.names: dict[str, Any] = {}
        self.reciprocals: dict[Any, Any] = {}
        self.lesion: Any = None
        self.present: Any = None

    def run(self, source: str) -> None:
        """Translate every statement of the function in `source`."""
        function = ast.parse(source).body[0]
        assert isinstance(function, ast.FunctionDef)
        accumulated = {
            node.target.id
            for node in ast.walk(function)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
        }
        with self.b.goto_entry_block():
            self.slots = {name: self.b.alloca(VECTOR) for name in sorted(accumulated)}
        for statement in function.body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._name(name, self._expression(value))
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for name, value in zip(names, [self._expression(value) for value in values], strict=True):
                    self._name(name.id, value)  # type: ignore[attr-defined]
            case ast.Assign(targets=[ast.Subscript() as place], value=value):
                self._store(place, self._expression(value))
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                term = self._expression(value)
                if self.present is not None:
                    term = self.b.select(self.present, term, splat(0.0))
                self.b.store(self.v.add(self.b.load(self.slots[name]), term), self.slots[name])
            case ast.AugAssign(target=ast.Subscript() as place, value=value):
                self._store(place, self.v.add(self._load(place), self._expression(value)))
            case ast.For(body=body):
                self._loop(body)
            case _:
                raise AssertionError(ast.dump(node))

    def _name(self, name: str, value: Any) -> None:
        if name in self.slots:
            self.b.store(value, self.slots[name])
        else:
            self.names[name] = value

    def _loop(self, body: list[ast.stmt]) -> None:
        before = self.b.block
        head, inside, after = (self.b.append_basic_block(name) for name in ("lesion", "inside", "after"))
        self.b.branch(head)
        self.b.position_at_end(head)
        index = self.b.phi(INTEGER)
        index.add_incoming(ir.Constant(INTEGER, 0), before)
        self.b.cbranch(self.b.icmp_signed("<", index, self.count), inside, after)
        self.b.position_at_end(inside)
        outer, reciprocals, self.lesion = dict(self.names), dict(self.reciprocals), index
        flag = self._load_at("present", index)
        self.present = self.b.fcmp_ordered(">", flag, splat(0.5))
        for statement in body:
            self._statement(statement)
        following = self.b.add(index, ir.Constant(INTEGER, 1))
        index.add_incoming(following, self.b.block)
        self.b.branch(head)
        self.b.position_at_end(after)
        self.names, self.reciprocals = outer, reciprocals
        self.lesion, self.present = None, None

    def _expression(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=number):
                return splat(float(number))
            case ast.Name(id=name):
                return self.b.load(self.slots[name]) if name in self.slots else self._named(name)
            case ast.Subscript():
                return self._load(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.v.neg(self._expression(operand))
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self.v.mul(self._expression(left), self._reciprocal(self._expression(right)))
            case ast.BinOp(left=left, op=op, right=right):
                operation = {ast.Add: self.v.add, ast.Sub: self.v.sub, ast.Mult: self.v.mul}
                return operation[type(op)](self._expression(left), self._expression(right))
            case ast.IfExp(test=ast.Compare(left=left, comparators=[right]), body=body, orelse=orelse):
                return self.v.choose(*map(self._expression, (left, right, body, orelse)))
            case ast.Call(func=ast.Name(id=name), args=[argument]):
                return getattr(self.v, name)(self._expression(argument))
        raise AssertionError(ast.dump(node))

    def _reciprocal(self, value: Any) -> Any:
        """Return 1/value, divided out once for all quotients by it: division is what costs most."""
        if value not in self.reciprocals:
            self.reciprocals[value] = self.v.div(splat(1.0), value)
        return self.reciprocals[value]

    def _named(self, name: str) -> Any:
        """Return a local value, or an argument that is one number a lane."""
        if name not in self.names:
            self.names[name] = self._load_at(name, ir.Constant(INTEGER, 0))
        return self.names[name]

    def _pointer(self, array: str, position: Any) -> Any:
        offset = self.b.mul(position, ir.Constant(INTEGER, LANES))
        address = self.b.gep(self.arrays[array], [offset])
        return self.b.bitcast(address, VECTOR.as_pointer())

    def _position(self, node: ast.Subscript) -> tuple[str, Any]:
        array = node.value.id  # type: ignore[attr-defined]
        match node.slice:
            case ast.Constant(value=index):
                return array, ir.Constant(INTEGER, index)
            case ast.Tuple(elts=[ast.Name(id="i"), ast.Constant(value=index)]):
                row = self.b.mul(self.lesion, ir.Constant(INTEGER, self.widths[array]))
                return array, self.b.add(row, ir.Constant(INTEGER, index))
        raise AssertionError(ast.dump(node))

    def _load(self, node: ast.Subscript) -> Any:
        return self._load_at(*self._position(node))

    def _load_at(self, array: str, position: Any) -> Any:
        return self.b.load(self._pointer(array, position), align=8)

    def _store(self, node: ast.Subscript, value: Any) -> None:
        self.b.store(value, self._pointer(*self._position(node)), align=8)


def vector_function(source: str, arguments: tuple[str, ...], widths: Mapping[str, int]) -> Callable[..., None]:
    """Return an intrinsic that runs a generated function on eight lanes at once.

    Its arguments are the lesion count, then a tuple of addresses, one for each name in
    `arguments`, of arrays that hold their numbers lane by lane, shape (…, 8). Addresses, because
    handing over the arrays themselves would count references at every call. `widths` gives the
    row length of the arrays that have one row for each lesion.
    """

    @intrinsic  # type: ignore[untyped-decorator]
    def run(typing_context: Any, count: Any, addresses: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            pointers = {
                name: builder.inttoptr(builder.extract_value(values[1], k), DOUBLE.as_pointer())
                for k, name in enumerate(arguments)
            }
            Translation(builder, pointers, widths, values[0]).run(source)
            return context.get_dummy_value()

        return types.void(count, addresses), codegen

    return run  # type: ignore[no-any-return]

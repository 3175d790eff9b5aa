"""Arithmetic on vectors of eight doubles, exp and log among it, as LLVM code.

LLVM's autovectoriser cannot be relied on, and the wheels carry no vector mathematics library; so
exp and log are written out as polynomials within about one unit in the last place.

References: sun_fdlibm_1993 (reductions and the logarithm's polynomial).
"""

from typing import Any

from llvmlite import ir

LANES = 8
DOUBLE, INTEGER = ir.DoubleType(), ir.IntType(64)
VECTOR, BITS, MASK = (
    ir.VectorType(DOUBLE, LANES),
    ir.VectorType(INTEGER, LANES),
    ir.VectorType(ir.IntType(1), LANES),
)

LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding it leaves a whole number in the low bits
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
EXP_LARGEST, EXP_SMALLEST = 708.0, -708.0
# Interpolates exp at the Chebyshev points of +-ln(2)/2; off by less than 2e-17 of its value there.
EXP_POLYNOMIAL = (
    1.0,
    1.0,
    0.5000000000000019,
    0.1666666666666668,
    0.04166666666648809,
    0.008333333333319601,
    0.0013888888952315155,
    0.00019841269890047406,
    2.480148548192088e-05,
    2.7557240918265525e-06,
    2.7632639789868395e-07,
    2.5110037721946562e-08,
)
LOG_EVEN = (0.3999999999940941908, 0.2222219843214978396, 0.1531383769920937332)
LOG_ODD = (
    0.6666666666666735130,
    0.2857142874366239149,
    0.1818357216161805012,
    0.1479819860511658591,
)


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
        """Return x + y."""
        return self.b.fadd(x, y, flags=("contract",))

    def sub(self, x: Any, y: Any) -> Any:
        """Return x - y."""
        return self.b.fsub(x, y, flags=("contract",))

    def mul(self, x: Any, y: Any) -> Any:
        """Return x * y."""
        return self.b.fmul(x, y, flags=("contract",))

    def div(self, x: Any, y: Any) -> Any:
        """Return x / y."""
        return self.b.fdiv(x, y)

    def neg(self, x: Any) -> Any:
        """Return -x."""
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
        """Return the exponential; arguments beyond the range of doubles count as its ends."""
        inside = self.choose(splat(EXP_LARGEST), x, splat(EXP_LARGEST), x)
        inside = self.choose(inside, splat(EXP_SMALLEST), splat(EXP_SMALLEST), inside)
        shifted = self.add(self.mul(inside, splat(LOG2_E)), splat(ROUNDER))
        whole = self.b.fsub(shifted, splat(ROUNDER))
        rest = self.sub(
            self.sub(inside, self.mul(whole, splat(LN2_HIGH))), self.mul(whole, splat(LN2_LOW))
        )
        r2 = self.mul(rest, rest)
        r4 = self.mul(r2, r2)
        thirds = [
            self._four_terms(rest, r2, EXP_POLYNOMIAL[k : k + 4])
            for k in range(0, len(EXP_POLYNOMIAL), 4)
        ]
        value = thirds[-1]
        for third in reversed(thirds[:-1]):
            value = self.add(self.mul(value, r4), third)
        exponent = self.b.shl(
            self.b.add(self.b.bitcast(shifted, BITS), splat_bits(1023)), splat_bits(52)
        )
        return self.b.fmul(value, self.b.bitcast(exponent, VECTOR))

    def _four_terms(self, x: Any, x2: Any, c: tuple[float, ...]) -> Any:
        low = self.add(self.mul(splat(c[1]), x), splat(c[0]))
        high = self.add(self.mul(splat(c[3]), x), splat(c[2]))
        return self.add(self.mul(high, x2), low)

    def log(self, x: Any) -> Any:
        """Return the natural logarithm of normal numbers; NaN for anything not positive."""
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

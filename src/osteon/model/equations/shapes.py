"""Normalised Hill curves: equal to one at rest, so half-effects follow from the plateau values."""

from osteon.model.symbolic import Expr, Operand


def rising(x: Expr, floor: Operand, plateau: Operand, exponent: Operand) -> Expr:
    """Return a rising Hill curve from `floor` towards ``floor + plateau`` that is 1 at ``x = 1``."""
    constant = plateau / (1 - floor) - 1
    power = x**exponent
    return floor + plateau * power / (power + constant)


def falling(x: Expr, top: Operand, bottom: Operand, exponent: Operand) -> Expr:
    """Return a falling Hill curve from `top` towards `bottom` that is 1 at ``x = 1``."""
    constant = (top - bottom) / (top - 1) - 1
    power = x**exponent
    return top - (top - bottom) * power / (power + constant)

"""A value that was never measured, and that refuses to be taken for a yes or a no."""

from typing import Never, Self

from osteon.base.errors import OsteonError


class UnknownValueError(OsteonError):
    """A rule used a value that was never measured as if it were known."""


class Unknown:
    """What a chart returns for a name that was never measured.

    Arithmetic and comparison with it give Unknown again, so that ``gfr >= 30`` does not fail on
    the way; using the outcome as true or false, or as a number, raises.

    Parameters
    ----------
    name : str
        What was asked for, such as ``"gfr"``.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Unknown({self.name!r})"

    def __bool__(self) -> Never:
        raise UnknownValueError(
            f'"{self.name}" was never measured, so it is neither true nor false; '
            f'ask chart.known("{self.name}") first and say what to do without it'
        )

    def __float__(self) -> Never:
        raise UnknownValueError(
            f'"{self.name}" was never measured, so it is no number; '
            f'ask chart.known("{self.name}") first and say what to do without it'
        )

    def _still_unknown(self, _other: object) -> Self:
        return self

    def _unchanged(self) -> Self:
        return self

    # Equality too: `last("gfr") == 60` must not quietly be False on ignorance.
    __eq__ = __ne__ = _still_unknown  # type: ignore[assignment]
    __lt__ = __le__ = __gt__ = __ge__ = _still_unknown
    __add__ = __radd__ = __sub__ = __rsub__ = _still_unknown
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _still_unknown
    __neg__ = __pos__ = __abs__ = _unchanged
    __hash__ = None  # type: ignore[assignment]

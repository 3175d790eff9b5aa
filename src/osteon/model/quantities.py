"""What a declaration is made of: states, followers, equations, events and scheduled jumps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from osteon.model.symbolic import Expr, Operand

Assignments: TypeAlias = Mapping[str, Operand]


@dataclass(frozen=True)
class Quantity:
    """What changes with time: its unit, value at rest and typical size."""

    name: str
    symbol: str
    unit: str
    start: Expr
    scale: float
    meaning: str


@dataclass(frozen=True)
class State(Quantity):
    """A quantity with a rate; its typical size belongs to the error norm."""


@dataclass(frozen=True)
class Line:
    """One written equation: what it defines, its unit and the key of its source."""

    name: str
    expr: Expr
    unit: str
    cite: str


@dataclass(frozen=True)
class Input:
    """A quantity that care sets and that stays constant between jumps."""

    name: str
    unit: str
    default: float
    meaning: str


@dataclass(frozen=True)
class Follower(Quantity):
    """A quantity with ``v' = gain - loss v`` that acts back on no rate of a state.

    `target` is there where the follower seeks one with a lag.
    """

    gain: Line
    loss: Line
    target: Expr | None = None


@dataclass(frozen=True)
class Event:
    """Something that happens to a patient at an instant.

    A *hazard* event comes when the area under its hazard reaches the patient's threshold; a
    *crossing* event when its expression rises through zero. `body`, `struck` and `every` assign
    new values to the body, to the struck lesion and to every lesion; `name` leaves in them mean
    the values just before.
    """

    name: str
    trigger: Line
    of_lesion: bool
    crossing: bool
    final: bool
    body: Assignments
    struck: Assignments
    every: Assignments


@dataclass(frozen=True)
class Jump:
    """A scheduled change of state, such as a dose or a course of radiotherapy to one lesion."""

    name: str
    body: Assignments
    struck: Assignments
    every: Assignments

"""How the equations of the model are declared: states, rates, hazards, jumps and readings.

An equation file calls these methods and nothing else, so one reading of the file is one reading of
the model. The declaration stays symbolic; `generate` turns it into kernels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from osteon.model.symbolic import Expr, Graph, Operand

Assignments: TypeAlias = Mapping[str, Operand]


@dataclass(frozen=True)
class State:
    """A quantity with a rate: its unit, value at rest and typical size (for the error norm)."""

    name: str
    symbol: str
    unit: str
    start: Expr
    scale: float
    meaning: str


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
class Follower:
    """A quantity that follows a target with a lag and acts back on no rate."""

    name: str
    symbol: str
    unit: str
    target: Line
    lag_days: Expr


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
    """A scheduled change of state, such as a dose; `amount` is its size."""

    name: str
    body: Assignments
    every: Assignments


@dataclass
class Declaration:
    """Everything the equation files declare, in the order in which they declare it."""

    graph: Graph = field(default_factory=Graph)
    parameters: dict[str, Expr] = field(default_factory=dict)
    lesion_parameters: dict[str, Expr] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    lesion_states: dict[str, State] = field(default_factory=dict)
    inputs: dict[str, Input] = field(default_factory=dict)
    lesion_marks: dict[str, Input] = field(default_factory=dict)
    couplings: dict[str, Line] = field(default_factory=dict)
    totals: dict[str, Line] = field(default_factory=dict)
    read_totals: dict[str, Line] = field(default_factory=dict)
    lets: list[Line] = field(default_factory=list)
    followers: dict[str, Follower] = field(default_factory=dict)
    rates: dict[str, Line] = field(default_factory=dict)
    lesion_rates: dict[str, Line] = field(default_factory=dict)
    readings: dict[str, Line] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    jumps: dict[str, Jump] = field(default_factory=dict)

    def parameter(self, name: str) -> Expr:
        """Return a number that belongs to the patient; its value comes from the library."""
        return self.parameters.setdefault(name, self.graph.leaf("parameter", name))

    def lesion_parameter(self, name: str) -> Expr:
        """Return a number that belongs to one lesion and the bone it sits in."""
        return self.lesion_parameters.setdefault(name, self.graph.leaf("lesion_parameter", name))

    def state(
        self, name: str, unit: str, start: Operand, *, scale: float, symbol: str, meaning: str
    ) -> Expr:
        """Declare a state of the body; `start` is its value at rest."""
        value = start if isinstance(start, Expr) else self.graph.constant(start)
        self.states[name] = State(name, symbol, unit, value, scale, meaning)
        return self.graph.leaf("state", name)

    def lesion_state(
        self, name: str, unit: str, start: Operand, *, scale: float, symbol: str, meaning: str
    ) -> Expr:
        """Declare a state that every lesion has."""
        value = start if isinstance(start, Expr) else self.graph.constant(start)
        self.lesion_states[name] = State(name, symbol, unit, value, scale, meaning)
        return self.graph.leaf("lesion_state", name)

    def input(self, name: str, unit: str, default: float, meaning: str) -> Expr:
        """Declare an input of the body that stays constant between jumps."""
        self.inputs[name] = Input(name, unit, default, meaning)
        return self.graph.leaf("input", name)

    def lesion_mark(self, name: str, unit: str, default: float, meaning: str) -> Expr:
        """Declare a mark on a lesion that only jumps change."""
        self.lesion_marks[name] = Input(name, unit, default, meaning)
        return self.graph.leaf("lesion_mark", name)

    def let(self, name: str, expr: Expr, unit: str, cite: str) -> Expr:
        """Name an intermediate quantity and return it."""
        self.lets.append(Line(name, expr, unit, cite))
        return expr

    def coupling(self, name: str, expr: Expr, unit: str, cite: str) -> Expr:
        """Declare what the lesions feel of the body; rates of lesions see the body only so."""
        self.couplings[name] = Line(name, expr, unit, cite)
        return self.graph.leaf("coupling", name)

    def total(self, name: str) -> Expr:
        """Return the sum over lesions that `contribute` defines; rates of the body may use it."""
        return self.graph.leaf("total", name)

    def contribute(self, name: str, expr: Expr, unit: str, cite: str) -> None:
        """Say what one lesion adds to a total."""
        self.totals[name] = Line(name, expr, unit, cite)

    def read_total(self, name: str, expr: Expr, unit: str, cite: str) -> Expr:
        """Declare a sum over lesions that readings, hazards and followers use, but no rate."""
        self.read_totals[name] = Line(name, expr, unit, cite)
        return self.graph.leaf("read_total", name)

    def follower(
        self, name: str, target: Expr, lag_days: Expr, *, symbol: str, unit: str, cite: str
    ) -> Expr:
        """Declare what follows `target` with a lag; it costs no place in the stiff system."""
        self.followers[name] = Follower(
            name, symbol, unit, Line(name, target, unit, cite), lag_days
        )
        return self.graph.leaf("follower", name)

    def rate(self, name: str, expr: Expr, cite: str) -> None:
        """Write the rate of change per day of a state of the body."""
        self.rates[name] = Line(name, expr, f"{self.states[name].unit}/d", cite)

    def lesion_rate(self, name: str, expr: Expr, cite: str) -> None:
        """Write the rate of change per day of a state of a lesion."""
        self.lesion_rates[name] = Line(name, expr, f"{self.lesion_states[name].unit}/d", cite)

    def reading(self, name: str, expr: Expr, unit: str, cite: str) -> None:
        """Declare a quantity that can be read from the state, for observing and recording."""
        self.readings[name] = Line(name, expr, unit, cite)

    def hazard(
        self,
        name: str,
        per_day: Expr,
        cite: str,
        *,
        of_lesion: bool = False,
        final: bool = False,
        body: Assignments | None = None,
        struck: Assignments | None = None,
        every: Assignments | None = None,
    ) -> None:
        """Declare an event by its hazard per day and by what it changes."""
        trigger = Line(name, per_day, "1/d", cite)
        self.events[name] = Event(
            name=name,
            trigger=trigger,
            of_lesion=of_lesion,
            crossing=False,
            final=final,
            body=body or {},
            struck=struck or {},
            every=every or {},
        )

    def crossing(
        self,
        name: str,
        above_zero: Expr,
        cite: str,
        *,
        body: Assignments | None = None,
        every: Assignments | None = None,
    ) -> None:
        """Declare an event that comes whenever `above_zero` rises through zero."""
        trigger = Line(name, above_zero, "1", cite)
        self.events[name] = Event(
            name=name,
            trigger=trigger,
            of_lesion=False,
            crossing=True,
            final=False,
            body=body or {},
            struck={},
            every=every or {},
        )

    def jump(self, name: str, body: Assignments, every: Assignments | None = None) -> None:
        """Declare a scheduled change; `amount` in its expressions is the size of the change."""
        self.jumps[name] = Jump(name, body, every or {})

    @property
    def amount(self) -> Expr:
        """The size of a scheduled jump."""
        return self.graph.leaf("amount", "amount")

    @property
    def chance(self) -> Expr:
        """A uniform number in (0, 1) that belongs to this patient and this occurrence."""
        return self.graph.leaf("amount", "amount")

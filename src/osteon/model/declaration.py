"""How the equations of the model are declared: states, rates, hazards, jumps and readings.

An equation file calls these methods and nothing else, so one reading of the file is one reading of
the model. The declaration stays symbolic; `generate` turns it into kernels.
"""

from dataclasses import dataclass, field

from osteon.model.quantities import (
    Assignments,
    Event,
    Follower,
    Input,
    Jump,
    Line,
    State,
)
from osteon.model.symbolic import Expr, Graph, Operand


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
    lesion_followers: dict[str, Follower] = field(default_factory=dict)
    rates: dict[str, Line] = field(default_factory=dict)
    lesion_rates: dict[str, Line] = field(default_factory=dict)
    readings: dict[str, Line] = field(default_factory=dict)
    lesion_readings: dict[str, Line] = field(default_factory=dict)
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
        self.states[name] = State(name, symbol, unit, self._expr(start), scale, meaning)
        return self.graph.leaf("state", name)

    def lesion_state(
        self, name: str, unit: str, start: Operand, *, scale: float, symbol: str, meaning: str
    ) -> Expr:
        """Declare a state that every lesion has."""
        self.lesion_states[name] = State(name, symbol, unit, self._expr(start), scale, meaning)
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

    def follower(  # noqa: PLR0913  what a quantity is, in one place
        self,
        name: str,
        target: Expr,
        lag_days: Operand,
        *,
        symbol: str,
        unit: str,
        cite: str,
        start: Operand = 0,
        scale: float = 1.0,
        meaning: str = "",
    ) -> Expr:
        """Declare what follows `target` with a lag: ``v' = (target - v) / lag``.

        It costs no place in the stiff system, and no rate of a state may read it.
        """
        loss = 1 / self._expr(lag_days)
        self.followers[name] = Follower(
            *(name, symbol, unit, self._expr(start), scale, meaning),
            gain=Line(name, target * loss, f"{unit}/d", cite),
            loss=Line(name, loss, "1/d", cite),
            target=target,
        )
        return self.graph.leaf("follower", name)

    def driven_follower(  # noqa: PLR0913  what a quantity is, in one place
        self,
        name: str,
        gain: Operand,
        loss: Operand,
        *,
        symbol: str,
        unit: str,
        meaning: str,
        cite: str,
        start: Operand = 0,
        scale: float = 1.0,
    ) -> Expr:
        """Declare a follower of the body with ``v' = gain - loss v``.

        `gain` and `loss` may read states, sums over lesions, inputs, parameters and other
        followers, as long as no follower reads itself through others.
        """
        self.followers[name] = Follower(
            *(name, symbol, unit, self._expr(start), scale, meaning),
            gain=Line(name, self._expr(gain), f"{unit}/d", cite),
            loss=Line(name, self._expr(loss), "1/d", cite),
        )
        return self.graph.leaf("follower", name)

    def memory(
        self, name: str, days: Operand, *, symbol: str, meaning: str, cite: str, scale: float = 1.0
    ) -> Expr:
        """Declare what events leave in the body and what then fades, by half in 0.69 `days`."""
        return self.driven_follower(
            *(name, 0, 1 / self._expr(days)),
            symbol=symbol, unit="1", meaning=meaning, cite=cite, scale=scale,
        )  # fmt: skip

    def lesion_follower(  # noqa: PLR0913  what a quantity is, in one place
        self,
        name: str,
        gain: Operand,
        loss: Operand,
        *,
        symbol: str,
        unit: str,
        meaning: str,
        cite: str,
        start: Operand = 0,
        scale: float = 1.0,
    ) -> Expr:
        """Declare a follower that every lesion has, with ``v' = gain - loss v``.

        `gain` and `loss` may read the lesion and all that those of the body may read.
        """
        self.lesion_followers[name] = Follower(
            *(name, symbol, unit, self._expr(start), scale, meaning),
            gain=Line(name, self._expr(gain), f"{unit}/d", cite),
            loss=Line(name, self._expr(loss), "1/d", cite),
        )
        return self.graph.leaf("lesion_follower", name)

    def lesion_memory(
        self, name: str, days: Operand, *, symbol: str, meaning: str, cite: str, scale: float = 1.0
    ) -> Expr:
        """Declare what events leave in a lesion and what then fades, by half in 0.69 `days`."""
        return self.lesion_follower(
            *(name, 0, 1 / self._expr(days)),
            symbol=symbol, unit="1", meaning=meaning, cite=cite, scale=scale,
        )  # fmt: skip

    def _expr(self, value: Operand) -> Expr:
        return value if isinstance(value, Expr) else self.graph.constant(value)

    def rate(self, name: str, expr: Expr, cite: str) -> None:
        """Write the rate of change per day of a state of the body."""
        self.rates[name] = Line(name, expr, f"{self.states[name].unit}/d", cite)

    def lesion_rate(self, name: str, expr: Expr, cite: str) -> None:
        """Write the rate of change per day of a state of a lesion."""
        self.lesion_rates[name] = Line(name, expr, f"{self.lesion_states[name].unit}/d", cite)

    def reading(self, name: str, expr: Expr, unit: str, cite: str) -> None:
        """Declare a quantity that can be read from the state, for observing and recording."""
        self.readings[name] = Line(name, expr, unit, cite)

    def lesion_reading(self, name: str, expr: Expr, unit: str, cite: str) -> None:
        """Declare a quantity that can be read from one lesion, for imaging and examination."""
        self.lesion_readings[name] = Line(name, expr, unit, cite)

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

    def jump(
        self,
        name: str,
        body: Assignments,
        every: Assignments | None = None,
        struck: Assignments | None = None,
    ) -> None:
        """Declare a scheduled change; `amount` in its expressions is the size of the change.

        `struck` changes the one lesion for which a jump is scheduled.
        """
        self.jumps[name] = Jump(name, body, struck or {}, every or {})

    @property
    def amount(self) -> Expr:
        """The size of a scheduled jump."""
        return self.graph.leaf("amount", "amount")

    @property
    def chance(self) -> Expr:
        """A uniform number in (0, 1) that belongs to this patient and this occurrence."""
        return self.graph.leaf("amount", "amount")

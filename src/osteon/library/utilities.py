"""Utility sets: what a day is worth in each state, from 1 (full health) to 0 (dead)."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self, get_args

from pydantic import Field, field_validator, model_validator

from osteon.base.errors import InputError
from osteon.base.suggest import hint
from osteon.library.endpoints import EventKind
from osteon.library.facts import Facts
from osteon.library.sourced import Sourced, Value, sourced

Combine = Literal["multiplicative", "additive", "worst"]

EVENTS: tuple[str, ...] = (
    *get_args(EventKind),
    "bone_pain",
    "calcium_symptoms",
    "femoral_stress_fracture",
    "jaw_healed",
    "new_lesion",
    "weakness",
    "numbness",
    "paralysis",
    "severe_pain",
    "sphincter",
    "walking_lost",
)
"""Kinds of events that a run can hold."""


class Utility(Sourced):
    """A utility or a change of one, with the standard error where the source gives it."""

    se: float | None = Field(default=None, ge=0)

    @field_validator("value", mode="before")
    @classmethod
    def _in_its_unit(cls, raw: object) -> float:  # type: ignore[override]
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not -1 <= raw <= 1:
            raise ValueError(f"{raw} is not possible for a utility; it must be from -1 to 1")
        return float(raw)

    def with_value(self, value: float) -> Self:
        """Return the same entry with another value; InputError where impossible."""
        if not -1 <= value <= 1:
            raise InputError(f"{value:g} is not possible for a utility; it must be from -1 to 1")
        return self.model_copy(update={"value": float(value)})


class State(Facts):
    """A state of health: what brings it, how long it lasts, what it takes away.

    Attributes
    ----------
    decrement : Utility
        Change of the baseline utility, 0 or below.
    lasts_days : Sourced or None
        How long it lasts [days]; None: to the end of life.
    events, regions : tuple of str
        Events that bring it, in some regions of the skeleton or, where none is named, anywhere.
    procedures : tuple of str
        Procedures that bring it.
    ended_by : tuple of str
        Events that end it sooner.
    group : str
        Of states of one group the worst alone counts; its own name where nothing is said.
    """

    name: str
    title: str
    decrement: Utility
    lasts_days: Value | None = None
    events: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    group: str = ""

    @field_validator("decrement")
    @classmethod
    def _takes_away(cls, entry: Utility) -> Utility:
        if entry.value > 0:
            raise ValueError(f"{entry.value:g} adds to the baseline; a decrement is 0 or below")
        return entry

    @field_validator("events", "ended_by")
    @classmethod
    def _known_events(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [f'no event "{name}"{hint(name, EVENTS)}' for name in names if name not in EVENTS]
        if unknown:
            raise ValueError("; ".join(unknown))
        return names

    @model_validator(mode="after")
    def _has_a_cause(self) -> Self:
        if not (self.events or self.procedures):
            raise ValueError("needs events or procedures that bring it")
        return self


class UtilitySet(Facts):
    """Utilities of one study, and how states that come together are combined.

    Attributes
    ----------
    combine : str
        ``multiplicative``: each state multiplies what is left by (baseline + decrement) over
        baseline; ``additive``: decrements add up; ``worst``: the largest alone counts.
    baseline : Utility
        Of bone metastases without any of the states.
    se_share : Sourced
        Standard error of a number whose source gives none, as a share of it.
    states : mapping of name to State
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    combine: Combine = "multiplicative"
    baseline: Utility
    se_share: Value
    states: Mapping[str, State] = {}

    @model_validator(mode="before")
    @classmethod
    def _named(cls, raw: Any) -> Any:
        """Let the baseline and each state with its numbers have their names."""
        if not isinstance(raw, Mapping):
            return raw
        made = dict(raw)
        if isinstance(made.get("baseline"), Mapping):
            made["baseline"] = sourced("baseline", made["baseline"])
        if isinstance(made.get("states"), Mapping):
            made["states"] = {n: _state(n, state) for n, state in made["states"].items()}
        return made

    @model_validator(mode="after")
    def _stays_a_utility(self) -> Self:
        if self.combine == "multiplicative" and self.baseline.value <= 0:
            raise ValueError("a baseline of 0 or below cannot be multiplied; combine additively")
        return self

    def entries(self) -> Iterator[tuple[str, Sourced]]:
        """Yield every number: the baseline, then what each state takes away and how long."""
        yield "baseline", self.baseline
        yield "se_share", self.se_share
        for name, state in self.states.items():
            yield name, state.decrement
            if state.lasts_days is not None:
                called = f"{name}_days"
                yield called, state.lasts_days.model_copy(update={"name": called})

    def with_entry(self, entry: Sourced) -> Self:
        """Return the set with another number in the place of the one of that name."""
        if entry.name in {"baseline", "se_share"}:
            return self.model_copy(update={entry.name: entry})
        timed = entry.name not in self.states
        name = entry.name.removesuffix("_days") if timed else entry.name
        changes = {"lasts_days" if timed else "decrement": entry}
        state = self.states[name].model_copy(update=changes)
        return self.model_copy(update={"states": {**self.states, name: state}})

    def standard_error(self, entry: Sourced) -> float:
        """Return the standard error of a number of the set; assumed where none is known."""
        known = getattr(entry, "se", None)
        return self.se_share.value * abs(entry.value) if known is None else float(known)


def _state(name: str, raw: object) -> object:
    if not isinstance(raw, Mapping):
        return raw
    made = {"name": name, "title": name.replace("_", " "), "group": name, **raw}
    if isinstance(made.get("decrement"), Mapping):
        made["decrement"] = sourced(name, made["decrement"])
    return made

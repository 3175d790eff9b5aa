"""Endpoints as data: how events, readings and courses of treatment become a number."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from osteon.base.suggest import hint
from osteon.library.facts import Facts
from osteon.library.measures import ALSO_AT_LANDMARKS, ANSWERS, LANDMARKS, Measure
from osteon.library.sourced import Basis, check_reference, convert

EventKind = Literal[
    "pathological_fracture",
    "spinal_cord_compression",
    "radiotherapy_to_bone",
    "surgery_to_bone",
    "hypercalcaemia",
    "hypocalcaemia",
    "severe_hypercalcaemia",
    "severe_hypocalcaemia",
    "kidney_injury",
    "acute_phase_reaction",
    "fall",
    "terminal_decline",
    "fragility_fracture",
    "rebound_vertebral_fracture",
    "atypical_femoral_fracture",
    "dental_procedure",
    "tooth_infection",
    "tooth_loss",
    "osteonecrosis_of_jaw",
    "jaw_infection",
    "death",
]
EndpointKind = Literal[
    "time_to_first",
    "recurrent",
    "event_type",
    "survival",
    "dropout",
    "proportion",
    "time_to_reading",
    "time_spent",
    "change_from_baseline",
    "mean_value",
]
Places = Literal["any", "spine", "elsewhere"]

TIMED = ("time_to_reading", "time_spent")
"""Kinds of endpoints whose reading comes to a limit."""

NOT_FROM_A_DOSE = ("time_to_reading", "time_spent", "change_from_baseline", "mean_value")
"""Kinds whose clock cannot start at a dose."""

Days = Annotated[float, BeforeValidator(lambda raw: convert(raw, "days"))]


class Endpoint(Facts):
    """How one question is put to the tables of a run.

    Attributes
    ----------
    kind : str
        Form of the question.
    events : tuple of str
        Event kinds that count; of two on one day the kind listed first is the first.
    symptomatic : bool
        Whether fractures and the like count only where the patient felt them; procedures always do.
    places : {"any", "spine", "elsewhere"}
        Bones in which fractures, procedures and the like count.
    symptoms, medicines, procedures : tuple of str
        What counts besides: the report of a symptom, the start of a medicine (or of any of a
        kind, such as ``opioid``), a procedure. Of ``time_spent``, their courses: a procedure
        lasts for its days in hospital.
    complement : bool
        Of ``time_spent``: whether the time without is meant.
    first_kind : str or None
        For ``event_type``: the kind that the first of `events` must have.
    window_days, period_days : float
        Events nearer to the last counted one than the window are not counted again; the period
        is that of ``periods_per_year`` [days]. Without a window those of one day count once.
    each : bool
        Of ``recurrent``: whether each of several events of one day counts, such as each bone that
        broke or was irradiated.
    competing : str or None
        Event kind that ends follow-up.
    reading : str or None
        Column of the trajectory or name of the assessment that is asked for.
    at_most, at_least : float or None
        Of ``time_to_reading`` and ``time_spent``: what the reading must come to, in its own unit.
    entry_at_most, entry_at_least : float or None
        Whose reading at entry lies beyond is not asked.
    from_at_most, from_at_least : float or None
        Where the clock starts, if not at entry: at the first reading that comes to this.
    from_first_dose : bool
        Whether the clock starts at the first dose of a bone drug; who has none is not asked.
    measures : tuple of str
        Measures that this endpoint answers.
    at_days : tuple of float
        Days on which measures that need one are read by themselves [days].
    margin_percent_points : float or None
        Of ``percent_difference``: how much more often the event may happen to patients of the
        new treatment before it counts as worse.
    """

    name: str
    title: str
    kind: EndpointKind
    events: tuple[EventKind, ...] = ()
    symptomatic: bool = False
    places: Places = "any"
    symptoms: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    complement: bool = False
    first_kind: EventKind | None = None
    window_days: Days = Field(default=0.0, alias="window")
    period_days: Days = Field(default=84.0, alias="period")
    each: bool = False
    competing: EventKind | None = None
    reading: str | None = None
    at_most: float | None = None
    at_least: float | None = None
    entry_at_most: float | None = None
    entry_at_least: float | None = None
    from_at_most: float | None = None
    from_at_least: float | None = None
    from_first_dose: bool = False
    measures: tuple[Measure, ...] = Field(min_length=1)
    at_days: tuple[Days, ...] = Field(default=(), alias="at")
    margin_percent_points: float | None = Field(default=None, gt=0)
    source: str
    basis: Basis
    note: str = ""

    @property
    def derived(self) -> str:
        """Name under which what is derived for this endpoint stands among the events."""
        return f"@{self.name}"

    @property
    def is_derived(self) -> bool:
        """Whether it asks for more than the table of events holds."""
        courses = bool(self.symptoms or self.medicines or self.procedures)
        return courses or self.from_first_dose or self.kind in TIMED

    @property
    def limit(self) -> tuple[float | None, float | None]:
        """What a reading must come to, as (at most, at least)."""
        return self.at_most, self.at_least

    @property
    def at_entry(self) -> tuple[float | None, float | None]:
        """What the reading at entry must be, as (at most, at least)."""
        return self.entry_at_most, self.entry_at_least

    @property
    def origin(self) -> tuple[float | None, float | None]:
        """Reading at which the clock starts, as (at most, at least); both None for no such."""
        return self.from_at_most, self.from_at_least

    @property
    def from_entry(self) -> bool:
        """Whether the clock starts at entry."""
        return self.origin == (None, None) and not self.from_first_dose

    @field_validator("source")
    @classmethod
    def _in_bibliography(cls, key: str, info: ValidationInfo) -> str:
        return check_reference(key, info)

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        faults = list(_faults(self))
        if faults:
            raise ValueError("; ".join(faults))
        return self


def _faults(own: Endpoint) -> Iterator[str]:
    """Yield what an endpoint lacks or has too much for its kind."""
    able = ANSWERS[own.kind]
    yield from (
        f"{own.kind} answers no {measure}{hint(measure, able)}"
        for measure in own.measures
        if measure not in able
    )
    counted = bool(own.events or own.symptoms or own.medicines or own.procedures)
    if own.kind in ("time_to_first", "recurrent", "event_type", "proportion") and not counted:
        yield f"{own.kind} needs events, symptoms, medicines or procedures that count"
    if own.kind == "event_type" and own.first_kind not in own.events:
        yield "event_type needs first_kind, which is one of its events"
    if own.kind == "time_spent" and (own.events or not (counted or own.reading)):
        yield "time_spent needs symptoms, medicines, procedures or a reading, whose courses count"
    read = own.kind in ("time_to_reading", "change_from_baseline", "mean_value")
    if own.kind != "time_spent" and read != (own.reading is not None):
        yield f"{own.kind} {'needs' if read else 'takes no'} reading"
    if own.each and (own.kind != "recurrent" or own.window_days > 0):
        yield "each is for recurrent events without a window"
    read_at_days = (*LANDMARKS, *ALSO_AT_LANDMARKS)
    if own.at_days and not any(measure in read_at_days for measure in own.measures):
        yield f"at is for measures that are read at a day: {', '.join(read_at_days)}"
    if own.margin_percent_points is not None and "percent_difference" not in own.measures:
        yield "margin_percent_points is for percent_difference, which is not among the measures"
    yield from _faults_of_limits(own)


def _faults_of_limits(own: Endpoint) -> Iterator[str]:
    timed = own.kind in TIMED and own.reading is not None
    if timed and (own.at_most is None) == (own.at_least is None):
        yield f"{own.kind} needs at_most or at_least, what the reading must come to"
    if not timed and own.limit != (None, None):
        yield f"{own.kind} takes no limits of a reading"
    given = [side for pair in (own.at_entry, own.origin) for side in pair]
    if own.kind != "time_to_reading" and any(side is not None for side in given):
        yield f"{own.kind} asks everybody, from entry on"
    if own.from_at_most is not None and own.from_at_least is not None:
        yield "the clock starts at from_at_most or at from_at_least, not at both"
    if own.from_first_dose and (own.origin != (None, None) or own.kind in NOT_FROM_A_DOSE):
        yield f"the clock of {own.kind} starts elsewhere; leave from_first_dose out"
    if own.complement and own.kind != "time_spent":
        yield f"{own.kind} takes no complement"

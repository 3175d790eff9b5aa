"""Endpoints as data: how events and observations become a number."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from osteon.library.facts import Facts
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
    "change_from_baseline",
    "mean_value",
]
Measure = Literal[
    "hazard_ratio",
    "median",
    "percent",
    "mean_number",
    "rate_ratio",
    "rate_per_year",
    "percent_change_median",
    "mean",
]

Days = Annotated[float, BeforeValidator(lambda raw: convert(raw, "days"))]


class Endpoint(Facts):
    """How one question is put to the tables of a run.

    Attributes
    ----------
    kind : str
        Form of the question.
    events : tuple of str
        Event kinds that count; of two on one day the kind listed first is the first.
    first_kind : str or None
        For ``event_type``: the kind that the first of `events` must have.
    window_days : float
        Events nearer to the last counted one than this are not counted again [days].
    competing : str or None
        Event kind that ends follow-up.
    reading : str or None
        Column of the trajectory or name of the assessment that is asked for.
    measures : tuple of str
        Measures that this endpoint answers.
    """

    name: str
    title: str
    kind: EndpointKind
    events: tuple[EventKind, ...] = ()
    first_kind: EventKind | None = None
    window_days: Days = Field(default=0.0, alias="window")
    competing: EventKind | None = None
    reading: str | None = None
    measures: tuple[Measure, ...] = Field(min_length=1)
    source: str
    basis: Basis
    note: str = ""

    @field_validator("source")
    @classmethod
    def _in_bibliography(cls, key: str, info: ValidationInfo) -> str:
        return check_reference(key, info)

"""Medicines other than bone drugs, and aids: what each sets in the model while it is taken."""

from typing import Annotated, Literal

from pydantic import Field

from osteon.library.facts import Facts
from osteon.library.sourced import Value

AnalgesicRoute = Literal["oral", "patch", "pump", "rescue"]


class _MedicineFacts(Facts):
    name: str
    title: str
    aliases: tuple[str, ...] = ()
    note: str = ""


class Analgesic(_MedicineFacts):
    """A painkiller of one step of the ladder.

    Attributes
    ----------
    step : {1, 2, 3}
        Non-opioid, weak opioid, strong opioid.
    route : str
    opioid : bool
        Whether it sedates and constipates as an opioid does.
    relief_nrs : Sourced
        Points of pain that it can take away on a scale of 0 to 10.
    gfr_minimum_ml_per_min : Sourced or None
        Kidney function below which it is not given [mL/min].
    """

    kind: Literal["analgesic"]
    step: Annotated[int, Field(ge=1, le=3, strict=True)]
    route: AnalgesicRoute
    opioid: bool
    relief_nrs: Value
    gfr_minimum_ml_per_min: Value | None = None


class Steroid(_MedicineFacts):
    """A steroid against oedema of the cord."""

    kind: Literal["steroid"]
    dose_mg_per_day: Value
    course_days: Value


class Saline(_MedicineFacts):
    """Intravenous isotonic fluid."""

    kind: Literal["saline"]
    dose_l_per_day: Value
    course_days: Value


class Anticancer(_MedicineFacts):
    """Treatment of the cancer itself; the share that responds is the cancer's own number.

    Attributes
    ----------
    kill_per_day : Sourced
        Rate at which sensitive tumour dies in a patient who responds [1/day].
    resistance_per_day : Sourced
        Rate at which the kill wanes [1/day].
    """

    kind: Literal["anticancer"]
    kill_per_day: Value
    resistance_per_day: Value


class SafetyEquipment(_MedicineFacts):
    """Rails, walking frame, shower seat: fewer falls at home."""

    kind: Literal["safety_equipment"]
    fall_rate_ratio: Value


class HygieneProgramme(_MedicineFacts):
    """Teaching and support that raise the care of mouth and teeth to `hygiene_share`."""

    kind: Literal["hygiene_programme"]
    hygiene_share: Value


Medicine = Analgesic | Steroid | Saline | Anticancer | SafetyEquipment | HygieneProgramme

MEDICINE_KINDS: dict[str, type[Facts]] = {
    "analgesic": Analgesic,
    "steroid": Steroid,
    "saline": Saline,
    "anticancer": Anticancer,
    "safety_equipment": SafetyEquipment,
    "hygiene_programme": HygieneProgramme,
}

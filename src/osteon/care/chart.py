"""The chart: everything a rule may read about one patient on one day."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from osteon.care.entries import (
    Booked,
    ChartEvent,
    Done,
    KnownLesion,
    Observation,
    Regimen,
    ReportedSymptom,
)
from osteon.care.registers import Regimens, Results, Symptoms
from osteon.care.unknown import Unknown
from osteon.library.prescription import Prescription

DAYS_PER_MONTH = 365.25 / 12
SAME_DAY = 1e-9


@dataclass(frozen=True)
class Chart:
    """What is known of one patient on one day.

    Parameters
    ----------
    patient : int or str
        Number or name of the patient.
    day : float
        Days since entry [days].
    cancer : str
        Primary type, such as ``"breast"``; empty while it is not known.
    age_years : float, optional
        Age on that day [years].
    regimens : sequence of Regimen
        Treatments started so far, ended ones included.
    events : tuple of ChartEvent
        What is known to have happened.
    observations : sequence of Observation
        Results that have reached the chart, in any order.
    lesions : tuple of KnownLesion
        Bone metastases found so far.
    symptoms : sequence of ReportedSymptom
        What the patient has told, in the order of telling.
    procedures : tuple of Done
        Procedures carried out.
    booked : tuple of Booked
        What is ordered and still to come.
    """

    patient: int | str = 0
    day: float = 0.0
    cancer: str = ""
    age_years: float | None = None
    regimens: Sequence[Regimen] = ()
    events: tuple[ChartEvent, ...] = ()
    observations: Sequence[Observation] = ()
    lesions: tuple[KnownLesion, ...] = ()
    symptoms: Sequence[ReportedSymptom] = ()
    procedures: tuple[Done, ...] = ()
    booked: tuple[Booked, ...] = ()

    _regimens: Regimens = field(init=False, repr=False, compare=False)
    _results: Results = field(init=False, repr=False, compare=False)
    _symptoms: Symptoms = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find treatments, results and symptoms by name, unless they come as registers."""
        regimens, results, symptoms = self.regimens, self.observations, self.symptoms
        # Past the guard of what is frozen, which takes its time for each.
        vars(self).update(
            _regimens=regimens if isinstance(regimens, Regimens) else Regimens(regimens),
            _results=results if isinstance(results, Results) else Results(results),
            _symptoms=symptoms if isinstance(symptoms, Symptoms) else Symptoms(symptoms),
        )

    def known(self, name: str, site: str = "") -> bool:
        """Whether `name`, such as ``"calcium"``, was ever measured, at `site` if one is named."""
        return self._results.latest(name, site) is not None

    def last(self, name: str, site: str = "") -> float | Unknown:
        """Return the latest value of `name`, in the unit of its observation.

        Returns
        -------
        float or Unknown
            Unknown when it was never measured. Using that as true or false raises
            UnknownValueError: ask `known` first.
        """
        latest = self._results.latest(name, site)
        return Unknown(name) if latest is None else latest.value

    def last_day(self, name: str, site: str = "") -> float | Unknown:
        """Return the day `name` was last measured [days], or Unknown."""
        latest = self._results.latest(name, site)
        return Unknown(name) if latest is None else latest.day

    def results(self, name: str) -> Sequence[Observation]:
        """Return every result of the assessment `name`."""
        return self._results.of(name)

    def count(self, kind: str) -> int:
        """How many events of `kind`, such as ``"pathological_fracture"``, are known."""
        return sum(event.kind == kind for event in self.events)

    def since(self, kind: str) -> float | Unknown:
        """Return how long ago the latest event of `kind` was [days]; Unknown when none is known."""
        days = [event.day for event in self.events if event.kind == kind]
        return self.day - max(days) if days else Unknown(kind)

    def on(self, name: str) -> bool:
        """Whether the patient is on the drug or medicine `name` today."""
        return self.regimen(name) is not None

    def ever_on(self, name: str) -> bool:
        """Whether the patient was ever put on the drug or medicine `name`."""
        return bool(self._regimens.of(name))

    def begun(self, name: str) -> bool:
        """Whether the patient was put on the drug or medicine `name` since entry."""
        return any(own.start_day >= 0 for own in self._regimens.of(name))

    def regimen(self, name: str) -> Regimen | None:
        """Return the regimen of `name` that runs today, or None."""
        for own in self._regimens.of(name):
            if own.running(self.day):
                return own
        return None

    def months_on(self, name: str) -> float:
        """Return for how long the patient has been on `name` in all [months]."""
        spans = (
            min(self.day, self.day if own.stop_day is None else own.stop_day) - own.start_day
            for own in self._regimens.of(name)
        )
        return sum(max(span, 0.0) for span in spans) / DAYS_PER_MONTH

    def planned(self, name: str) -> bool:
        """Whether `name` is ordered to start on a later day."""
        return any(own.start_day > self.day for own in self._regimens.of(name))

    def latest_regimen(self, name: str) -> Regimen | None:
        """Return the regimen of `name` that began last, one still to come included."""
        return max(self._regimens.of(name), key=lambda own: own.start_day, default=None)

    def last_dose_day(self, name: str) -> float | Unknown:
        """Return the day of the latest dose of the drug `name` up to today [days], or Unknown."""
        days = [_last_dose(own, self.day) for own in self._regimens.of(name)]
        given = [day for day in days if day is not None]
        return max(given) if given else Unknown(f"dose of {name}")

    def first_dose_day(self) -> float | Unknown:
        """Return the day of the first dose of any bone agent [days], or Unknown before it."""
        days = [own.start_day for own in self.regimens if isinstance(own.treatment, Prescription)]
        return min(days) if days and min(days) <= self.day else Unknown("first dose")

    def symptom(self, *names: str) -> tuple[ReportedSymptom, ...]:
        """Return what is reported under any of these names and not over, one entry per site."""
        return self._symptoms.present(*names)

    def has(self, name: str, within_days: float | None = None) -> bool:
        """Whether `name` was reported and is not over; if asked, in the last `within_days`."""
        present = self._symptoms.present(name)
        if within_days is None:
            return bool(present)
        return any(self.day - own.day <= within_days for own in present)

    def lesions_at(self, site: str) -> tuple[KnownLesion, ...]:
        """Return the metastases known in the bone `site`."""
        return tuple(own for own in self.lesions if own.site == site)

    def done(self, procedure: str, site: str = "", within_days: float | None = None) -> bool:
        """Whether `procedure` was carried out, at `site` and in the last `within_days` if given."""
        return any(
            own.procedure == procedure
            and (not site or own.site == site)
            and (within_days is None or self.day - own.day <= within_days)
            for own in self.procedures
        )

    def booked_for(self, what: str, site: str = "", within_days: float | None = None) -> bool:
        """Whether `what` is still to come, at `site` and in the next `within_days` if given."""
        return any(
            own.what == what
            and (not site or own.site == site)
            and (within_days is None or own.day - self.day <= within_days)
            for own in self.booked
        )


def _last_dose(regimen: Regimen, day: float) -> float | None:
    plan = regimen.treatment
    if not isinstance(plan, Prescription) or regimen.start_day > day:
        return None
    if plan.interval_days is None:
        return regimen.start_day
    # A dose due on the day of the stop is not given; nor is a first one.
    end = day if regimen.stop_day is None else min(day, regimen.stop_day - SAME_DAY)
    number = math.floor((end - regimen.start_day + SAME_DAY / 2) / plan.interval_days)
    if number < 0:
        return None
    number = number if plan.count is None else min(number, plan.count - 1)
    return regimen.start_day + number * plan.interval_days

"""What care knows of one patient, kept between visits, and what is new since it was last asked."""

import math
from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from osteon.base.suggest import plain
from osteon.care.chart import Chart, Indexed, latest_of
from osteon.care.entries import (
    Booked,
    ChartEvent,
    Done,
    KnownLesion,
    Observation,
    Regimen,
    ReportedSymptom,
)
from osteon.care.wakes import News
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements

DAYS_PER_YEAR = 365.25


@dataclass
class _Fresh:
    """What has come since the rules were last asked."""

    symptoms: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    procedures: set[str] = field(default_factory=set)
    results: list[tuple[str, float]] = field(default_factory=list)
    lesions: bool = False


@dataclass
class CareRecord:
    """The chart in the making: it grows by what is told to it and never sees the true state."""

    patient: int
    cancer: str
    age_years: float | None = None
    regimens: list[Regimen] = field(default_factory=list)
    events: list[ChartEvent] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    symptoms: list[ReportedSymptom] = field(default_factory=list)
    procedures: list[Done] = field(default_factory=list)
    booked: dict[Hashable, Booked] = field(default_factory=dict)
    asked_day: float = -math.inf
    measured: dict[str, float] = field(default_factory=dict)
    _fresh: _Fresh = field(default_factory=_Fresh)
    _indexed: Indexed = field(default_factory=lambda: Indexed((), {}))

    def chart(self, day: float, lesions: tuple[KnownLesion, ...] = ()) -> Chart:
        """Return what a rule may read on `day` [days]."""
        if len(self._indexed.observations) < len(self.observations):
            new = self.observations[len(self._indexed.observations) :]
            latest = latest_of(self._indexed.latest, new)
            self._indexed = Indexed(tuple(self.observations), latest)
        age = None if self.age_years is None else self.age_years + day / DAYS_PER_YEAR
        return Chart(
            self.patient,
            day,
            self.cancer,
            age_years=age,
            regimens=tuple(self.regimens),
            events=tuple(self.events),
            observations=self._indexed.observations,
            indexed=self._indexed,
            lesions=lesions,
            symptoms=tuple(self.symptoms),
            procedures=tuple(self.procedures),
            booked=tuple(self.booked.values()),
        )

    @property
    def has_news(self) -> bool:
        """Whether anything has come since the rules were last asked."""
        new = self._fresh
        return bool(new.lesions or new.symptoms or new.events or new.procedures or new.results)

    def take_news(self, day: float, *, visit: bool) -> News:
        """Return what is new, and begin to collect anew."""
        fresh, since = self._fresh, self.asked_day
        self._fresh, self.asked_day = _Fresh(), day
        return News(
            day,
            since,
            frozenset(fresh.symptoms),
            frozenset(fresh.events),
            frozenset(fresh.procedures),
            tuple(fresh.results),
            lesions=fresh.lesions,
            visit=visit,
            regimens=self.regimens,
        )

    def booked_by(self, what: str, site: str, day: float) -> bool:
        """Whether the same is booked already, for a day no later."""
        return any(
            (own.what, own.site) == (what, site) and own.day <= day for own in self.booked.values()
        )

    def tell_event(self, event: ChartEvent) -> None:
        """Enter something that is now known to have happened."""
        self.events.append(event)
        self._fresh.events.add(event.kind)

    def tell_symptom(self, symptom: ReportedSymptom) -> None:
        """Enter what the patient tells."""
        self.symptoms.append(symptom)
        self._fresh.symptoms.add(symptom.name)

    def tell_result(self, result: Observation) -> None:
        """Enter a result, also as news."""
        self.observations.append(result)
        self.tell_of_result(result.assessment, result.value)

    def tell_of_result(self, assessment: str, value: float) -> None:
        """Say that a result has come, which is or will be entered with others of its day."""
        self._fresh.results.append((assessment, value))

    def tell_of_lesions(self) -> None:
        """Say that a metastasis was found, or has changed."""
        self._fresh.lesions = True

    def tell_done(self, done: Done) -> None:
        """Enter a procedure that was carried out."""
        self.procedures.append(done)
        self._fresh.procedures.add(done.procedure)

    def begin(self, regimen: Regimen) -> bool:
        """Put the patient on a regimen; return False when already on the same one."""
        running = [own for own in self.regimens if own.running(regimen.start_day)]
        if any(
            own.treatment == regimen.treatment and plain(own.name) == plain(regimen.name)
            for own in running
        ):
            return False
        self.end(regimen.name, regimen.start_day)
        self.regimens.append(regimen)
        return True

    def end(self, name: str, day: float) -> list[Regimen]:
        """Take the patient off a drug or medicine; return what was ended."""
        ended = [
            own for own in self.regimens if own.running(day) and plain(own.name) == plain(name)
        ]
        self.regimens = [
            replace(own, stop_day=day) if own in ended else own for own in self.regimens
        ]
        return ended

    def give(self, drug: str, once: Prescription, day: float) -> None:
        """Give one dose today; the patient is not on the drug for that."""
        self.regimens.append(Regimen(drug, once, day, stop_day=day))

    def running(self, day: float) -> list[Regimen]:
        """Return what the patient is on."""
        return [own for own in self.regimens if own.running(day)]

    def supplements(self, day: float) -> Supplements:
        """Return what the patient takes every day by now."""
        running = [own.treatment for own in self.running(day)]
        return next((own for own in running if isinstance(own, Supplements)), Supplements())

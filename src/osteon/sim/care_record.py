"""What care knows of one patient, kept between visits, and what is new since it was last asked."""

import math
from collections.abc import Hashable
from dataclasses import dataclass, field

from osteon.care.chart import Chart
from osteon.care.entries import (
    Booked,
    ChartEvent,
    Done,
    KnownLesion,
    Observation,
    Regimen,
    ReportedSymptom,
)
from osteon.care.news import News, Seen
from osteon.care.registers import (
    Latest,
    Present,
    Regimens,
    Results,
    Symptoms,
    note_results,
    note_symptom,
)
from osteon.library.prescription import Prescription

DAYS_PER_YEAR = 365.25


@dataclass(slots=True)
class _Fresh:
    """What has come since the rules were last asked."""

    symptoms: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    procedures: set[str] = field(default_factory=set)
    results: list[tuple[str, float]] = field(default_factory=list)
    lesions: list[Seen] = field(default_factory=list)


@dataclass
class CareRecord:
    """The chart in the making: it grows by what is told to it and never sees the true state."""

    patient: int
    cancer: str
    age_years: float | None = None
    regimens: Regimens = field(default_factory=Regimens)
    events: list[ChartEvent] = field(default_factory=list)
    results: list[Observation] = field(default_factory=list)
    symptoms: list[ReportedSymptom] = field(default_factory=list)
    procedures: list[Done] = field(default_factory=list)
    booked: dict[Hashable, Booked] = field(default_factory=dict)
    asked_day: float = -math.inf
    measured: dict[str, float] = field(default_factory=dict)
    past: set[str] = field(default_factory=set)
    _knows_lesions: bool = False
    has_news: bool = False
    _fresh: _Fresh = field(default_factory=_Fresh)
    _latest: Latest = field(default_factory=dict)
    _present: Present = field(default_factory=dict)
    # As rules were last handed them; made anew when something has come.
    _results: Results | None = None
    _symptoms: Symptoms | None = None

    def chart(
        self, day: float, lesions: tuple[KnownLesion, ...] = (), results: Results | None = None
    ) -> Chart:
        """Return what a rule may read on `day` [days]."""
        age = None if self.age_years is None else self.age_years + day / DAYS_PER_YEAR
        return Chart(
            self.patient,
            day,
            self.cancer,
            age,
            self.regimens,
            tuple(self.events),
            self.results_told() if results is None else results,
            lesions,
            self._symptoms_told(),
            tuple(self.procedures),
            tuple(self.booked.values()),
        )

    def results_told(self) -> Results:
        """Return the results that were told one by one; those of the routine stand elsewhere."""
        if self._results is None:
            self._results = Results(tuple(self.results), dict(self._latest))
        return self._results

    def _symptoms_told(self) -> Symptoms:
        if self._symptoms is None:
            self._symptoms = Symptoms(tuple(self.symptoms), dict(self._present))
        return self._symptoms

    def take_news(self, day: float, *, visit: bool, planned: bool) -> News:
        """Return what is new, and begin to collect anew."""
        fresh, since = self._fresh, self.asked_day
        self._fresh, self.asked_day, self.has_news = _Fresh(), day, False
        return News(
            day,
            since,
            fresh.symptoms,
            fresh.events,
            fresh.procedures,
            tuple(fresh.results),
            tuple(fresh.lesions),
            visit,
            planned,
            self.regimens.all(),
            self.past,
            fresh.told,
        )

    def booked_by(self, what: str, site: str, day: float) -> bool:
        """Whether the same is booked already, for a day no later."""
        for own in self.booked.values():  # one at a time: asked for every order
            if own.what == what and own.site == site and own.day <= day:
                return True
        return False

    def tell_event(self, event: ChartEvent) -> None:
        """Enter something that is now known to have happened."""
        self.events.append(event)
        self._fresh.events.add(event.kind)
        self.has_news = True
        self.past.add(event.kind)

    def tell_symptom(self, symptom: ReportedSymptom) -> None:
        """Enter what the patient tells."""
        self.symptoms.append(symptom)
        self._symptoms = None
        note_symptom(self._present, symptom)
        self._fresh.symptoms.add(symptom.name)
        if not symptom.over:
            self._fresh.told.add(symptom.name)
        self.has_news = True

    def enter_results(self, *results: Observation) -> None:
        """Enter results that are no news."""
        self.results += results
        self._results = None
        note_results(self._latest, results)

    def tell_result(self, result: Observation) -> None:
        """Enter a result, also as news."""
        self.enter_results(result)
        self.tell_of_result(result.assessment, result.value)

    def tell_of_result(self, assessment: str, value: float) -> None:
        """Say that a result has come, which is or will be entered with others of its day."""
        self._fresh.results.append((assessment, value))
        self.has_news = True

    def tell_of_lesion(self, site: str, *, new: bool) -> None:
        """Say that a metastasis was found, or has changed."""
        first = not self._knows_lesions or any(own.first for own in self._fresh.lesions)
        self._fresh.lesions.append(Seen(site, new, first))
        self.has_news = True
        self._knows_lesions = True
        self.past.add(site)

    def tell_done(self, done: Done) -> None:
        """Enter a procedure that was carried out."""
        self.procedures.append(done)
        self._fresh.procedures.add(done.procedure)
        self.has_news = True
        self.past.add(done.procedure)

    def begin(self, regimen: Regimen) -> bool:
        """Put the patient on a regimen; return False when already on the same one."""
        running = self.running_as(regimen.name, regimen.start_day)
        if any(own.treatment == regimen.treatment for own in running):
            return False
        self._end(running, regimen.start_day)
        self.regimens = self.regimens.plus(regimen)
        return True

    def end(self, name: str, day: float) -> list[Regimen]:
        """Take the patient off a drug or medicine; return what was ended."""
        ended = self.running_as(name, day)
        self._end(ended, day)
        return ended

    def call_off(self, name: str, day: float) -> list[Regimen]:
        """Strike out what is to begin after `day`; return it."""
        planned = [own for own in self.regimens.of(name) if own.start_day > day]
        if planned:
            self.regimens = Regimens(own for own in self.regimens if own not in planned)
        return planned

    def _end(self, ended: list[Regimen], day: float) -> None:
        for own in ended:
            over = Regimen(own.name, own.treatment, own.start_day, day)
            self.regimens = self.regimens.instead(own, over)

    def give(self, drug: str, once: Prescription, day: float) -> None:
        """Give one dose today; the patient is not on the drug for that."""
        self.regimens = self.regimens.plus(Regimen(drug, once, day, stop_day=day))

    def running(self, day: float) -> list[Regimen]:
        """Return what the patient is on."""
        return [own for own in self.regimens.all() if own.running(day)]

    def running_as(self, name: str, day: float) -> list[Regimen]:
        """Return what of a drug or medicine the patient is on."""
        return [own for own in self.regimens.of(name) if own.running(day)]

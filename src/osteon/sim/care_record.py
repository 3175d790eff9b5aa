"""What care knows of one patient, kept between visits, and the treatments under way."""

from dataclasses import dataclass, field, replace

from osteon.base.suggest import plain
from osteon.care.chart import Chart
from osteon.care.entries import ChartEvent, KnownLesion, Observation, Regimen
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements

SAME_DAY = 1e-9


@dataclass
class CareRecord:
    """The chart in the making: it grows from visit to visit and never sees the true state."""

    patient: int
    cancer: str
    lesions: tuple[KnownLesion, ...]
    regimens: list[Regimen] = field(default_factory=list)
    events: list[ChartEvent] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)

    def chart(self, day: float) -> Chart:
        """Return what a rule may read on `day` [days]."""
        return Chart(
            self.patient,
            day,
            self.cancer,
            regimens=tuple(self.regimens),
            events=tuple(self.events),
            observations=tuple(self.observations),
            lesions=self.lesions,
        )

    def begin(self, regimen: Regimen) -> bool:
        """Put the patient on a regimen; return False when already on the same one."""
        running = [own for own in self.regimens if own.running(regimen.start_day)]
        if any(own.treatment == regimen.treatment for own in running):
            return False
        self.end(regimen.name, regimen.start_day)
        self.regimens.append(regimen)
        return True

    def end(self, name: str, day: float) -> bool:
        """Take the patient off a drug; return False when not on it."""
        ended = [own.running(day) and plain(own.name) == plain(name) for own in self.regimens]
        self.regimens = [
            replace(own, stop_day=day) if over else own
            for own, over in zip(self.regimens, ended, strict=True)
        ]
        return any(ended)

    def give(self, drug: str, once: Prescription, day: float) -> None:
        """Give one dose today; the patient is not on the drug for that."""
        self.regimens.append(Regimen(drug, once, day, stop_day=day))

    def supplements(self, day: float) -> Supplements:
        """Return what the patient takes every day by now."""
        running = [own.treatment for own in self.regimens if own.running(day)]
        return next((own for own in running if isinstance(own, Supplements)), Supplements())

    def doses_between(self, day: float, until: float) -> list[tuple[float, Prescription]]:
        """Return the doses due from `day` up to, not at, `until` [days]."""
        return [
            (due, regimen.treatment)
            for regimen in self.regimens
            if isinstance(regimen.treatment, Prescription)
            for due in _due_days(regimen, regimen.treatment, day, until)
        ]


def _due_days(regimen: Regimen, plan: Prescription, day: float, until: float) -> list[float]:
    """Return the days of a regimen's doses in [day, until)."""
    if plan.interval_days is None:
        return [regimen.start_day] if day - SAME_DAY <= regimen.start_day < until - SAME_DAY else []
    end = until if regimen.stop_day is None else min(until, regimen.stop_day)
    number = max(0, int((day - regimen.start_day) / plan.interval_days) - 1)
    due = []
    while plan.count is None or number < plan.count:
        when = regimen.start_day + number * plan.interval_days
        if when >= end - SAME_DAY:
            break
        if when >= day - SAME_DAY:
            due.append(when)
        number += 1
    return due

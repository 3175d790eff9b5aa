"""A group of patients on one arm: their true lives, charts and bookings, and what is noted."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from osteon.care.entries import ChartEvent, KnownLesion
from osteon.care.orders import Order
from osteon.care.policy import Policy
from osteon.library.library import Library
from osteon.library.symptoms import Symptom
from osteon.model.engine import ALIVE, Floats, Integers, Lives, Recording, read
from osteon.model.parameters import DrugSlots
from osteon.sim.bookings import SAME_DAY, Bookings
from osteon.sim.calendar import Calendar
from osteon.sim.care_record import CareRecord
from osteon.sim.cohort import Cohort
from osteon.sim.event_log import EventLog, Happened
from osteon.sim.feelings import Feelings
from osteon.sim.laboratory import Panel, tests_named
from osteon.sim.lesion_readings import NAMES
from osteon.sim.plan import Plan

LYTIC_BELOW, BLASTIC_ABOVE = 0.85, 1.15


@dataclass
class Ordered:
    """An order with what came of it; `done_day` is infinite until it is carried out [days]."""

    row: int
    day: float
    order: Order
    done_day: float = np.inf
    why_not: str = ""


@dataclass
class Told:
    """A symptom, and when it was told of; infinite where it never was [days]."""

    row: int
    onset_day: float
    name: str
    site: str
    told_day: float = np.inf


@dataclass(frozen=True)
class Looked:
    """One deposit that an image showed or missed; `lesion` is -1 where nothing is there."""

    row: int
    day: float
    assessment: str
    site: str
    lesion: int
    seen: bool


@dataclass(frozen=True)
class Found:
    """A deposit that came into the chart; `lesion` is -1 where nothing is there."""

    row: int
    day: float
    lesion: int
    known: KnownLesion


@dataclass(frozen=True)
class Performed:
    """A procedure that was carried out, and how it went."""

    row: int
    day: float
    procedure: str
    site: str
    lesion: int
    outcome: str


@dataclass
class Notes:
    """What is written down of a group besides its events."""

    orders: list[Ordered] = field(default_factory=list)
    symptoms: list[Told] = field(default_factory=list)
    looks: list[Looked] = field(default_factory=list)
    findings: list[Found] = field(default_factory=list)
    procedures: list[Performed] = field(default_factory=list)
    results: list[tuple[int, float, str, float, str, str]] = field(default_factory=list)
    courses: list[tuple[Integers, Floats, Floats]] = field(default_factory=list)


@dataclass
class Ward:
    """A group of patients on one arm; row numbers are those of its lives.

    Attributes
    ----------
    ends : (n,) float
        Day on which each patient's follow-up is cut off [days].
    next_visit : (n,) int
        Number of each patient's next visit.
    next_scheduled : (n,) float
        Next day on which a rule wants to be asked whatever happens [days].
    base_inputs : (n, n_inputs) float
        Inputs of the model without any treatment.
    """

    lives: Lives
    cohort: Cohort
    policy: Policy
    plan: Plan
    slots: DrugSlots
    library: Library
    records: list[CareRecord]
    recording: Recording
    panel: Panel
    body_feelings: Feelings
    lesion_feelings: Feelings
    ends: Floats
    base_inputs: Floats
    next_visit: Integers
    next_scheduled: Floats
    calendar: Calendar
    bookings: Bookings = field(default_factory=Bookings)
    log: EventLog = field(default_factory=EventLog)
    notes: Notes = field(default_factory=Notes)

    @classmethod
    def admit(
        cls,
        lives: Lives,
        cohort: Cohort,
        *,
        policy: Policy,
        plan: Plan,
        slots: DrugSlots,
        library: Library,
    ) -> "Ward":
        """Return the ward of patients who stand at entry, with empty charts."""
        n, readings = len(lives), lives.model.readings
        records = [
            CareRecord(int(patient), str(cancer), float(age))
            for patient, cancer, age in zip(
                cohort.patients, cohort.table["cancer"], cohort.table["age_years"], strict=True
            )
        ]
        grid = np.union1d(plan.assessments, plan.course)
        tests = tuple(t for t in tests_named(library, plan.panel) if t.reading in readings)
        return cls(
            lives,
            cohort,
            policy,
            plan,
            slots,
            library,
            records,
            Recording.of(lives, grid),
            Panel.of(tests, plan.assessments, grid, readings, n),
            Feelings.of_body(library, readings, lives.patients, lives.seed),
            Feelings.of_lesions(library, NAMES, cohort.sites, lives.patients, lives.seed),
            plan.last_days(lives.patients, lives.seed),
            lives.inputs.copy(),
            np.zeros(n, np.int64),
            np.zeros(n),
            Calendar.of(n),
        )

    def followed(self) -> NDArray[np.bool_]:
        """Return who is alive and under observation."""
        alive = self.lives.status == ALIVE
        return np.asarray(alive & (self.lives.day < self.ends - SAME_DAY))

    def next_stops(self) -> Floats:
        """Return the day on which each life stops next [days]."""
        visits = np.append(self.plan.visits, np.inf)[self.next_visit]
        return np.asarray(np.minimum(np.minimum(visits, self.calendar.next_stop), self.ends))

    def patient(self, row: int) -> int:
        """Return the number of the patient in a row."""
        return int(self.lives.patients[row])

    def day(self, row: int) -> float:
        """Return the day on which a life stands [days]."""
        return float(self.lives.day[row])

    def site(self, row: int, lesion: int) -> str:
        """Return the bone of a lesion; empty for the whole patient."""
        return str(self.cohort.sites[row, lesion]) if lesion >= 0 else ""

    def readings(self, rows: Integers) -> Floats:
        """Return the true readings of some lives today, shape (n_rows, n_readings)."""
        values = read(self.lives)
        return np.stack([values[name][rows] for name in self.lives.model.readings], axis=-1)

    def listens_to(self, symptom: Symptom) -> bool:
        """Whether a report of a symptom wakes a rule."""
        wakes = self.policy.wakes
        return wakes.visits or symptom.name in wakes.symptoms

    def tell_of_lesion(self, row: int, lesion: int, known: KnownLesion, day: float) -> None:
        """Enter a deposit into a chart; `lesion` is -1 where nothing is there."""
        key = lesion if lesion >= 0 else f"nothing at {known.site}"
        if self.records[row].tell_lesion(key, known):
            self.notes.findings.append(Found(row, day, lesion, known))

    def tell_of_result(self, row: int, test: str, value: float, _: float) -> None:
        """Say that a result of a planned test has come; the chart gets all of them at once."""
        self.records[row].tell_of_result(test, value)

    def tell_of_event(self, event: Happened, day: float) -> None:
        """Let something that happened be known from `day` on; what was felt has its own day."""
        if event.known_day < np.inf:
            return
        event.known_day = day
        record = self.records[event.row]
        when = event.day if event.felt else day
        record.tell_event(ChartEvent(when, event.kind, event.site, event.cause))


def known_lesion(readings: Floats, site: str, by: tuple[str, float]) -> KnownLesion:
    """Return a deposit as it looks on an image that shows everything; `by` is how and when."""
    value = dict(zip(NAMES, readings.tolist(), strict=True))
    mineral = value["mineral"]
    look = "lytic" if mineral < LYTIC_BELOW else "blastic" if mineral > BLASTIC_ABOVE else "mixed"
    return KnownLesion(
        site,
        look,
        volume_cm3=value["volume_cm3"],
        diameter_mm=value["diameter_mm"],
        cortex_share=value["cortex_share"],
        mineral_loss=value["mineral_loss"],
        found_by=by[0],
        found_day=by[1],
    )

"""A group of patients: their true lives, charts and bookings, and what is noted."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from osteon.care.entries import ChartEvent
from osteon.care.registers import Regimens
from osteon.library.library import Library
from osteon.model.engine import ALIVE, Floats, Integers, Lives, Recording, read_rows
from osteon.sim.arm import Arm
from osteon.sim.bookings import SAME_DAY, Bookings
from osteon.sim.calendar import Calendar
from osteon.sim.care_record import CareRecord
from osteon.sim.cohort import Cohort
from osteon.sim.event_log import EventLog, Happened
from osteon.sim.feelings import Feelings
from osteon.sim.known_lesions import KnownLesions, bones_of
from osteon.sim.laboratory import tests_named
from osteon.sim.lesion_readings import NAMES
from osteon.sim.notes import Look, Notes
from osteon.sim.panel import Panel, routine_ranges
from osteon.sim.plan import Plan


@dataclass
class Ward:
    """A group of patients; row numbers are those of its lives.

    Attributes
    ----------
    arms : tuple of Arm
        Arms, all of which stop a life after the same events.
    arm_of : (n,) int
        Place of each life's arm among them, ascending.
    ends : (n,) float
        Day on which each patient's follow-up is cut off [days].
    next_visit : (n,) int
        Number of each patient's next visit.
    next_scheduled : (n,) float
        Next day on which a rule wants to be asked whatever happens [days].
    base_inputs : (n, n_inputs) float
        Inputs of the model without any treatment.
    bones : tuple of str
        Names of the library's bones.
    bone_of : (n, n_lesions) int
        Place of each lesion's bone among them.
    routine : (n, n_tests, 2) float
        At or beyond which a result that everybody has wakes a rule.
    today : (n, n_readings) float
        True readings of the bodies at the last stop of each life.
    looks : list of Look
        Images taken since the last stop.
    waning : set of int
        Lives on a treatment whose effect wanes, so that its input must follow.
    treated_anew : set of int
        Lives whose treatments have changed today, so that their inputs must follow.
    in_view : dict of (image, site) to (n_bones,) bool
        Bones that images show, as far as anybody asked.
    bones_of_place : dict of str to (n_bones_there,) int
        Bones that a place stands for, as far as anything was looked for there.
    """

    lives: Lives
    cohort: Cohort
    arms: tuple[Arm, ...]
    arm_of: Integers
    plan: Plan
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
    known: KnownLesions
    bones: tuple[str, ...]
    bone_of: Integers
    routine: Floats
    today: Floats
    looks: list[Look] = field(default_factory=list)
    waning: set[int] = field(default_factory=set)
    treated_anew: set[int] = field(default_factory=set)
    in_view: dict[tuple[str, str], NDArray[np.bool_]] = field(default_factory=dict)
    bones_of_place: dict[str, Integers] = field(default_factory=dict)
    bookings: Bookings = field(default_factory=Bookings)
    log: EventLog = field(default_factory=EventLog)
    notes: Notes = field(default_factory=Notes)

    @classmethod
    def admit(
        cls,
        lives: Lives,
        cohort: Cohort,
        *,
        arms: tuple[Arm, ...],
        arm_of: Integers,
        plan: Plan,
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
        bone_of = bones_of(cohort.sites, tuple(library.sites))
        grid = np.union1d(plan.assessments, plan.course)
        earlier = {own.plan.drug: Regimens([own.regimen()]) for own in plan.before_entry}
        if earlier:
            for record, drug in zip(records, cohort.table["before_entry"], strict=True):
                record.regimens = earlier.get(drug, record.regimens)
        tests = tuple(t for t in tests_named(library, plan.panel) if t.reading in readings)
        return cls(
            lives,
            cohort,
            arms,
            arm_of,
            plan,
            library,
            records,
            Recording.of(lives, grid),
            Panel.of(tests, plan.assessments, grid, readings, (lives.patients, lives.seed)),
            Feelings.of_body(library, readings, lives.patients, lives.seed),
            Feelings.of_lesions(library, NAMES, bone_of, lives.patients, lives.seed),
            plan.last_days(lives.patients, lives.seed),
            lives.inputs.copy(),
            np.zeros(n, np.int64),
            np.zeros(n),
            Calendar.of(n),
            KnownLesions.none(cohort.sites, library.parameters["compression_threshold"].value),
            tuple(library.sites),
            bone_of,
            np.stack([routine_ranges(arm.policy, tests) for arm in arms])[arm_of],
            np.empty((n, len(readings))),
        )

    @cached_property
    def arm(self) -> list[Arm]:
        """The arm of each life."""
        return [self.arms[place] for place in self.arm_of.tolist()]

    @cached_property
    def rank(self) -> Integers:
        """Place of each life in the order of the tables: by arm, then patient."""
        return np.argsort(np.lexsort((self.lives.patients, self.arm_of)))

    @cached_property
    def visit_days(self) -> Floats:
        """Days of visits, and infinity for none any more [days]."""
        return np.append(self.plan.visits, np.inf)

    @cached_property
    def input_places(self) -> dict[str, int]:
        """Where each input stands among the inputs of the model, by name."""
        return {name: place for place, name in enumerate(self.lives.model.declaration.inputs)}

    @cached_property
    def reading_places(self) -> dict[str, int]:
        """Where each reading stands among the readings of the body, by name."""
        return {name: place for place, name in enumerate(self.lives.model.readings)}

    def followed(self) -> NDArray[np.bool_]:
        """Return who is alive and under observation."""
        alive = self.lives.status == ALIVE
        return np.asarray(alive & (self.lives.day < self.ends - SAME_DAY))

    def next_stops(self) -> Floats:
        """Return the day on which each life stops next [days]."""
        planned = np.minimum(self.visit_days[self.next_visit], self.next_scheduled)
        return np.asarray(np.minimum(np.minimum(planned, self.calendar.next_stop), self.ends))

    def there(self, rows: Integers) -> NDArray[np.bool_]:
        """Return which deposits some lives have by now, shape (n_rows, n_lesions)."""
        return np.asarray(np.arange(self.bone_of.shape[1]) < self.lives.sizes[rows][:, None])

    def patient(self, row: int) -> int:
        """Return the number of the patient in a row."""
        return self.lives.patients.item(row)

    def day(self, row: int) -> float:
        """Return the day on which a life stands [days]."""
        return self.lives.day.item(row)

    def site(self, row: int, lesion: int) -> str:
        """Return the bone of a lesion; empty for the whole patient."""
        return self.bones[self.bone_of.item(row, lesion)] if lesion >= 0 else ""

    def read_today(self, rows: Integers) -> Floats:
        """Read the bodies of some lives where they stand, and return what is read."""
        self.today[rows] = values = read_rows(self.lives, rows)
        return values

    def tell_of_result(self, row: int, test: str, value: float, _: float) -> None:
        """Say that a result of a planned test has come; the chart gets all of them at once."""
        self.records[row].tell_of_result(test, value)

    def tell_of_event(self, event: Happened, day: float) -> None:
        """Let something that happened be known from `day` on; what was felt has its own day."""
        if event.known_day < np.inf:
            return
        self.log.know(event, day)
        record = self.records[event.row]
        when = event.day if event.felt else day
        record.tell_event(ChartEvent(when, event.kind, event.site, event.cause))

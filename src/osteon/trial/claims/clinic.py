"""Where claims see patients: shared cohorts, under any care, with or without a mechanism."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import Any

from osteon.care.policy import Rule
from osteon.care.standard import standard_care
from osteon.library.claims import Without
from osteon.library.cohort_file import Start
from osteon.library.library import Library
from osteon.library.replacing import with_numbers
from osteon.sim.cohort import Cohort
from osteon.sim.patient import Lesion, Patient
from osteon.sim.simulate import simulate
from osteon.trial.claims.seen import Seen

Numbers = Mapping[str, float | str]
# Nobody is lost before what is looked for can happen.
NOBODY_DIES = {"cancers.*.death_rate_per_year": 0.0, "cancers.*.dropout_rate_per_year": 0.0}


@dataclass(frozen=True)
class People:
    """Who is looked at: many with a cancer, or many of one description.

    Attributes
    ----------
    cancer : str
    n : int
    lesions : tuple of Lesion or None
        The same in everybody; None draws them.
    said : mapping of str to text
        What else is said of each, by the names of `Patient`.
    start : str
        Where the story begins, and so what is known then.
    seed : int
    """

    cancer: str = "breast"
    n: int = 100
    lesions: tuple[Lesion, ...] | None = None
    said: tuple[tuple[str, Any], ...] = ()
    seed: int = 1
    start: Start = "trial entry"

    @classmethod
    def with_lesion(cls, *words: str, cancer: str = "breast", n: int = 60, **said: Any) -> "People":
        """Return people who have just these lesions, such as ``"T8 lytic 6 mL"``."""
        lesions = tuple(Lesion.parse(text) for text in words)
        return cls(cancer, n, lesions, tuple(sorted(said.items())))

    def growing(self, doubling_time: str) -> "People":
        """Return the same people with lesions that grow at one known pace."""
        lesions = tuple(replace(own, doubling_time=doubling_time) for own in self.lesions or ())
        return replace(self, lesions=lesions)

    def cohort(self, library: Library) -> Cohort:
        """Return the cohort, as in any run with the same library."""
        if self.lesions is None and not self.said:
            return Cohort.sample(
                self.cancer, n=self.n, seed=self.seed, start=self.start, library=library
            )
        patient = Patient(self.cancer, lesions=self.lesions, **dict(self.said))
        described = Cohort.of(patient, n=self.n, seed=self.seed, library=library)
        return replace(described, start=self.start)


@dataclass(frozen=True)
class Look:
    """One question put to the simulation: who, for how long, with which numbers and care."""

    people: People
    horizon: str
    every: str
    numbers: tuple[tuple[str, float | str], ...]
    care: tuple[tuple[str, str | Rule], ...]
    lesions: bool

    def taken(self, base: Library) -> Seen:
        """Return the answer."""
        library = with_numbers(base, dict(self.numbers))
        slots: dict[str, Any] = {"care": "none", **dict(self.care)}
        care = standard_care(**slots, library=library)
        cohort = _cohort(self.people, library, lesions=self.lesions)
        return Seen(simulate(cohort, care, self.horizon, course_every=self.every, library=library))


@dataclass(frozen=True, eq=False)
class Clinic:
    """A clinic in which one mechanism may be switched off.

    Attributes
    ----------
    base : Library
        Facts of the clinic as it is.
    without : Without or None
        What is switched off.
    looks : mapping
        What was seen so far, so that claims share it.
    """

    base: Library
    without: Without | None = None
    looks: dict[Look, Seen] = field(default_factory=dict)

    def switched_off(self, without: Without) -> "Clinic":
        """Return the same clinic with a mechanism switched off."""
        return Clinic(self.base, without, self.looks)

    @cached_property
    def library(self) -> Library:
        """The facts, with what is switched off."""
        return with_numbers(self.base, self.without.numbers) if self.without else self.base

    def cohort(self, people: People) -> Cohort:
        """Return people as they enter; without lesions where these are left out."""
        lesions = self.without is None or self.without.lesions
        return _cohort(people, self.library, lesions=lesions)

    def see(
        self,
        people: People,
        horizon: str,
        numbers: Numbers | None = None,
        /,
        *,
        every: str = "1 week",
        **slots: Any,
    ) -> Seen:
        """Return what happens to people; the same question is answered once.

        Parameters
        ----------
        numbers : mapping of path to value
            Numbers of the library that this look needs otherwise.
        every : str
            Time between two points of the courses.
        **slots : str or rule
            Slots of standard care; what is switched off is laid over them.
        """
        off = self.without
        look = Look(
            people,
            horizon,
            every,
            tuple(sorted({**(numbers or {}), **(off.numbers if off else {})}.items())),
            tuple(sorted({**slots, **(off.care if off else {})}.items(), key=itemgetter(0))),
            off is None or off.lesions,
        )
        if look not in self.looks:
            self.looks[look] = look.taken(self.base)
        return self.looks[look]


def _cohort(people: People, library: Library, *, lesions: bool) -> Cohort:
    cohort = people.cohort(library)
    return cohort if lesions else cohort.without_lesions()

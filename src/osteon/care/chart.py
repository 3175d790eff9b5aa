"""The chart: everything a rule may read about one patient on one day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from osteon.base.suggest import plain
from osteon.care.unknown import Unknown
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements


@dataclass(frozen=True, slots=True)
class Regimen:
    """A treatment the patient was put on.

    Parameters
    ----------
    name : str
        The drug, such as ``"zoledronic acid"``, or ``"supplements"``; as in
        `base.suggest.plain`, ``"zoledronic_acid"`` is the same name.
    treatment : Prescription or Supplements
        What was prescribed.
    start_day : float
        First day of the regimen [days].
    stop_day : float, optional
        Day it ended [days]; None while it goes on.
    """

    name: str
    treatment: Prescription | Supplements
    start_day: float
    stop_day: float | None = None

    def running(self, day: float) -> bool:
        """Whether the patient is on it on `day` [days]."""
        return self.start_day <= day and (self.stop_day is None or day < self.stop_day)


@dataclass(frozen=True, slots=True)
class ChartEvent:
    """Something known to have happened; it enters the chart on the day it is found."""

    day: float
    kind: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One result that has reached the chart; `day` is the day it was taken [days]."""

    day: float
    assessment: str
    value: float
    unit: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class KnownLesion:
    """A bone metastasis that has been found.

    Parameters
    ----------
    site : str
        The bone, such as ``"L3"``.
    kind : str
        ``"lytic"``, ``"blastic"`` or ``"mixed"``.
    volume_cm3 : float, optional
        Size when last seen [cm3]; None when only its place is known.
    """

    site: str
    kind: str
    volume_cm3: float | None = None


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
        Primary type, such as ``"breast"``.
    regimens : tuple of Regimen
        Treatments started so far, ended ones included.
    events : tuple of ChartEvent
        What is known to have happened.
    observations : tuple of Observation
        Results that have reached the chart, in any order.
    lesions : tuple of KnownLesion
        Bone metastases found so far.
    """

    patient: int | str = 0
    day: float = 0.0
    cancer: str = ""
    regimens: tuple[Regimen, ...] = ()
    events: tuple[ChartEvent, ...] = ()
    observations: tuple[Observation, ...] = ()
    lesions: tuple[KnownLesion, ...] = ()

    @cached_property
    def _latest(self) -> dict[str, Observation]:
        return _latest_by_name(self.observations)

    def known(self, name: str) -> bool:
        """Whether `name`, such as ``"calcium"``, was ever measured."""
        return name in self._latest

    def last(self, name: str) -> float | Unknown:
        """Return the latest value of `name`, in the unit of its observation.

        Returns
        -------
        float or Unknown
            Unknown when it was never measured. Using that as true or false raises
            UnknownValueError: ask `known` first.
        """
        latest = self._latest.get(name)
        return Unknown(name) if latest is None else latest.value

    def last_day(self, name: str) -> float | Unknown:
        """Return the day `name` was last measured [days], or Unknown."""
        latest = self._latest.get(name)
        return Unknown(name) if latest is None else latest.day

    def count(self, kind: str) -> int:
        """How many events of `kind`, such as ``"pathological_fracture"``, are known."""
        return sum(event.kind == kind for event in self.events)

    def on(self, name: str) -> bool:
        """Whether the patient is on the drug `name` today."""
        return any(regimen.running(self.day) for regimen in self._regimens_of(name))

    def ever_on(self, name: str) -> bool:
        """Whether the patient was ever put on the drug `name`."""
        return any(True for _ in self._regimens_of(name))

    def _regimens_of(self, name: str) -> Iterator[Regimen]:
        return (regimen for regimen in self.regimens if plain(regimen.name) == plain(name))


def _latest_by_name(observations: Iterable[Observation]) -> dict[str, Observation]:
    latest: dict[str, Observation] = {}
    for row in observations:
        previous = latest.get(row.assessment)
        if previous is None or row.day >= previous.day:
            latest[row.assessment] = row
    return latest

"""The entries of a chart: treatments, events, results, lesions, symptoms, procedures, bookings.

Those that are made by the thousand are named tuples, which take a third of the time to make.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements

Verb = Literal["start", "stop", "give", "treat", "assess", "refer"]


@dataclass(frozen=True, slots=True)
class Regimen:
    """A treatment the patient was put on.

    Parameters
    ----------
    name : str
        The drug or medicine, such as ``"zoledronic acid"``, or ``"supplements"``; as in
        `base.suggest.plain`, ``"zoledronic_acid"`` is the same name.
    treatment : Prescription or Supplements, optional
        What was prescribed; None for a medicine, which its name describes.
    start_day : float
        First day of the regimen [days].
    stop_day : float, optional
        Day it ended [days]; None while it goes on.
    """

    name: str
    treatment: Prescription | Supplements | None
    start_day: float
    stop_day: float | None = None

    def running(self, day: float) -> bool:
        """Whether the patient is on it on `day` [days]."""
        return self.start_day <= day and (self.stop_day is None or day < self.stop_day)


class ChartEvent(NamedTuple):
    """Something known to have happened on `day` [days]; it enters the chart when it is found."""

    day: float
    kind: str
    site: str = ""
    cause: str = ""


class Observation(NamedTuple):
    """One result that has reached the chart; `day` is the day it was taken [days].

    Imaging, a biopsy and a dental check say 1 for seen and 0 for not seen.
    """

    day: float
    assessment: str
    value: float
    unit: str = ""
    site: str = ""


class KnownLesion(NamedTuple):
    """A bone metastasis that has been found.

    Parameters
    ----------
    site : str
        The bone, such as ``"L3"``.
    kind : str
        ``"lytic"``, ``"blastic"`` or ``"mixed"``.
    volume_cm3, diameter_mm : float, optional
        Size when last seen [cm3], [mm]; None when only its place is known.
    cortex_share : float, optional
        Part of the cortex that it involves, 0 to 1; None until an image that shows cortex.
    mineral_loss : float, optional
        Part of the mineral that is gone, 0 to 1; None until an image that shows mineral.
    canal_narrowed : bool, optional
        Whether it reaches into the spinal canal; None until an image that shows the canal.
    found_by : str
        The assessment, or ``"entry"``.
    found_day : float
        When it was found [days].
    symptomatic : bool
        Whether pain at its site led to it.
    """

    site: str
    kind: str
    volume_cm3: float | None = None
    diameter_mm: float | None = None
    cortex_share: float | None = None
    mineral_loss: float | None = None
    canal_narrowed: bool | None = None
    found_by: str = ""
    found_day: float = 0.0
    symptomatic: bool = False


class ReportedSymptom(NamedTuple):
    """What the patient told on `day` [days]; it began on `onset_day`, and may be over."""

    day: float
    name: str
    site: str = ""
    severity_0_10: float = 0.0
    onset_day: float = 0.0
    over: bool = False


class Done(NamedTuple):
    """A procedure that was carried out on `day` [days]."""

    day: float
    procedure: str
    site: str = ""


class Booked(NamedTuple):
    """Something ordered that is still to come, on `day` [days]."""

    day: float
    what: str
    site: str = ""
    verb: Verb = "treat"

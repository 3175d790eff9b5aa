"""Orders: what a rule asks for, with urgency and reason."""

from dataclasses import dataclass
from typing import Literal

from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements

Verb = Literal["start", "stop", "give", "treat", "assess", "refer"]

#: emergency: within hours; urgent: within a day; soon: within a week; routine: at the next visit.
Urgency = Literal["emergency", "urgent", "soon", "routine"]


@dataclass(frozen=True, slots=True)
class Order:
    """One thing a rule asks for.

    The functions of this module make orders; a policy fills in `rule`.

    Parameters
    ----------
    verb : str
        start, stop, give, treat, assess or refer.
    what : str
        The prescription, drug, procedure, assessment or team, in words.
    reason : str
        Why, for the person who reads the orders table.
    urgency : str
        emergency, urgent, soon or routine.
    site : str
        The bone it concerns; empty when it concerns the whole patient.
    treatment : Prescription or Supplements, optional
        What `start` and `give` prescribe.
    interval_days : float, optional
        For `assess`: how often to repeat [days]; None for once.
    rule : str
        The rule that asked.
    """

    verb: Verb
    what: str
    reason: str
    urgency: Urgency = "routine"
    site: str = ""
    treatment: Prescription | Supplements | None = None
    interval_days: float | None = None
    rule: str = ""


def start(
    treatment: str | Prescription | Supplements, *, because: str, urgency: Urgency = "routine"
) -> Order:
    """Be on this from now; does nothing when the patient already is.

    Parameters
    ----------
    treatment : str, Prescription or Supplements
        Text is read as a prescription: ``"denosumab 120 mg sc q4w"``.
    because : str
        The reason.
    urgency : str
        emergency, urgent, soon or routine.

    Raises
    ------
    InputError
        When the text is no prescription.
    """
    plan = _treatment(treatment)
    return Order("start", str(plan), because, urgency=urgency, treatment=plan)


def stop(drug: str, *, because: str, urgency: Urgency = "routine") -> Order:
    """Be off this drug from now; does nothing when the patient already is."""
    return Order("stop", drug, because, urgency=urgency)


def give(treatment: str | Prescription, *, because: str, urgency: Urgency = "routine") -> Order:
    """Give one dose now, such as ``"zoledronic acid 4 mg iv once"``.

    Raises
    ------
    InputError
        When the text is no prescription.
    """
    plan = _treatment(treatment)
    return Order("give", str(plan), because, urgency=urgency, treatment=plan)


def treat(procedure: str, *, because: str, site: str = "", urgency: Urgency = "routine") -> Order:
    """Do a procedure, such as ``"radiotherapy"``, at `site`."""
    return Order("treat", procedure, because, urgency=urgency, site=site)


def assess(
    name: str,
    *,
    because: str,
    site: str = "",
    every_days: float | None = None,
    urgency: Urgency = "routine",
) -> Order:
    """Measure or look, once, or every `every_days` [days] from now on."""
    return Order("assess", name, because, urgency=urgency, site=site, interval_days=every_days)


def refer(team: str, *, because: str, urgency: Urgency = "routine") -> Order:
    """Send the patient to `team`, such as ``"dentist"`` or ``"emergency room"``."""
    return Order("refer", team, because, urgency=urgency)


def _treatment(treatment: str | Prescription | Supplements) -> Prescription | Supplements:
    return Prescription.parse(treatment) if isinstance(treatment, str) else treatment

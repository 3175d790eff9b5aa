"""Orders: what a rule asks for, with urgency and reason."""

import re
from functools import lru_cache
from typing import NamedTuple

from osteon.base.suggest import plain
from osteon.care.entries import Verb
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements
from osteon.library.waits import URGENCIES, Urgency

__all__ = ["URGENCIES", "Order", "Urgency", "assess", "give", "refer", "start", "stop", "treat"]

Treatment = Prescription | Supplements

_WORDS_ONLY = re.compile(r"[^\W\d]+([ _-]+[^\W\d]+)*")


class Order(NamedTuple):
    """One thing a rule asks for.

    The functions of this module make orders; a policy fills in `rule` and `why_not`.

    Parameters
    ----------
    verb : str
        start, stop, give, treat, assess or refer.
    what : str
        The prescription, drug, medicine, procedure, assessment or team, in words.
    reason : str
        Why, for the person who reads the orders table.
    urgency : str
        emergency now, within 24 h, within a week, or routine.
    site : str
        The bone it concerns; empty when it concerns the whole patient.
    treatment : Prescription or Supplements, optional
        What `start` and `give` prescribe; None for a medicine, which `what` names.
    interval_days : float, optional
        For `assess`: how often to repeat [days]; None for once.
    in_days : float
        Not before so many days from today [days].
    rule : str
        The rule that asked.
    why_not : str
        Why it is not carried out, where an order of the same day goes before it; empty otherwise.
    """

    verb: Verb
    what: str
    reason: str
    urgency: Urgency = "routine"
    site: str = ""
    treatment: Treatment | None = None
    interval_days: float | None = None
    in_days: float = 0.0
    rule: str = ""
    why_not: str = ""

    def asked_by(self, rule: str) -> "Order":
        """Return the same order with the rule that asked for it."""
        # Half as fast again as `_replace`.
        return Order._make((*self[:-2], rule, self.why_not))


def start(
    treatment: str | Treatment, *, because: str, in_days: float = 0.0, urgency: Urgency = "routine"
) -> Order:
    """Be on this from now; does nothing when the patient already is.

    Parameters
    ----------
    treatment : str, Prescription or Supplements
        Text is read as a prescription, ``"denosumab 120 mg sc q4w"``; or it is the name of a
        medicine, ``"morphine_tablets"``.
    because : str
        The reason.
    in_days : float
        Begin so many days from today [days]; until then an earlier regimen of the drug goes on.
    urgency : str
        emergency now, within 24 h, within a week, or routine.

    Raises
    ------
    InputError
        When the text is no prescription.
    """
    what, plan = _read(treatment)
    return Order("start", what, because, urgency=urgency, treatment=plan, in_days=in_days)


def stop(drug: str, *, because: str, urgency: Urgency = "routine") -> Order:
    """Be off this drug or medicine from now; does nothing when the patient already is."""
    return Order("stop", drug, because, urgency=urgency)


def give(treatment: str | Prescription, *, because: str, urgency: Urgency = "routine") -> Order:
    """Give one dose now: ``"zoledronic acid 4 mg iv once"``, or a medicine such as ``"saline"``.

    Raises
    ------
    InputError
        When the text is no prescription.
    """
    what, plan = _read(treatment)
    return Order("give", what, because, urgency=urgency, treatment=plan)


def treat(
    procedure: str,
    *,
    because: str,
    site: str = "",
    in_days: float = 0.0,
    urgency: Urgency = "routine",
) -> Order:
    """Do a procedure, such as ``"radiotherapy_8gy_1"``, at `site`, not before `in_days` [days]."""
    return Order("treat", procedure, because, urgency=urgency, site=site, in_days=in_days)


def assess(
    name: str,
    *,
    because: str,
    site: str = "",
    every_days: float | None = None,
    in_days: float = 0.0,
    urgency: Urgency = "routine",
) -> Order:
    """Measure or look, once, or every `every_days` [days]; not before `in_days` [days]."""
    return Order(
        "assess",
        name,
        because,
        urgency=urgency,
        site=site,
        interval_days=every_days,
        in_days=in_days,
    )


def refer(team: str, *, because: str, urgency: Urgency = "routine") -> Order:
    """Send the patient to `team`, such as ``"dentist"`` or ``"emergency room"``."""
    return Order("refer", team, because, urgency=urgency)


def _read(treatment: str | Treatment) -> tuple[str, Treatment | None]:
    return _read_text(treatment) if isinstance(treatment, str) else (_words(treatment), treatment)


# Rules ask for the same few things for thousands of patients.
_words = lru_cache(maxsize=1024)(str)


@lru_cache(maxsize=1024)
def _read_text(text: str) -> tuple[str, Treatment | None]:
    if _WORDS_ONLY.fullmatch(text.strip()) and not _begins_with_a_drug(plain(text)):
        return plain(text), None
    plan = Prescription.parse(text)
    return str(plan), plan


def _begins_with_a_drug(words: str) -> bool:
    drugs = Library.load().drugs.values()
    names = {plain(name) for drug in drugs for name in (drug.name, drug.title, *drug.aliases)}
    return any(f"{words}_".startswith(f"{name}_") for name in names)

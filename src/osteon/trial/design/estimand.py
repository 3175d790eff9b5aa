"""The estimand of an endpoint in the words of ICH E9(R1)."""

from typing import NamedTuple

from osteon.library.trial_file import TrialFile
from osteon.trial.design.rules import Rules

DIES = "survival"


class Attribute(NamedTuple):
    """One attribute of an estimand, and what it is here."""

    name: str
    text: str


def estimand(rules: Rules, file: TrialFile) -> tuple[Attribute, ...]:
    """Return the attributes of the estimand that a design's test is about.

    Population, variable, treatment condition, intercurrent events with their strategies, and the
    population-level summary measure (ich_e9_r1).
    """
    old, new = rules.arms
    return (
        Attribute("population", f"patients as in the trial file: {file.title}"),
        Attribute("variable", _variable(rules)),
        Attribute(
            "treatment condition",
            f"{new}, against {old}, each with whatever care the trial's rules order besides",
        ),
        *(Attribute(f"intercurrent event: {event}", text) for event, text in _events(rules)),
        Attribute("summary measure", _summary(rules)),
        Attribute(
            "not seen to the end",
            "drop-out and the end of the trial are missing data, taken as telling nothing"
            if rules.is_ratio
            else "who drops out counts among all patients, as one without the event",
        ),
    )


def _variable(rules: Rules) -> str:
    title = rules.endpoint.title[0].lower() + rules.endpoint.title[1:]
    if rules.measure == "rate_ratio":
        return f"{title}: all that count, from entry on"
    if rules.measure == "percent_difference":
        return f"{title}: whether it is known to have happened by the analysis"
    return f"{title}: days from entry until it is known"


def _events(rules: Rules) -> list[tuple[str, str]]:
    found = [
        (
            "stopped, changed or added treatment",
            "treatment policy: what happens afterwards counts",
        )
    ]
    if rules.endpoint.kind != DIES:
        while_alive = "while alive: a patient is at risk until death, which ends the counting"
        never = "while alive: who dies without the event stays among those without it"
        found.append(("death", while_alive if rules.is_ratio else never))
    return found


def _summary(rules: Rules) -> str:
    within = f", within strata of {'; '.join(rules.stratify_by)}" if rules.stratify_by else ""
    named = {
        "hazard_ratio": f"hazard ratio, by the log-rank (score) test{within}",
        "rate_ratio": f"ratio of mean rates, by the robust score test{within}",
        "percent_difference": "difference of shares, by Miettinen and Nurminen's score test",
    }
    return named[rules.measure]

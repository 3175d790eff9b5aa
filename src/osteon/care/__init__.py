"""What is known of a patient, and what is decided about it.

A rule reads a chart and asks for orders; a policy is rules in order. Nothing here can see the
patient's true state: this floor cannot import the model.
"""

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
from osteon.care.news import News, Seen, first_found, found_in, newly_found
from osteon.care.orders import Order, Urgency, assess, give, refer, start, stop, treat
from osteon.care.policy import Policy, Rule, RuleError, gives
from osteon.care.rules.triage import Triage, triage
from osteon.care.standard import standard_care
from osteon.care.unknown import Unknown, UnknownValueError
from osteon.care.wakes import ANY_RESULT, Wakes, above, below, outside, wakes

__all__ = [
    "ANY_RESULT",
    "Booked",
    "Chart",
    "ChartEvent",
    "Done",
    "KnownLesion",
    "News",
    "Observation",
    "Order",
    "Policy",
    "Regimen",
    "ReportedSymptom",
    "Rule",
    "RuleError",
    "Seen",
    "Triage",
    "Unknown",
    "UnknownValueError",
    "Urgency",
    "Wakes",
    "above",
    "assess",
    "below",
    "first_found",
    "found_in",
    "give",
    "gives",
    "newly_found",
    "outside",
    "refer",
    "standard_care",
    "start",
    "stop",
    "treat",
    "triage",
    "wakes",
]

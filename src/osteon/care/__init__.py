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
from osteon.care.orders import Order, Urgency, assess, give, refer, start, stop, treat
from osteon.care.policy import Policy, Rule, RuleError, gives
from osteon.care.rules.triage import Triage, triage
from osteon.care.standard import standard_care
from osteon.care.unknown import Unknown, UnknownValueError
from osteon.care.wakes import ANY_RESULT, News, Wakes, above, below, outside, wakes

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
    "Triage",
    "Unknown",
    "UnknownValueError",
    "Urgency",
    "Wakes",
    "above",
    "assess",
    "below",
    "give",
    "gives",
    "outside",
    "refer",
    "standard_care",
    "start",
    "stop",
    "treat",
    "triage",
    "wakes",
]

"""What is known of a patient, and what is decided about it.

A rule reads a chart and asks for orders; a policy is rules in order. Nothing here can see the
patient's true state: this floor cannot import the model.
"""

from osteon.care.chart import Chart, ChartEvent, KnownLesion, Observation, Regimen
from osteon.care.monitoring import Monitoring
from osteon.care.orders import Order, Urgency, assess, give, refer, start, stop, treat
from osteon.care.policy import Policy, Rule, RuleError
from osteon.care.standard import standard_care
from osteon.care.unknown import Unknown, UnknownValueError

__all__ = [
    "Chart",
    "ChartEvent",
    "KnownLesion",
    "Monitoring",
    "Observation",
    "Order",
    "Policy",
    "Regimen",
    "Rule",
    "RuleError",
    "Unknown",
    "UnknownValueError",
    "Urgency",
    "assess",
    "give",
    "refer",
    "standard_care",
    "start",
    "stop",
    "treat",
]

"""osteon: a simulator of metastatic bone disease and its care. Research and teaching only.

Public names are loaded when first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osteon.base.errors import FitError, InputError, OsteonError, SolverError
    from osteon.care.chart import Chart
    from osteon.care.orders import Order, assess, give, refer, start, stop, treat
    from osteon.care.policy import Policy
    from osteon.care.standard import standard_care
    from osteon.library.library import Library
    from osteon.library.prescription import Prescription
    from osteon.sim.body import body
    from osteon.sim.body_sbml import body_sbml
    from osteon.sim.cohort import Cohort
    from osteon.sim.history import History
    from osteon.sim.patient import Lesion, Patient
    from osteon.sim.simulate import simulate
    from osteon.trial.fit.fit import fit
    from osteon.trial.fit.result import FitResult
    from osteon.trial.result import TrialResult
    from osteon.trial.trial import Trial

__version__ = "0.1.0"

_HOMES = {
    "Chart": "care.chart",
    "Cohort": "sim.cohort",
    "FitError": "base.errors",
    "FitResult": "trial.fit.result",
    "History": "sim.history",
    "InputError": "base.errors",
    "Lesion": "sim.patient",
    "Library": "library.library",
    "Order": "care.orders",
    "OsteonError": "base.errors",
    "Patient": "sim.patient",
    "Policy": "care.policy",
    "Prescription": "library.prescription",
    "SolverError": "base.errors",
    "Trial": "trial.trial",
    "TrialResult": "trial.result",
    "assess": "care.orders",
    "body": "sim.body",
    "body_sbml": "sim.body_sbml",
    "fit": "trial.fit.fit",
    "give": "care.orders",
    "refer": "care.orders",
    "simulate": "sim.simulate",
    "standard_care": "care.standard",
    "start": "care.orders",
    "stop": "care.orders",
    "treat": "care.orders",
}

__all__ = [
    "Chart",
    "Cohort",
    "FitError",
    "FitResult",
    "History",
    "InputError",
    "Lesion",
    "Library",
    "Order",
    "OsteonError",
    "Patient",
    "Policy",
    "Prescription",
    "SolverError",
    "Trial",
    "TrialResult",
    "assess",
    "body",
    "body_sbml",
    "fit",
    "give",
    "refer",
    "simulate",
    "standard_care",
    "start",
    "stop",
    "treat",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'osteon' has no attribute {name!r}")
    return getattr(import_module(f"osteon.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])

"""Health economics of a finished run: costs, quality-adjusted life-years and what to decide."""

from osteon.trial.economics.evaluate import Evaluation, Options, evaluate
from osteon.trial.economics.finished import Finished

__all__ = ["Evaluation", "Finished", "Options", "evaluate"]

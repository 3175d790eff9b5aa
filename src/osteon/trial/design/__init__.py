"""Designing a trial on simulated patients: power, size, looks, and who benefits."""

from osteon.trial.design.study import Study
from osteon.trial.design.wanted import Wanted

__all__ = ["Study", "Wanted"]

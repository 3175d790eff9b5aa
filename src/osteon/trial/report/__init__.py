"""The report of a trial: one HTML file that needs nothing else."""

from osteon.trial.report.write import write_report

__all__ = ["write_report"]

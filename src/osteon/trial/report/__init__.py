"""The report of a trial: one HTML file that needs nothing else."""

from osteon.trial.report.content import Content
from osteon.trial.report.material import Material
from osteon.trial.report.write import render, write_figure_tables, write_report

__all__ = ["Content", "Material", "render", "write_figure_tables", "write_report"]

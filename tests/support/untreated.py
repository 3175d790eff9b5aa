"""A short trial of one arm that nobody treats, and what was reported of it: who had died."""


def untreated(cancer: str, *, days: int, n: int, dead_percent: float) -> str:
    """Return the text of the trial's file."""
    return f"""
title = "untreated"
horizon = "{days} days"
endpoints = ["survival"]
[cohort]
cancer = "{cancer}"
n = {n}
[[arm]]
name = "nothing"
care = "none"
[[reported]]
endpoint = "survival"
measure = "percent"
arm = "nothing"
value = {dead_percent}
n = 400
source = "stopeck_2010"
checked = "somewhere"
"""

"""A short trial of one arm that nobody treats, and what was reported of survival in it."""


def untreated(cancer: str, *, days: int, n: int, value: float, measure: str = "percent") -> str:
    """Return the text of the trial's file; `percent` is that of the dead."""
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
measure = "{measure}"
arm = "nothing"
value = {value}
n = 400
source = "stopeck_2010"
checked = "somewhere"
"""

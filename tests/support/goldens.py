"""Made-up trial data and what R's survival, cmprsk and mets say of them.

tests/data/r/make_goldens.R makes both; R is needed only to make them again.
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "data" / "r"


@cache
def goldens():
    """Return R's numbers: estimator, then term, then value."""
    found = {}
    with (FOLDER / "goldens.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["estimator"], {})[row["term"]] = float(row["value"])
    return found


@cache
def table(name):
    """Return a table of the made-up trial as columns: patients or events."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}


def at_terms(estimator):
    """Return R's numbers of an estimator, and the days or shares they are for."""
    golden = goldens()[estimator]
    return np.array([float(term) for term in golden]), np.array(list(golden.values()))

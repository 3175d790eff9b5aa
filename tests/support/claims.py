"""One clinic for all tests of claims, so that what was simulated once is not simulated again."""

from functools import cache

from osteon.library.library import Library
from osteon.trial.claims.clinic import Clinic


@cache
def clinic() -> Clinic:
    return Clinic(Library.load())

"""The results of a chart with those of the routine, of which entries are made when one is read."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

from osteon.care.entries import Observation
from osteon.care.registers import Name, Results


class Routine(Protocol):
    """The results of one patient's routine tests that have arrived, each test's in order of day."""

    @property
    def names(self) -> Sequence[str]:
        """Names of the tests."""

    def latest(self, name: str) -> Observation | None:
        """Return the latest result of a test; None before the first, and for no such test."""

    def of(self, name: str) -> Sequence[Observation]:
        """Return every result of a test."""


class RoutineResults(Results):
    """What was told one by one, and what the routine has come to; of one day the routine counts.

    Parameters
    ----------
    told : Results
    routine : Routine
    """

    def __init__(self, told: Results, routine: Routine) -> None:
        self._others, self._routine = told, routine
        # Rules read the value and the day of one result, one rule after the other.
        self._found: dict[Name, Observation | None] = {}

    def latest(self, name: str, site: str = "") -> Observation | None:
        """Return the latest result of an assessment, at a site if one is named, or None."""
        what = (name, site)
        if what not in self._found:
            self._found[what] = self._find_latest(name, site)
        return self._found[what]

    def _find_latest(self, name: str, site: str) -> Observation | None:
        told = self._others.latest(name, site)
        routine = None if site else self._routine.latest(name)
        if told is None or routine is None:
            return told or routine
        return told if told.day > routine.day else routine

    def of(self, name: str) -> Sequence[Observation]:
        """Return every result of one assessment."""
        return [*self._others.of(name), *self._routine.of(name)]

    def all(self) -> Sequence[Observation]:
        """Return every result, those of the routine after the others."""
        return self._all

    @cached_property
    def _all(self) -> Sequence[Observation]:
        routine = self._routine
        return (*self._others, *(own for name in routine.names for own in routine.of(name)))

"""The results of one life's routine tests that have reached the chart by a day."""

from collections.abc import Sequence

from osteon.care.entries import Observation
from osteon.sim.panel import Panel


class RoutineUntil:
    """A look at what the panel of one life has come to; see `care.routine_results.Routine`.

    Parameters
    ----------
    panel : Panel
    row : int
        The life.
    day : float
        Results that arrive later are not seen [days].
    """

    def __init__(self, panel: Panel, row: int, day: float) -> None:
        self._panel, self._row, self._day = panel, row, day

    @property
    def names(self) -> Sequence[str]:
        """Names of the tests."""
        return list(self._panel.places)

    def latest(self, name: str) -> Observation | None:
        """Return the latest result of a test; None before the first, and for no such test."""
        place = self._panel.places.get(name)
        number = 0 if place is None else self._panel.known(self._row, place, self._day)
        if place is None or not number:
            return None
        return self._panel.observation(self._row, number - 1, place)

    def of(self, name: str) -> Sequence[Observation]:
        """Return every result of a test."""
        place = self._panel.places.get(name)
        if place is None:
            return []
        numbers = range(self._panel.known(self._row, place, self._day))
        return [self._panel.observation(self._row, number, place) for number in numbers]

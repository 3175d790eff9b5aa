"""The first event of each patient, and of which kind it was."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def first_rows(patient: ArrayLike, day: ArrayLike, rank: ArrayLike) -> NDArray[np.intp]:
    """Return the row of each patient's first event, ascending by patient.

    Parameters
    ----------
    patient, day, rank : arrays, shape (n_events,)
        In any order. Of several events on one day the one with the lowest `rank` is first.
    """
    who = np.asarray(patient)
    order = np.lexsort((np.asarray(rank), np.asarray(day, float), who))
    _, first = np.unique(who[order], return_index=True)
    return np.asarray(order[first], np.intp)


def kind_mix(kinds: ArrayLike) -> dict[str, int]:
    """Return how often each kind occurs, most frequent first, ties by name."""
    names, counts = np.unique(np.asarray(kinds, str), return_counts=True)
    order = np.lexsort((names, -counts))
    return {str(names[i]): int(counts[i]) for i in order}

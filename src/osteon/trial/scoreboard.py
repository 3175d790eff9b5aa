"""The scoreboard: how many reported numbers each trial meets, and all of them together."""

from collections.abc import Mapping
from math import nan, sqrt
from typing import TYPE_CHECKING, NamedTuple

from osteon.trial.compare import INSIDE, NOT_DECIDED, OUTSIDE

if TYPE_CHECKING:
    import pandas as pd

ALL = "all trials"


class Score(NamedTuple):
    """What one trial comes to.

    Attributes
    ----------
    trial : str
    numbers : int
        Reported numbers.
    inside, outside, not_decided : int
        Of them, by verdict.
    inside_percent : float
        Of those that were decided; `nan` where none was [%].
    rms_z : float
        Root of the mean square of z over those decided: 1 where only sampling sets them apart.
    furthest_z : float
        The z of the one furthest off.
    """

    trial: str
    numbers: int
    inside: int
    outside: int
    not_decided: int
    inside_percent: float
    rms_z: float
    furthest_z: float


def score(comparisons: "Mapping[str, pd.DataFrame]") -> "pd.DataFrame":
    """Return one row for each trial, and one for all of them where there are several.

    Parameters
    ----------
    comparisons : mapping of str to DataFrame
        What `osteon.trial.compare.compare` returns, by trial.
    """
    import pandas as pd

    rows = [_score(name, frame) for name, frame in comparisons.items()]
    if len(rows) > 1:
        rows.append(_score(ALL, pd.concat(comparisons.values(), ignore_index=True)))
    return pd.DataFrame(rows, columns=list(Score._fields))


def _score(name: str, comparison: "pd.DataFrame") -> Score:
    verdict = comparison["verdict"]
    inside, outside = int((verdict == INSIDE).sum()), int((verdict == OUTSIDE).sum())
    z = comparison.loc[verdict != NOT_DECIDED, "z"].dropna()
    finite = z[z.abs() < float("inf")]
    return Score(
        name,
        len(comparison),
        inside,
        outside,
        int((verdict == NOT_DECIDED).sum()),
        100 * inside / (inside + outside) if inside + outside else nan,
        sqrt(float((finite**2).mean())) if len(finite) else nan,
        max(z.tolist(), key=abs, default=nan),
    )

"""The main endpoint in groups of patients: hazard ratios with tests of interaction, and counts."""

from collections.abc import Iterator, Sequence
from math import nan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.cox import fit_cox, hazard_ratio
from osteon.trial.arms import Arm
from osteon.trial.counting import times

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint

Bools = NDArray[np.bool_]

ALL = "All patients"


class Factor(NamedTuple):
    """What divides patients: its title, a column, and (label, least, less than) of each level."""

    title: str
    column: str
    levels: tuple[tuple[str, float, float], ...]


FACTORS = (
    Factor(
        "Age", "age_years", (("below 65 years", -np.inf, 65.0), ("65 years or more", 65.0, np.inf))
    ),
    Factor("ECOG", "ecog", (("0", 0.0, 1.0), ("1", 1.0, 2.0), ("2 or more", 2.0, np.inf))),
    Factor("Skeletal event before entry", "prior_sre", (("no", 0.0, 1.0), ("yes", 1.0, 2.0))),
    Factor("Visceral metastases", "visceral", (("no", 0.0, 1.0), ("yes", 1.0, 2.0))),
    Factor("Bone metastases", "n_lesions", (("1 to 4", 0.0, 5.0), ("5 or more", 5.0, np.inf))),
)


class Row(NamedTuple):
    """One group of patients in one arm beside the control.

    Attributes
    ----------
    ratio, low, high : float
        Hazard ratio with its 95 % interval; `nan` where there is none.
    p_interaction : float
        That the ratio is the same in every level of the factor; on the factor's first row.
    """

    factor: str
    level: str
    arm: str
    versus: str
    n: int
    events: int
    n_versus: int
    events_versus: int
    ratio: float = nan
    low: float = nan
    high: float = nan
    p_interaction: float = nan


def subgroup_table(
    endpoint: "Endpoint", arms: Sequence[Arm], patients: "pd.DataFrame"
) -> "pd.DataFrame":
    """Return every arm beside the first in all patients and in each group.

    With one arm alone it stands beside nothing, and only its counts are there.
    """
    import pandas as pd

    own = patients.set_index("patient")
    control, *others = arms
    pairs = [(other, control) for other in others] or [(control, control.take(_none(control)))]
    rows = [row for pair in pairs for row in _rows(endpoint, pair, own)]
    return pd.DataFrame(rows, columns=list(Row._fields))


def _none(arm: Arm) -> Bools:
    return np.zeros(arm.n, bool)


def _rows(endpoint: "Endpoint", pair: tuple[Arm, Arm], patients: "pd.DataFrame") -> Iterator[Row]:
    data = _Data.of(endpoint, pair)
    yield data.row(ALL, "", np.ones(len(data.days), bool))
    for factor in FACTORS:
        if factor.column not in patients.columns:
            continue
        value = patients.loc[data.patient, factor.column].to_numpy(float)
        members = [(value >= least) & (value < below) for _, least, below in factor.levels]
        present = [
            (own[0], who) for own, who in zip(factor.levels, members, strict=True) if who.any()
        ]
        if len(present) < 2:
            continue
        rows = [data.row(factor.title, label, who) for label, who in present]
        # Where a ratio is infinite or none there is no effect that could differ.
        there = all(0.0 < row.ratio < np.inf for row in rows)
        p = data.interaction([who for _, who in present]) if there else nan
        yield rows[0]._replace(p_interaction=p)
        yield from rows[1:]


class _Data(NamedTuple):
    """Times of both arms, one after the other."""

    arm: str
    versus: str
    patient: NDArray[np.int64]
    days: NDArray[np.float64]
    observed: Bools
    treated: Bools
    same_patients: bool

    @classmethod
    def of(cls, endpoint: "Endpoint", pair: tuple[Arm, Arm]) -> "_Data":
        (days, seen), (other_days, other_seen) = (times(endpoint, arm) for arm in pair)
        arm, versus = pair
        return cls(
            arm.name,
            versus.name if versus.n or arm.name != versus.name else "",
            np.concatenate([arm.patient, versus.patient]),
            np.concatenate([days, other_days]),
            np.concatenate([seen, other_seen]),
            np.repeat([True, False], [arm.n, versus.n]),
            bool(np.isin(arm.patient, versus.patient).any()),
        )

    def row(self, factor: str, level: str, who: Bools) -> Row:
        own, other = who & self.treated, who & ~self.treated
        counts = (
            own.sum(),
            (own & self.observed).sum(),
            other.sum(),
            (other & self.observed).sum(),
        )
        found = Row(factor, level, self.arm, self.versus, *(int(number) for number in counts))
        if not self.versus:
            return found
        ratio = hazard_ratio(
            self.days[who], self.observed[who], self.treated[who], cluster=self._pairs(who)
        )
        return found._replace(ratio=ratio.value, low=ratio.ci_low, high=ratio.ci_high)

    def interaction(self, members: Sequence[Bools]) -> float:
        """Return the p-value of Wald's test that treatment works alike in every level."""
        from scipy.special import chdtrc

        levels = [who.astype(float) for who in members[1:]]
        treated = self.treated.astype(float)
        columns = np.column_stack([treated, *levels, *(treated * own for own in levels)])
        inside = np.any(members, axis=0)
        fit = fit_cox(
            self.days[inside], self.observed[inside], columns[inside], cluster=self._pairs(inside)
        )
        if fit.note:
            return nan
        last = slice(1 + len(levels), None)
        effect, spread = fit.coefficients[last], fit.covariance[last, last]
        return float(chdtrc(len(levels), effect @ np.linalg.solve(spread, effect)))

    def _pairs(self, who: Bools) -> NDArray[np.int64] | None:
        """Return who is the same patient in both arms, None where they are different people."""
        return self.patient[who] if self.same_patients else None

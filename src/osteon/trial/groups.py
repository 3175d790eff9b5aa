"""Who belongs to a group of patients, told by what was known of them at entry."""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from osteon.base.suggest import plain
from osteon.library.groups import Condition, Sign, read_group
from osteon.trial.arms import Arm

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile
    from osteon.trial.endpoints import Reader

_COMPARE: Mapping[Sign, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def members(
    conditions: Sequence[Condition], arm: Arm, patients: "pd.DataFrame", read: "Reader"
) -> NDArray[np.bool_]:
    """Return which patients of an arm meet every condition, shape (n_patients,).

    Whoever was not tested at entry is in no group that a test makes.
    """
    own = patients.set_index("patient").loc[arm.patient]
    who = np.ones(arm.n, bool)
    for condition in conditions:
        column = read(condition.name, arm).before() if condition.tested else own[condition.name]
        values = np.asarray(column)
        if isinstance(condition.value, str):
            values = np.array([plain(str(value)) for value in values])
        who &= np.asarray(_COMPARE[condition.sign](values, condition.value), bool)
    return who


class Strata(NamedTuple):
    """Strata of the patients of a trial: numbers by arm, empty where it is not stratified."""

    patient: Mapping[str, NDArray[np.int64]]
    stratum: Mapping[str, NDArray[np.int64]]

    def of(self, arms: Sequence[Arm]) -> NDArray[np.int64] | None:
        """Return the strata of all patients of several arms, one after the other.

        The arms may hold fewer patients than those the strata were made of.
        """
        if not self.stratum:
            return None
        own = [
            self.stratum[arm.name][np.searchsorted(self.patient[arm.name], arm.patient)]
            for arm in arms
        ]
        return np.concatenate(own)


NO_STRATA = Strata({}, {})


def strata_of(
    trial_file: "TrialFile",
    library: "Library",
    arms: Sequence[Arm],
    read: "Reader",
    patients: "pd.DataFrame | None",
) -> Strata:
    """Return the strata that the groups of the trial make."""
    if not trial_file.stratify_by or patients is None:
        return NO_STRATA
    groups = [read_group(text, library) for text in trial_file.stratify_by]
    power = 2 ** np.arange(len(groups))
    found = {
        arm.name: power @ np.stack([members(group, arm, patients, read) for group in groups])
        for arm in arms
    }
    return Strata({arm.name: arm.patient for arm in arms}, found)

"""Who belongs to a group of patients, told by what was known of them at entry."""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from osteon.base.suggest import plain
from osteon.library.groups import Condition, Sign
from osteon.trial.arms import Arm

if TYPE_CHECKING:
    import pandas as pd

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

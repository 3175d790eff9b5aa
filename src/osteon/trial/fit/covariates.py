"""Who the subjects are: age, weight, kidney function, and what options name."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError, Problem, noted
from osteon.base.suggest import hint
from osteon.base.units import factor, unit_of_name
from osteon.library.bounds import check_possible
from osteon.model.compiled import CompiledModel
from osteon.trial.fit.flaws import Flaws
from osteon.trial.fit.table import Table, numbers_of
from osteon.trial.fit.ties import Tie

Floats: TypeAlias = NDArray[np.float64]
Told: TypeAlias = tuple[Sequence[Tie], CompiledModel, Flaws, list[Problem]]
WEIGHT = "weight_kg"
_USUAL = {
    "AGE": "age_years",
    "WT": WEIGHT,
    "WEIGHT": WEIGHT,
    "GFR": "gfr_ml_per_min",
    "EGFR": "gfr_ml_per_min",
    "CRCL": "gfr_ml_per_min",
    "ALB": "albumin_g_per_l",
    "ALBUMIN": "albumin_g_per_l",
}


def read_covariates(
    table: Table, who: NDArray[np.int64], told: Told
) -> tuple[Mapping[str, Floats], set[str]]:
    """Return parameters that belong to a subject, (n_subjects,), and the columns they came from.

    The first value of a subject holds.
    """
    ties, model, flaws, problems = told
    said = {name: Tie(name, parameter, "") for name, parameter in _USUAL.items()}
    said |= {tie.code.upper(): tie for tie in ties}
    for tie in ties:
        _check_tie(tie, table, model, problems)
    found = dict[str, Floats]()
    used = {name for name in said if name in table.others}
    if problems:
        return found, used
    for name in sorted(used):
        parameter = said[name].name
        ratio = _ratio(said[name], problems)
        found[parameter] = _of_subjects(table, name, parameter, who, (ratio, flaws))
    return found, used


def _check_tie(tie: Tie, table: Table, model: CompiledModel, problems: list[Problem]) -> None:
    where = f'--covariate "{tie.code} = {tie.name}"'
    if tie.code.upper() not in table.others:
        problems.append(Problem(where, f"no such column{hint(tie.code, table.others)}"))
    if tie.name not in (*model.parameters, WEIGHT):
        known = (*model.parameters, WEIGHT)
        problems.append(Problem(where, f"no parameter of the model{hint(tie.name, known)}"))


def _ratio(tie: Tie, problems: list[Problem]) -> float:
    unit = unit_of_name(tie.name)
    if not tie.unit:
        return 1.0
    return noted(problems, f'--covariate "{tie.code}"', lambda: factor(tie.unit, unit), 1.0)


def _of_subjects(
    table: Table, name: str, parameter: str, who: NDArray[np.int64], told: tuple[float, Flaws]
) -> Floats:
    ratio, flaws = told
    rows = np.flatnonzero(np.diff(who, prepend=-1))
    values = numbers_of(table, name, flaws)[rows] * ratio
    flaws.where(name, "is missing in a subject's first record", rows[np.isnan(values)])
    for row, value in zip(rows.tolist(), values.tolist(), strict=True):
        if np.isnan(value):
            continue
        try:
            check_possible(parameter, value)
        except InputError as error:
            flaws.add(name, str(error), [row])
    return np.asarray(values)

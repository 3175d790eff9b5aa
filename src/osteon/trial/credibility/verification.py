"""Whether the equations are solved right: errors measured on the spot, and the same bits again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from osteon.base.progress import NoProgress
from osteon.library.library import Library
from osteon.sim.body import body
from osteon.sim.history import Column
from osteon.sim.plan import TRIAL_RTOL
from osteon.trial.carry_through import run_in_memory
from osteon.trial.scheme import Scheme
from osteon.trial.trial import Trial

TIGHT_RTOL = 1e-10
REGIMEN = "denosumab 120 mg sc q4w x 39"
TRIAL = "stopeck_2010"
PATIENTS, GROUP_SIZES, JOBS = 96, (96, 7), (1, 2)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was measured, with what it is and what it came to."""

    what: str
    came_to: str


def verify(library: Library) -> Iterator[Check]:
    """Yield what is measured of the numerical solution, here and now."""
    yield Check(
        f"Largest error of any state of the body over three years of {REGIMEN}, at the tolerance "
        f"of trials ({TRIAL_RTOL:g}) against {TIGHT_RTOL:g}, relative to its own maximum",
        f"{_error_of_the_body(library):.1e}",
    )
    yield Check(
        f"{PATIENTS} patients of `{TRIAL}` in groups of {GROUP_SIZES[0]} by one process, and in "
        f"groups of {GROUP_SIZES[1]} by two: tables that are the same to the last bit",
        _same_tables(library),
    )


def _error_of_the_body(library: Library) -> float:
    near, exact = (
        body(REGIMEN, rtol=rtol, library=library).drop(columns="time").to_numpy()
        for rtol in (TRIAL_RTOL, TIGHT_RTOL)
    )
    most = np.abs(exact).max(axis=0)
    counts = most > 0
    return float((np.abs(near - exact).max(axis=0)[counts] / most[counts]).max())


def _same_tables(library: Library) -> str:
    whole = Scheme.of(Trial.load(TRIAL, library), n=PATIENTS, seed=None, trajectory=0)
    one, other = (
        run_in_memory(replace(whole, group_size=size), jobs, NoProgress())
        for size, jobs in zip(GROUP_SIZES, JOBS, strict=True)
    )
    same = [
        name
        for name, columns in one.tables.items()
        if all(_equal(values, other.tables[name][key]) for key, values in columns.items())
    ]
    return f"{len(same)} of {len(one.tables)}"


def _equal(one: Column, other: Column) -> bool:
    if one.dtype == object:
        return bool(one.tolist() == other.tolist())
    return np.array_equal(np.asarray(one), np.asarray(other), equal_nan=one.dtype.kind == "f")

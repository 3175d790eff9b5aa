"""What a fit needs before it begins: bodies, residual error, where the searches start."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from osteon.base.errors import InputError, Problem, SolverError, noted
from osteon.base.luck import uniforms
from osteon.base.suggest import hint
from osteon.base.units import to_unit, unit_of_name
from osteon.library.bounds import check_possible
from osteon.library.library import Library
from osteon.model.parameters import DrugSlots, assign_slots, drug_parameter_names, patient_values
from osteon.trial.fit.asked import Asked
from osteon.trial.fit.bodies import Bodies
from osteon.trial.fit.fitted import read_fitted
from osteon.trial.fit.likelihood import Layout
from osteon.trial.fit.records import Records, read_records
from osteon.trial.fit.residual import ResidualError, check_error, read_error
from osteon.trial.fit.search import Search
from osteon.trial.fit.typical import of_the_person, typical_patient

Floats = NDArray[np.float64]
OMEGA_START, OMEGA_RANGE = 0.3, (1e-3, 5.0)
SIGMA_RANGE = 1e4
# How far apart the starts of a search lie, in log units.
START_SD = 0.5
# A reading that changes less than this part, per part of a parameter, does not depend on it.
LEAST_SLOPE = 1e-5
MOST_LINES = 4
# Of whom it can be said how they differ.
FEWEST = 3


def prepare(asked: Asked, library: Library) -> tuple[Bodies, ResidualError]:
    """Return the subjects' bodies and the residual error that are asked for.

    Raises
    ------
    InputError
        Data or arguments are wrong; every fault is listed.
    """
    problems = list[Problem]()
    if asked.below not in {"likelihood", "ignore"}:
        problems.append(
            Problem("--below", f'"{asked.below}" is not possible; use likelihood or ignore')
        )
    check_error(asked.error, problems)
    typical = typical_patient(asked.cancer, asked.lesions, library, problems)
    usual = assign_slots(library, [])
    fixed = _numbers(asked.fixed, usual, problems)
    unknown = [name for name in fixed if name not in patient_values(library, usual)]
    problems += [
        Problem(f"--set {name}", f"no parameter of the model{hint(name, library.parameters)}")
        for name in unknown
    ]
    fixed = {name: value for name, value in fixed.items() if name not in unknown}
    records = _records(asked, library, problems, (usual, fixed))
    slots = noted(problems, "", lambda: assign_slots(library, records.drugs), usual)
    values = patient_values(library, slots, (), {**of_the_person(typical), **fixed})
    fitted = read_fitted(asked.parameters, asked.random, values, slots, problems)
    error = read_error(asked.error, records.observations, problems)
    problems += [
        Problem(f"--parameters {own.path}", "each subject has a value in the data already")
        for own in fitted
        if own.name in records.covariates
    ]
    if any(own.random for own in fitted) and len(records.ids) < FEWEST:
        problems.append(Problem("--random", f"needs {FEWEST} subjects or more with a measurement"))
    if problems:
        raise InputError(problems)
    return Bodies(records, library, slots, fitted, values, typical), error


def _records(
    asked: Asked,
    library: Library,
    problems: list[Problem],
    told: tuple[DrugSlots, dict[str, float]],
) -> Records:
    """Return the records; where they are wrong, faults of the parameters are told with theirs."""
    usual, fixed = told
    try:
        return read_records(asked, library, problems)
    except InputError as error:
        found = list(error.problems)
        values = {**patient_values(library, usual), **fixed}
        read_fitted(asked.parameters, asked.random, values, usual, found)
        raise InputError(found) from None


def _numbers(
    fixed: Mapping[str, float | str], slots: DrugSlots, problems: list[Problem]
) -> dict[str, float]:
    """Return numbers that are held by their names in the model; a drug's may be a path."""
    by_path = {f"drugs.{drug}.{own}": model for drug, own, model in drug_parameter_names(slots)}
    return {
        by_path.get(name, name): noted(
            problems, f"--set {name}", partial(_number, name, value), 1.0
        )
        for name, value in fixed.items()
    }


def _number(name: str, value: float | str) -> float:
    if isinstance(value, str):
        with suppress(ValueError):
            value = float(value)
    return check_possible(name, to_unit(value, unit_of_name(name)))


def make_search(bodies: Bodies, error: ResidualError) -> Search:
    """Return the search with its limits."""
    fitted = bodies.fitted
    low, high = (np.log([getattr(own, end) for own in fitted]) for end in ("low", "high"))
    random = np.array([k for k, own in enumerate(fitted) if own.random], np.int64)
    layout = Layout(low, high, random, error)
    sigma = error.starts(bodies.records.observations)
    omega = np.ones(len(random))
    bottom = [low, np.log(OMEGA_RANGE[0] * omega), np.log(sigma / SIGMA_RANGE)]
    top = [high, np.log(OMEGA_RANGE[1] * omega), np.log(sigma * SIGMA_RANGE)]
    return Search(bodies, layout, np.concatenate(bottom), np.concatenate(top))


def starting_points(asked: Asked, search: Search) -> list[Floats]:
    """Return where to begin: at the library's values, then around them."""
    fitted, error = search.bodies.fitted, search.layout.error
    centre = np.log([own.start for own in fitted])
    rest = [np.log(OMEGA_START) * np.ones(len(search.layout.random))]
    rest += [np.log(error.starts(search.bodies.records.observations))]
    several = list[Floats]()
    for number in range(asked.starts):
        luck = uniforms(asked.seed, "fit start", np.arange(len(fitted)), 0, number)
        moved = centre + (START_SD * ndtri(luck) if number else 0.0)
        point = np.concatenate([np.clip(moved, search.layout.low, search.layout.high), *rest])
        several.append(point)
    return several


def refuse_mute(search: Search) -> None:
    """Refuse parameters on which nothing measured depends, values no life can have, dead lives."""
    fitted, bodies = search.bodies.fitted, search.bodies
    logs = np.tile(np.log([own.start for own in fitted]), (bodies.n, 1))
    here = search.live(logs)
    if not np.all(np.isfinite(here.f)):
        lost = int(bodies.records.observations.subject[~np.isfinite(here.f)][0])
        raise SolverError(f"the life of subject {bodies.records.ids[lost]} could not be integrated")
    problems = [
        Problem(f"--parameters {own.path}", "nothing that was measured depends on it")
        for own, slope in zip(fitted, here.slopes.T, strict=True)
        if np.max(np.abs(slope)) < LEAST_SLOPE
    ]
    problems += _measured_where_nothing_is(search, here.f)
    if problems:
        raise InputError(problems)


def _measured_where_nothing_is(search: Search, f: Floats) -> list[Problem]:
    """Return the fault of values above 0 where the model has none, under proportional error."""
    seen, first_line = search.bodies.records.observations, search.bodies.records.table.first_line
    additive = [k for k, kind in search.layout.error.terms if kind == "additive"]
    rows = seen.row[(f <= 0) & ~seen.below & (seen.value > 0) & ~np.isin(seen.which, additive)]
    if not len(rows):
        return []
    lines = ", ".join(str(row + first_line) for row in rows[:MOST_LINES])
    message = (
        f"{len(rows)} measured where the model has nothing at all (line {lines}): a proportional"
        " error allows no such value; use combined, or leave them out"
    )
    return [Problem("--error", message)]

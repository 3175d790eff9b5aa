"""The fit: parameters of the physiology estimated from measured data."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from osteon.base.errors import FitError, InputError, Problem, SolverError, noted
from osteon.base.luck import uniforms
from osteon.base.progress import NoProgress, Progress
from osteon.base.units import to_unit, unit_of_name
from osteon.library.library import Library
from osteon.model.parameters import DrugSlots, assign_slots, patient_values
from osteon.trial.fit.asked import Asked
from osteon.trial.fit.bodies import Bodies
from osteon.trial.fit.fitted import read_fitted
from osteon.trial.fit.likelihood import Layout
from osteon.trial.fit.precision import precision
from osteon.trial.fit.records import Records, read_records
from osteon.trial.fit.residual import ResidualError, read_error
from osteon.trial.fit.result import FitResult
from osteon.trial.fit.search import MOST_ROUNDS, Reached, Search
from osteon.trial.fit.typical import of_the_person, typical_patient

Floats = NDArray[np.float64]
T = TypeVar("T")
OMEGA_START, OMEGA_RANGE = 0.3, (1e-3, 5.0)
SIGMA_RANGE = 1e4
# How far apart the starts of a search lie, in log units.
START_SD = 0.5


def fit(
    data: str | Path,
    parameters: str | Sequence[str],
    *,
    random: str | Sequence[str] = (),
    readings: str | Sequence[str] = (),
    doses: str | Sequence[str] = (),
    error: str | Sequence[str] = "proportional",
    library: Library | None = None,
    progress: Progress | None = None,
    **more: object,
) -> FitResult:
    """Estimate parameters of the physiology from measured data.

    Parameters
    ----------
    data : str or Path
        A CSV file of records with columns ID, TIME, DV and, where something was given, AMT; also
        EVID, MDV, II, ADDL, RATE, CMT, DVID, DRUG, UNIT, BLQ, CENS, LLOQ, and covariates.
    parameters : str or sequence of str
        To estimate, by their name in the model or path in the library.
    random : str or sequence of str
        Those of them in which subjects differ, log-normally; none for a pooled fit.
    readings : str or sequence of str
        What the codes of DVID (else CMT) are: ``"1 = uNTx"``, ``"2 = denosumab in ug/mL"``.
    doses : str or sequence of str
        What the codes of CMT are: ``"1 = denosumab"``.
    error : str or sequence of str
        ``"proportional"``, ``"additive"`` or ``"combined"``; of one reading: ``"uNTx = combined"``.
    more
        ``time_unit="days"``, ``lloq=("uNTx = 3",)``, ``covariates=("CRCL = gfr_ml_per_min",)``,
        ``below="likelihood"`` or ``"ignore"``, ``cancer``, ``lesions``, ``starts=3``, ``seed=1``,
        ``fixed={"gfr_ml_per_min": "80 mL/min"}``.

    Raises
    ------
    InputError
        Data or arguments are wrong; every fault is listed.
    FitError
        The fit did not come to rest.
    SolverError
        The equations could not be integrated.

    References
    ----------
    lindstrom_bates_1990, beal_2001
    """
    known = set(Asked.__dataclass_fields__)
    if unknown := [name for name in more if name not in known]:
        raise TypeError(f"fit() has no argument {unknown[0]!r}")
    several = {"parameters": parameters, "random": random, "readings": readings}
    several |= {"doses": doses, "error": error}
    several |= {n: more.pop(n) for n in ("covariates", "lloq", "lesions") if n in more}
    asked = Asked(Path(data), **{n: _several(v) for n, v in several.items()}, **more)  # type: ignore[arg-type]
    return estimate(asked, library or Library.load(), progress or NoProgress())


def _several(texts: object) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)  # type: ignore[arg-type]


def estimate(asked: Asked, library: Library, progress: Progress) -> FitResult:
    """Return the fit that is asked for; see `fit`."""
    bodies, error = prepare(asked, library)
    search = _search(bodies, error)
    _refuse_mute(search)
    starts = _starts(asked, search)
    progress.start(asked.starts * MOST_ROUNDS, "fitting")
    ends, failures = list[Reached](), list[FitError]()
    for point in starts:
        try:
            ends.append(search.run(point, lambda: progress.advance(1)))
        except FitError as failure:
            failures.append(failure)
    progress.finish()
    if not ends:
        raise failures[0]
    best = min(ends, key=lambda end: end.cost)
    found = precision(best, sandwich=not any(own.random for own in bodies.fitted))
    return FitResult(asked, bodies, error, best, found, [end.cost for end in ends])


def prepare(asked: Asked, library: Library) -> tuple[Bodies, ResidualError]:
    """Return the subjects' bodies and the residual error that are asked for.

    Raises
    ------
    InputError
        Data or arguments are wrong; every fault is listed.
    """
    problems = list[Problem]()
    if asked.below not in {"likelihood", "ignore"}:
        problems.append(Problem("--below", f'"{asked.below}" is not possible; use likelihood or ignore'))
    typical = typical_patient(asked.cancer, asked.lesions, library, problems)
    fixed = _numbers(asked.fixed, problems)
    usual = assign_slots(library, [])
    noted(problems, "--set", lambda: patient_values(library, usual, (), fixed), {})
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
    if problems:
        raise InputError(problems)
    return Bodies(records, library, slots, fitted, values, typical), error


def _records(
    asked: Asked, library: Library, problems: list[Problem], told: tuple[DrugSlots, dict[str, float]]
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


def _numbers(fixed: Mapping[str, float | str], problems: list[Problem]) -> dict[str, float]:
    return {
        name: noted(problems, f"--set {name}", lambda n=name, v=value: to_unit(v, unit_of_name(n)), 1.0)
        for name, value in fixed.items()
    }


def _search(bodies: Bodies, error: ResidualError) -> Search:
    fitted = bodies.fitted
    low, high = (np.log([getattr(own, end) for own in fitted]) for end in ("low", "high"))
    random = np.array([k for k, own in enumerate(fitted) if own.random], np.int64)
    layout = Layout(low, high, random, error)
    sigma = error.starts(bodies.records.observations)
    omega = np.ones(len(random))
    bottom = [low, np.log(OMEGA_RANGE[0] * omega), np.log(sigma / SIGMA_RANGE)]
    top = [high, np.log(OMEGA_RANGE[1] * omega), np.log(sigma * SIGMA_RANGE)]
    return Search(bodies, layout, np.concatenate(bottom), np.concatenate(top))


def _starts(asked: Asked, search: Search) -> list[Floats]:
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


def _refuse_mute(search: Search) -> None:
    """Refuse parameters of which nothing that was measured depends, and bodies that fail."""
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
    seen, error = bodies.records.observations, search.layout.error
    additive = {k for k, kind in error.terms if kind == "additive"}
    none = (here.f <= 0) & ~seen.below & (seen.value > 0) & ~np.isin(seen.which, list(additive))
    if np.any(none):
        lines = ", ".join(str(row + 2) for row in seen.row[none][:4])
        problems.append(
            Problem(
                "--error",
                f"{none.sum()} measured where the model has nothing at all (line {lines}): a"
                " proportional error allows no such value; use combined, or leave them out",
            )
        )
    if problems:
        raise InputError(problems)


LEAST_SLOPE = 1e-5

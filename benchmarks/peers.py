"""Every engine on the common task, each at the loosest tolerance that is accurate enough."""

import multiprocessing
import statistics
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module

from physiology import Floats, Task, largest_error, make_task

WANTED_ERROR, REFERENCE_RTOL = 1e-5, 1e-10
LADDER = tuple(10.0 ** (-k / 10) for k in range(35, 91))
# Bodies on which every engine is judged; osteon is timed on more, as it works on eight at once.
N_JUDGED = 4
Run = Callable[[float], tuple[Floats, float]]


@dataclass(frozen=True)
class Engine:
    """One way to solve the task: its title, the module that prepares it, and how."""

    title: str
    module: str
    form: tuple[str, ...] = ()
    batched: bool = False


@dataclass(frozen=True)
class Figures:
    """What one engine took and how far off it was; `failure` says why there is nothing."""

    title: str
    rtol: float = float("nan")
    error: float = float("nan")
    milliseconds: tuple[float, ...] = ()
    failure: str = ""

    @property
    def median(self) -> float:
        """Return the median CPU milliseconds per patient."""
        return statistics.median(self.milliseconds)


LANES = Engine("osteon, 8 lanes", "osteon_kernels", ("lanes",), batched=True)
ENGINES = (
    LANES,
    Engine("osteon, one body at a time", "osteon_kernels", ("scalar",), batched=True),
    Engine("libroadrunner CVODE, as exported", "roadrunner_cvode", ("exported",)),
    Engine("libroadrunner CVODE, constants worked out", "roadrunner_cvode", ("numbers",)),
    Engine("numbalsoda LSODA", "numbalsoda_lsoda"),
    Engine("pydiffsol BDF", "diffsol_bdf"),
    Engine("SciPy LSODA by odeint, numba rates", "scipy_lsoda", ("odeint",)),
    Engine("SciPy LSODA by solve_ivp, numba rates", "scipy_lsoda", ("solve_ivp",)),
)


def compare(n: int, times: int) -> tuple[list[Figures], float]:
    """Return the figures of every engine, and how far SciPy at 1e-10 is from the reference."""
    task = make_task(N_JUDGED)
    reference, _ = _prepare(ENGINES[1], task)(REFERENCE_RTOL)
    by_scipy, _ = _prepare(ENGINES[-1], task)(REFERENCE_RTOL)
    figures = [_apart(engine, reference, n, times) for engine in ENGINES]
    return figures, largest_error(task, by_scipy, reference)


def _apart(engine: Engine, reference: Floats, n: int, times: int) -> Figures:
    """Return the figures of an engine from a process of its own, which it may crash."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            return pool.submit(_measure, engine, reference, n, times).result()
        except BrokenProcessPool:
            return Figures(engine.title, failure="crashed")


def _measure(engine: Engine, reference: Floats, n: int, times: int) -> Figures:
    task = make_task(max(n, N_JUDGED))
    try:
        judged = _prepare(engine, task.first(N_JUDGED))
    except ImportError as missing:
        return Figures(engine.title, failure=f"not installed ({missing.name})")
    rtol, error = _loosest(task.first(N_JUDGED), judged, reference)
    if error > WANTED_ERROR:
        return Figures(engine.title, rtol, error, failure="never accurate enough")
    timed, size = (_prepare(engine, task), len(task)) if engine.batched else (judged, N_JUDGED)
    spent = tuple(timed(rtol)[1] / size * 1e3 for _ in range(times))
    return Figures(engine.title, rtol, error, spent)


def _prepare(engine: Engine, task: Task) -> Run:
    run: Run = import_module(f"engines.{engine.module}").prepare(task, *engine.form)
    return run


def _loosest(task: Task, run: Run, reference: Floats) -> tuple[float, float]:
    """Return the loosest tolerance of the ladder that is accurate enough, and its error."""
    rtol, error = LADDER[0], float("inf")
    for rtol in LADDER:
        error = largest_error(task, run(rtol)[0], reference)
        if error <= WANTED_ERROR:
            break
    return rtol, error

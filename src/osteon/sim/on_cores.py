"""Numbered pieces of work on the cores of this machine: in forked processes where there are any.

The rules of care are Python, and Python does one thing at a time in a process. A fork hands rules
over as they are, also those that cannot be pickled; only what comes back travels.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import ForkContext
from typing import Any, TypeVar

from osteon.base.errors import SolverError
from osteon.base.forks import Failed, fork_context, silent_about_threads
from osteon.model.warm_up import load_kernels
from osteon.sim.on_threads import check_jobs, on_threads

Done = TypeVar("Done")


def on_cores(
    do: Callable[[int], Done],
    groups: Sequence[int],
    *,
    jobs: int | None,
    finished: Callable[[int, Done], None],
    meanwhile: Callable[[], object] | None = None,
) -> None:
    """Do every group, and tell `finished` of each as it comes; results are not kept here.

    Parameters
    ----------
    do : function
        From the number of a group to what it comes to.
    jobs : int or None
        Processes; as many as there are cores by default. With one, or where processes cannot be
        forked, this process does the work itself.
    meanwhile : function, optional
        Called here once other processes are at work, which would otherwise be waited for.

    Raises
    ------
    InputError
        `jobs` is not positive.
    SolverError
        A process was killed from outside.
    """
    check_jobs(jobs)
    workers = min(jobs or os.cpu_count() or 1, len(groups))
    fork = fork_context()
    if workers > 1 and fork is not None:
        _in_processes(do, groups, (workers, fork), finished, meanwhile)
    elif workers > 1:
        on_threads(do, groups, jobs=workers, finished=finished)
    else:
        for group in groups:
            with _not_collecting():
                done = do(group)
            finished(group, done)


# What forked workers do; set for as long as it takes to fork them.
_work: list[Callable[[int], Any]] = []


def _in_processes(
    do: Callable[[int], Done],
    groups: Sequence[int],
    workers: tuple[int, ForkContext],
    finished: Callable[[int, Done], None],
    meanwhile: Callable[[], object] | None,
) -> None:
    load_kernels()  # before the fork, so that it is done once
    number, context = workers
    pool = ProcessPoolExecutor(number, mp_context=context, initializer=_begin)
    _work.append(do)
    gc.freeze()  # so that no worker's collector touches, and so copies, what it shares with others
    try:
        with silent_about_threads():
            running = {pool.submit(_do, group): group for group in groups}
        if meanwhile is not None:
            meanwhile()
        for future in as_completed(list(running)):
            group, done = running.pop(future), future.result()
            if isinstance(done, Failed):
                raise done.error from done.cause
            finished(group, done)
    except BrokenProcessPool:
        message = "a process of this run was killed, perhaps for want of memory; try fewer --jobs"
        raise SolverError(message) from None
    finally:
        gc.unfreeze()
        _work.pop()
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    # An interruption is for the parent, which then asks for no further group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _not_collecting() -> Iterator[None]:
    """Let the collector rest: charts are many small objects and no circles."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def _do(group: int) -> Any:
    try:
        with _not_collecting():
            return _work[-1](group)
    except Exception as error:  # noqa: BLE001 - it is raised again where the run is
        return Failed.of(error)

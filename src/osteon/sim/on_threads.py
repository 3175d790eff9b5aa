"""Numbered pieces of work on the threads of this machine."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from osteon.base.errors import InputError
from osteon.model.compiled import compiled_model

Done = TypeVar("Done")


def on_threads(
    do: Callable[[int], Done],
    groups: Sequence[int],
    *,
    jobs: int | None,
    finished: Callable[[int, Done], None],
) -> None:
    """Do every group, and tell `finished` of each as it comes; results are not kept here.

    Parameters
    ----------
    do : function
        From the number of a group to what it comes to.
    jobs : int or None
        Threads; as many as there are cores by default.

    Raises
    ------
    InputError
        `jobs` is not positive.
    """
    check_jobs(jobs)
    compiled_model()  # before the threads, which would each make their own
    with ThreadPoolExecutor(max_workers=jobs or os.cpu_count() or 1) as pool:
        running = {pool.submit(do, group): group for group in groups}
        try:
            for future in as_completed(list(running)):
                finished(running.pop(future), future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def check_jobs(jobs: int | None) -> None:
    """Refuse a number of threads or processes that is not positive."""
    if jobs is not None and jobs <= 0:
        raise InputError(f"jobs = {jobs}: a run needs 1 thread or more")

"""Work in forked processes: how to fork, how errors come back, and one thing beside another."""

import multiprocessing
import os
import pickle
import platform
import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext
from typing import Any, TypeVar

Done = TypeVar("Done")


def fork_context() -> ForkContext | None:
    """Return how to fork; None on systems, and in threads, where that is not safe."""
    here = threading.current_thread() is threading.main_thread()
    if not here or platform.system() != "Linux":
        return None
    return multiprocessing.get_context("fork")


@contextmanager
def silent_about_threads() -> Iterator[None]:
    """Let nothing be said of a fork beside threads.

    Newer Pythons warn of any, such as that of a bar; a worker touches no lock that one may hold.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


@dataclass(frozen=True)
class Failed:
    """An error of a process with its cause, which would be lost on the way."""

    error: BaseException
    cause: BaseException | None

    @classmethod
    def of(cls, error: BaseException) -> "Failed":
        """Return an error in a form that can travel."""
        cause = None if error.__cause__ is None else _portable(error.__cause__)
        return cls(_portable(error), cause)


def _portable(error: BaseException) -> BaseException:
    """Return an error that can travel: itself, or its words."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made on this line
    except Exception:  # noqa: BLE001 - whatever forbids it, its words can travel
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


@contextmanager
def beside(do: Callable[[], Done]) -> Iterator[Callable[[], Done]]:
    """Do something in a process of its own while the block goes on; wait for it at the end.

    Only what it comes to and its traces outside, as in files, come back. Where nothing can be
    gained or forked it is done before the block.

    Yields
    ------
    function
        Waits for what it comes to and returns it.

    Raises
    ------
    Exception
        What went wrong in the process, where it is waited for.
    """
    context = fork_context()
    if context is None or (os.cpu_count() or 1) < 2:
        done = do()
        yield lambda: done
        return
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(do, there))
    with silent_about_threads():
        process.start()
    there.close()
    came = cache(partial(_heard, here))

    def wait() -> Done:
        heard: Done | Failed = came()
        if isinstance(heard, Failed):
            raise heard.error from heard.cause
        return heard

    try:
        yield wait
    finally:
        came()
        process.join()
    wait()


def _do(do: Callable[[], object], there: Connection) -> None:
    # An interruption is for the parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        there.send(do())
    except Exception as error:  # noqa: BLE001 - it is raised again where the run is
        there.send(Failed.of(error))


def _heard(here: Connection) -> Any:
    try:
        return here.recv()
    except EOFError:
        return Failed(OSError("a process of this run was killed"), None)

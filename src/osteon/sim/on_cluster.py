"""Numbered pieces of work on a dask cluster, whose workers and scheduler may go and come back.

A piece of work must be idempotent: after a loss it is done again, by whoever is there.
"""

import gc
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from osteon.base.errors import InputError, Problem
from osteon.sim.software import software

if TYPE_CHECKING:
    from distributed import Client, Future

Done = TypeVar("Done")

CONNECT_S = 10
PATIENCE_S = 60
GLANCE_S = 0.1
FRUITLESS_ROUNDS = 12


def on_cluster(
    do: Callable[[int], Done],
    groups: Sequence[int],
    *,
    cluster: str,
    finished: Callable[[int, Done], None],
) -> None:
    """Do every group on a cluster, and tell `finished` of each as it comes.

    Parameters
    ----------
    do : function
        From the number of a group to what it comes to; it travels to the workers.
    cluster : str
        Address of a scheduler, such as ``"tcp://host:8786"``, or a number of worker processes to
        start on this machine.

    Raises
    ------
    InputError
        The cluster cannot be reached, its workers run other versions, or it was lost for good.
    """
    waiting, met, fruitless = set(groups), False, 0
    with _scheduler(cluster) as address:
        while waiting:
            before = len(waiting)
            try:
                with _client(address) as client:
                    met = True
                    for group, done in _one_round(client, do, sorted(waiting)):
                        waiting.discard(group)
                        finished(group, done)
            except _NobodyThereError:
                # A scheduler that was there before may be restarting.
                if not met:
                    raise
            fruitless = fruitless + 1 if len(waiting) == before else 0
            if waiting and fruitless >= FRUITLESS_ROUNDS:
                raise InputError(
                    f"--cluster {cluster}: lost with {len(waiting)} of {len(groups)} groups to do; "
                    "what is finished is kept, go on with --resume"
                )


def check_cluster(cluster: str) -> None:
    """Refuse a cluster that cannot be reached, or whose workers run other versions."""
    if cluster.isdigit():
        if int(cluster) == 0:
            raise InputError("--cluster 0: a local cluster needs 1 worker or more")
        _distributed(cluster)
        return
    with _scheduler(cluster) as address, _client(address):
        pass


class _NobodyThereError(InputError):
    """No scheduler, or no worker, answers."""


@contextmanager
def _scheduler(cluster: str) -> Iterator[str]:
    """Yield the address of the scheduler, of a local one where `cluster` is a number."""
    distributed = _distributed(cluster)
    if not cluster.isdigit():
        yield cluster
        return
    # What a worker fails of is raised here in one line.
    with distributed.LocalCluster(
        n_workers=int(cluster),
        threads_per_worker=1,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    ) as local:
        yield local.scheduler_address


def _distributed(cluster: str) -> Any:
    try:
        import distributed
    except ImportError:
        raise InputError(
            f"--cluster {cluster}: needs dask; install it with: pip install 'osteon[cluster]'"
        ) from None
    return distributed


@contextmanager
def _client(address: str) -> Iterator["Client"]:
    from distributed import Client

    # A scheduler that is away for a while is waited for here, without a page of traceback.
    logging.getLogger("distributed.client").disabled = True
    client, reason = None, ""
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = str(error) or type(error).__name__
    if client is None:
        # A half-made client closes itself when collected, under a lock that another one may hold
        # by then; collected here, nobody does.
        gc.collect()
        raise _NobodyThereError(f"--cluster {address}: cannot be reached ({reason})")
    try:
        _check_workers(client, address)
        yield client
    finally:
        with suppress(Exception):
            client.close(timeout=CONNECT_S)


def _check_workers(client: "Client", address: str) -> None:
    """Refuse workers whose model or libraries are not those of this machine."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError:
        raise _NobodyThereError(
            f"--cluster {address}: no worker joined in {PATIENCE_S} s"
        ) from None
    try:
        theirs = client.run(software, on_error="return")
    except Exception as error:  # noqa: BLE001 - whatever the network or dask makes of it
        raise _NobodyThereError(
            f"--cluster {address}: its workers do not answer ({error})"
        ) from None
    problems = [
        problem.of_file(f"--cluster {address}")
        for worker, versions in sorted(theirs.items())
        for problem in _differences(worker, versions, software())
    ]
    if problems:
        raise InputError(problems)


def _differences(worker: str, versions: Any, wanted: Mapping[str, str]) -> list[Problem]:
    if not isinstance(versions, dict):
        return [Problem(f"worker {worker}", f"cannot run osteon ({versions})")]
    return [
        Problem(f"worker {worker}", f"has {name} {versions.get(name)}, this machine {here}")
        for name, here in wanted.items()
        if versions.get(name) != here
    ]


def _one_round(
    client: "Client", do: Callable[[int], Done], groups: Sequence[int]
) -> Iterator[tuple[int, Done]]:
    """Yield what is finished until everything is, or the cluster is gone."""
    # The work travels once, as a task that can be done again where its holder was killed.
    work = client.submit(_Work, do, software(), pure=False)
    running = {group: client.submit(_do, work, group, pure=False) for group in groups}
    while running and client.status == "running":
        for group, future in [item for item in running.items() if item[1].status != "pending"]:
            del running[group]
            yield from _outcome(group, future)
        time.sleep(GLANCE_S)


def _outcome(group: int, future: "Future[Any]") -> Iterator[tuple[int, Any]]:
    """Yield the result of a task; nothing when it was lost with a worker or the scheduler."""
    from distributed import CancelledError, KilledWorker
    from distributed.comm import CommClosedError

    try:
        done = future.result(timeout=PATIENCE_S)
    except (KilledWorker, CancelledError, TimeoutError, CommClosedError):
        # What was finished all the same is found in the next round.
        return
    except ImportError as error:
        raise InputError(f"the workers lack a module that the run needs: {error}") from None
    yield group, done


@dataclass(frozen=True)
class _Work(Generic[Done]):
    """What to do with each group, and the software it has to be done with."""

    do: Callable[[int], Done]
    wanted: Mapping[str, str]


def _do(work: _Work[Done], group: int) -> Done:
    from distributed import get_worker

    # A worker that joined late was not asked at the start.
    if problems := _differences(get_worker().address, software(), work.wanted):
        raise InputError(problems)
    return work.do(group)

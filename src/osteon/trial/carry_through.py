"""Carrying a run through: here or on a cluster, in memory or in parts, new or resumed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path

from osteon.base.errors import InputError
from osteon.base.progress import Progress
from osteon.sim.execute import join_groups
from osteon.sim.history import History
from osteon.sim.on_cores import on_cores
from osteon.sim.on_threads import check_jobs
from osteon.trial.parts import Part, load_writers
from osteon.trial.run_directory import RunDirectory
from osteon.trial.scheme import Scheme

ANALYSIS = ("pandas", "osteon.trial.result", "osteon.trial.economics", "jinja2", "rich.table")


@dataclass(frozen=True)
class Means:
    """What a run is carried out with.

    Attributes
    ----------
    jobs : int or None
        Processes on this machine; as many as there are cores by default.
    cluster : str or None
        Address of a dask scheduler, or a number of worker processes to start here.
    resume : bool
        Whether a run that is in the folder already is gone on with.
    """

    jobs: int | None = None
    cluster: str | None = None
    resume: bool = False


@dataclass(frozen=True)
class MakePart:
    """Makes the part of a group, unless it is there; the same wherever it is called."""

    scheme: Scheme
    directory: RunDirectory
    in_memory: bool

    def __call__(self, group: int) -> tuple[Part, History | None]:
        """Return what was written, and the tables where they are wanted in memory."""
        part = self.directory.verified(group)
        if part is not None:
            return part, None
        history = self.scheme.history(group)
        part = self.directory.keep(group, history)
        return part, history if self.in_memory else None


@dataclass(frozen=True)
class FinishedRun:
    """A run in its folder.

    Attributes
    ----------
    directory : RunDirectory
    parts : mapping of int to Part
        Every part, by group.
    history : History or None
        The whole tables; None in huge runs, whose tables stay in their parts.
    """

    directory: RunDirectory
    parts: Mapping[int, Part]
    history: History | None


@dataclass
class _Finished:
    """Parts and tables as they come, and who is told."""

    watch: Progress
    parts: dict[int, Part] = field(default_factory=dict)
    histories: dict[int, History] = field(default_factory=dict)

    def note(self, group: int, done: tuple[Part, History | None]) -> None:
        self.parts[group], history = done
        if history is not None:
            self.histories[group] = history
        self.watch.advance(self.parts[group].lives)


def run_in_memory(scheme: Scheme, jobs: int | None, watch: Progress) -> History:
    """Return the tables of a run that leaves nothing on disk."""
    histories: dict[int, History] = {}

    def note(group: int, history: History) -> None:
        histories[group] = history
        watch.advance(history.lives)

    on_cores(scheme.history, scheme.groups, jobs=jobs, finished=note)
    return _whole(scheme, histories)


def run_in_parts(scheme: Scheme, out: Path, means: Means, watch: Progress) -> FinishedRun:
    """Carry a run through in a folder.

    Raises
    ------
    InputError
        The folder holds another run, or the cluster cannot be reached or differs.
    OSError
        A part cannot be written.
    """
    execute = _execute(means)
    directory = RunDirectory.open(out, scheme, resume=means.resume)
    there = {group: directory.verified(group) for group in scheme.groups} if means.resume else {}
    finished = _Finished(watch)
    for group, part in there.items():
        if part is not None:
            finished.note(group, (part, None))
    missing = [group for group in scheme.groups if group not in finished.parts]
    # From a cluster the tables come by way of the folder.
    here = not scheme.huge and means.cluster is None
    load_writers()
    execute(MakePart(scheme, directory, here), missing, finished=finished.note)
    for part in finished.parts.values():
        _seen(directory, part)
    parts = dict(sorted(finished.parts.items()))
    directory.tidy()
    directory.describe(scheme.identity(), len(scheme.groups), list(parts.values()))
    if scheme.huge:
        return FinishedRun(directory, parts, None)
    histories = {
        group: finished.histories[group] if group in finished.histories else directory.history(part)
        for group, part in parts.items()
    }
    history = _whole(scheme, histories)
    if not means.resume and means.cluster is None:
        # The whole tables take their place.
        directory.discard()
    return FinishedRun(directory, parts, history)


def _execute(means: Means) -> Callable[..., None]:
    """Return how groups are done; refuse what cannot be before anything is written."""
    if means.cluster is None:
        check_jobs(means.jobs)
        return partial(on_cores, jobs=means.jobs, meanwhile=load_analysis)
    from osteon.sim.on_cluster import check_cluster, on_cluster

    if means.jobs is not None:
        raise InputError("--jobs is for processes of this machine; leave it out with --cluster")
    check_cluster(means.cluster)
    return partial(on_cluster, cluster=means.cluster)


def load_analysis() -> None:
    """Load what a finished run is analysed and reported with."""
    for name in ANALYSIS:
        import_module(name)
    import_module("osteon.trial.report.write").load_template()


def _seen(directory: RunDirectory, part: Part) -> None:
    if not directory.has(part):
        raise InputError(
            f"a worker wrote group {part.group} to {directory.parts}, but it is not there on this "
            "machine; --out must be a folder that all machines share"
        )


def _whole(scheme: Scheme, histories: Mapping[int, History]) -> History:
    names = list(scheme.trial.arms)
    return join_groups([histories[group] for group in sorted(histories)], names)

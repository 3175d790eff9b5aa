"""Trial files: the scenario of a virtual trial, and what a published one reported."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from osteon.base.errors import InputError, Problem
from osteon.base.files import read_toml
from osteon.base.units import to_unit
from osteon.library.arm_file import Arm
from osteon.library.cohort_file import CohortFile
from osteon.library.endpoints import Endpoint
from osteon.library.faults import in_file_order, validate
from osteon.library.folder import Shelf
from osteon.library.groups import check_group
from osteon.library.kinds import guess_kind
from osteon.library.library import Library
from osteon.library.reported import AlsoReported, Reported
from osteon.library.sourced import ASSUMPTION_KEY, Context, check_reference, convert
from osteon.library.trial_contradictions import contradictions

Design = Literal["parallel", "twin"]


class TrialFile(BaseModel):
    """A trial as written down; `Trial` of floor 4 runs it.

    Attributes
    ----------
    name : str
        Name of the file without its ending.
    source : str
        Key in references.bib; empty for a trial of one's own.
    horizon, visit_every : str
        Longest follow-up and time between visits, as written; in days as `horizon_days` and
        `visit_every_days`.
    accrual : str or None
        How long patients were recruited: the first is followed for the horizon, the last for so
        much less. Without it everybody is followed for the horizon.
    own_endpoints : mapping of str to Endpoint
        Definitions of the trial's own, in the form of the library's; they go before those.
    endpoints : tuple of str
        Names of endpoints, its own or the library's.
    design : {"parallel", "twin"}
        In a twin design every patient lives once in every arm.
    stratify_by : tuple of str
        Groups of patients such as ``prior_sre = yes``: hazard and rate ratios compare patients
        within the strata that these make.
    arms : tuple of Arm
        The first is the control.
    reported : tuple of Reported
        What a run is compared with.
    also_reported : tuple of AlsoReported
        What it is not compared with.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    source: str = ""
    note: str = ""
    horizon: str
    accrual: str | None = None
    visit_every: str = "4 weeks"
    own_endpoints: Mapping[str, Endpoint] = Field(default={}, alias="endpoint")
    endpoints: tuple[str, ...] = Field(default=("first_sre", "sre_count", "survival"), min_length=1)
    design: Design = "parallel"
    stratify_by: tuple[str, ...] = ()
    cohort: CohortFile
    arms: tuple[Arm, ...] = Field(alias="arm", min_length=1)
    reported: tuple[Reported, ...] = ()
    also_reported: tuple[AlsoReported, ...] = ()

    @classmethod
    def read(cls, path_or_name: str | Path, library: Library) -> "TrialFile":
        """Return a trial of the library by name, or the trial that a file holds.

        Raises
        ------
        InputError
            There is no such trial or file, or the file is wrong; every fault is listed.
        """
        if str(path_or_name) in library.trials:
            return library.trials[str(path_or_name)]
        path = Path(path_or_name)
        if path.suffix != ".toml" and not path.exists():
            return library.trial(str(path_or_name))
        trial, problems = _read(path, library)
        if trial is None:
            raise InputError(problems)
        return trial

    @classmethod
    def of(cls, raw: Mapping[str, Any], library: Library) -> "TrialFile":
        """Return the trial that a mapping in the form of a trial file describes.

        Raises
        ------
        InputError
            It is wrong; every fault is listed.
        """
        trial, problems = _build(raw, str(raw.get("title", "trial")), library)
        if trial is None:
            raise InputError(problems)
        return trial

    @property
    def arm(self) -> tuple[Arm, ...]:
        """The arms, under the name they have in the file."""
        return self.arms

    @property
    def horizon_days(self) -> float:
        """Longest follow-up [days]."""
        return to_unit(self.horizon, "days")

    @property
    def accrual_days(self) -> float:
        """How long patients were recruited [days]; the last is followed so much shorter."""
        return 0.0 if self.accrual is None else to_unit(self.accrual, "days")

    @property
    def visit_every_days(self) -> float:
        """Time between visits [days]."""
        return to_unit(self.visit_every, "days")

    def endpoint(self, name: str, library: Library) -> Endpoint:
        """Return an endpoint of the trial's own or of the library by name.

        Raises
        ------
        InputError
            There is none; the message names the nearest of the library.
        """
        own = self.own_endpoints.get(name)
        return library.endpoint(name) if own is None else own

    @property
    def asked_endpoints(self) -> tuple[str, ...]:
        """Names of the endpoints that are estimated, and of those that a number was reported of."""
        reported = (row.endpoint for row in self.reported)
        return tuple(dict.fromkeys((*self.endpoints, *reported)))

    @field_validator("horizon", "visit_every", "accrual")
    @classmethod
    def _a_time(cls, text: str | None) -> str | None:
        if text is not None and convert(text, "days") <= 0:
            raise ValueError(f'"{text}" is not possible; it must be longer than 0')
        return text

    @field_validator("stratify_by")
    @classmethod
    def _groups(cls, texts: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        for text in texts:
            check_group(text, info)
        return texts

    @field_validator("own_endpoints", mode="before")
    @classmethod
    def _named(cls, raw: object) -> object:
        if not isinstance(raw, Mapping):
            return raw
        filed = {"source": ASSUMPTION_KEY, "basis": "assumed"}
        return {
            name: {**filed, **table, "name": name} if isinstance(table, Mapping) else table
            for name, table in raw.items()
        }

    @field_validator("source")
    @classmethod
    def _in_bibliography(cls, key: str, info: ValidationInfo) -> str:
        return check_reference(key, info) if key else key


def read_trials(library: Library) -> dict[str, TrialFile]:
    """Return the trials of a library's folders by name.

    Raises
    ------
    InputError
        Any trial file is wrong; every fault of every file is listed.
    """
    trials: dict[str, TrialFile] = {}
    problems: list[Problem] = []
    for folder in library.folders:
        for path in sorted((folder / "trials").glob("*.toml")):
            trial, faults = _read(path, library)
            problems += faults
            if trial is not None:
                trials[path.stem] = trial
    if problems:
        raise InputError(problems)
    return trials


def check_file(path: str | Path, library: Library) -> list[Problem]:
    """Return every fault of a trial file, or of any file of a library.

    What the file is follows from its folder, or from its keys.
    """
    file = Path(path)
    try:
        kind = guess_kind(file, read_toml(file))
    except InputError as error:
        return list(error.problems)
    if kind == "trials":
        return _read(file, library)[1]
    shelf = Shelf(Context(library.references))
    shelf.read_file(file, kind)
    return shelf.problems


def _read(path: Path, library: Library) -> tuple[TrialFile | None, list[Problem]]:
    try:
        raw = read_toml(path)
    except InputError as error:
        return None, list(error.problems)
    trial, problems = _build(raw, path.stem, library)
    return trial, [problem.of_file(path) for problem in problems]


def _build(
    raw: Mapping[str, Any], name: str, library: Library
) -> tuple[TrialFile | None, list[Problem]]:
    context = Context(library.references, library)
    trial, problems = validate(TrialFile, {**raw, "name": name}, context)
    problems += contradictions(raw, library)
    return (None if problems else trial), in_file_order(problems, raw)

"""What a report is made from, whole or, in a huge run, gathered from its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from osteon.trial.arms import Arm
from osteon.trial.endpoints import Reader, arms_in
from osteon.trial.readings import read_arm
from osteon.trial.tallies import tally

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint
    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile
    from osteon.trial.findings import Findings


@dataclass(frozen=True)
class Material:
    """A run with its numbers.

    Attributes
    ----------
    trial_file : TrialFile
    library : Library
        Titles of endpoints, bases of numbers, references.
    arms : tuple of Arm
        Every patient by arm.
    tables : mapping of name to DataFrame
        patients, follow_up, events and observations; doses, regimens and procedures for what was
        given; trajectory and failures where kept.
    effects, comparison : DataFrame
        From `compute_effects` and `compare`.
    provenance : mapping
        version, seed, n and whatever else names this run; `references` are keys of references.bib.
    findings : Findings, optional
        Readings and tallies that are not in the tables, as in huge runs.
    """

    trial_file: "TrialFile"
    library: "Library"
    arms: tuple[Arm, ...]
    tables: Mapping[str, "pd.DataFrame"]
    effects: "pd.DataFrame"
    comparison: "pd.DataFrame"
    provenance: Mapping[str, Any]
    findings: "Findings | None" = None

    @property
    def read(self) -> Reader:
        """Finds the readings of an arm."""
        return partial(read_arm, self.tables) if self.findings is None else self.findings.read

    @cached_property
    def tally(self) -> "pd.DataFrame":
        """What was given, done and measured, by arm."""
        if self.findings is not None:
            return self.findings.tally
        return tally(self.tables, self.library)

    @property
    def some_tables(self) -> Mapping[str, "pd.DataFrame"]:
        """Tables with every row of some patients: of all, or in a huge run of its first group."""
        return self.tables if self.findings is None else self.findings.sample

    @cached_property
    def some_arms(self) -> tuple[Arm, ...]:
        """The patients of `some_tables` by arm."""
        if self.findings is None:
            return self.arms
        return arms_in(self.trial_file, self.library, self.some_tables)

    @property
    def is_sample(self) -> bool:
        """Whether `some_tables` hold fewer patients than the run."""
        return self.findings is not None

    @property
    def endpoints(self) -> tuple["Endpoint", ...]:
        """What the trial estimates, in its order."""
        names = self.trial_file.endpoints
        return tuple(self.trial_file.endpoint(name, self.library) for name in names)

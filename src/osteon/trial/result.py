"""What a trial came to, and the questions one asks of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.base.files import write_atomically
from osteon.base.forks import beside
from osteon.base.progress import Progress
from osteon.library.trial_file import TrialFile
from osteon.sim.history import History
from osteon.trial import frames
from osteon.trial.arms import Arm
from osteon.trial.carry_through import FinishedRun
from osteon.trial.compare import compare
from osteon.trial.endpoints import arms_in, effects_of
from osteon.trial.findings import Findings, Wanted, gather
from osteon.trial.provenance import provenance_of
from osteon.trial.readings import read_arm
from osteon.trial.report import Content, Material, write_figure_tables, write_report
from osteon.trial.report.money import IN_PARTS, money, money_of
from osteon.trial.scheme import Scheme
from osteon.trial.summary import summarise
from osteon.trial.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas import DataFrame

    from osteon.library.endpoints import Endpoint
    from osteon.trial.calibration.posterior import Posterior
    from osteon.trial.economics import Options
    from osteon.trial.economics.write import Economics
    from osteon.trial.trial import Trial


@dataclass(frozen=True)
class TrialResult:
    """Histories of all arms as tables, and what follows from them.

    Attributes
    ----------
    trial : Trial
    tables : mapping of str to DataFrame
        Patients, events, follow_up, doses, observations, orders, trajectory, failures.
    provenance : mapping
        Version, model hash, seed, numbers, time taken, keys of the references used.
    findings : Findings or None
        What the endpoints of a huge run need; its other tables stay in their parts.
    spread : DataFrame or None
        Of the form of the effects: the ends that uncertain parameters leave.
    """

    trial: "Trial"
    tables: Mapping[str, "DataFrame"]
    provenance: Mapping[str, Any]
    findings: Findings | None = None
    spread: "DataFrame | None" = None

    @classmethod
    def of(cls, scheme: Scheme, history: History, elapsed_s: float) -> "TrialResult":
        """Return the result of a run that took `elapsed_s` seconds, from its whole tables."""
        return cls(scheme.trial, Tables(history), provenance_of(scheme, elapsed_s))

    @classmethod
    def of_run(
        cls, scheme: Scheme, run: FinishedRun | History, elapsed_s: float, *, jobs: int | None
    ) -> "TrialResult":
        """Return the result of a run in memory or in a folder; a huge one is read part by part."""
        if isinstance(run, History):
            return cls.of(scheme, run, elapsed_s)
        if run.history is not None:
            return cls.of(scheme, run.history, elapsed_s)
        trial = scheme.trial
        wanted = Wanted.of(trial.file, trial.library)
        findings = gather(run.directory, run.parts, wanted, jobs=jobs)
        known = {**provenance_of(scheme, elapsed_s), "parts": str(run.directory.parts)}
        return cls(trial, findings.tables, known, findings)

    @property
    def file(self) -> TrialFile:
        """The trial as written down."""
        return self.trial.file

    def effects(self) -> "DataFrame":
        """Return every endpoint's numbers by arm and contrast, with 95 % intervals."""
        return self._effects

    def compare(self) -> "DataFrame":
        """Return what was reported beside what was simulated, with a verdict for each number."""
        return self._comparison

    def with_uncertainty(
        self,
        draws: int,
        posterior: "Posterior | None" = None,
        *,
        kept: Sequence[str] = (),
        jobs: int | None = None,
        progress: Progress | None = None,
    ) -> "TrialResult":
        """Return the result with intervals due to uncertain parameters beside those due to luck.

        Parameters
        ----------
        draws : int
            Of the parameters; each is lived by some of the patients.
        posterior : Posterior
            That of the library by default.
        kept : sequence of str
            Paths of numbers that are not drawn.

        Raises
        ------
        InputError
            There is no posterior, or it is of another model or other fitted values.
        """
        from osteon.trial.calibration.posterior import Posterior
        from osteon.trial.uncertainty import parameter_spread

        known, seed = posterior or Posterior.of_library(self.trial.library), self.provenance["seed"]
        known.check(self.trial.library, kept)
        numbers = known.draws(draws, seed, kept)
        spread = parameter_spread(
            self.trial, numbers, self._effects, seed=seed, jobs=jobs, progress=progress
        )
        return replace(self, spread=spread)

    def economics(
        self,
        options: "Options | None" = None,
        *,
        draws: int = 1000,
        uncertainty: int | None = None,
        jobs: int | None = None,
    ) -> "Economics":
        """Return costs, quality-adjusted life-years and what is uncertain of them.

        Parameters and errors are those of `osteon.trial.economics.asked.economics_of`: draws of
        everything uncertain, and of the model's parameters among them.
        """
        from osteon.trial.economics import Finished
        from osteon.trial.economics.asked import economics_of

        return economics_of(Finished.of(self), options, draws, uncertainty, jobs=jobs)

    def summary(self) -> str:
        """Return the main numbers as text."""
        return summarise(self.trial.title, self._effects, self.tables, self.provenance, self.spread)

    def report(self, path: str | Path) -> Path:
        """Write the self-contained HTML report and return its path."""
        return write_report(path, self._content)

    def to_pandas(self, name: str | None = None) -> Any:
        """Return a table as a pandas data frame, or without a name all of them by name.

        Names are those of `tables`, and effects, comparison and event_history (of each endpoint,
        who was at risk from when to when, with censoring). Tables of a huge run are read from
        their parts.

        Raises
        ------
        InputError
            There is no table of that name.
        """
        return self._tables_as(frames.pandas_table, name)

    def to_arrow(self, name: str | None = None) -> Any:
        """Return a table as a `pyarrow.Table`, or all by name; names are those of `to_pandas`."""
        return self._tables_as(frames.arrow_table, name)

    def to_polars(self, name: str | None = None) -> Any:
        """Return a table as a `polars.DataFrame`, or all by name; names as in `to_pandas`.

        Raises
        ------
        InputError
            There is no table of that name, or polars is not installed.
        """
        return self._tables_as(frames.polars_table, name)

    def to_adam(self) -> "dict[str, DataFrame]":
        """Return the run as ADaM datasets by name: ADSL, ADAE and ADTTE."""
        from osteon.trial.adam import adam_datasets

        return adam_datasets(self)

    def export(self, folder: str | Path, forms: Sequence[str] = ("parquet",)) -> None:
        """Write tables, numbers and the points of figures as CSV, provenance as JSON.

        Parameters
        ----------
        forms : sequence of {"parquet", "csv", "adam"}
            Of the tables; ADaM datasets go into a folder of that name. As Parquet the tables of
            a huge run stay in their parts.
        """
        home = Path(folder)
        if "parquet" in forms and not self.findings:
            _ = self.arms  # which both need
            with beside(partial(self._write_parquet, home)):
                self._export_all_but_parquet(home, forms)
        else:
            self._export_all_but_parquet(home, forms)

    def _write_parquet(self, home: Path) -> None:
        frames.write_parquet(self.tables, home)
        frames.write_parquet({frames.EVENT_HISTORY: self.to_pandas(frames.EVENT_HISTORY)}, home)

    def _export_all_but_parquet(self, home: Path, forms: Sequence[str]) -> None:
        content = self._content  # first: its costs are counted by another process
        if "csv" in forms:
            frames.write_csv(self, home)
        if "adam" in forms:
            from osteon.trial.adam import write_adam

            write_adam(self, home)
        small = {"effects": self._effects, "comparison": self._comparison}
        small |= {} if self.spread is None else {"parameter_spread": self.spread}
        for name, frame in small.items():
            write_atomically(home / f"{name}.csv", partial(frame.to_csv, index=False))
        write_figure_tables(home, content)
        text = json.dumps(dict(self.provenance), indent=2)
        write_atomically(home / "provenance.json", partial(_write_text, text))

    @property
    def endpoints(self) -> "tuple[Endpoint, ...]":
        """Every endpoint that is estimated or was reported."""
        names = self.file.asked_endpoints
        return tuple(self.file.endpoint(name, self.trial.library) for name in names)

    @cached_property
    def arms(self) -> tuple[Arm, ...]:
        """Patients and events of each arm, with everything that endpoints count."""
        if self.findings is not None:
            return self.findings.arms
        return arms_in(self.file, self.trial.library, self.tables_to_read)

    def _tables_as(self, make: "Callable[[TrialResult, str], Any]", name: str | None) -> Any:
        if name is not None:
            return make(self, name)
        return {own: make(self, own) for own in frames.table_names(self)}

    @cached_property
    def tables_to_read(self) -> "Mapping[str, DataFrame]":
        """The tables with the text of the longest of them as categories."""
        if not isinstance(self.tables, Tables):
            return self.tables
        return Tables(self.tables.history, frozenset({"observations"}))

    @cached_property
    def _material(self) -> Material:
        return Material(
            self.file,
            self.trial.library,
            self.arms,
            self.tables_to_read,
            self._effects,
            self._comparison,
            self.provenance,
            self.findings,
        )

    @cached_property
    def _content(self) -> Content:
        from osteon.trial.economics import Finished

        if self.findings is not None:
            return replace(Content.of(self._material), money=money(IN_PARTS))
        # The costs take as long as all the rest.
        with beside(partial(money_of, Finished.of(self))) as counted:
            content = Content.of(self._material)
            return replace(content, money=counted())

    @cached_property
    def _effects(self) -> "DataFrame":
        own = partial(read_arm, self.tables_to_read)
        read = own if self.findings is None else self.findings.read
        people = self.tables.get("patients")
        return effects_of(self.file, self.trial.library, self.arms, read, people)

    @cached_property
    def _comparison(self) -> "DataFrame":
        return compare(self.file, self._effects, self.spread)


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")

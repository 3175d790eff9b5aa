"""A trial that runs in no time, so that the commands can be tested alone."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import osteon
from osteon.cli import execute, reproduce
from osteon.cli.main import cli


def comparison(verdicts=("inside", "outside", "not decided")) -> pd.DataFrame:
    nan, zol = float("nan"), "zoledronic acid"
    rows = [
        ("first_sre", "hazard_ratio", "denosumab", zol, "", 0.82, 0.71, 0.95, 0.8, 0.7, 0.9, 0.976),
        ("first_sre", "median", zol, "", "", 26.4, nan, nan, 20.1, 18.0, float("inf"), -6.3),
        ("untx", "change", "denosumab", "", "13 weeks", -80.0, -82.0, -78.0, nan, nan, nan, nan),
    ]
    columns = ["endpoint", "measure", "arm", "versus", "at"]
    columns += ["reported", "reported_low", "reported_high"]
    columns += ["simulated", "simulated_low", "simulated_high", "difference"]
    notes = ["", "", "not simulated; reported interval is Poisson"]
    frame = pd.DataFrame(rows, columns=columns).assign(verdict=list(verdicts), note=notes)
    added = {"since": "", "group": "", "z": [-0.3, -2.4, nan]}
    return frame.assign(**added, parameter_low=nan, parameter_high=nan)


@dataclass
class FakeResult:
    comparison: pd.DataFrame
    failures: int = 0
    forms: tuple[str, ...] = ()

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        return {"failures": pd.DataFrame({"patient": range(self.failures)})}

    @property
    def provenance(self) -> dict[str, Any]:
        return {}

    def summary(self) -> str:
        return "the summary"

    def compare(self) -> pd.DataFrame:
        return self.comparison

    def effects(self) -> pd.DataFrame:
        return pd.DataFrame({"endpoint": ["survival"], "value": [0.1 + 0.2], "low": [float("nan")]})

    def export(self, folder: Path, forms: tuple[str, ...]) -> None:
        self.forms = forms
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "events.parquet").write_bytes(b"")

    def report(self, path: Path) -> None:
        path.write_text("<html>")


@dataclass
class FakeTrial:
    """Stands for Trial; keeps what it was asked."""

    title: str = "Denosumab or zoledronic acid"
    asked: list[dict[str, Any]] = field(default_factory=list)
    loaded: list[tuple[Any, ...]] = field(default_factory=list)
    result: FakeResult = field(default_factory=lambda: FakeResult(comparison()))
    error: BaseException | None = None
    parts_before_error: int = 0

    def load(self, *arguments: Any) -> "FakeTrial":
        self.loaded.append(arguments)
        return self

    def run(self, **asked: Any) -> FakeResult:
        self.asked.append(asked)
        if self.error is not None:
            for number in range(self.parts_before_error):
                (asked["out"] / "parts" / f"group_{number}").mkdir(parents=True)
            raise self.error
        return self.result


@pytest.fixture
def trial(monkeypatch, tmp_path) -> FakeTrial:
    fake = FakeTrial()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(osteon, "Trial", fake, raising=False)
    published = SimpleNamespace(reported=[1])
    design = SimpleNamespace(reported=[])
    trials = {"stopeck_2010": published, "fizazi_2011": published, "standards_of_care": design}
    library = SimpleNamespace(trials=trials)
    for module in (execute, reproduce):
        monkeypatch.setattr(module, "load_library", lambda _folders: library)
    return fake


@pytest.fixture
def call():
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments)

    return invoke

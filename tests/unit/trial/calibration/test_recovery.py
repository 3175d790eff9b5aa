"""The staged fit on real simulations, small: known numbers, then a posterior and library files."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from osteon.base.errors import InputError
from osteon.cli.main import cli
from osteon.library.library import Library
from osteon.library.replacing import numbers_by_path
from osteon.trial.calibration.calibrate import calibrate
from osteon.trial.calibration.moments import Simulator
from osteon.trial.calibration.posterior import NAME, Posterior
from osteon.trial.calibration.stages import (
    QUICK,
    NotRecoveredError,
    chosen_stages,
    fitted_aims,
    free_numbers,
    recover,
)
from osteon.trial.calibration.store import Store
from osteon.trial.calibration.write import LIBRARY, write_calibration

DEATH, DROPOUT = (f"cancers.breast.{name}_rate_per_year" for name in ("death", "dropout"))
REPORTED = """
[[reported]]
endpoint = "{endpoint}"
measure = "percent"
arm = "nothing"
value = {value}
n = 400
source = "stopeck_2010"
checked = "somewhere"
"""
SETTINGS = replace(QUICK, n=256, start_n=96, check_n=256, steps=12, seed=5)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Return a library with one short trial without treatment and one stage of two numbers."""
    home = tmp_path_factory.mktemp("library")
    for folder in ("trials", "targets", "stages"):
        (home / folder).mkdir()
    (home / "trials" / "short.toml").write_text(
        'title = "short"\nhorizon = "200 days"\nendpoints = ["survival", "dropout"]\n'
        '[cohort]\ncancer = "breast"\nn = 96\n[[arm]]\nname = "nothing"\ncare = "none"\n'
        + REPORTED.format(endpoint="survival", value=25)
        + REPORTED.format(endpoint="dropout", value=5)
    )
    asked = ", ".join(
        f'{{ trial = "short", endpoint = "{name}", measure = "percent", arm = "nothing" }}'
        for name in ("survival", "dropout")
    )
    (home / "targets" / "short.toml").write_text(f'title = "short"\ntarget = [{asked}]\n')
    (home / "stages" / "short.toml").write_text(
        'title = "short"\norder = 1\nprocesses = ["short"]\nfree = [\n'
        f'  {{ path = "{DEATH}", low = 0.02, high = 1.2 }},\n'
        f'  {{ path = "{DROPOUT}", low = 0.02, high = 1.2 }},\n]\n'
    )
    return Library.load(home)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("calibration")


@pytest.fixture(scope="module")
def found(library, out):
    store = Store(out / "state")
    calibration = calibrate(library, SETTINGS, stages=["short"], jobs=1, store=store)
    assert store.done
    write_calibration(calibration, out)
    return calibration


def test_numbers_that_data_were_simulated_with_are_recovered(library):
    (stage,) = chosen_stages(library, ["short"])
    free, aims = free_numbers(stage, library), fitted_aims(library, stage)
    simulator = Simulator(library, 400, 5, jobs=1)
    recovered = recover(free, aims, simulator, {}, settings=SETTINGS, say=lambda _: None)
    assert [one.path for one in recovered] == [DEATH, DROPOUT]
    for one, own in zip(recovered, free, strict=True):
        assert abs(np.log(one.found / one.known)) < abs(np.log(own.start / one.known))


def test_numbers_that_cannot_be_recovered_are_an_error(library, monkeypatch):
    monkeypatch.setattr("osteon.trial.calibration.stages.RECOVERED_WITHIN", 0.0)
    monkeypatch.setattr("osteon.trial.calibration.stages.EXCLUDED_FROM", 0.0)
    (stage,) = chosen_stages(library, ["short"])
    simulator = Simulator(library, 32, 5, jobs=1)
    with pytest.raises(NotRecoveredError, match=r"death_rate_per_year: .* instead of"):
        recover(
            free_numbers(stage, library), fitted_aims(library, stage), simulator, {},
            settings=SETTINGS, say=lambda _: None,
        )  # fmt: skip


def test_numbers_far_off_that_the_data_do_not_exclude_are_not_lost(library, monkeypatch):
    monkeypatch.setattr("osteon.trial.calibration.stages.RECOVERED_WITHIN", 0.0)
    (stage,) = chosen_stages(library, ["short"])
    free, aims = free_numbers(stage, library), fitted_aims(library, stage)
    simulator = Simulator(library, 400, 5, jobs=1)
    found = recover(free, aims, simulator, {}, settings=SETTINGS, say=lambda _: None)
    assert all(abs(one.z) > 0 for one in found)


def test_the_fit_meets_its_targets_and_says_how_well_each_number_is_known(found):
    assert {known.path for known in found.stages[0].known} == {DEATH, DROPOUT}
    before = sum(own.z_before**2 for own in found.residuals if own.aim.place == "short")
    after = sum(own.z_after**2 for own in found.residuals if own.aim.place == "short")
    assert after < before
    assert found.numbers[DEATH] > numbers_by_path(found.library)[DEATH].value


def test_a_fit_goes_on_from_what_is_on_disk_and_comes_to_the_same(library, out, found):
    store = Store(out / "state")
    again = calibrate(library, SETTINGS, stages=["short"], jobs=1, store=store)
    assert store.done == []
    assert again.numbers == found.numbers
    assert all(json.loads(path.read_text()) for path in (out / "state").iterdir())


def test_fitted_numbers_come_back_as_a_library_with_their_posterior(library, out, found):
    fitted = Library.load(*library.folders[1:], out / LIBRARY)
    known = {own.path: own for own in found.stages[0].known}
    for path, value in found.numbers.items():
        assert numbers_by_path(fitted)[path].value == pytest.approx(value, rel=1e-3)
        assert numbers_by_path(fitted)[path].basis == "calibrated"
        told = known[path].word != "not identified"
        words = "fitted, 95 %" if told else "not identified by the targets"
        note = numbers_by_path(fitted)[path].note
        assert words in note
        assert note.count("fitted") == 1
    assert known[DEATH].word != "not identified"
    others = {
        path: own for path, own in numbers_by_path(fitted).items() if path not in found.numbers
    }
    before = numbers_by_path(library)
    assert all(before[path].value == own.value for path, own in others.items())
    Posterior.of_library(fitted).check(fitted)


def test_tables_say_what_was_fitted(out, found):
    with (out / "numbers.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["path"] for row in rows] == [DEATH, DROPOUT]
    with (out / "residuals.csv").open() as file:
        assert {row["process"] for row in csv.DictReader(file)} >= {"short"}


def test_draws_have_the_covariance_of_the_fit_and_are_the_same_every_time(out, found):
    posterior = Posterior.read(out / LIBRARY / NAME)
    draws = posterior.draws(4000, seed=2)
    assert draws == posterior.draws(4000, seed=2)
    logs = np.log([[draw[DEATH], draw[DROPOUT]] for draw in draws])
    assert np.cov(logs.T) == pytest.approx(found.stages[0].covariance, rel=0.2, abs=0.01)
    assert DEATH not in posterior.draws(1, seed=2, kept=[DEATH])[0]


def test_a_posterior_of_another_model_or_library_is_refused(out, found, library, tmp_path):
    text = (out / LIBRARY / NAME).read_text()
    other = tmp_path / NAME
    other.write_text(text.replace(Posterior.read(out / LIBRARY / NAME).model, "0123456789abcdef"))
    with pytest.raises(InputError, match="fitted with other equations"):
        Posterior.read(other)
    with pytest.raises(InputError, match=r"was fitted as .*, the library has"):
        Posterior.read(out / LIBRARY / NAME).check(library)
    with pytest.raises(InputError, match="no folder of the library has a posterior"):
        Posterior.of_library(replace(library, folders=library.folders[1:]))


def test_the_library_has_the_posterior_of_its_own_numbers_and_equations():
    shipped = Library.load()
    own = Posterior.of_library(shipped)
    own.check(shipped)
    assert {number.stage for number in own.numbers} >= {"survival", "events"}


def test_the_command_prints_the_page_and_goes_on_where_it_was(library, tmp_path):
    words = ["calibrate", "short", "--quick", "-n", "32", "--seed", "5", "--jobs", "1"]
    words += ["--library", str(library.folders[1]), "--out", str(tmp_path), "--format", "markdown"]
    first, again = (CliRunner().invoke(cli, words) for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.stdout == again.stdout
    assert "Simulations: 0 new" in again.stderr
    before = numbers_by_path(library)[DEATH].value
    assert f"| {DEATH} | {before:.4g} |" in first.stdout
    assert "## What stays assumed" in first.stdout
    assert "- parameters: " in first.stdout
    assert (tmp_path / LIBRARY / NAME).is_file()

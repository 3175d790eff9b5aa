"""A modeller fits measured data, checks the fit and uses what was found."""

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy.special import logsumexp
from scipy.stats import norm

import osteon
from osteon.cli.main import cli
from osteon.trial.fit import search
from support.fit import filled, records

CLEARANCE = "drugs.denosumab.clearance_ml_per_day"
REMOVAL = "drugs.denosumab.rankl_removal_l_per_pmol_per_h"
NORMAL = "untx_normal_nmol_per_mmol"
DOSES = "1 = denosumab"
DAYS = (1, 7, 14, 28, 42, 56, 84)
TRUE = {CLEARANCE: 110.0, NORMAL: 54.0}


def call(*words):
    return CliRunner().invoke(cli, ["fit", *map(str, words)])


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Twelve subjects, drug and marker, who differ in clearance and in normal turnover."""
    table = records(12, DAYS, ("uNTx", "denosumab"), doses=(60.0, 120.0))
    folder = tmp_path_factory.mktemp("measured")
    return filled(table, folder, TRUE, spread={CLEARANCE: 0.35, NORMAL: 0.25}, seed=5)


@pytest.fixture(scope="module")
def mixed(measured):
    return osteon.fit(measured, tuple(TRUE), random=tuple(TRUE), doses=DOSES, starts=2)


def test_known_parameters_lie_in_their_intervals(mixed):
    table = mixed.parameters.set_index(["parameter", "kind"])
    truth = {(name, "typical"): value for name, value in TRUE.items()}
    truth |= {(CLEARANCE, "between subjects"): 0.35, (NORMAL, "between subjects"): 0.25}
    truth |= {
        (f"proportional error of {name}", "residual"): 0.15 for name in ("untx", "drug in blood")
    }
    assert set(table.index) == set(truth)
    for name, value in truth.items():
        row = table.loc[name]
        assert row["low"] < value < row["high"], name
        assert row["se_percent"] < 60
    assert mixed.unclear == []


def test_it_is_the_most_likely_point_and_every_search_finds_it(mixed):
    assert max(mixed.costs) - min(mixed.costs) < 0.05
    finder = search.Search(mixed.bodies, mixed.best.tangent.layout, -np.inf, np.inf)
    for place in range(len(mixed.best.point)):
        for step in (-0.1, 0.1):
            moved = mixed.best.point.copy()
            moved[place] += step
            assert finder.reach(moved, mixed.best.eta).cost > mixed.best.cost


def test_the_likelihood_is_that_of_whole_lives_integrated_over_subjects(measured):
    result = osteon.fit(measured, CLEARANCE, random=CLEARANCE, doses=DOSES, starts=1)
    point, seen = result.best.point, result.seen
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    logs = (point[0] + np.exp(point[1]) * nodes)[:, None, None] * np.ones((1, result.bodies.n, 1))
    f = result.bodies.predict(logs)
    variance = result.error.variance(f, seen.which, np.exp(point[2:]))[0]
    each = norm.logpdf(seen.value, f, np.sqrt(variance))
    of_subjects = (
        np.add.reduceat(each, seen.starts, axis=1) + np.log(weights / weights.sum())[:, None]
    )
    assert result.objective == pytest.approx(-2 * logsumexp(of_subjects, axis=0).sum(), abs=0.5)


def test_subjects_who_differ_are_better_told_than_pooled_ones(mixed, measured):
    pooled = osteon.fit(measured, tuple(TRUE), doses=DOSES, starts=1)
    assert pooled.aic > mixed.aic + 50
    weighted = mixed.predictions["cwres"]
    assert abs(weighted.mean()) < 0.3
    assert weighted.std() == pytest.approx(1.0, abs=0.15)
    assert mixed.parameters["shrinkage_percent"].dropna().abs().max() < 30


def test_simulated_data_are_the_same_however_many_are_asked_for(mixed):
    few, many = mixed.simulate(3), mixed.simulate(5)
    assert np.array_equal(few, many[:3])
    assert not np.array_equal(many[3], many[4])
    assert not np.array_equal(few, mixed.simulate(3, seed=2))


def test_a_number_is_held_by_its_path_or_its_name(measured):
    ends = [
        osteon.fit(measured, NORMAL, doses=DOSES, starts=1, fixed={name: "150 mL/day"}).objective
        for name in (CLEARANCE, "inhibitor_clearance_ml_per_day")
    ]
    assert ends[0] == ends[1]
    assert ends[0] > osteon.fit(measured, NORMAL, doses=DOSES, starts=1).objective


def test_values_below_quantification_bias_a_fit_that_leaves_them_out(tmp_path):
    table = records(12, (14, 28, 42, 56), ("uNTx",))
    true = {"untx_background": 0.12}
    data = filled(table, tmp_path, true, error=0.3, seed=2, lloq={"uNTx": 9.7})
    share = (pd.read_csv(data)["BLQ"] == 1).sum() / 48
    assert 0.3 < share < 0.6
    rows = {
        below: osteon.fit(
            data, "untx_background", doses=DOSES, below=below, starts=1
        ).parameters.iloc[0]
        for below in ("likelihood", "ignore")
    }
    assert rows["likelihood"]["low"] < 0.12 < rows["likelihood"]["high"]
    assert rows["ignore"]["low"] > 0.12


def test_the_command_writes_what_the_body_can_be_run_with(measured, tmp_path):
    out = tmp_path / "fit"
    outcome = call(
        measured, "--parameters", ",".join(TRUE), "--random", CLEARANCE, "--dose", DOSES,
        "--starts", 1, "--replicates", 20, "--out", out,
    )  # fmt: skip
    assert outcome.exit_code == 0, outcome.stderr
    assert "12 subjects, 168 measurements; subjects differ" in outcome.stdout
    assert "1 of 1 searches ended here." in outcome.stdout
    tables = ["parameters", "correlations", "predictions", "individuals", "vpc", "vpc_below"]
    assert all((out / f"{name}.csv").is_file() for name in tables)
    figures = sorted(path.stem for path in out.glob("*.svg"))
    assert figures == [
        f"{kind}_{name}"
        for kind in ("goodness", "subjects", "vpc")
        for name in ("drug_in_blood", "untx")
    ]
    assert "<text" in (out / "vpc_untx.svg").read_text(encoding="utf-8")
    settings = json.loads((out / "fit.json").read_text(encoding="utf-8"))
    assert settings["measurements"] == 168
    library = osteon.Library.load(out / "library")
    found = library.drugs["denosumab"].parameters["clearance_ml_per_day"]
    estimates = pd.read_csv(out / "parameters.csv")
    assert found.value == pytest.approx(estimates["estimate"][0], rel=1e-5)
    assert found.basis == "calibrated"
    assert found.spread.sd == pytest.approx(estimates["estimate"][2], rel=1e-3)
    assert library.parameters[NORMAL].source in library.references


def test_two_parameters_that_act_only_together_are_named(measured):
    pair = ("inhibitor_molar_mass_g_per_mol", REMOVAL)
    result = osteon.fit(measured, (*pair, NORMAL), doses=DOSES, starts=1)
    notes = result.parameters.set_index("parameter")["note"]
    assert notes["drugs.denosumab.molar_mass_g_per_mol"] == f"not told apart from {REMOVAL}"
    assert notes[NORMAL] == ""
    table = result.parameters.set_index("parameter")
    assert np.isnan(table.loc[REMOVAL, "se_percent"])
    assert table.loc[NORMAL, "se_percent"] < 20


def test_what_nothing_depends_on_is_refused(measured):
    outcome = call(measured, "--parameters", f"{NORMAL},sctx_background", "--dose", DOSES)
    assert outcome.exit_code == 2
    assert "--parameters sctx_background: nothing that was measured depends on it" in outcome.stderr


def test_a_fit_that_does_not_come_to_rest_leaves_nothing(measured, tmp_path, monkeypatch):
    monkeypatch.setattr(search, "MOST_ROUNDS", 1)
    out = tmp_path / "none"
    outcome = call(
        measured, "--parameters", CLEARANCE, "--dose", DOSES, "--starts", 1, "--out", out
    )
    assert outcome.exit_code == 3
    assert "did not come to rest" in outcome.stderr
    assert f"it had reached {CLEARANCE}" in outcome.stderr
    assert not out.exists()
    assert outcome.stdout == ""


def test_a_search_that_cannot_gain_what_is_there_is_no_result(measured, monkeypatch):
    def worse(self, here, reach):
        return here.point + min(reach, 0.5), 10.0

    monkeypatch.setattr(search.Search, "_step", worse)
    with pytest.raises(osteon.FitError, match="did not come to rest"):
        osteon.fit(measured, NORMAL, doses=DOSES, starts=1)


def test_a_share_near_one_in_which_subjects_differ_is_found(tmp_path):
    share = "drugs.denosumab.bioavailability"
    data = filled(records(12, DAYS, ("denosumab",)), tmp_path, {share: 0.9}, spread={share: 0.3})
    found = osteon.fit(data, share, random=share, doses=DOSES, starts=1).parameters
    assert found["low"][0] < 0.9 < found["high"][0] <= 1.0
    assert 0.1 < found["estimate"][1] < 0.5


def test_subjects_who_are_alike_are_said_to_be(tmp_path):
    data = filled(records(8, DAYS, ("uNTx",)), tmp_path, {NORMAL: 45.0}, seed=1)
    found = osteon.fit(data, NORMAL, random=NORMAL, doses=DOSES, starts=1)
    notes = ("subjects do not differ in it", "hardly told by the data")
    assert found.parameters["note"][1] in notes
    assert found.parameters["note"][0] == ""
    pooled = osteon.fit(data, NORMAL, doses=DOSES, starts=1)
    assert pooled.precision.sandwich
    # One more estimate fits at least as well, and no better than chance lets it.
    assert -0.01 < pooled.objective - found.objective < 2.7


def test_too_few_subjects_and_nothing_quantified_are_refused(tmp_path):
    data = filled(records(2, (14, 28), ("uNTx",)), tmp_path, {NORMAL: 45.0})
    outcome = call(data, "--parameters", NORMAL, "--random", NORMAL, "--dose", DOSES)
    assert outcome.exit_code == 2
    assert "--random: needs 3 subjects or more" in outcome.stderr
    outcome = call(data, "--parameters", NORMAL, "--dose", DOSES, "--lloq", "uNTx = 100")
    assert outcome.exit_code == 2
    assert "untx: no value above its limit of quantification" in outcome.stderr

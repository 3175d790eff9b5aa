"""Draws of the model's parameters beside prices, utilities and patients."""

from dataclasses import replace

import numpy as np
import pytest

from osteon.base.errors import InputError
from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.trial.calibration.posterior import FittedNumber, Posterior
from osteon.trial.economics import evaluate
from osteon.trial.economics.cheers import checklist_markdown
from osteon.trial.economics.model_draws import ModelDraw, ModelDraws, Use, draws_or_why_none
from osteon.trial.economics.parameters import parameters_of
from osteon.trial.economics.remarks import NOT_SEEN, what_was_drawn
from osteon.trial.economics.uncertainty import draw
from osteon.trial.economics.write import Economics
from osteon.trial.trial import Trial
from support.economics import LIBRARY, finished

EVALUATION = evaluate(finished())
ACTS, ACTS_NOT = "cancers.breast.death_rate_per_year", "falls_per_year"
SD = 0.4
N_DRAWS = 40


def posterior(library=LIBRARY, paths=(ACTS, ACTS_NOT), sd=SD):
    values = {
        ACTS: library.cancer("breast").death_rate_per_year.value,
        ACTS_NOT: library.parameters["falls_per_year"].value,
    }
    numbers = tuple(
        FittedNumber(path=path, value=values[path], low=values[path] / 50, high=values[path] * 50,
                     stage="survival" if path == ACTS else "events")
        for path in paths
    )  # fmt: skip
    covariance = tuple(map(tuple, (np.eye(len(paths)) * sd**2).tolist()))
    return Posterior(model=compiled_model().hash, numbers=numbers, covariance=covariance)


def model(moved):
    """Return draws of a model in which `moved(log of what acts, batch)` scales what NEW uses."""
    own, base = posterior(), Use.of(EVALUATION, batches=2)
    centre = own.numbers[0].value
    made = []
    for values in own.draws(N_DRAWS, seed=5):
        scale = np.ones((2, 2, 1))
        scale[:, 1, 0] = [moved(np.log(values[ACTS] / centre), batch) for batch in range(2)]
        made.append(ModelDraw(values, replace(base, quantities=base.quantities * scale)))
    return ModelDraws(LIBRARY, own, tuple(made))


def spread(drawn):
    return float((drawn.costs[:, 1] - drawn.costs[:, 0]).std())


def test_parameters_that_matter_widen_the_plane_by_what_they_do():
    alone, known = draw(EVALUATION, 400, seed=1), model(lambda log, _batch: 1 + 30 * log)
    drawn = draw(EVALUATION, 400, seed=1, model=known)
    # Same prices, same resampled patients: what is added is what the parameter does.
    added = (drawn.costs - alone.costs)[:, 1].std()
    cost = EVALUATION.totals["new"].cost
    assert added == pytest.approx(30 * cost * known.logarithms[:, 0].std(), rel=0.05)
    assert spread(drawn) > 1.2 * spread(alone)
    # The middle stays where the run with the fitted values has it.
    assert (drawn.costs - alone.costs).mean(axis=0) == pytest.approx([0, 0], abs=0.05 * added)
    assert np.array_equal(drawn.costs[:, 0], alone.costs[:, 0])
    assert np.array_equal(drawn.qalys, alone.qalys)


def test_luck_of_the_few_patients_of_a_draw_is_not_taken_for_parameters():
    luck, cost = np.random.default_rng(2), EVALUATION.totals["new"].cost
    alone = draw(EVALUATION, 400, seed=1)
    noisy = draw(EVALUATION, 400, seed=1, model=model(lambda _l, _b: 1 + luck.standard_normal()))
    assert (noisy.costs - alone.costs)[:, 1].std() < 0.6 * cost / 2**0.5


def test_a_parameter_that_acts_on_nothing_is_worth_nothing():
    found = Economics.of(EVALUATION, 200, seed=1, model=model(lambda log, _batch: 1 + 300 * log))
    table = found.tables["information"].set_index("parameter")
    assert table.loc[ACTS_NOT, "evppi"] == 0
    assert table.loc["events", "evppi"] == 0
    assert table.loc[ACTS, "evppi"] > 0
    assert table.loc["survival", "evppi"] == pytest.approx(table.loc[ACTS, "evppi"])
    everything = table[table["kind"] == "model"]["evppi"].iloc[0]
    assert table.loc[ACTS, "evppi"] == pytest.approx(everything, rel=0.3)
    assert set(table["kind"]) == {"price", "utility", "parameter", "stage", "model"}
    assert table["title"].notna().all()
    shown = found.tables["parameters"].set_index("parameter")
    assert shown.loc[ACTS, "low"] < shown.loc[ACTS, "value"] < shown.loc[ACTS, "high"]


def test_the_tornado_moves_the_parameters_of_the_model_that_show():
    found = Economics.of(EVALUATION, 20, seed=1, model=model(lambda log, _batch: 1 + 30 * log))
    table = found.tables["tornado"].set_index("parameter")
    assert ACTS_NOT not in table.index
    row = table.loc[ACTS]
    assert row["title"] == "death rate per year, breast"
    # Costs of the new arm grow by 30 times the logarithm, and the benefit falls by as much.
    gained = row["benefit_at_high"] - row["benefit_at_low"]
    cost = EVALUATION.totals["new"].cost
    assert gained == pytest.approx(-30 * cost * np.log(row["high"] / row["low"]), rel=1e-6)
    value = found.tables["parameters"].set_index("parameter").loc[ACTS, "value"]
    base = {name: own.base for name, own in parameters_of(EVALUATION).items()}
    middle = row["benefit_at_low"] - 30 * cost * np.log(value / row["low"])
    assert middle == pytest.approx(found.compared.benefit(EVALUATION, base))
    together = table.loc["fitted parameters of the model"]
    assert np.isnan(together["low"])
    assert together["width"] == pytest.approx(table.loc[ACTS, "width"], rel=0.3)
    assert "all at once" in found.figures["tornado"]
    prices = table[table.index.str.startswith("price of ")]
    assert set(prices["unit"].str.split(" per ").str[0]) == {EVALUATION.prices.currency}


def test_a_tornado_in_which_the_model_does_not_show_says_so():
    luck = np.random.default_rng(2)
    noise = model(lambda _log, batch: 1 + (1 - 2 * batch) * luck.random())
    hidden = Economics.of(EVALUATION, 20, seed=1, model=noise)
    shown = Economics.of(EVALUATION, 20, seed=1, model=model(lambda log, _batch: 1 + 30 * log))
    assert [NOT_SEEN in own.remarks for own in (hidden, shown)] == [True, False]


def test_it_is_said_what_was_drawn_and_what_was_not():
    drawn = draw(EVALUATION, 20, seed=1, model=model(lambda log, _batch: 1 + log))
    said = what_was_drawn(drawn)
    assert "40 draws of 2 parameters" in said
    assert "stages: survival, events" in said
    assert said in checklist_markdown(EVALUATION, 20, said)
    fixed = Economics.of(EVALUATION, 20, seed=1, model="nothing was fitted")
    assert any("held fixed in what is uncertain: nothing was fitted" in r for r in fixed.remarks)


TRIAL = """
title = "short"
horizon = "150 days"
design = "parallel"
endpoints = ["survival"]
[cohort]
cancer = "breast"
n = 8
[[arm]]
name = "old"
bone_agent = "zoledronic acid 4 mg iv q4w"
care = "none"
[[arm]]
name = "new"
bone_agent = "denosumab 120 mg sc q4w"
care = "none"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    own = tmp_path_factory.mktemp("library")
    posterior(sd=1.0).write(own / "posterior.toml")
    return own


@pytest.fixture(scope="module")
def result(tmp_path_factory, folder):
    path = tmp_path_factory.mktemp("trial") / "short.toml"
    path.write_text(TRIAL)
    return Trial.load(path, Library.load(folder)).run(jobs=1)


def test_every_draw_is_lived_by_the_same_twins_and_again_the_same(result):
    found = [result.economics(draws=60, uncertainty=4, jobs=1) for _ in range(2)]
    first, again = (own.draws for own in found)
    assert np.array_equal(first.costs, again.costs)
    assert first.model.patients == 100
    lives = [own.use.years.sum() for own in first.model.model.draws]
    rates = [own.parameters[ACTS] for own in first.model.model.draws]
    assert np.array_equal(np.argsort(lives), np.argsort(rates)[::-1])
    held = result.economics(draws=60, uncertainty=0).draws
    assert first.life_years[:, 0].std() > held.life_years[:, 0].std()


def test_a_posterior_that_does_not_fit_is_refused_when_asked_for_and_told_otherwise(result):
    evaluation = evaluate(finished())
    with pytest.raises(InputError, match="cannot be lived again"):
        draws_or_why_none(evaluation, 8, seed=1)
    assert "cannot be lived again" in draws_or_why_none(evaluation, None, seed=1)
    own = evaluate(result_with(result, library=replace(LIBRARY, folders=())))
    with pytest.raises(InputError, match=r"no folder of the library has a posterior\.toml"):
        draws_or_why_none(own, 8, seed=1)
    assert "posterior.toml" in draws_or_why_none(own, None, seed=1)
    with pytest.raises(InputError, match="all were set"):
        draws_or_why_none(evaluate(result_with(result)), 8, seed=1, kept=[ACTS, ACTS_NOT])


def result_with(result, library=None):
    from osteon.trial.economics import Finished

    run = Finished.of(result)
    return run if library is None else replace(run, trial=replace(run.trial, library=library))

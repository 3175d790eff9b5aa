import numpy as np
import pytest

from osteon.base.errors import InputError
from osteon.library.library import Library
from osteon.model.compiled import compiled_model
from osteon.trial.calibration.posterior import FittedNumber, Posterior
from osteon.trial.compare import compare
from osteon.trial.trial import Trial
from osteon.trial.uncertainty import doubt
from support.untreated import untreated

DEATH = "cancers.breast.death_rate_per_year"


@pytest.fixture(scope="module")
def library():
    return Library.load()


@pytest.fixture(scope="module")
def trial(tmp_path_factory, library):
    path = tmp_path_factory.mktemp("trial") / "short.toml"
    path.write_text(untreated("breast", days=200, n=120, value=20))
    return Trial.load(path, library)


@pytest.fixture(scope="module")
def result(trial):
    return trial.run(jobs=1)


def posterior(library, sd, path=DEATH):
    value = library.cancer("breast").death_rate_per_year.value
    own = FittedNumber(path=path, value=value, low=value / 50, high=value * 50, stage="survival")
    return Posterior(model=compiled_model().hash, numbers=(own,), covariance=((sd**2,),))


def test_only_what_batches_agree_on_is_due_to_parameters():
    """Known truth: parameters 2, luck common to all draws 5, luck of a patient's answer 1."""
    luck = np.random.default_rng(1)
    size = (4000, 4)
    values = 2 * luck.standard_normal((size[0], 1)) + luck.standard_normal(size)
    shared = 5 * luck.standard_normal((1, size[1]))
    found = doubt(values + shared)
    assert found.parameters == pytest.approx(2.0, rel=0.05)
    assert found.luck == pytest.approx(float(shared.std(ddof=1)) / 2, rel=0.1)


def test_luck_alone_leaves_parameters_without_doubt():
    values = np.random.default_rng(2).standard_normal((40, 4))
    assert doubt(values).parameters < 0.4
    assert values.mean(axis=1).std() > doubt(values).parameters


def test_a_number_that_few_draws_have_has_no_interval():
    values = np.random.default_rng(2).standard_normal((10, 4))
    values[:3, 0] = np.nan
    assert np.isnan(doubt(values).parameters)


def test_doubt_of_a_rate_shows_in_what_follows_from_it(library, result):
    sure = result.with_uncertainty(6, posterior(library, 1e-6), jobs=1)
    unsure = result.with_uncertainty(12, posterior(library, 0.7), jobs=1)
    died = {}
    for name, own in (("sure", sure), ("unsure", unsure)):
        row = own.compare().iloc[0]
        died[name] = (row["parameter_low"], row["parameter_high"])
        assert row["simulated"] == result.compare().iloc[0]["simulated"]
    assert died["sure"][1] - died["sure"][0] < 0.5
    assert died["unsure"][1] - died["unsure"][0] > 4
    assert 0 <= died["unsure"][0] < result.compare().iloc[0]["simulated"] < died["unsure"][1]
    assert ", parameters (" in unsure.summary()
    assert "parameters" not in result.summary()


def test_draws_are_the_same_every_time_whatever_the_processes(library, result):
    spreads = [
        result.with_uncertainty(4, posterior(library, 0.5), jobs=jobs).spread for jobs in (1, 2)
    ]
    assert spreads[0].equals(spreads[1])


def test_a_small_trial_has_doubt_too(tmp_path, library):
    path = tmp_path / "small.toml"
    path.write_text(untreated("breast", days=700, n=60, value=20))
    small = Trial.load(path, library).run(jobs=1)
    row = small.with_uncertainty(6, posterior(library, 0.7), jobs=1).compare().iloc[0]
    assert row["parameter_low"] < row["simulated"] < row["parameter_high"]


def test_what_is_kept_is_not_drawn(library, result):
    kept = result.with_uncertainty(3, posterior(library, 0.7), kept=[DEATH], jobs=1).spread
    assert (kept["se"] == 0).all()
    frame = compare(result.file, result.effects(), kept)
    assert frame.iloc[0]["parameter_low"] == frame.iloc[0]["parameter_high"]


def test_too_few_draws_or_another_library_are_refused(library, result):
    with pytest.raises(InputError, match="it needs 2 or more"):
        result.with_uncertainty(1, posterior(library, 0.7))
    with pytest.raises(InputError, match="is no number of this library"):
        result.with_uncertainty(4, posterior(library, 0.7, path="cancers.breast.none"))

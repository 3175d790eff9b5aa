from types import SimpleNamespace


def test_uncertainty_without_a_posterior_is_refused_before_anything_is_run(call, trial):
    trial.library = SimpleNamespace(folders=())
    result = call("run", "stopeck_2010", "--uncertainty", "8")
    assert result.exit_code == 2
    assert "no folder of the library has a posterior.toml; run `osteon calibrate`" in result.stderr
    assert trial.asked == []

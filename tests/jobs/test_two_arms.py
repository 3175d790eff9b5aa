"""A two-arm virtual trial, from Python."""

from osteon import Cohort, Trial, standard_care


def test_a_two_arm_virtual_trial(tmp_path):
    trial = Trial.of(
        cohort=Cohort.sample("breast", n=120, seed=1),
        arms={
            "zoledronic acid": standard_care("zoledronic acid 4 mg iv q4w"),
            "denosumab": standard_care("denosumab 120 mg sc q4w"),
        },
        horizon="2 years",
        endpoints=["first_sre", "sre_count", "survival", "hypocalcaemia", "untx"],
        design="twin",
    )
    result = trial.run()
    assert "hazard ratio" in result.summary()
    effects = result.effects().query("endpoint == 'first_sre' and measure == 'hazard_ratio'")
    assert 0.2 < effects["value"].item() < 1.2
    report = result.report(tmp_path / "denosumab.html")
    assert "<svg" in report.read_text(encoding="utf-8")
    result.export(tmp_path / "out")
    assert (tmp_path / "out" / "events.parquet").is_file()

import numpy as np
import pytest

import osteon
from osteon.library.library import Library
from osteon.trial.fit.asked import Asked
from osteon.trial.fit.batches import batches
from osteon.trial.fit.prepare import prepare
from osteon.trial.fit.records import Records
from support.fit import records

CLEARANCE = "drugs.denosumab.clearance_ml_per_day"
DAYS = (7, 14, 28, 42, 56)


@pytest.fixture
def bodies(tmp_path):
    def of(table, *parameters, **said):
        path = tmp_path / "data.csv"
        table.to_csv(path, index=False)
        return prepare(Asked(path, parameters, doses=("1 = denosumab",), **said), Library.load())[0]

    return of


def test_predictions_are_those_of_the_body_alone(bodies):
    own = bodies(records(2, DAYS, ("denosumab", "osteoclasts")).drop(columns="WT"), CLEARANCE)
    logs = np.log(np.full((1, 2, 1), 50.0))
    seen, found = own.records.observations, own.predict(logs)[0]
    states = osteon.body(
        "denosumab 120 mg sc q4w x 2", "56 days", "7 days", rtol=1e-8,
        parameters={"inhibitor_clearance_ml_per_day": 50.0},
    ).set_index("time")  # fmt: skip
    hours = 24.0 * np.array(DAYS)
    concentration = (
        states.loc[hours, "DENCENT"].to_numpy() / own.values["inhibitor_central_volume_ml"]
    )
    for subject in (0, 1):
        rows = seen.subject == subject
        assert found[rows & (seen.which == 0)] == pytest.approx(concentration, rel=1e-5)
        assert found[rows & (seen.which == 1)] == pytest.approx(states.loc[hours, "OC"], rel=1e-5)


def test_weight_scales_what_is_fitted_and_what_is_not(bodies):
    table = records(2, DAYS, ("denosumab",))
    heavy = bodies(table, CLEARANCE)
    found = heavy.predict(np.log(np.full((1, 2, 1), 78.0)))[0]
    first, last = (table[table["ID"] == k].drop(columns="WT") for k in (1, 2))
    for own, weight, rows in ((first, 55.0, slice(0, 5)), (last, 85.0, slice(5, 10))):
        ratio = weight / 66.0
        names = (
            "central_volume_ml",
            "peripheral_volume_ml",
            "intercompartmental_clearance_ml_per_day",
        )
        names += ("maximum_target_elimination_ng_per_day",)
        fixed = {f"inhibitor_{name}": ratio * heavy.values[f"inhibitor_{name}"] for name in names}
        alone = bodies(own, CLEARANCE, fixed=fixed)
        assert found[rows] == pytest.approx(alone.predict(np.log([[[78.0 * ratio]]]))[0], rel=1e-6)


def test_variants_do_not_touch_each_other(bodies):
    own = bodies(records(3, DAYS, ("uNTx",)), CLEARANCE)
    logs = np.log(np.linspace(40.0, 120.0, 12)).reshape(4, 3, 1)
    together = own.predict(logs)
    for k in range(4):
        assert np.array_equal(together[k], own.predict(logs[k : k + 1])[0])


def test_lesions_of_a_typical_patient_raise_the_markers(bodies):
    table = records(1, (0,), ("uNTx",))
    bare, ill = (
        bodies(table, CLEARANCE),
        bodies(table, CLEARANCE, cancer="breast", lesions=("T8 lytic 6 mL", "L3 lytic 8 mL")),
    )
    logs = np.log(np.full((1, 1, 1), 78.0))
    assert ill.predict(logs)[0, 0] > 1.2 * bare.predict(logs)[0, 0]
    assert ill.values["turnover_factor"] == Library.load().cancers["breast"].turnover_factor.value
    assert isinstance(ill.records, Records)


def test_subjects_seen_at_times_of_their_own_are_lived_in_batches(bodies):
    table = records(20, DAYS, ("uNTx",))
    measured = table["EVID"] == 0
    own = table["ID"] * 0.01
    scattered = table.assign(TIME=table["TIME"].where(~measured, table["TIME"] + own))
    many = bodies(scattered, CLEARANCE)
    assert len(batches(many.records.observations, 0.0)) == 2
    logs = np.log(np.linspace(50.0, 120.0, 40)).reshape(2, 20, 1)
    found = many.predict(logs)
    alone = bodies(scattered[scattered["ID"] == 17], CLEARANCE)
    rows = many.records.observations.subject == 16
    assert np.array_equal(found[:, rows], alone.predict(logs[:, 16:17]))
    assert np.isfinite(found).all()

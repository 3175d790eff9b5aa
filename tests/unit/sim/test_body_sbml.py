from functools import cache

import numpy as np
import pytest

import osteon
from osteon.base.errors import InputError
from support.lives import OneLife, lives_of, model
from support.sbml import Model

REGIMEN = "denosumab 120 mg sc q4w x 3"
INFUSION = "calcium 1 mmol/h from 2 days for 14 days"
STATES = model().declaration.states


@cache
def exported(regimen=REGIMEN, infuse=(), **how):
    return Model(osteon.body_sbml(regimen, infuse=infuse, **how))


def test_every_state_of_the_body_is_written_and_nothing_that_only_follows_them():
    assert set(exported().rates) == set(STATES)
    assert "pain" not in exported().rates


@pytest.mark.parametrize("published", [True, False])
def test_the_written_rates_are_those_of_the_kernel_wherever_the_body_is(published):
    sbml = exported(published=published)
    lives = lives_of(sets=["published"] if published else [], drugs=["denosumab"])
    life = OneLife(lives)
    rng = np.random.default_rng(1)
    for _ in range(20):
        x = (life.state + 0.01 * life.scale) * rng.lognormal(0, 0.3, len(STATES))
        ours = dict(zip(STATES, life.rates(x), strict=True))
        theirs = sbml.rates_at(dict(zip(STATES, x, strict=True)))
        for name, rate in theirs.items():
            size = abs(ours[name]) + STATES[name].scale
            assert rate == pytest.approx(ours[name], rel=1e-9, abs=1e-12 * size), name


def test_it_starts_where_the_body_starts():
    for published in (True, False):
        start = osteon.body(horizon="1 day", every="1 day", published=published).iloc[0]
        sbml = exported(published=published)
        assert all(sbml.values[name] == start[STATES[name].symbol] for name in sbml.rates)


def test_doses_come_at_their_times_and_no_more_often():
    sbml = exported()
    (event,) = sbml.events
    values, given = {"time": 0.0, **sbml.values}, []
    for day in np.arange(0.0, 200.0, 7.0):
        values["time"] = day
        while sbml.due(event, values):
            values |= sbml.fire(event, values)
            given.append(day)
    assert given == [0.0, 28.0, 56.0]
    share = sbml.values["inhibitor_bioavailability"]
    assert values["inhibitor_depot"] == pytest.approx(3 * share * 120e6)


def test_an_infusion_begins_and_ends():
    sbml = exported(None, (INFUSION,))
    begin, end = sbml.events
    name, values = "calcium_infusion_mmol_per_day", dict(sbml.values)
    assert not sbml.due(begin, {**values, "time": 1.9})
    assert sbml.due(begin, {**values, "time": 2.0})
    assert not sbml.due(end, {**values, "time": 15.9})
    assert sbml.due(end, {**values, "time": 16.0})
    running = values | sbml.fire(begin, values)
    assert running[name] - values[name] == pytest.approx(24.0)
    assert sbml.fire(end, running)[name] == pytest.approx(values[name])


def test_a_single_dose_and_an_endless_regimen_have_no_counter():
    assert "left_0" not in exported("denosumab 120 mg sc q4w").values
    assert "interval_days_0" not in exported("denosumab 120 mg sc once").values


def test_units_are_written_where_the_model_has_them():
    sbml = exported()
    units = {e.get("id") for e in sbml.root.iter() if e.tag.endswith("}unitDefinition")}
    used = {entry["units"] for entry in sbml.parameters.values() if "units" in entry}
    assert used - {"dimensionless"} <= units
    assert sbml.parameters["calcium"]["units"] == "mmol"
    assert sbml.parameters["inhibitor_clearance_ml_per_day"]["units"] == "mL_per_day"
    assert "units" not in sbml.parameters["gfr_l_per_h_per_ml_per_min"]


def test_a_replaced_parameter_is_written():
    assert exported().values["gfr_ml_per_min"] != 50
    text = osteon.body_sbml(parameters={"gfr_ml_per_min": 50.0})
    assert Model(text).values["gfr_ml_per_min"] == 50


def test_every_fault_is_told_at_once():
    with pytest.raises(InputError) as error:
        osteon.body_sbml("denosumab -1 mg sc", infuse=["calcum 1 mmol/h"], parameters={"x": 1.0})
    assert len(error.value.problems) == 3

"""The physiology on its own: infusions and regimens go in, states come out."""

import numpy as np
import pandas as pd
import pytest

import osteon
from osteon.base.errors import InputError, SolverError
from osteon.model.compiled import compiled_model

STATES = compiled_model().declaration.states
CALCIUM, PTH = STATES["calcium"].symbol, STATES["pth"].symbol


def course(*arguments, every="1 day", horizon="60 days", **how):
    return osteon.body(*arguments, every=every, horizon=horizon, **how).set_index("time")


@pytest.fixture(scope="module")
def alone():
    return course()


def test_rows_are_hours_and_columns_the_symbols_of_the_states(alone):
    assert alone.index.tolist() == [24.0 * day for day in range(61)]
    assert list(alone) == [state.symbol for state in STATES.values()]


def test_a_body_left_alone_stays_put(alone):
    scale = np.maximum(alone.iloc[0].abs(), 1e-9)
    assert ((alone - alone.iloc[0]).abs() / scale).max().max() < 1e-6


def test_a_body_short_of_vitamin_d_starts_from_a_rest_of_its_own(alone):
    short = course(parameters={"vitamin_d_ratio": 0.4})
    assert abs(short[PTH] / short[PTH].iloc[0] - 1).max() < 1e-4
    assert short[PTH].iloc[0] > 1.02 * alone[PTH].iloc[0]


def test_infused_calcium_raises_calcium_lowers_pth_and_passes(alone):
    infused = course(infuse=["calcium 1 mmol/h from 2 days for 14 days"])
    pd.testing.assert_frame_equal(infused.loc[:48.0], alone.loc[:48.0], rtol=1e-5)
    during = slice(60.0, 16 * 24.0)
    assert (infused[CALCIUM].loc[during] > 1.02 * alone[CALCIUM].loc[during]).all()
    assert (infused[PTH].loc[during] < 0.9 * alone[PTH].loc[during]).all()
    later = abs(infused[CALCIUM] / alone[CALCIUM] - 1).loc[50 * 24.0 :]
    assert later.max() < 0.01


def test_infused_pth_raises_pth_and_calcium_and_passes(alone):
    infused = course(infuse=["PTH 300 pmol/h from 2 days for 5 days"])
    during = slice(60.0, 7 * 24.0)
    assert (infused[PTH].loc[during] > 1.1 * alone[PTH].loc[during]).all()
    assert infused[CALCIUM].loc[7 * 24.0] > alone[CALCIUM].loc[7 * 24.0]
    assert abs(infused[PTH] / alone[PTH] - 1).iloc[-1] < 0.05


def test_what_is_infused_in_a_moment_is_found_in_the_blood(alone):
    # In a minute nothing of note leaves: the rise of the pool is the amount that went in.
    infused = course(
        infuse=["calcium 60 mmol/h for 1 min"], horizon="1 min", every="1 min", rtol=1e-9
    )
    rise = infused[CALCIUM].iloc[-1] - infused[CALCIUM].iloc[0]
    assert rise == pytest.approx(1.0, rel=0.03)


def test_two_infusions_add_up():
    one = course(infuse=["calcium 2 mmol/h"], rtol=1e-8)
    two = course(infuse=["calcium 1 mmol/h", "calcium 24 mmol/day"], rtol=1e-8)
    np.testing.assert_allclose(one[CALCIUM], two[CALCIUM], rtol=1e-6)


def test_a_regimen_is_given_as_often_as_it_says():
    amount = STATES["inhibitor_depot"].symbol if "inhibitor_depot" in STATES else "DENSC"
    days = {"denosumab 120 mg sc q4w x 2": [0, 28], "denosumab 120 mg sc once": [0]}
    days["denosumab 120 mg sc q4w"] = [0, 28, 56]
    for regimen, given in days.items():
        depot = course(regimen)[amount]
        rises = [int(time / 24) for time in depot.index[:-1] if depot[time + 24] > depot[time]]
        assert rises == given


def test_a_drug_lowers_bone_resorption(alone):
    osteoclasts = STATES["osteoclasts"].symbol
    under = course("denosumab 120 mg sc q4w")[osteoclasts]
    assert under.iloc[-1] < 0.7 * alone[osteoclasts].iloc[-1]


def test_parameters_are_replaced_by_number_or_text(alone):
    by_number = course(parameters={"calcium_setpoint_mmol_per_l": 2.6})
    by_text = course(parameters={"calcium_setpoint_mmol_per_l": "0.0026 mol/L"})
    pd.testing.assert_frame_equal(by_number, by_text, rtol=1e-9)
    # The body starts in its own steady state, which is another one.
    assert abs(by_number[CALCIUM] / by_number[CALCIUM].iloc[0] - 1).max() < 1e-5
    assert by_number[CALCIUM].iloc[0] > 1.02 * alone[CALCIUM].iloc[0]


def test_the_published_body_starts_from_the_published_state_which_is_not_quite_at_rest():
    published = course(published=True)
    drift = (published - published.iloc[0]).abs().max() / np.maximum(published.iloc[0].abs(), 1e-9)
    assert drift.max() > 1e-4
    assert drift[CALCIUM] < 0.01


def test_every_fault_is_told_at_once():
    with pytest.raises(InputError) as error:
        osteon.body(
            "denosumab -120 mg sc q4w",
            horizon="3 furlongs",
            every="0 days",
            rtol=0.0,
            infuse=["calcum 1 mmol/h"],
            parameters={"gfr_ml_per_mni": 50.0, "age_years": "3 Gy"},
        )
    where = [problem.where for problem in error.value.problems]
    assert len(where) == 7
    assert where[:4] == ["horizon", "every", "rtol", "regimen"]
    text = str(error.value)
    assert 'did you mean "gfr_ml_per_min"' in text
    assert 'did you mean "calcium"' in text
    assert "furlongs" in text
    assert text.endswith("7 problems, nothing was run")


@pytest.mark.parametrize(
    ("how", "where", "message"),
    [
        ({"every": "1e-9 s"}, "every", "more than 1,000,000 rows"),
        ({"every": "30 days"}, "every", '"30 days" is longer than the horizon, "7 days"'),
        ({"horizon": "1e9 years"}, "horizon", "at most 1000 years"),
        (
            {"horizon": "900 years", "every": "1 year", "regimen": "denosumab 1 mg sc every 2 min"},
            "regimen",
            "more than 1,000,000 doses",
        ),
        ({"parameters": {"gfr_ml_per_min": 0.001}}, "gfr_ml_per_min", "must be at least 1"),
        ({"parameters": {"inhibitor_bioavailability": -1}}, "inhibitor_bioavailability", "share"),
        ({"parameters": {"rankl_loss_per_h": "-1 per h"}}, "rankl_loss_per_h", "at least 0"),
    ],
)
def test_what_no_machine_holds_or_no_body_has_is_refused(how, where, message):
    with pytest.raises(InputError) as error:
        osteon.body(**{"horizon": "7 days", "every": "1 day"} | how)
    (problem,) = error.value.problems
    assert problem.where == where
    assert message in problem.message


def test_a_body_that_cannot_be_solved_says_where():
    with pytest.raises(SolverError, match=r"integration failed on day 0\.\d+ at \w+"):
        osteon.body(horizon="1 day", every="1 day", parameters={"pth_clearance_l_per_h": 1e300})

"""What is used, what it costs, and time in each state of health: counted by hand."""

import numpy as np
import pandas as pd
import pytest

from osteon.base.errors import InputError
from osteon.library.replacing import with_numbers
from osteon.trial.economics.health_states import time_in_states, utility_of
from osteon.trial.economics.pricing import price
from osteon.trial.economics.resources import resource_use
from support.economics import LIBRARY, NEW, OLD, YEAR, tables

EUROPE, SPAIN = LIBRARY.price_list("europe"), LIBRARY.price_list("spain")
MATZA = LIBRARY.utility_set("matza_2014")


def costs_of(changed=None, prices=EUROPE):
    return price(resource_use({**tables(), **(changed or {})}, LIBRARY, prices), prices)


def listed(costs, arm, patient):
    own = costs[(costs["arm"] == arm) & (costs["patient"] == patient)]
    return {(row.item, row.day): row.quantity for row in own.itertuples()}


def test_everything_that_was_used_is_priced_once():
    # 3.3 mg take a whole vial of 4 mg; the sample of day 14 was asked for by nobody; of two
    # pictures of day 3 one was of a bone, the other of the skeleton.
    assert listed(costs_of(), OLD, 0) == {
        ("zoledronic_acid", 0.0): 1,
        ("zoledronic_acid", YEAR): 1,
        ("iv_administration", 0.0): 1,
        ("iv_administration", YEAR): 1,
        ("codeine", 100.0): 50,
        ("calcium", 0.0): 1,
        ("calcium", 28.0): 1,
        ("xray", 3.0): 1,
        ("xray_whole_body", 3.0): 1,
        ("dental_check", 9.0): 1,
        ("jaw_surgeon", 5.0): 1,
    }
    assert listed(costs_of(), NEW, 3) == {("denosumab", 0.0): 2, ("sc_administration", 0.0): 1}


def test_medicines_cost_from_entry_on():
    taken = tables()["regimens"]
    codeine = taken[taken["name"] == "codeine"].iloc[:1]
    before = [
        codeine.assign(arm=NEW, patient=1, start_day=-84.0, stop_day=30.0),
        codeine.assign(arm=NEW, patient=3, start_day=-84.0, stop_day=-77.0),
    ]
    own = costs_of({"regimens": pd.concat([taken, *before], ignore_index=True)})
    assert listed(own, NEW, 1)["codeine", 0.0] == pytest.approx(30)
    assert "codeine" not in {item for item, _ in listed(own, NEW, 3)}


def test_complications_cost_when_they_are_known_and_hospital_where_it_is_not_in_the_price():
    # The fracture of the femur is never known; codeine ends with life; radiotherapy is all in.
    assert listed(costs_of(), OLD, 2) == {
        ("codeine", YEAR - 10): pytest.approx(10),
        ("pathological_fracture", 25.0): 1,
        ("radiotherapy_30gy_10", 30.0): 1,
        ("jaw_surgery", 60.0): 1,
        ("hospital_day", 60.0): 3,
        ("death", YEAR): 1,
    }
    spanish = costs_of(prices=SPAIN).set_index("item")["cost"]
    assert spanish["pathological_fracture_vertebral"] == 6968.18


def test_bones_irradiated_on_one_day_are_one_treatment():
    done = tables()["procedures"]
    ray = done[done["procedure"] == "radiotherapy_30gy_10"]
    more = [ray.assign(site="L5"), ray.assign(site="T4", day=30.5), ray.assign(day=31.0)]
    own = costs_of({"procedures": pd.concat([done, *more], ignore_index=True)})
    own = own[own["category"] == "radiotherapy"]
    assert own["day"].tolist() == [30.0, 31.0]
    # Two operations of one day stay two.
    two = pd.concat([done, done[done["procedure"] == "jaw_surgery"]], ignore_index=True)
    assert (costs_of({"procedures": two})["item"] == "jaw_surgery").sum() == 2


def test_each_cost_names_the_row_it_comes_from():
    source, costs = tables(), costs_of()
    assert (costs["cost"] == costs["quantity"] * costs["unit_cost"]).all()
    for row in costs.itertuples():
        origin = source[row.source_table].loc[row.source_row]
        assert (origin["arm"], origin["patient"]) == (row.arm, row.patient)
    drugs = costs[costs["item"] == "denosumab"]
    assert drugs["source_table"].tolist() == ["doses", "doses"]
    assert drugs["source_row"].tolist() == [2, 3]


def test_what_has_no_price_is_listed_all_at_once_with_the_nearest_name():
    items = {n: own for n, own in EUROPE.items.items() if n not in {"denosumab", "death"}}
    poor = EUROPE.model_copy(update={"items": items, "not_costed": {}})
    changed = tables()["events"].assign(
        kind=lambda f: f["kind"].replace("paralysis", "hypocalcemia")
    )
    with pytest.raises(InputError, match="4 problems") as caught:
        costs_of({"events": changed}, poor)
    said = str(caught.value)
    assert "costs.europe.items.denosumab: is missing, and it occurs 2 times in doses. Give" in said
    assert 'hypocalcemia: is missing, and it occurs once in events; did you mean "hypocalc' in said


def test_a_run_of_an_earlier_version_is_refused():
    with pytest.raises(InputError, match="earlier version"):
        costs_of({"orders": tables()["orders"].drop(columns="every_days")})


def test_states_last_exactly_from_event_to_end():
    states = time_in_states(tables(), LIBRARY, MATZA)
    own = states[states["patient"] == 2]
    found = list(own[["start_day", "stop_day", "state"]].itertuples(index=False, name=None))
    assert found == [
        (0.0, 20.0, "baseline"),
        (20.0, 30.0, "spine_or_pelvis_fracture"),
        (30.0, 50.0, "long_radiotherapy + spine_or_pelvis_fracture"),
        (50.0, 58.0, "long_radiotherapy + paralysis + spine_or_pelvis_fracture"),
        (58.0, 110.0, "paralysis + spine_or_pelvis_fracture"),
        (110.0, YEAR, "paralysis"),
    ]
    whole = states.assign(days=states["stop_day"] - states["start_day"])
    ends = tables()["follow_up"].set_index(["arm", "patient"])["last_day"]
    assert whole.groupby(["arm", "patient"])["days"].sum().to_dict() == pytest.approx(
        ends.to_dict()
    )


def test_a_state_ends_with_the_event_that_ends_it():
    jaw = ["osteonecrosis_of_jaw", "jaw_healed"]
    events = pd.DataFrame(
        [
            (OLD, 0, day, kind, -1, "", "", False, day)
            for kind, day in zip(jaw, (10.0, 90.0), strict=True)
        ],
        columns=tables()["events"].columns,
    )
    states = time_in_states({**tables(), "events": events}, LIBRARY, MATZA)
    ill = states[states["state"] == "jaw_necrosis"]
    assert ill[["start_day", "stop_day"]].to_numpy().tolist() == [[10.0, 90.0]]


@pytest.mark.parametrize(
    ("combine", "worth"),
    [
        ("multiplicative", 0.47 * (0.41 / 0.47) * (0.15 / 0.47)),
        ("additive", 0.47 - 0.06 - 0.32),
        ("worst", 0.47 - 0.32),
    ],
)
def test_states_that_come_together_are_combined_as_the_set_says(combine, worth):
    own = MATZA.model_copy(update={"combine": combine})
    decrements = {n: np.array([s.decrement.value]) for n, s in own.states.items()}
    # Of the two states of the cord the worse one alone counts.
    names = "cord_compression + leg_fracture + paralysis"
    assert utility_of(names, own, np.array([0.47]), decrements)[0] == pytest.approx(worth)


def test_states_that_nothing_can_bring_are_refused():
    leg = MATZA.states["leg_fracture"]
    wrong = {
        "regions": leg.model_copy(update={"regions": ("femurs",)}),
        "procedures": leg.model_copy(update={"procedures": ("kyphoplasti",)}),
    }
    own = MATZA.model_copy(update={"states": wrong})
    with pytest.raises(InputError, match="2 problems") as caught:
        time_in_states(tables(), LIBRARY, own)
    assert 'no region "femurs"; did you mean "femur"?' in str(caught.value)
    assert 'did you mean "kyphoplasty"?' in str(caught.value)


def test_a_price_of_one_s_own_takes_its_place():
    cheap = with_numbers(LIBRARY, {"costs.europe.denosumab": 1}).price_list("europe")
    costs = costs_of(prices=cheap)
    assert costs.loc[costs["item"] == "denosumab", "cost"].tolist() == [1.0, 2.0]

"""A life that cannot be integrated is listed; everybody else goes on, bit for bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.sim.execute import ArmPlan, simulate_arms
from osteon.sim.plan import Plan
from support.only import only
from support.runs import DENOSUMAB, assert_same, cohort, library, live, rows_of, with_values

N = 12
ARMS = {"none": only(), "drug": only(DENOSUMAB)}
PLAN = Plan(200.0, trajectories=N)


def people(ill=(), name="gfr_ml_per_min", value=np.nan):
    own = cohort(N, 4).values[name].copy()
    own[list(ill)] = value
    return with_values(cohort(N, 4), {name: own})


@settings(max_examples=10, deadline=None)
@given(
    st.sets(st.integers(0, N - 1), max_size=N),
    st.sampled_from(["gfr_ml_per_min", "turnover_factor"]),
    st.integers(1, N),
)
def test_failed_lives_are_listed_and_the_rest_is_unchanged(ill, name, group_size):
    tables = live(people(ill, name), ARMS, PLAN, group_size=group_size)
    failures = tables["failures"]
    assert failures["patient"].tolist() == [*sorted(ill), *sorted(ill)]
    well = sorted(set(range(N)) - ill)
    assert_same(rows_of(tables, well), rows_of(live(people(), ARMS, PLAN), well))


def test_a_failure_says_who_when_where_and_why():
    tables = live(people([3]), ARMS, PLAN)
    failures = tables["failures"]
    assert failures["arm"].tolist() == ["none", "drug"]
    assert set(failures["patient"]) == {3}
    assert (failures["day"] < 0).all()
    known = set(tables["failures"]["state"])
    assert all(isinstance(state, str) and state for state in known)
    assert set(failures["reason"]) == {"the integration could not keep to its tolerance"}


def test_who_fails_before_entry_has_a_place_in_follow_up_and_no_history():
    tables = live(people([3]), ARMS, PLAN)
    mine = rows_of(tables, 3)
    assert mine["follow_up"]["reason"].tolist() == ["failure"] * 2
    assert mine["follow_up"]["last_day"].tolist() == [0.0, 0.0]
    assert len(mine["patients"]) == 1
    for name in ("events", "doses", "observations", "orders", "trajectory"):
        assert mine[name].empty


def test_who_fails_under_a_drug_keeps_what_came_before_and_lives_on_without_it():
    # An antibody in next to no body is at next to infinite concentration.
    tables = live(people([3], "weight_kg", 1e-300), ARMS, PLAN)
    assert tables["failures"][["arm", "patient"]].to_numpy().tolist() == [["drug", 3]]
    assert 0 <= tables["failures"]["day"].item() < 1
    whole = live(people(), ARMS, PLAN)
    assert_same(rows_of(tables, 3, "none"), rows_of(whole, 3, "none"), ["events", "observations"])
    mine = rows_of(tables, 3, "drug")
    assert mine["follow_up"]["reason"].item() == "failure"
    assert mine["doses"]["day"].tolist() == [0.0]
    assert set(mine["observations"]["day"]) == {0.0}


def test_a_rule_is_not_asked_about_a_failed_life():
    asked = []

    def rule(chart):
        asked.append(chart.patient)

    live(people([3]), only(rule), PLAN, jobs=1)
    assert set(asked) == set(range(N)) - {3}


def test_every_life_may_fail():
    tables = live(people(range(N)), ARMS, PLAN)
    assert len(tables["failures"]) == 2 * N
    assert set(tables["follow_up"]["reason"]) == {"failure"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interruption_stops_the_run_and_keeps_what_is_finished(jobs):
    finished = []

    def tell(index, history, lives):
        finished.append((index, history.frame("follow_up")["patient"].tolist(), lives))
        if len(finished) == 2:
            raise KeyboardInterrupt

    arms = [ArmPlan("none", only(), (), np.ones(N, bool))]
    with pytest.raises(KeyboardInterrupt):
        simulate_arms(cohort(N, 4), arms, PLAN, library(), jobs=jobs, finished=tell, group_size=2)
    assert len(finished) == 2
    for index, patients, lives in finished:
        assert patients == [2 * index, 2 * index + 1]
        assert lives == 2

"""Everybody is followed to a day and a reason, and nothing is written after it."""

import numpy as np
import pytest
from scipy.stats import kstest

from osteon.base.tables import SCHEMAS
from osteon.sim.plan import Plan
from support.only import only
from support.runs import DENOSUMAB, NOBODY_LEAVES, cohort, library, live, with_values

LEAVING = {"death_rate_per_year": 0.6, "dropout_rate_per_year": 0.6}
ARMS = {"none": only(), "drug": only(DENOSUMAB)}


@pytest.fixture(scope="module")
def tables():
    people = with_values(cohort(120), LEAVING)
    return live(people, ARMS, Plan(400.0, accrual_days=150.0, trajectories=120))


def ends(tables):
    return tables["follow_up"].set_index(["arm", "patient"])


def test_everybody_is_there_once_in_each_arm(tables):
    assert tables["follow_up"]["patient"].tolist() == [*range(120), *range(120)]
    assert tables["follow_up"]["arm"].tolist() == ["none"] * 120 + ["drug"] * 120
    assert tables["patients"]["patient"].tolist() == list(range(120))


def test_each_reason_is_the_right_one(tables):
    assert set(tables["follow_up"]["reason"]) == {"death", "dropout", "cutoff"}
    deaths = tables["events"].query("kind == 'death'").set_index(["arm", "patient"])["day"]
    dead = ends(tables).query("reason == 'death'")["last_day"]
    assert deaths.index.is_unique
    assert deaths.to_dict() == dead.to_dict()
    assert "dropout" not in set(tables["events"]["kind"])


def test_the_cutoff_is_one_date_for_all_and_the_same_in_each_arm(tables):
    plan, people = Plan(400.0, accrual_days=150.0), np.arange(120)
    cutoff = plan.last_days(people, 1)
    for arm in ARMS:
        mine = ends(tables).loc[arm]
        stayed = (mine["reason"] == "cutoff").to_numpy()
        np.testing.assert_array_equal(mine["last_day"][stayed], cutoff[stayed])
        assert np.all(mine["last_day"][~stayed] < cutoff[~stayed])


def test_patients_come_evenly_over_the_time_of_accrual():
    days = Plan(400.0, accrual_days=150.0).last_days(np.arange(3000), 1)
    assert kstest((400 - days) / 150, "uniform").pvalue > 1e-4
    assert np.all(Plan(400.0).last_days(np.arange(5), 1) == 400)


@pytest.mark.parametrize("name", ["events", "doses", "observations", "orders", "trajectory"])
def test_nothing_is_written_after_the_last_day_or_before_the_first(tables, name):
    rows = tables[name].set_index(["arm", "patient"])
    assert len(rows)
    last = ends(tables)["last_day"].reindex(rows.index)
    assert (rows["day"] >= 0).all()
    assert (rows["day"] <= last).all()


def test_everybody_is_seen_on_every_day_of_assessment_up_to_the_end(tables):
    days = Plan(400.0).assessments
    panel = tables["observations"].query("assessment == 'calcium'")
    taken = panel.groupby(["arm", "patient"])["day"].unique()
    for who, end in ends(tables)["last_day"].items():
        assert taken[who].tolist() == days[days <= end].tolist()


def test_without_leaving_everybody_reaches_the_horizon():
    stayed = live(with_values(cohort(20), NOBODY_LEAVES), plan=Plan(100.0))["follow_up"]
    assert set(stayed["reason"]) == {"cutoff"}
    assert set(stayed["last_day"]) == {100.0}


def test_tables_have_the_columns_of_their_schema(tables):
    for name, schema in SCHEMAS.items():
        assert list(tables[name])[: len(schema)] == list(schema)
        missing = set(tables[name].columns[tables[name].isna().any()])
        endless = {"known_day", "reported_day", "end_day", "stop_day", "done_day", "every_days"}
        assert missing <= endless


def test_events_of_lesions_name_their_bone(tables):
    people, events = cohort(120), tables["events"]
    own = events[events["lesion"] >= 0]
    assert len(own) > 20
    sites = [people.sites[row.patient, row.lesion] for row in own.itertuples()]
    assert own["site"].tolist() == sites
    assert (own["lesion"] < people.all_sizes[own["patient"]]).all()
    broken = events["kind"].isin(["fragility_fracture", "atypical_femoral_fracture"])
    assert set(events.loc[broken, "site"]) <= set(library().sites)
    operated = events["kind"] == "surgery_to_bone"
    of_patient = events[(events["lesion"] < 0) & ~broken & ~operated]
    assert set(of_patient["site"]) <= {"", "cervical", "thoracic", "lumbar"}
    known = events.dropna()
    assert len(known) > 20
    assert (known["known_day"] >= known["day"]).all()


def test_courses_are_kept_of_the_first_patients_only():
    some = live(cohort(6), plan=Plan(70.0, trajectories=2))["trajectory"]
    assert set(some["patient"]) == {0, 1}
    assert some["day"].unique().tolist() == [7.0 * week for week in range(11)]
    assert live(cohort(6), plan=Plan(70.0))["trajectory"].empty

"""What is ordered acts on the true state, after its wait, at its place; or it is said why not."""

import numpy as np
import pytest

from osteon.care import assess, give, refer, start, treat
from osteon.sim.plan import Plan
from support.only import only
from support.runs import NOBODY_LEAVES, cohort, live, with_values

N = 24
PLAN = Plan(200.0, trajectories=N)


def people():
    return with_values(cohort(N, seed=6), NOBODY_LEAVES)


def at_entry(*orders):
    """Return the policy that orders this at entry and nothing else."""

    def rule(chart):
        if chart.day == 0:
            yield from orders

    return only(rule)


def first_sites():
    mine = people()
    return {int(patient): str(mine.sites[row, 0]) for row, patient in enumerate(mine.patients)}


def at_first_lesion(procedure, urgency="routine"):
    sites = first_sites()

    def rule(chart):
        if chart.day == 0:
            site = sites[chart.patient]
            yield treat(procedure, site=site, because="test", urgency=urgency)

    return only(rule)


def course(tables, name, lesion=None):
    table = tables["lesion_course"] if lesion is not None else tables["trajectory"]
    mine = table if lesion is None else table[table["lesion"] == lesion]
    return mine.pivot_table(name, "patient", "day")


@pytest.fixture(scope="module")
def untreated():
    return live(people(), at_entry(), PLAN)


def test_radiotherapy_kills_tumour_at_its_site_and_nowhere_else(untreated):
    tables = live(people(), at_first_lesion("radiotherapy_8gy_1"), PLAN)
    done = tables["procedures"]
    assert len(done) == N
    assert (done["day"] > 0).all()
    assert set(tables["events"].query("kind == 'radiotherapy_to_bone'")["patient"]) == set(range(N))
    with_it, without = (course(t, "tumour_cm3", 0).loc[:, 56.0] for t in (tables, untreated))
    left = (with_it / without).dropna()
    assert (left < 0.9).all()
    assert left.median() < 0.75
    mine = people()
    other = [
        row for row in range(N) if mine.sizes[row] > 1 and mine.sites[row, 1] != mine.sites[row, 0]
    ]
    with_it, without = (course(t, "tumour_cm3", 1).loc[other, 56.0] for t in (tables, untreated))
    np.testing.assert_allclose(with_it, without, rtol=0.05)


def test_without_an_order_nobody_is_irradiated_or_operated(untreated):
    assert not set(untreated["events"]["kind"]) & {"radiotherapy_to_bone", "surgery_to_bone"}
    assert untreated["procedures"].empty


def test_the_more_urgent_is_done_sooner():
    days = [
        live(people(), at_first_lesion("radiotherapy_8gy_1", urgency), PLAN)["procedures"]["day"]
        for urgency in ("emergency now", "within a week", "routine")
    ]
    assert days[0].max() <= days[1].median() <= days[2].median()


def test_each_fraction_is_given_on_its_day():
    tables = live(people(), at_first_lesion("radiotherapy_30gy_10"), PLAN)
    one = live(people(), at_first_lesion("radiotherapy_8gy_1"), PLAN)
    more, less = (course(t, "tumour_cm3", 0).loc[:, 84.0] for t in (tables, one))
    assert (more <= less * 1.05).mean() > 0.9


def test_where_no_deposit_is_the_table_says_so_and_the_event_counts():
    order = treat("radiotherapy_8gy_1", site="skull", because="mistaken")
    tables = live(people(), at_entry(order), PLAN)
    mine = people()
    empty = [row for row in range(N) if "skull" not in mine.sites[row, : mine.sizes[row]]]
    done = tables["procedures"].set_index("patient")["outcome"].loc[empty]
    assert done.str.startswith("nothing was there").all()
    assert (tables["events"].query("kind == 'radiotherapy_to_bone'")["patient"]).nunique() == N


def test_what_is_impossible_is_not_done_and_says_why():
    order = treat("prophylactic_fixation", site="L3", because="test")
    tables = live(people(), at_entry(order), Plan(50.0))
    assert tables["procedures"].empty
    assert not tables["orders"]["done"].any()
    assert tables["orders"]["why_not"].str.contains("long bones").all()


def test_what_is_booked_for_after_the_end_is_not_done():
    tables = live(people(), at_first_lesion("radiotherapy_8gy_1"), Plan(3.0))
    assert tables["procedures"].empty
    assert set(tables["orders"]["why_not"]) == {"not before the end"}
    assert tables["orders"]["done_day"].isna().all()


def test_painkillers_lower_pain_and_radiate_nothing(untreated):
    tables = live(people(), at_entry(start("morphine_tablets", because="pain")), PLAN)
    with_it, without = (course(t, "pain_0_10").loc[:, 28.0] for t in (tables, untreated))
    hurting = without > 1.0
    assert hurting.sum() > 5
    assert (with_it < without)[hurting].all()
    regimens = tables["regimens"]
    assert set(regimens["name"]) == {"morphine_tablets"}
    assert regimens["stop_day"].isna().all()


def test_a_course_ends_by_itself():
    tables = live(people(), at_entry(give("saline", because="thirst")), PLAN)
    stops = tables["regimens"]["stop_day"]
    assert stops.notna().all()
    assert stops.max() < 10


def test_anticancer_treatment_shrinks_those_who_answer(untreated):
    tables = live(people(), at_entry(start("systemic_therapy", because="cancer")), PLAN)
    with_it, without = (course(t, "tumour_cm3").loc[:, 196.0] for t in (tables, untreated))
    answer = people().values["anticancer_response"] == 1.0
    assert 0 < answer.sum() < N
    left = with_it / without
    assert left[answer].max() < left[~answer].min() < left[~answer].max() < 1.0


def test_what_is_ordered_twice_is_booked_once():
    def insisting(chart):
        yield assess("ct", because="again and again")
        yield treat("tooth_extraction", because="again and again")

    orders = live(people(), only(insisting), Plan(10.0))["orders"]
    for _, own in orders.groupby("patient"):
        assert sorted(own["what"]) == ["ct", "tooth_extraction"]


def test_a_referral_is_noted_and_does_nothing(untreated):
    tables = live(people(), at_entry(refer("dentist", because="teeth")), PLAN)
    assert tables["orders"]["done"].all()
    assert tables["trajectory"].equals(untreated["trajectory"])

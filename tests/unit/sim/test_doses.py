"""Doses are given as prescribed: these, then, once each, and none to somebody who has left."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.care import start
from osteon.care.entries import Regimen
from osteon.library.prescription import Prescription
from osteon.sim.bookings import Bookings
from osteon.sim.care_record import CareRecord
from osteon.sim.plan import Plan
from osteon.sim.prescribe import dose_days
from support.only import only
from support.runs import DENOSUMAB, NOBODY_LEAVES, cohort, live, with_values

intervals = st.one_of(st.none(), st.integers(1, 90).map(float), st.just(365.25 / 12))
counts = st.one_of(st.none(), st.integers(1, 30))
prescriptions = st.builds(
    lambda every, count: Prescription("denosumab", 120.0, "sc", None, every, every and count),
    intervals,
    counts,
)


def due(plan, first, end):
    """Return the days of a prescription's doses from its first up to, not at, an end."""
    if plan.interval_days is None:
        return [first] if first < end else []
    most = int(np.ceil((end - first) / plan.interval_days - 1e-9))
    return [first + k * plan.interval_days for k in range(min(most, plan.count or most))]


@given(prescriptions, st.floats(0, 300), st.floats(301, 1000))
def test_the_days_of_doses_are_as_prescribed(plan, first, end):
    assert dose_days(plan, first, end).tolist() == pytest.approx(due(plan, first, end))


@given(prescriptions, st.lists(st.floats(0.5, 800), max_size=12), st.floats(1, 900))
def test_each_dose_falls_into_one_stretch_of_time_however_time_is_cut(plan, cuts, stop_day):
    bookings, given_days = Bookings(), []
    bookings.book(0, dose_days(plan, 0.0, 1000.0), (3, plan.dose_mg), plan=plan)
    for until in sorted({*cuts, stop_day, 1000.0}):
        due_now = bookings.due(np.array([until]))
        given_days += due_now.agenda.day.tolist()
        due_now.agenda.next[:] = len(due_now.chosen)
        bookings.note(due_now)
        if until == stop_day:
            bookings.cancel(0, plan, stop_day)
    assert given_days == pytest.approx(due(plan, 0.0, stop_day))
    assert bookings.doses()["day"].tolist() == pytest.approx(given_days)


def test_what_is_left_undone_is_still_to_come():
    bookings, plan = Bookings(), Prescription.parse(DENOSUMAB)
    for row in (1, 0):
        bookings.book(row, np.array([0.0, 28.0, 56.0]), (3, 120.0), plan=plan)
    due_now = bookings.due(np.array([60.0, 60.0]))
    due_now.agenda.next[:] = [2, 0]
    bookings.note(due_now)
    assert bookings.doses()[["row", "day"]].tolist() == [(0, 0.0), (0, 28.0)]
    assert bookings.due(np.array([60.0, 60.0])).agenda.day.tolist() == [56.0, 0.0, 28.0, 56.0]


def test_what_is_booked_later_finds_its_place_after_what_is_over():
    bookings, plan = Bookings(), Prescription.parse(DENOSUMAB)
    bookings.book(0, 28.0 * np.arange(10), (3, 120.0), plan=plan)
    past = bookings.due(np.array([150.0]))
    past.agenda.next[:] = len(past.chosen)
    bookings.note(past)
    bookings.book(0, np.array([168.0, 169.0, 196.0]), (4, 2.0))
    agenda = bookings.due(np.array([200.0])).agenda
    assert agenda.day.tolist() == [168.0, 168.0, 169.0, 196.0, 196.0]
    assert agenda.code.tolist() == [3, 4, 4, 3, 4]


def test_starting_what_is_under_way_changes_nothing():
    plan = Prescription.parse(DENOSUMAB)
    record = CareRecord(0, "breast")
    assert record.begin(Regimen(plan.drug, plan, 0.0))
    assert not record.begin(Regimen("denosumab", plan, 10.0))


def test_another_interval_takes_the_place_of_the_old_one():
    def stretching(chart):
        interval = "q4w" if chart.day < 56 else "q12w"
        yield start(f"denosumab 120 mg sc {interval}", because="stable")

    people = with_values(cohort(2), NOBODY_LEAVES)
    doses = live(people, only(stretching), Plan(200.0))["doses"]
    assert doses["day"].tolist() == [0.0, 28.0, 56.0, 140.0] * 2


def test_a_single_dose_puts_nobody_on_the_drug():
    record = CareRecord(0, "breast")
    record.give("denosumab", Prescription.parse("denosumab 120 mg sc once"), 5.0)
    chart = record.chart(5.0)
    assert not chart.on("denosumab")
    assert chart.ever_on("denosumab")


@settings(max_examples=15, deadline=None)
@given(prescriptions, st.sampled_from([200.0, 365.25, 400.0]))
def test_the_whole_table_of_doses_is_the_prescription(plan, horizon):
    people = with_values(cohort(4), NOBODY_LEAVES)
    tables = live(people, only(str(plan)), Plan(horizon))
    doses = tables["doses"]
    assert set(doses["drug"]) == {"denosumab"}
    assert set(doses["dose_mg"]) == {120.0}
    assert set(doses["route"]) == {"sc"}
    for _, mine in doses.groupby("patient"):
        assert mine["day"].tolist() == pytest.approx(due(plan, 0.0, horizon))
    assert doses["patient"].nunique() == 4


@pytest.mark.parametrize("reacting", [False, True])
def test_nobody_is_given_anything_after_leaving_and_everything_before(reacting):
    def rule(chart):
        yield start(DENOSUMAB, because="bone metastases")

    people = with_values(cohort(60), {"death_rate_per_year": 1.5})
    tables = live(people, only(rule if reacting else DENOSUMAB))
    ends = tables["follow_up"].set_index("patient")["last_day"]
    assert (tables["follow_up"]["reason"] == "death").sum() > 20
    for patient, mine in tables["doses"].groupby("patient"):
        assert mine["day"].tolist() == due(Prescription.parse(DENOSUMAB), 0.0, ends[patient])


def test_what_is_written_down_is_what_went_in():
    # Twice the doses on the same days must show in the blood as the table says.
    people = with_values(cohort(3), NOBODY_LEAVES)
    once = live(people, only("denosumab 60 mg sc q4w x 1"), Plan(20.0, trajectories=3))
    more = live(people, only("denosumab 60 mg sc q1w x 2"), Plan(20.0, trajectories=3))
    before = once["trajectory"]["day"] <= 7
    one, two = once["trajectory"]["untx_nmol_mmol"], more["trajectory"]["untx_nmol_mmol"]
    np.testing.assert_allclose(one[before], two[before], rtol=1e-3)
    assert (one[~before] > two[~before]).all()

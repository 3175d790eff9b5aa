from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.care import (
    Booked,
    Chart,
    ChartEvent,
    Done,
    KnownLesion,
    Observation,
    Regimen,
    ReportedSymptom,
    Unknown,
)
from osteon.care.registers import (
    Results,
    Symptoms,
    latest_of,
    note_results,
    note_symptom,
    present_of,
)
from osteon.library.prescription import Prescription

DENOSUMAB = Prescription.parse("denosumab 120 mg sc q4w")

symptoms = st.builds(
    ReportedSymptom,
    day=st.floats(0, 100),
    name=st.sampled_from(("bone_pain", "thirst")),
    site=st.sampled_from(("", "L3")),
    over=st.booleans(),
)
observations = st.builds(
    Observation,
    day=st.floats(0, 1000),
    assessment=st.sampled_from(["calcium", "gfr", "untx"]),
    value=st.floats(-1e6, 1e6),
)


def test_an_empty_chart_knows_nothing():
    chart = Chart()
    assert not chart.known("calcium")
    assert isinstance(chart.last("calcium"), Unknown)
    assert isinstance(chart.last_day("calcium"), Unknown)
    assert chart.count("pathological_fracture") == 0
    assert not chart.on("denosumab")


@given(st.lists(observations, max_size=12))
def test_last_is_the_value_of_the_latest_day_in_any_order(rows):
    chart = Chart(observations=tuple(rows))
    for name in ("calcium", "gfr", "untx"):
        own = [row for row in rows if row.assessment == name]
        assert chart.known(name) == bool(own)
        if own:
            assert chart.last_day(name) == max(row.day for row in own)
            assert chart.last(name) in {row.value for row in own if row.day == chart.last_day(name)}


def test_of_two_values_on_one_day_the_later_entry_stands():
    rows = (Observation(3.0, "calcium", 2.1), Observation(3.0, "calcium", 2.3))
    assert Chart(observations=rows).last("calcium") == 2.3


def test_count_is_of_one_kind():
    events = tuple(ChartEvent(day, kind) for day, kind in enumerate("abab a".replace(" ", "")))
    assert Chart(events=events).count("a") == 3


@pytest.mark.parametrize(
    ("day", "stop_day", "on"), [(9, None, False), (10, None, True), (20, 20, False), (19, 20, True)]
)
def test_on_from_the_first_day_until_the_stop(day, stop_day, on):
    regimen = Regimen("denosumab", DENOSUMAB, start_day=10, stop_day=stop_day)
    chart = Chart(day=day, regimens=(regimen,))
    assert chart.on("denosumab") is on
    assert chart.ever_on("denosumab")
    assert not chart.on("zoledronic acid")


def test_a_chart_cannot_be_written_to_by_a_rule():
    with pytest.raises(FrozenInstanceError):
        Chart().day = 3  # type: ignore[misc]


def test_a_replaced_chart_does_not_remember_the_old_results():
    chart = Chart(observations=(Observation(0.0, "calcium", 2.3),))
    assert chart.last("calcium") == 2.3
    assert not replace(chart, observations=()).known("calcium")


def test_results_at_a_site_are_kept_apart_from_the_latest_of_all():
    rows = (Observation(5.0, "xray", 1.0, site="L3"), Observation(9.0, "xray", 0.0, site="L4"))
    chart = Chart(observations=rows)
    assert (chart.last("xray", "L3"), chart.last("xray", "L4"), chart.last("xray")) == (1, 0, 0)
    assert chart.last_day("xray", "L3") == 5
    assert not chart.known("xray", "L5")


def test_a_symptom_is_there_until_it_is_reported_over_at_its_site():
    told = (
        ReportedSymptom(3.0, "bone_pain", "L3", 5.0, 1.0),
        ReportedSymptom(4.0, "bone_pain", "L4", 4.0, 2.0),
        ReportedSymptom(9.0, "bone_pain", "L3", over=True),
        ReportedSymptom(5.0, "thirst"),
        ReportedSymptom(6.0, "thirst", over=True),
    )
    chart = Chart(day=20.0, symptoms=told)
    assert [own.site for own in chart.symptom("bone_pain")] == ["L4"]
    assert chart.has("bone_pain")
    assert chart.has("bone_pain", within_days=16)
    assert not chart.has("bone_pain", within_days=15)
    assert not chart.has("thirst")
    assert chart.symptom("coma") == ()


def test_since_is_from_the_latest_event():
    chart = Chart(day=30.0, events=(ChartEvent(20.0, "fall"), ChartEvent(4.0, "fall")))
    assert chart.since("fall") == 10
    assert isinstance(chart.since("hypercalcaemia"), Unknown)


def test_the_first_dose_is_of_a_bone_agent_and_months_add_up():
    taken = (
        Regimen("paracetamol", None, 1.0),
        Regimen("denosumab", DENOSUMAB, 10.0, 40.4375),
        Regimen("denosumab", DENOSUMAB, 100.0),
        Regimen("zoledronic acid", DENOSUMAB, 500.0),
    )
    chart = Chart(day=130.4375, regimens=taken)
    assert chart.first_dose_day() == 10
    assert chart.months_on("denosumab") == pytest.approx(2.0)
    assert chart.regimen("denosumab") is taken[2]
    assert chart.regimen("zoledronic acid") is None
    assert isinstance(Chart(regimens=taken[:1]).first_dose_day(), Unknown)


def test_procedures_and_bookings_by_name_site_and_time():
    chart = Chart(
        day=50.0,
        procedures=(Done(20.0, "kyphoplasty", "L3"),),
        booked=(Booked(60.0, "mri", verb="assess"), Booked(70.0, "radiotherapy_8gy_1", "L3")),
        lesions=(KnownLesion("L3", "lytic"), KnownLesion("L4", "lytic")),
    )
    assert chart.done("kyphoplasty")
    assert chart.done("kyphoplasty", "L3", within_days=30)
    assert not chart.done("kyphoplasty", "L4")
    assert not chart.done("kyphoplasty", within_days=29)
    assert chart.booked_for("mri")
    assert chart.booked_for("radiotherapy_8gy_1", "L3")
    assert not chart.booked_for("radiotherapy_8gy_1", "L4")
    assert [own.site for own in chart.lesions_at("L4")] == ["L4"]


@given(st.lists(observations, max_size=8), st.lists(observations, max_size=4))
def test_results_noted_one_by_one_are_found_as_in_all_of_them(before, after):
    rows = (*before, *after)
    latest = latest_of(before)
    for own in after:
        note_results(latest, [own])
    quick = Chart(observations=Results(rows, latest))
    for name in ("calcium", "gfr", "untx"):
        assert quick.known(name) == Chart(observations=rows).known(name)
        if quick.known(name):
            assert quick.last(name) == Chart(observations=rows).last(name)
        assert list(quick.results(name)) == [own for own in rows if own.assessment == name]
    assert quick == Chart(observations=rows)
    assert not replace(quick, observations=()).known("calcium")


@given(st.lists(symptoms, max_size=8), st.lists(symptoms, max_size=4))
def test_symptoms_noted_one_by_one_are_present_as_in_all_of_them(before, after):
    rows = (*before, *after)
    present = present_of(before)
    for own in after:
        note_symptom(present, own)
    quick = Chart(symptoms=Symptoms(rows, present))
    last = {(own.name, own.site): own for own in rows}
    for name in ("bone_pain", "thirst"):
        still = {own for own in last.values() if own.name == name and not own.over}
        assert set(quick.symptom(name)) == still
        assert quick.has(name) == bool(still)
    assert not replace(quick, symptoms=()).has("bone_pain")

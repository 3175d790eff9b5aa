"""Imaging, triage and safety equipment."""

import pytest

from osteon import InputError
from osteon.care import KnownLesion, triage
from support.chart_of import asked, chart_of
from support.only import only


@pytest.mark.parametrize(
    ("cancer", "scan"), [("prostate", "pet_psma"), ("lung", "pet_fdg"), ("", "bone_scan")]
)
def test_the_skeleton_is_scanned_by_what_the_cancer_takes_up(cancer, scan):
    chart = chart_of(0.0, cancer=cancer, lesions=())
    assert asked("imaging", chart) == [("assess", scan, "", "routine")]
    assert asked("imaging", chart, "symptoms only") == []


def test_a_schedule_of_ones_own():
    policy = only(imaging="xray every 12 weeks")
    (order,) = policy.decide(chart_of(0.0))
    assert (order.what, order.interval_days) == ("xray", 84.0)


def pain(site, **more):
    return chart_of(told=(("bone_pain", site, 5.0, 99.0),), lesions=(), **more)


def test_new_pain_is_x_rayed_then_scanned_and_the_spine_has_an_mri():
    assert asked("imaging", pain("ilium_left")) == [
        ("assess", "xray", "ilium_left", "within a week")
    ]
    nothing = pain("ilium_left", results=(("xray", 0.0, 99.5, "ilium_left"),))
    assert asked("imaging", nothing) == [("assess", "pet_fdg", "", "within a week")]
    assert asked("imaging", pain("T7")) == [("assess", "mri", "", "within a week")]
    assert asked("imaging", pain("T7", results=(("mri", 0.0, 99.5),))) == []


@pytest.mark.parametrize(
    ("lesions", "cancer", "sampled"),
    [
        ((KnownLesion("L3", "lytic", found_by="ct"),), "breast", True),
        ((KnownLesion("L3", "lytic", found_by="ct", symptomatic=True),), "breast", False),
        ((KnownLesion("L3", "lytic", found_by="entry"),), "breast", False),
        ((KnownLesion("L3", "lytic", found_by="ct", symptomatic=True),), "", True),
        (("L3", "L4", "L5"), "", False),
    ],
)
def test_a_biopsy_in_doubt_alone(lesions, cancer, sampled):
    shown = (("ct", 1.0, 99.0, "L3"),)
    orders = asked("imaging", chart_of(lesions=lesions, cancer=cancer, results=shown))
    assert orders == ([("assess", "biopsy", "L3", "within a week")] if sampled else [])


@pytest.mark.parametrize(("empty", "again"), [((), True), ((60.0,), True), ((10.0, 95.0), False)])
def test_what_a_scan_alone_shows_is_looked_at_on_ct_twice_and_then_left_alone(empty, again):
    results = tuple(("ct", 0.0, day, "L3") for day in empty)
    chart = chart_of(lesions=(KnownLesion("L3", "lytic", found_by="pet_fdg"),), results=results)
    orders = asked("imaging", chart)
    assert orders == ([("assess", "ct", "L3", "within a week")] if again else [])


@pytest.mark.parametrize(
    ("symptoms", "known", "urgency"),
    [
        ((), True, "routine"),
        (("spinal_pain",), True, "within 24 h"),
        (("spinal_pain",), False, "within a week"),
        (("spinal_pain", "leg_weakness"), False, "emergency now"),
        (("sphincter_trouble",), True, "emergency now"),
        (("numbness", "bone_pain"), True, "emergency now"),
        (("confusion",), False, "emergency now"),
        (("bone_pain",), True, "within a week"),
        (("thirst", "constipation"), True, "within 24 h"),
        (("toothache",), True, "within a week"),
    ],
)
def test_triage(symptoms, known, urgency):
    assert triage(symptoms, known_bone_disease=known).urgency == urgency


def test_triage_refuses_what_is_no_symptom():
    with pytest.raises(InputError, match='did you mean "leg_weakness"'):
        triage(["leg_weaknes"], known_bone_disease=True)


def test_a_call_is_answered_on_its_day_with_what_was_told_before():
    told = (("spinal_pain", "T7", 5.0, 80.0), ("leg_weakness", "", 5.0, 100.0))
    assert asked("triage", chart_of(told=told)) == [
        ("refer", "emergency room", "", "emergency now")
    ]
    assert asked("triage", chart_of(101.0, told=told)) == []


@pytest.mark.parametrize("sign", ["confusion", "dizziness", "weakness"])
def test_the_confused_dizzy_or_weak_are_offered_equipment_once(sign):
    told = ((sign, "", 5.0, 99.0),)
    order = ("start", "home_safety_equipment", "", "within a week")
    assert asked("safety_equipment", chart_of(told=told)) == [order]
    assert asked("safety_equipment", chart_of(told=told, on=("home_safety_equipment",))) == []
    assert asked("safety_equipment", chart_of()) == []
    assert asked("safety_equipment", chart_of(events=(("fall", "", 99.0),))) == [order]

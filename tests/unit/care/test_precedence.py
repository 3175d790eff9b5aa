import pytest

from osteon.care import Policy, assess, give, start, stop, treat
from osteon.care.precedence import settle

DENOSUMAB = "denosumab 120 mg sc q4w"


def standing(*orders):
    return [own.what for own in settle(orders) if not own.why_not]


def test_stop_beats_start_and_give_of_the_same_drug_in_any_order():
    begun = start(DENOSUMAB, because="x", urgency="emergency now")
    dose = give("denosumab 120 mg sc once", because="x")
    other = start("zoledronic acid 4 mg iv q4w", because="x")
    halt = stop("denosumab", because="jaw")
    assert standing(begun, dose, other, halt) == [other.what, "denosumab"]
    assert standing(halt, begun) == ["denosumab"]


@pytest.mark.parametrize("surgery", ["fracture_fixation", "kyphoplasty"])
def test_surgery_beats_radiotherapy_at_one_site_only(surgery):
    here = treat("radiotherapy_8gy_1", site="L3", because="pain", urgency="emergency now")
    there = treat("radiotherapy_8gy_1", site="L4", because="pain")
    operation = treat(surgery, site="L3", because="fracture")
    assert standing(here, there, operation) == [there.what, surgery]


def test_of_the_same_thing_twice_the_more_urgent_stands():
    slow = assess("mri", because="pain", urgency="within a week")
    fast = assess("mri", because="weak legs", urgency="emergency now")
    settled = settle((slow, fast, slow))
    assert [bool(own.why_not) for own in settled] == [True, False, True]


def test_of_equals_the_first_stands():
    settled = settle([start("morphine tablets", because=word) for word in ("one", "other")])
    assert [bool(own.why_not) for own in settled] == [False, True]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("radiotherapy_8gy_1", "radiotherapy_30gy_10"),
        ("prophylactic_fixation", "fracture_fixation"),
    ],
)
def test_one_operation_and_one_course_per_site(first, second):
    one = treat(first, site="femur_left", because="x")
    other = treat(second, site="femur_left", because="x", urgency="within 24 h")
    assert standing(one, other) == [second]


def test_two_prescriptions_of_one_drug_are_one():
    monthly, rare = (start(f"denosumab 120 mg sc q{n}w", because="x") for n in (4, 12))
    assert standing(monthly, rare) == [monthly.what]


def test_what_does_not_contradict_stands():
    orders = (
        start("morphine_tablets", because="x"),
        start(DENOSUMAB, because="x"),
        assess("calcium", because="x"),
        assess("xray", site="L3", because="x"),
        assess("xray", site="L4", because="x"),
    )
    assert settle(orders) == orders


def test_the_loser_says_to_which_rule_it_gives_way():
    def jaw(chart):
        yield stop("denosumab", because="jaw")

    def drug(chart):
        yield start(DENOSUMAB, because="bone")

    started, stopped = Policy((drug, jaw)).decide(None)
    assert started.why_not == "stopped goes first (rule jaw)"
    assert stopped.why_not == ""

import pytest

from osteon.care import Done
from support.chart_of import asked, chart_of

MRI, STEROID = ("assess", "mri", ""), ("start", "dexamethasone", "")
PRESSED = (("spinal_cord_compression", "thoracic", 99.5),)
SURGERY = ("treat", "decompressive_surgery", "thoracic", "emergency now")
SHORT = ("treat", "radiotherapy_8gy_1", "thoracic", "within 24 h")


def told(*names, worst=5.0):
    return tuple((name, "T7", worst, 99.0) for name in names)


@pytest.mark.parametrize(
    "sign",
    ["leg_weakness", "arm_weakness", "numbness", "sphincter_trouble", "cannot_walk", "paralysis"],
)
def test_any_deficit_with_known_bone_disease_or_back_pain_is_an_emergency(sign):
    for chart in (chart_of(told=told(sign)), chart_of(told=told(sign, "spinal_pain"), lesions=())):
        judged = ("assess", "performance", "", "routine")
        assert asked("cord", chart) == [
            (*MRI, "emergency now"),
            judged,
            (*STEROID, "emergency now"),
        ]
    assert asked("cord", chart_of(told=told(sign), lesions=())) == []


@pytest.mark.parametrize(
    ("names", "worst", "urgency"),
    [
        (("spinal_pain",), 5.0, "within a week"),
        (("spinal_pain",), 8.0, "within 24 h"),
        (("sudden_pain",), 5.0, "within 24 h"),
    ],
)
def test_suspicious_pain_without_signs_has_an_mri_and_no_steroid(names, worst, urgency):
    assert asked("cord", chart_of(told=told(*names, worst=worst))) == [(*MRI, urgency)]
    assert asked("cord", chart_of(told=told(*names, worst=worst), lesions=())) == []


def test_an_mri_since_the_signs_answers_them_and_ends_the_steroid():
    clear = chart_of(told=told("numbness"), results=(("mri", 0.0, 99.5),), on=("dexamethasone",))
    assert asked("cord", clear) == [("stop", "dexamethasone", "", "within 24 h")]


def cord(*, performance=1.0, events=PRESSED, word="usual", **more):
    results = () if performance is None else (("performance", performance, 90.0),)
    return [
        own
        for own in asked("cord", chart_of(results=results, events=events, **more), word)
        if own[0] != "start"
    ]


def test_who_can_bear_it_is_operated_and_irradiated_afterwards():
    assert cord() == [SURGERY]
    after = cord(done=(("decompressive_surgery", "thoracic", 100.0),))
    assert after == [("treat", "radiotherapy_30gy_10", "thoracic", "within a week")]


@pytest.mark.parametrize(
    "why",
    [
        {"performance": 3.0},
        {"performance": None},
    ],
)
def test_advanced_disease_or_ignorance_rules_surgery_out(why):
    assert cord(**why) == [SHORT]


def test_two_levels_rule_surgery_out():
    both = (*PRESSED, ("spinal_cord_compression", "lumbar", 99.0))
    assert {what for _, what, _, _ in cord(events=both)} == {"radiotherapy_20gy_5"}
    assert cord(word="radiotherapy only")[0][1] == "radiotherapy_20gy_5"


@pytest.mark.parametrize(
    "why",
    [
        {"performance": 4.0},
        {"performance": 3.0, "told": (("cannot_walk", "", 0.0, 99.0),)},
        {"performance": 1.0, "told": (("paralysis", "", 0.0, 96.0),)},
    ],
)
def test_the_bedridden_the_ill_who_cannot_walk_and_the_long_paralysed_are_spared_both(why):
    assert cord(**why) == [("refer", "palliative care", "", "within 24 h")]


def test_radiotherapy_is_not_given_twice_to_a_level():
    before = (Done(60.0, "radiotherapy_8gy_1", "thoracic"),)
    again = cord(performance=3.0, done=(("radiotherapy_8gy_1", "thoracic", before[0].day),))
    assert again == [("refer", "palliative care", "", "routine")]
